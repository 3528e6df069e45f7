/**
 * `npm run --prefix e2e breaking-changes`: compares the published schema with the last release. The changelog must announce every breaking change. With
 * `--release`, which is a step of a release, the current schema replaces the released one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { graphqlSync } from 'graphql';
import { format, resolveConfig } from 'prettier';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { getSchema } from '../../src/graphql/schema/schema.ts';
import { findBreakingChanges, findUnannounced } from './schema-changes.ts';

const RELEASED = 'released/subgraph.graphql';
const CHANGELOG = 'CHANGELOG.md';

const current = printPublishedSdl();
if (process.argv.includes('--release')) {
  writeFileSync(RELEASED, await format(current, { ...(await resolveConfig(RELEASED)), parser: 'graphql' }));
} else {
  const changes = await findBreakingChanges(readFileSync(RELEASED, 'utf8'), current);
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

/** Returns the SDL that routers compose their supergraph from. */
function printPublishedSdl(): string {
  const { data } = graphqlSync({ schema: getSchema(), source: '{ _service { sdl } }' });
  const service = data?.['_service'];
  if (!isObject(service) || typeof service['sdl'] !== 'string') throw new Error('The schema has no SDL.');
  return service['sdl'];
}
