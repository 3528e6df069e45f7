/** THE TABLE of a patient's lists: which search each field of `Patient` stands for, and how it can be narrowed down. */
import { BY_REFUTED_ALLERGY } from './allergy.ts';
import { CONDITION_CATEGORY, ENCOUNTER_STATUS, OBSERVATION_CATEGORY } from './clinical-codes.ts';
import { APPOINTMENT_STATUS } from './clinical-codes-care.ts';
import { patientsOf } from './compartment.ts';
import { BY_CLINICAL_STATUS, statesNoProblem } from './condition.ts';
import { BY_MEDICATION_STATUS } from './current-medications.ts';
import { sortKey } from './instants.ts';
import {
  byCode,
  byConcept,
  dateOf,
  type ListFilter,
  parameterOf,
  since,
  until,
  valuesOf,
} from './list-filters.ts';
import { leftOutOf } from './list-exclusions.ts';
import { ONLY_PROHIBITIONS } from './prohibitions.ts';
import { RESOURCES, type ResourceFacts, type ResourceType } from './resources.ts';
import type { ServerUrls } from './server-urls.ts';
import type { Resource, Stored } from './types.ts';

export interface PatientList {
  readonly type: ResourceType;
  /** What holds for the list whatever its arguments: the values of a filter. */
  readonly always?: ListSelection;
  /** What is asked for where no argument says otherwise, for servers that need a criterion. */
  readonly otherwise?: ListSelection;
  /** What each argument narrows the list down by. */
  readonly byArgument: Readonly<Record<string, ListFilter>>;
  /** What the list leaves out by default beyond what every list of its type does (list-exclusions.ts). Each reason has its own warning. */
  readonly leavesOut?: readonly LeftOut[];
  /** Sorts before the date does, highest first. Unlike the date, it makes the gateway read the whole list. */
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

/** A filter with values. */
interface ListSelection {
  readonly filter: ListFilter;
  readonly values: readonly string[];
}

const dated = { since: since('date'), until: until('date') };
const code = byConcept('code', 'code');
const category = byConcept('category', 'category');
const inCategory = (...values: string[]): ListSelection => ({ filter: category, values });

export const PATIENT_LISTS = {
  allergies: { type: 'AllergyIntolerance', byArgument: { refuted: BY_REFUTED_ALLERGY } },
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
    otherwise: inCategory('assess-plan'),
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
    byArgument: { status: byCode('status', 'status', ENCOUNTER_STATUS), ...dated },
  },
  familyHistory: { type: 'FamilyMemberHistory', byArgument: {} },
  goals: { type: 'Goal', byArgument: {} },
  immunizations: { type: 'Immunization', byArgument: {} },
  labResults: { type: 'Observation', always: inCategory('laboratory'), byArgument: { code, ...dated } },
  medications: {
    type: 'MedicationRequest',
    byArgument: { status: BY_MEDICATION_STATUS, prohibitions: ONLY_PROHIBITIONS },
  },
  observations: {
    type: 'Observation',
    /** Epic needs a category or a code (error 59108). */
    otherwise: inCategory(...Object.keys(OBSERVATION_CATEGORY)),
    byArgument: { category: byConcept('category', 'category', OBSERVATION_CATEGORY), code, ...dated },
  },
  problems: {
    type: 'Condition',
    always: inCategory('problem-list-item'),
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

/** A list of one patient: what to ask the server for, and what to make of what it sends. */
export interface ListQuery {
  /** True where nothing can be in the list, so that there is nothing to ask for. */
  readonly isEmpty: boolean;
  /** What the server has to honour, or its answer is of no use. */
  readonly required: readonly (readonly [name: string, value: string])[];
  /** What spares the server work where it knows the parameter; the list is narrowed down here all the same. */
  readonly optional: readonly (readonly [name: string, value: string])[];
  /** Whether a resource of the patient is in the list. */
  readonly isIn: (resource: Stored<Resource>) => boolean;
  /** The reason for which the list leaves a resource out; null: it doesn't. */
  readonly leftOutFor: (resource: object) => LeftOut | null;
  /** Lists are sorted by this first, highest first. */
  readonly precedence: (resource: object) => number;
  /** Lists are sorted by this next, highest first: the newest, and those without a date last. */
  readonly rank: (resource: Stored<Resource>) => number;
  /** What a server sorts by, as `rank`; -Infinity where the resource does not have it. */
  readonly serverRank: (resource: Stored<Resource>) => number;
  /** True for a resource that says that it is another patient's, or does not say whose it is. */
  readonly isForeign: (resource: Stored<Resource>) => boolean;
}

/** Whose list is asked for, and of what of it. */
export interface ListRequest {
  readonly patientId: string;
  /** A reference to another server is to another patient. */
  readonly server: ServerUrls;
  /** The field's arguments; those that are not filters are passed over. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The only categories that the caller may see, as tokens; null: all. */
  readonly categories: readonly string[] | null;
}

export function listQuery(
  name: PatientListName,
  { patientId, server, args, categories }: ListRequest,
): ListQuery {
  const list: PatientList = PATIENT_LISTS[name];
  const facts: ResourceFacts = RESOURCES[list.type];
  const given = Object.entries(list.byArgument).flatMap(([argument, filter]): ListSelection[] => {
    const values = valuesOf(filter, args[argument]);
    return values === null ? [] : [{ filter, values }];
  });
  const sent = given.filter(({ values }) => values.length > 0);
  const asked = new Set(sent.map(({ filter }) => filter.parameter));
  const needsCriterion = list.otherwise !== undefined && !asked.has('category') && !asked.has('code');
  // What a caller may see is a criterion too, and can be of a category that nobody would think of.
  const otherwise = categories === null ? list.otherwise : inCategory(...categories);
  const fixed = [list.always, needsCriterion ? otherwise : undefined].filter((one) => one !== undefined);
  const isIn = (resource: object): boolean =>
    [...(list.always === undefined ? [] : [list.always]), ...given].every(({ filter, values }) =>
      filter.keeps(resource, values, facts.date),
    );
  const narrow = narrowedTo(categories);
  const asksForCategory = [...fixed, ...sent].some(({ filter }) => filter.parameter === category.parameter);
  const required = [
    ...(asksForCategory || categories === null ? [] : [inCategory(...categories)]),
    ...fixed,
  ].map(narrow);
  const optional = sent.filter(({ filter }) => filter.isSent !== false).map(narrow);
  const { leavesOut = [], precedence = () => 0 } = list;
  const reasons = [...leftOutOf(list.type), ...leavesOut].filter(({ isIncluded }) => !isIncluded(args));
  return {
    isEmpty: [...given, ...required, ...optional].some(({ values }) => values.length === 0),
    required: [['patient', patientId], ...required.map(({ filter, values }) => parameterOf(filter, values))],
    optional: optional.map(({ filter, values }) => parameterOf(filter, values)),
    isIn,
    leftOutFor: (resource) => reasons.find(({ applies }) => applies(resource)) ?? null,
    precedence,
    rank: (resource) => sortKey(dateOf(resource, facts.date)) ?? -Infinity,
    serverRank: (resource) => sortKey(dateOf(resource, facts.sortedBy?.date ?? [])) ?? -Infinity,
    isForeign: (resource) => !patientsOf(resource, server).includes(patientId),
  };
}

/** Leaves of a selection by category what the caller may see. */
function narrowedTo(categories: readonly string[] | null): (selection: ListSelection) => ListSelection {
  if (categories === null) return (selection) => selection;
  return (selection) =>
    selection.filter.parameter === category.parameter
      ? {
          ...selection,
          values: selection.values.filter((value) => categories.some((one) => isSameToken(one, value))),
        }
      : selection;
}

/** Two tokens, `code` or `system|code`, that can mean one coding. */
function isSameToken(one: string, other: string): boolean {
  const [a, b] = [one, other].map((token) => token.split('|').toReversed());
  return a?.[0] === b?.[0] && (a?.[1] === undefined || b?.[1] === undefined || a[1] === b[1]);
}

function isListReading(field: string): field is keyof typeof LIST_READINGS {
  return Object.hasOwn(LIST_READINGS, field);
}
