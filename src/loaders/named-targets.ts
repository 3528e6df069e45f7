/** Reads the targets that records name. */
import type { ServerUrls } from '../fhir/ids.ts';
import { targetsAt } from '../fhir/list-filters.ts';

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
