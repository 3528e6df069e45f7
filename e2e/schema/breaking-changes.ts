/** `npm run --prefix e2e breaking-changes`: compares the schema with the last release. The changelog must announce every breaking change. */
import { readFileSync } from 'node:fs';
import { BUILT_SDL } from '../../scripts/published-sdl.ts';
import { readReleasedSdl } from './last-release.ts';
import { findBreakingChanges, findUnannounced } from './schema-changes.ts';

const CHANGELOG = 'CHANGELOG.md';

const released = await readReleasedSdl();
if (released === null) {
  process.stdout.write('There is no release to compare the schema with yet.\n');
} else {
  const changes = await findBreakingChanges(released, BUILT_SDL['sdl/subgraph.graphql']());
  const unannounced = findUnannounced(changes, readFileSync(CHANGELOG, 'utf8'));
  for (const { path, message } of unannounced) process.stdout.write(`\`${path}\`: ${message}\n`);
  if (unannounced.length > 0) {
    process.stdout.write(
      `Unannounced changes that break clients of the last release: ${unannounced.length}. Undo them, or add the path of each to ` +
        `${CHANGELOG}, under "## [Unreleased]" and "### Breaking".\n`,
    );
    process.exitCode = 1;
  }
}
