/** Counts the records that a list excludes, by reason, and warns of them. */
import type { ListQuery } from './list-query.ts';
import type { LeftOut } from '../fhir/list-definition.ts';
import type { ResourceType } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Warn } from '../epic/warnings.ts';

interface ExclusionCount {
  /** Whether the list excludes the record. Counts each record once, however often its page is read. */
  readonly excludes: (resource: Stored<Resource>) => boolean;
  /** Warns once for each reason. */
  readonly report: (warn: Warn) => void;
}

export function countExclusions(
  type: ResourceType,
  { leftOutFor }: Pick<ListQuery, 'leftOutFor'>,
): ExclusionCount {
  const ids = new Map<LeftOut, Set<string>>();
  return {
    excludes(resource) {
      const reason = leftOutFor(resource);
      if (reason === null) return false;
      ids.set(reason, (ids.get(reason) ?? new Set()).add(resource.id));
      return true;
    },
    report(warn) {
      for (const [{ code, message }, { size }] of ids)
        warn({ code, resourceType: type, message: message(size) });
    },
  };
}
