/** Arguments that several lists of a patient share. */
import { BY_CLINICAL_STATUS } from './condition.ts';
import type { ListArgument, ListSelection } from './list-definition.ts';
import { byConcept, byTarget, type ListFilter } from './list-filters.ts';

export function listArgument(type: string, description: string, filter: ListFilter): ListArgument {
  return { ...filter, type, description };
}

export const byDocumentType = listArgument(
  '[String!]',
  'Only these types: LOINC codes such as `11506-3`, or with the code system: `http://loinc.org|11506-3`.',
  byConcept('type', 'type'),
);

export const byClinicalStatus = listArgument(
  '[ConditionClinicalStatus!]',
  'Only these statuses. ACTIVE includes RECURRENCE and RELAPSE; INACTIVE includes REMISSION and RESOLVED.',
  BY_CLINICAL_STATUS,
);

/** Filters a list of any type by category. */
export const category = byConcept('category', 'category');
export const inCategory = (...values: string[]): ListSelection => ({ filter: category, values });

/** Arguments of the gateway for the records of an order. All orders of a patient share the search with `order`, which does not send it. */
export const ofOrder = (parameter: string, path: string) => ({
  order: { ...byTarget(parameter, path), isSent: false as const },
  onlyOrder: byTarget(parameter, path),
});
