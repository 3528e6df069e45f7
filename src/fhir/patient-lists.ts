/** THE TABLE of a patient's lists: which search each field of `Patient` stands for, and how it can be narrowed down. */
import { BY_REFUTED_ALLERGY } from './allergy.ts';
import { CONDITION_CATEGORY, ENCOUNTER_STATUS, OBSERVATION_CATEGORY } from './clinical-codes.ts';
import { APPOINTMENT_STATUS } from './clinical-codes-care.ts';
import { MEDICATION_DISPENSE_STATUS } from './clinical-codes-treatment.ts';
import { statesNoProblem } from './condition.ts';
import { BY_MEDICATION_STATUS } from './current-medications.ts';
import { byClinicalStatus, byCodes, byDocumentType, dateRange, listArgument } from './list-arguments.ts';
import type { ListSelection, PatientList } from './list-definition.ts';
import { byCode, byConcept } from './list-filters.ts';
import { rankActiveFirst, rankByCriticality, rankPlannedLast } from './list-ranking.ts';
import { DOCUMENTED_OBSERVATION_CATEGORIES, OBSERVATION_CATEGORY_ALIASES } from './observation-categories.ts';
import { ONLY_PROHIBITIONS } from './prohibitions.ts';

/** By category; of any type. */
export const category = byConcept('category', 'category');
export const inCategory = (...values: string[]): ListSelection => ({ filter: category, values });

export const PATIENT_LISTS = {
  allergies: {
    type: 'AllergyIntolerance',
    description:
      'Allergies and intolerances, and statements such as "No known allergies": check `meaning` (AllergyIntolerances). By criticality, then newest first. Never read an empty list as "No known allergies": select `allergyStatus`.',
    precedence: rankByCriticality,
    byInternalArgument: { refuted: BY_REFUTED_ALLERGY },
  },
  appointments: {
    type: 'Appointment',
    description: 'Past and future appointments (Appointments). Those that start last come first.',
    byArgument: {
      status: listArgument(
        '[AppointmentStatus!]',
        'Only these statuses, such as BOOKED.',
        byCode('status', 'status', APPOINTMENT_STATUS),
      ),
      ...dateRange,
    },
  },
  carePlans: {
    type: 'CarePlan',
    description:
      "Care plans (CarePlans). Newest first. If the FHIR server requires a category and you pass none, only care plans of US Core's `assess-plan`, with a warning; Epic returns the longitudinal plan for it.",
    /**
     * Epic needs a category. It gives the longitudinal plan for that of US Core, as Oracle Health does, which refuses others beside it
     * (both seen by integrators).
     */
    byDefault: {
      ...inCategory('assess-plan'),
      warning: {
        code: 'NOT_ALL_CATEGORIES',
        message:
          'The FHIR server needs a category for care plans. None has the default, assess-plan; there can be others in other ' +
          'categories: request them with `category`.',
      },
      warnsIfEmpty: true,
    },
    byArgument: {
      category: listArgument(
        '[String!]',
        'Only these categories. Epic supports `38717003` (longitudinal), `734163000` (encounter), `736271009` (outpatient), `736353004` (inpatient) and others.',
        category,
      ),
    },
    byInternalArgument: { prohibitions: ONLY_PROHIBITIONS },
  },
  careTeams: {
    type: 'CareTeam',
    description: 'Care teams (CareTeams). Newest first.',
  },
  clinicalNotes: {
    type: 'DocumentReference',
    description:
      'Clinical notes (DocumentReferences of category clinical-note). Newest first. The gateway fetches the texts only if you select them.',
    always: inCategory('clinical-note'),
    byArgument: { type: byDocumentType, ...dateRange },
  },
  conditions: {
    type: 'Condition',
    description:
      'Problems, diagnoses and health concerns, and statements such as "No known problems": check `meaning` (Conditions). Active ones first, then newest first.',
    precedence: rankActiveFirst,
    byArgument: {
      category: listArgument(
        '[ConditionCategory!]',
        'Only these categories.',
        byConcept('category', 'category', CONDITION_CATEGORY),
      ),
      clinicalStatus: byClinicalStatus,
    },
  },
  coverages: {
    type: 'Coverage',
    description: 'Insurance and other ways to pay for care (Coverages). Newest first.',
  },
  devices: {
    type: 'Device',
    description:
      'Devices in or on the patient, such as implants (Devices). Most recently manufactured first.',
  },
  diagnosticReports: {
    type: 'DiagnosticReport',
    description: 'Laboratory, imaging and other diagnostic reports (DiagnosticReports). Newest first.',
    byArgument: { code: byCodes, ...dateRange },
  },
  documents: {
    type: 'DocumentReference',
    description:
      'All documents: clinical notes, and also entries that Epic lists without any content (DocumentReferences). Newest first.',
    byArgument: { type: byDocumentType, ...dateRange },
  },
  encounters: {
    type: 'Encounter',
    description:
      'Visits, hospital stays and other contacts with care (Encounters). Newest first, planned ones after all others.',
    precedence: rankPlannedLast,
    byArgument: {
      status: listArgument(
        '[EncounterStatus!]',
        'Only these statuses.',
        byCode('status', 'status', ENCOUNTER_STATUS),
      ),
      ...dateRange,
    },
  },
  familyHistory: {
    type: 'FamilyMemberHistory',
    description:
      "Health histories of the patient's relatives (FamilyMemberHistories). Most recently recorded first.",
  },
  goals: {
    type: 'Goal',
    description: 'Goals for the patient, such as a weight or a blood pressure (Goals). Newest first.',
  },
  immunizations: {
    type: 'Immunization',
    description:
      'Vaccinations that were given (Immunizations). Newest first. `include: [NOT_DONE]` adds those that were not given, with `statusReason`.',
  },
  labResults: {
    type: 'Observation',
    description: 'Laboratory results (Observations of category laboratory). Newest first.',
    always: {
      filter: byConcept('category', 'category', undefined, OBSERVATION_CATEGORY_ALIASES),
      values: ['laboratory'],
    },
    byArgument: { code: byCodes, ...dateRange },
  },
  medicationDispenses: {
    type: 'MedicationDispense',
    description:
      'Medications that a pharmacy prepared or handed out (MedicationDispenses). Newest first, by `whenHandedOver`, otherwise by `whenPrepared`. `include: [NOT_DONE]` adds those that were declined or never picked up, with `statusReason`.',
    byArgument: {
      category: listArgument(
        '[String!]',
        'Only these categories. Epic supports `inpatient`, `outpatient`, `community`, `discharge` and, in the Netherlands, `422037009`.',
        category,
      ),
      status: listArgument(
        '[MedicationDispenseStatus!]',
        'Only these statuses. CANCELLED and DECLINED return dispenses that the list leaves out by default.',
        // Epic does not document the parameter for dispenses.
        { ...byCode('status', 'status', MEDICATION_DISPENSE_STATUS), isSent: false },
      ),
    },
  },
  medications: {
    type: 'MedicationRequest',
    description:
      'Medications that were ordered or recorded, past ones included (MedicationRequests): check `isActive`. Newest first.',
    byArgument: {
      status: listArgument(
        '[MedicationRequestStatus!]',
        'Only these statuses. ACTIVE also returns medications on hold or of unknown status, which the patient may be taking: check `isActive`.',
        BY_MEDICATION_STATUS,
      ),
    },
    byInternalArgument: { prohibitions: ONLY_PROHIBITIONS },
  },
  observations: {
    type: 'Observation',
    description:
      'Observations of any category. Newest first. If the FHIR server requires a category and you pass none, observations of all documented categories, with the warning NOT_ALL_CATEGORIES.',
    /** Epic needs a category or a code (error 59108). */
    byDefault: {
      ...inCategory(...DOCUMENTED_OBSERVATION_CATEGORIES),
      warning: {
        code: 'NOT_ALL_CATEGORIES',
        message:
          'The FHIR server needs categories for observations. The gateway requested all that are documented; observations of other ' +
          'categories are missing.',
      },
    },
    byArgument: {
      category: listArgument(
        '[ObservationCategory!]',
        'Only these categories.',
        byConcept('category', 'category', OBSERVATION_CATEGORY, OBSERVATION_CATEGORY_ALIASES),
      ),
      code: byCodes,
      ...dateRange,
    },
  },
  problems: {
    type: 'Condition',
    description:
      'The problem list (Conditions of category problem-list-item). Active ones first, then newest first. Leaves out a statement such as "No known problems", with a warning: see `conditions`.',
    always: inCategory('problem-list-item'),
    precedence: rankActiveFirst,
    leavesOut: [
      {
        code: 'NO_KNOWN_PROBLEMS',
        message: () =>
          'The problem list states that there are no known problems, or that none is on file. `conditions` has the statement.',
        applies: statesNoProblem,
        isIncluded: () => false,
      },
    ],
    byArgument: { clinicalStatus: byClinicalStatus },
  },
  procedures: {
    type: 'Procedure',
    description: 'Procedures performed on or for the patient, such as operations (Procedures). Newest first.',
    byArgument: dateRange,
  },
  relatedPersons: {
    type: 'RelatedPerson',
    description:
      'People with a relationship to the patient, such as parents and guardians (RelatedPersons). Most recent relationships first. Epic cannot list them by patient: there, the list is empty, with a warning.',
  },
  serviceRequests: {
    type: 'ServiceRequest',
    description: 'Orders for tests, procedures and other services (ServiceRequests). Newest first.',
    byInternalArgument: { prohibitions: ONLY_PROHIBITIONS },
  },
  vitalSigns: {
    type: 'Observation',
    description:
      'Vital signs: blood pressure, pulse, weight and others (Observations of category vital-signs). Newest first.',
    always: inCategory('vital-signs'),
    byArgument: { code: byCodes, ...dateRange },
  },
} as const satisfies Record<string, PatientList>;

export type PatientListName = keyof typeof PATIENT_LISTS;
export const LIST_NAMES: readonly PatientListName[] = Object.keys(PATIENT_LISTS).filter((name) =>
  isPatientList(name),
);

function isPatientList(field: string): field is PatientListName {
  return Object.hasOwn(PATIENT_LISTS, field);
}

/** What a field of `Patient` reads of one list. */
export interface ListRead {
  readonly list: PatientListName;
  /** Beyond those of the field. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** Fields of `Patient` that are told from the starts of lists: they share their searches, and can start with them. */
export const FIELDS_DERIVED_FROM_LISTS = {
  allergyStatus: [{ list: 'allergies', args: { first: 100 } }],
  refutedAllergies: [{ list: 'allergies', args: { first: 100, refuted: true, include: ['REFUTED'] } }],
  prohibitions: (['medications', 'serviceRequests', 'carePlans'] as const).map((list) => ({
    list,
    args: { first: 100, prohibitions: true, include: ['PROPOSED'] },
  })),
} as const satisfies Record<string, readonly ListRead[]>;

/** The list that a field of `Patient` answers with, as a list or as a connection; null for other fields. */
export function listOfField(field: string): PatientListName | null {
  const list = field.replace(/Connection$/, '');
  return isPatientList(list) ? list : null;
}

/** What a field of `Patient` is told from, if it is told from lists. */
export function derivedListReads(field: string): readonly ListRead[] {
  return isDerivedFromLists(field) ? FIELDS_DERIVED_FROM_LISTS[field] : [];
}

/** What a field of `Patient` reads of lists, whether it answers with one or is told from some. */
export function listReadsOfField(field: string): readonly ListRead[] {
  const list = listOfField(field);
  return list === null ? derivedListReads(field) : [{ list, args: {} }];
}

function isDerivedFromLists(field: string): field is keyof typeof FIELDS_DERIVED_FROM_LISTS {
  return Object.hasOwn(FIELDS_DERIVED_FROM_LISTS, field);
}
