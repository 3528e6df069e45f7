import type { PatientListRows } from './list-definition.ts';
import { rankInactiveLast } from './list-ranking.ts';

/** A patient's lists of alerts, administrations, diets and devices in use. */
export const NURSING_LISTS = {
  flags: {
    type: 'Flag',
    description:
      'Alerts, such as for a risk of falls, isolation or behavior (Flags). Inactive ones come last, otherwise newest first: check `status`.',
    precedence: rankInactiveLast,
  },
  medicationAdministrations: {
    type: 'MedicationAdministration',
    description:
      'Medications that were given, or are being given (MedicationAdministrations). Newest first. `include: [NOT_DONE]` adds doses that were not given, with `statusReasons`. An empty list NEVER means "not given": Epic documents only lines, drains and airways.',
  },
} as const satisfies PatientListRows;
