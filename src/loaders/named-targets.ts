/** Reads the targets that records name. */
import { parseOwnReference, type ServerUrls } from '../fhir/ids.ts';
import { transformJson } from '../fhir/json-transform.ts';
import { readText } from '../fhir/lenient-read.ts';
import { targetsAt } from '../fhir/list-filters.ts';
import type { Authorization } from '../access/authorization.ts';
import type { Searchset } from '../epic/searchset.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Operation } from './operation.ts';
import { inspectEach, traverseInTurn } from './time-slices.ts';

/**
 * Returns a function that returns the targets of a record's references at a path, as `Type/id`. Reads each record once: every record of a
 * list can look for the records that name it, and all of them scan the same ones.
 */
export function createTargetReader(
  path: string,
  server: ServerUrls,
): (record: object) => ReadonlySet<string> {
  const read = new WeakMap<object, ReadonlySet<string>>();
  return (record) => {
    const targets = read.get(record) ?? new Set(targetsAt(record, path, server));
    read.set(record, targets);
    return targets;
  };
}

interface IncludingOperation extends Pick<Operation, 'responseBudget'> {
  readonly client: Pick<Operation['client'], 'urls'>;
}

type IncludingPage = Pick<Searchset, 'matches' | 'includes'>;

/**
 * Returns the included resources that are current versions. Leaves out a resource that a match names by version, and one with several
 * versions on the page. The gateway shows only current records, so it reads these.
 */
export async function currentIncludes(
  operation: IncludingOperation,
  { matches, includes }: IncludingPage,
): Promise<readonly Stored<Resource>[]> {
  const versions = new Map<string, string | null>();
  const outdated = new Set<string>();
  // Takes no turn, because that could postpone requests, and thereby reveal hidden includes.
  for (const one of includes) {
    const [key, version] = [keyOf(one), readText(one.meta?.versionId)];
    if (versions.has(key) && versions.get(key) !== version) outdated.add(key);
    versions.set(key, version);
  }
  // A server without versions, such as Epic, has no old ones to include. For the same reason, only the matches decide this.
  if (matches.some(({ meta }) => readText(meta?.versionId) !== null))
    for (const one of matches)
      await traverseInTurn(operation, one, () => addNames(operation, one, outdated, isByVersion));
  return includes.filter((one) => !outdated.has(keyOf(one)));
}

/**
 * Returns the current included resources that a visible one names. Hidden ones, and those that only a hidden one names, look absent. It takes the same
 * turns without any, because later requests would reveal hidden ones.
 */
export async function namedIncludes(
  operation: IncludingOperation,
  page: IncludingPage,
  found: Iterable<Stored<Resource>>,
  authorization: Pick<Authorization, 'permits'>,
): Promise<readonly Stored<Resource>[]> {
  const includes = await currentIncludes(operation, page);
  const names = new Set<string>();
  for (const one of found)
    await traverseInTurn(operation, one, () => {
      if (authorization.permits(one, 'r')) addNames(operation, one, names);
    });
  const named: Stored<Resource>[] = [];
  await inspectEach(operation, includes, (one) => {
    if (authorization.permits(one, 'r') && names.has(keyOf(one))) named.push(one);
  });
  return named;
}

/** Longer texts are not references. One that is would cost a read, which `_include` was to spare. */
const MAX_REFERENCE_LENGTH = 1_000;

/** Adds `Type/id` of every reference to this server in the record. A text that looks like one does no harm, because the caller sees it. */
function addNames(
  { client }: IncludingOperation,
  record: Stored<Resource>,
  names: Set<string>,
  isWanted: (text: string) => boolean = () => true,
): void {
  transformJson(record, {
    leaf(value) {
      if (typeof value === 'string' && value.length <= MAX_REFERENCE_LENGTH && isWanted(value)) {
        const target = parseOwnReference(value, client.urls);
        if (target !== null) names.add(`${target.type}/${target.id}`);
      }
      return value;
    },
  });
}

function isByVersion(text: string): boolean {
  return text.includes('/_history/');
}

function keyOf({ resourceType, id }: Stored<Resource>): string {
  return `${resourceType}/${id}`;
}
