/**
 * `npm run breaking-changes`: holds the published schema to that of the last release; what breaks has to be announced. With `--release`
 * the present schema becomes the one that is held to, which is a part of making a release.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { graphqlSync } from 'graphql';
import { format, resolveConfig } from 'prettier';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { breakingChanges, unannounced } from './schema-changes.ts';

const RELEASED = 'released/subgraph.graphql';
const CHANGELOG = 'CHANGELOG.md';

const present = publishedSdl();
if (process.argv.includes('--release')) {
  writeFileSync(RELEASED, await format(present, { ...(await resolveConfig(RELEASED)), parser: 'graphql' }));
} else {
  const changes = await breakingChanges(readFileSync(RELEASED, 'utf8'), present);
  const silent = unannounced(changes, readFileSync(CHANGELOG, 'utf8'));
  for (const { path, message } of silent) process.stdout.write(`\`${path}\`: ${message}\n`);
  if (silent.length > 0) {
    process.stdout.write(
      `Changes that break those who use the schema of the last release: ${silent.length}. Undo them, or name the path of each in ` +
        `${CHANGELOG}, under "## [Unreleased]" and "### Breaking".\n`,
    );
    process.exitCode = 1;
  }
}

/** What a router composes its supergraph from. */
function publishedSdl(): string {
  const { data } = graphqlSync({ schema: createSchema(), source: '{ _service { sdl } }' });
  const service = data?.['_service'];
  if (!isObject(service) || typeof service['sdl'] !== 'string') throw new Error('The schema has no SDL.');
  return service['sdl'];
}
