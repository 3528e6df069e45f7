/** Reads the examples of US Core's guides (CC0). They are not part of this repository, so they can be absent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseExactJson } from '../../src/fhir/decimals.ts';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { isResourceType, RESOURCES, type ResourceType } from '../../src/fhir/resources.ts';
import type { RecordOfServer } from './record-server.ts';

const FOLDER = new URL('../../../shared/us-core-examples/', import.meta.url);

/** False if the folder of examples does not exist. Tests that read it are then skipped. */
export const areUsCoreExamplesThere = existsSync(FOLDER);

/** Completes the names of the tests that are skipped without the examples. */
export const SKIPS_WITHOUT_EXAMPLES = '(skipped without ../shared/us-core-examples)';

/** The versions of US Core with examples. */
export const VERSIONS = ['6.1.0', '7.0.0', '8.0.1'] as const;

export interface UsCoreExample {
  readonly version: string;
  readonly type: ResourceType;
  /** The last segment of each profile's URL, such as `us-core-patient`. */
  readonly profiles: readonly string[];
  readonly resource: RecordOfServer;
}

/** Returns the examples of types in the graph, including the entries of example bundles; of equal ids, the first. */
export function usCoreExamples(version: string): readonly UsCoreExample[] {
  const folder = new URL(`${version}/`, FOLDER);
  const read = readdirSync(folder).map((file): unknown =>
    parseExactJson(readFileSync(new URL(file, folder), 'utf8')),
  );
  const found = new Map<string, UsCoreExample>();
  for (const resource of [...read, ...read.flatMap(entriesOf)]) {
    if (!isRecord(resource) || !isResourceType(resource.resourceType)) continue;
    const { resourceType: type, id } = resource;
    if (!RESOURCES[type].inGraph || found.has(`${type}/${id}`)) continue;
    found.set(`${type}/${id}`, { version, type, profiles: profilesOf(resource), resource });
  }
  return [...found.values()];
}

/** Returns the profiles that the examples of a version claim, including profiles of types outside the graph. */
export function usCoreProfiles(version: string): readonly string[] {
  const folder = new URL(`${version}/`, FOLDER);
  const profiles = readdirSync(folder).flatMap((file) =>
    profilesOf(parseExactJson(readFileSync(new URL(file, folder), 'utf8'))),
  );
  return [...new Set(profiles)].toSorted();
}

function entriesOf(bundle: unknown): unknown[] {
  const entries: unknown = isObject(bundle) && bundle['resourceType'] === 'Bundle' ? bundle['entry'] : [];
  return Array.isArray(entries)
    ? entries.map((entry: unknown) => (isObject(entry) ? entry['resource'] : null))
    : [];
}

function profilesOf(resource: unknown): string[] {
  const meta: unknown = isObject(resource) ? resource['meta'] : null;
  const profiles: unknown = isObject(meta) ? meta['profile'] : null;
  if (!Array.isArray(profiles)) return [];
  return profiles.map((url: unknown) => String(url).replace(/^.*\//, '').replace(/\|.*$/, ''));
}

function isRecord(value: unknown): value is RecordOfServer {
  return isObject(value) && typeof value['resourceType'] === 'string' && typeof value['id'] === 'string';
}
