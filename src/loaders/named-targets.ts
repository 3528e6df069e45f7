/** Reads the targets that records name. */
import type { ServerUrls } from '../fhir/ids.ts';
import { transformJson } from '../fhir/json-transform.ts';
import { targetsAt } from '../fhir/list-filters.ts';
import type { Authorization } from '../access/authorization.ts';
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

/** Returns the included resources that a visible one names. Hidden ones, and those that only a hidden one names, look absent. */
export async function namedIncludes(
  operation: Pick<Operation, 'responseBudget'>,
  includes: readonly Stored<Resource>[],
  found: Iterable<Stored<Resource>>,
  authorization: Pick<Authorization, 'permits'>,
): Promise<readonly Stored<Resource>[]> {
  if (includes.length === 0) return [];
  const names = new Set<string>();
  for (const one of found)
    await traverseInTurn(operation, one, () => {
      if (authorization.permits(one, 'r')) addNames(one, names);
    });
  const named: Stored<Resource>[] = [];
  await inspectEach(operation, includes, (one) => {
    if (authorization.permits(one, 'r') && names.has(`${one.resourceType}/${one.id}`)) named.push(one);
  });
  return named;
}

/** Longer texts are not references. One that is would cost a read, which `_include` was to spare. */
const MAX_REFERENCE_LENGTH = 1_000;

/** Adds `Type/id` of every reference in the record. A text that looks like one does no harm, because the caller sees it. */
function addNames(record: Stored<Resource>, names: Set<string>): void {
  transformJson(record, {
    leaf(value) {
      if (typeof value === 'string' && value.length <= MAX_REFERENCE_LENGTH)
        names.add(lastTwoSegments(value));
      return value;
    },
  });
}

/** Returns `Type/id` for a reference, relative or absolute. */
function lastTwoSegments(text: string): string {
  return text.slice(text.lastIndexOf('/', text.lastIndexOf('/') - 1) + 1);
}
