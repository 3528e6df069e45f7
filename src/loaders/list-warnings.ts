/** Warnings of the gateway about a patient's list. */
import type { Warn, Warning } from '../epic/warnings.ts';
import { GatewayError, hasCode } from '../errors.ts';
import type { LeftOut } from '../fhir/list-definition.ts';
import type { ResourceType } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { ListQuery } from './list-query.ts';

/** Creates the warning of a list that may lack records which belong before those it shows. */
export function createOrderWarning(
  resourceType: string,
  { isOldestFirst }: Pick<ListQuery, 'isOldestFirst'>,
): Warning {
  return {
    code: 'ORDER_UNCERTAIN',
    resourceType,
    message:
      `The FHIR server does not sort this list, and the operation could not read all of it. ${isOldestFirst ? 'Older' : 'Newer'} records ` +
      'may be missing here. Read the connection to its end to be sure.',
  };
}

/** Warns that the server lists the type only with an argument that the field lacks. */
export function createArgumentNeededWarning(resourceType: string, argument: string): Warning {
  return {
    code: 'ARGUMENT_NEEDED',
    resourceType,
    message: `The FHIR server lists ${resourceType} only with \`${argument}\`, so this list is empty. Pass it to the list of this type.`,
  };
}

export const LIST_NOT_OFFERED = {
  code: 'LIST_NOT_OFFERED',
  message:
    'The FHIR server does not list this type by patient, so the list is empty whether or not the patient has such records.',
} as const;
export const FOREIGN_RECORDS = {
  code: 'FOREIGN_RECORDS',
  message: 'The FHIR server sent records that do not belong to the requested patient. They were left out.',
} as const;

/**
 * Adds to a FORBIDDEN error the categories that the server withholds, if the gateway chose them. The client knows the ones it chose itself.
 */
export function nameCategories(error: unknown, { fixedCategories }: ListQuery): unknown {
  if (fixedCategories.length === 0 || !hasCode(error, 'FORBIDDEN')) return error;
  const named = `${fixedCategories.length === 1 ? 'category' : 'categories'} ${fixedCategories.join(', ')}`;
  return new GatewayError('FORBIDDEN', `The FHIR server does not let the gateway see records of ${named}.`);
}

interface ExclusionCount {
  /** Whether the list excludes the record. Counts each record once, even if its page is read again. */
  readonly excludes: (resource: Stored<Resource>) => boolean;
  /** Reports one warning per reason. */
  readonly report: (warn: Warn) => void;
}

/** Counts the records that a list excludes, by reason, for a warning. */
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
