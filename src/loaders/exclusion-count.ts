/** Counts the records that a list excludes, by reason, for a warning. */
import type { ListQuery } from './list-query.ts';
import type { LeftOut } from '../fhir/list-definition.ts';
import type { ResourceType } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Warn } from '../epic/warnings.ts';

interface ExclusionCount {
  /** Whether the list excludes the record. Counts each record once, even if its page is read again. */
  readonly excludes: (resource: Stored<Resource>) => boolean;
  /** Reports one warning per reason. */
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
