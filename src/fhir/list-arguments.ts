/** The arguments of a patient's lists: what each narrows its list down by, and how the schema shows it. */
import { BY_CLINICAL_STATUS } from './condition.ts';
import { byConcept, byEarliestDate, byLatestDate, type ListFilter } from './list-filters.ts';

/** A filter that the graph offers as an argument. */
export interface ListArgument extends ListFilter {
  /** Its type, in SDL. */
  readonly type: string;
  readonly description: string;
}

export function listArgument(type: string, description: string, filter: ListFilter): ListArgument {
  return { ...filter, type, description };
}

/** For types whose search parameter is `date`. */
export const dateRange = {
  since: listArgument('FhirDateTime', 'Only records from this date or time on.', byEarliestDate('date')),
  until: listArgument(
    'FhirDateTime',
    'Only records up to and including this date or time.',
    byLatestDate('date'),
  ),
};

export const byCodes = listArgument(
  '[String!]',
  'Only these codes, such as `718-7`, or with the code system: `http://loinc.org|718-7`.',
  byConcept('code', 'code'),
);

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
