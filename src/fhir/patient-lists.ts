/** THE TABLE of a patient's lists: which search each field of `Patient` stands for, and how it can be narrowed down. */
import { BY_REFUTED_ALLERGY } from './allergy.ts';
import { CONDITION_CATEGORY, ENCOUNTER_STATUS, OBSERVATION_CATEGORY } from './clinical-codes.ts';
import { APPOINTMENT_STATUS } from './clinical-codes-care.ts';
import { BY_CLINICAL_STATUS, statesNoProblem } from './condition.ts';
import { BY_MEDICATION_STATUS } from './current-medications.ts';
import { byCode, byConcept, type ListFilter, since, until } from './list-filters.ts';
import { activeFirst, byCriticality, plannedLast } from './list-precedence.ts';
import { DOCUMENTED_OBSERVATION_CATEGORIES, OBSERVATION_CATEGORY_ALIASES } from './observation-categories.ts';
import { ONLY_PROHIBITIONS } from './prohibitions.ts';
import type { ResourceType } from './resources.ts';

export interface PatientList {
  readonly type: ResourceType;
  /** What holds for the list whatever its arguments: the values of a filter. */
  readonly always?: ListSelection;
  /** What the gateway requests where no argument says otherwise, from servers that need a criterion. */
  readonly otherwise?: Otherwise;
  /** What each argument narrows the list down by. */
  readonly byArgument: Readonly<Record<string, ListFilter>>;
  /** What the list leaves out by default beyond what every list of its type does (list-exclusions.ts). Each reason has its own warning. */
  readonly leavesOut?: readonly LeftOut[];
  /**
   * Sorts before the date does: 0 for the records that come first, lower numbers for those that come later. No server sorts by it, so
   * the gateway reads on until no unread record can come before those it shows.
   */
  readonly precedence?: (resource: object) => number;
}

/** A reason for which a list leaves records out. */
export interface LeftOut {
  /** The code of the warning. */
  readonly code: string;
  readonly message: (count: number) => string;
  readonly applies: (resource: object) => boolean;
  /** Whether the arguments of the field include such records. */
  readonly isIncluded: (args: Readonly<Record<string, unknown>>) => boolean;
}

/** A default that narrows a list down. */
export interface Otherwise extends ListSelection {
  /** The warning of a list that it narrows down. */
  readonly warning: { readonly code: string; readonly message: string };
  /** Whether only an empty list warns, since otherwise the default is all that is usually there. */
  readonly warnsIfEmpty?: true;
}

/** A filter with values. */
export interface ListSelection {
  readonly filter: ListFilter;
  readonly values: readonly string[];
}

const dated = { since: since('date'), until: until('date') };
const code = byConcept('code', 'code');
/** By category; of any type. */
export const category = byConcept('category', 'category');
export const inCategory = (...values: string[]): ListSelection => ({ filter: category, values });

export const PATIENT_LISTS = {
  allergies: {
    type: 'AllergyIntolerance',
    precedence: byCriticality,
    byArgument: { refuted: BY_REFUTED_ALLERGY },
  },
  appointments: {
    type: 'Appointment',
    byArgument: { status: byCode('status', 'status', APPOINTMENT_STATUS), ...dated },
  },
  carePlans: {
    type: 'CarePlan',
    /**
     * Epic needs a category. It gives the longitudinal plan for that of US Core, as Oracle Health does, which refuses others beside it
     * (both seen by integrators).
     */
    otherwise: {
      ...inCategory('assess-plan'),
      warning: {
        code: 'NOT_ALL_CATEGORIES',
        message:
          'The FHIR server needs a category for care plans. None has the default, assess-plan; there can be others in other ' +
          'categories: request them with `category`.',
      },
      warnsIfEmpty: true,
    },
    byArgument: { category, prohibitions: ONLY_PROHIBITIONS },
  },
  careTeams: { type: 'CareTeam', byArgument: {} },
  clinicalNotes: {
    type: 'DocumentReference',
    always: inCategory('clinical-note'),
    byArgument: { type: byConcept('type', 'type'), ...dated },
  },
  conditions: {
    type: 'Condition',
    precedence: activeFirst,
    byArgument: {
      category: byConcept('category', 'category', CONDITION_CATEGORY),
      clinicalStatus: BY_CLINICAL_STATUS,
    },
  },
  coverages: { type: 'Coverage', byArgument: {} },
  devices: { type: 'Device', byArgument: {} },
  diagnosticReports: { type: 'DiagnosticReport', byArgument: { code, ...dated } },
  documents: { type: 'DocumentReference', byArgument: { type: byConcept('type', 'type'), ...dated } },
  encounters: {
    type: 'Encounter',
    precedence: plannedLast,
    byArgument: { status: byCode('status', 'status', ENCOUNTER_STATUS), ...dated },
  },
  familyHistory: { type: 'FamilyMemberHistory', byArgument: {} },
  goals: { type: 'Goal', byArgument: {} },
  immunizations: { type: 'Immunization', byArgument: {} },
  labResults: {
    type: 'Observation',
    always: {
      filter: byConcept('category', 'category', undefined, OBSERVATION_CATEGORY_ALIASES),
      values: ['laboratory'],
    },
    byArgument: { code, ...dated },
  },
  medications: {
    type: 'MedicationRequest',
    byArgument: { status: BY_MEDICATION_STATUS, prohibitions: ONLY_PROHIBITIONS },
  },
  observations: {
    type: 'Observation',
    /** Epic needs a category or a code (error 59108). */
    otherwise: {
      ...inCategory(...DOCUMENTED_OBSERVATION_CATEGORIES),
      warning: {
        code: 'NOT_ALL_CATEGORIES',
        message:
          'The FHIR server needs categories for observations. The gateway requested all that are documented; observations of other ' +
          'categories are missing.',
      },
    },
    byArgument: {
      category: byConcept('category', 'category', OBSERVATION_CATEGORY, OBSERVATION_CATEGORY_ALIASES),
      code,
      ...dated,
    },
  },
  problems: {
    type: 'Condition',
    always: inCategory('problem-list-item'),
    precedence: activeFirst,
    leavesOut: [
      {
        code: 'NO_KNOWN_PROBLEMS',
        message: () =>
          'The problem list states that there are no known problems, or that none is on file. `conditions` has the statement.',
        applies: statesNoProblem,
        isIncluded: () => false,
      },
    ],
    byArgument: { clinicalStatus: BY_CLINICAL_STATUS },
  },
  procedures: { type: 'Procedure', byArgument: dated },
  relatedPersons: { type: 'RelatedPerson', byArgument: {} },
  serviceRequests: { type: 'ServiceRequest', byArgument: { prohibitions: ONLY_PROHIBITIONS } },
  vitalSigns: { type: 'Observation', always: inCategory('vital-signs'), byArgument: { code, ...dated } },
} as const satisfies Record<string, PatientList>;

export type PatientListName = keyof typeof PATIENT_LISTS;

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
export const LIST_READINGS = {
  allergyStatus: [{ list: 'allergies', args: { first: 100 } }],
  refutedAllergies: [{ list: 'allergies', args: { first: 100, refuted: true, include: ['REFUTED'] } }],
  prohibitions: (['medications', 'serviceRequests', 'carePlans'] as const).map((list) => ({
    list,
    args: { first: 100, prohibitions: true, include: ['PROPOSED'] },
  })),
} as const satisfies Record<string, readonly ListRead[]>;

/** The list that a field of `Patient` answers with, as a list or as a connection; null for other fields. */
export function listBehind(field: string): PatientListName | null {
  const list = field.replace(/Connection$/, '');
  return isPatientList(list) ? list : null;
}

/** What a field of `Patient` is told from, if it is told from lists. */
export function readingsBehind(field: string): readonly ListRead[] {
  return isListReading(field) ? LIST_READINGS[field] : [];
}

/** What a field of `Patient` reads of lists, whether it answers with one or is told from some. */
export function listReadsBehind(field: string): readonly ListRead[] {
  const list = listBehind(field);
  return list === null ? readingsBehind(field) : [{ list, args: {} }];
}

function isListReading(field: string): field is keyof typeof LIST_READINGS {
  return Object.hasOwn(LIST_READINGS, field);
}
