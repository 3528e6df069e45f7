import type { PatientListRows } from './list-definition.ts';
import { REQUEST_INTENT } from './clinical-codes-care.ts';
import { BY_MEDICATION_STATUS } from './current-medications.ts';
import { category, listArgument, ofOrder } from './list-arguments.ts';
import { byCode } from './list-filters.ts';
import { BY_REPORTED } from './medication.ts';
import { ONLY_PROHIBITIONS } from './prohibitions.ts';

/** A patient's lists of medications, vaccinations, procedures and devices. */
export const TREATMENT_LISTS = {
  devices: {
    type: 'Device',
    description: 'Devices in or on the patient, such as implants. Most recently manufactured first.',
  },
  immunizationRecommendations: {
    type: 'ImmunizationRecommendation',
    description:
      'Forecasts of vaccinations, which say what is due and what must not be given. Newest first. Epic serves forecasts only in the Netherlands, so an empty list proves nothing.',
  },
  immunizations: {
    type: 'Immunization',
    description:
      'Vaccinations that were given. Newest first. `include: [NOT_DONE]` adds those that were not given, with `statusReason`.',
  },
  medicationDispenses: {
    type: 'MedicationDispense',
    description:
      'Medications that a pharmacy prepared or handed out. Newest first, by `whenHandedOver`, otherwise by `whenPrepared`. `include: [NOT_DONE]` adds those that were declined or never picked up, with `statusReason`. An empty list does not mean "never filled".',
    byArgument: {
      category: listArgument(
        '[String!]',
        'Only these categories. Epic supports `inpatient`, `outpatient`, `community`, `discharge` and, in the Netherlands, `422037009`.',
        category,
      ),
    },
    byInternalArgument: ofOrder('prescription', 'authorizingPrescription'),
  },
  medications: {
    type: 'MedicationRequest',
    description:
      'Medications that were ordered or recorded, past ones included: check `isActive`. Newest first.',
    byArgument: {
      status: listArgument(
        '[MedicationRequestStatus!]',
        'Only these statuses. ACTIVE also returns medications on hold or of unknown status, which the patient may be taking: check `isActive`.',
        BY_MEDICATION_STATUS,
      ),
      intent: listArgument(
        '[RequestIntent!]',
        'Only these intents, even PROPOSAL and OPTION, which the list leaves out by default.',
        byCode('intent', 'intent', REQUEST_INTENT),
      ),
      reported: listArgument(
        'Boolean',
        'True: only medications that somebody reported. False: only all others, including those that do not say.',
        BY_REPORTED,
      ),
    },
    byInternalArgument: { prohibitions: ONLY_PROHIBITIONS },
  },
  procedures: {
    type: 'Procedure',
    description: 'Procedures performed on or for the patient, such as operations. Newest first.',
  },
} as const satisfies PatientListRows;
