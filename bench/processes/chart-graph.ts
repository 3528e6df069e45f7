/** The graph that a team would write by hand for the bench's operations, on whatever way it reads charts. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { ExtractResource, Patient, Reference, ResourceType, Stored } from '../../src/fhir/types.ts';
import { type GraphQLResolveInfo, Kind, parse } from 'graphql';
import { conceptText, fullName, newestFirst, target } from './elements.ts';
import type { Reads } from './reads.ts';

export interface ChartContext {
  readonly reads: Reads;
  /** Whether a patient is read only where a field of theirs is asked for, and not to know that they exist. */
  readonly readsLate: boolean;
}

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query {
    patients(first: Int! = 20, filter: PatientFilter): [Patient!]!
    patient(id: ID!): Patient
  }
  input PatientFilter { ids: [ID!] }
  type Patient @key(fields: "id") {
    id: ID!
    fullName: String
    birthDate: String
    allergies(first: Int! = 20): [AllergyIntolerance!]
    problems(first: Int! = 20): [Condition!]
    medications(first: Int! = 20): [MedicationRequest!]
    labResults(first: Int! = 20): [Observation!]
    encounters(first: Int! = 20): [Encounter!]
  }
  type AllergyIntolerance { id: ID! code: CodeableConcept }
  type Condition { id: ID! code: CodeableConcept }
  type MedicationRequest { id: ID! authoredOn: String }
  type Observation { id: ID! code: CodeableConcept effective: String }
  type CodeableConcept { text: String }
  type Encounter @key(fields: "id") {
    id: ID!
    period: Period
    participants: [EncounterParticipant!]!
    locations: [EncounterLocation!]!
    serviceProvider: OrganizationReference
  }
  type Period { start: String end: String }
  type EncounterParticipant { individual: ActorReference }
  type EncounterLocation { location: LocationReference }
  type ActorReference { resource: Actor }
  union Actor = Practitioner | RelatedPerson
  type LocationReference { resource: Location }
  type OrganizationReference { resource: Organization }
  type Practitioner { id: ID! fullName: String }
  type RelatedPerson { id: ID! }
  type Location { id: ID! name: String }
  type Organization { id: ID! name: String }
`);

/** A patient whose record has been read, or is read once a field asks for it. */
type PatientNode = Stored<Patient> | { readonly id: string };
interface ListArguments {
  readonly first: number;
}

const INCLUDES = ['Encounter:location', 'Encounter:practitioner', 'Encounter:service-provider'];

async function recordOf(patient: PatientNode, { reads }: ChartContext): Promise<Stored<Patient> | null> {
  return 'resourceType' in patient ? patient : reads.read('Patient', patient.id);
}

async function patientsOf(ids: readonly string[], { reads }: ChartContext): Promise<Stored<Patient>[]> {
  const patients = await Promise.all(ids.map((id) => reads.read('Patient', id)));
  return patients.filter((patient) => patient !== null);
}

/** A list of a patient, the newest first. */
function listOf<T extends ResourceType>(
  type: T,
  parameters: Readonly<Record<string, string>>,
  dateOf: (resource: Stored<ExtractResource<T>>) => string | undefined,
) {
  return async ({ id }: PatientNode, { first }: ListArguments, { reads }: ChartContext) =>
    newestFirst(await reads.list(type, { ...parameters, patient: id }), dateOf).slice(0, first);
}

function resourceOf(type: 'Location' | 'Organization') {
  return (reference: Reference, _args: unknown, { reads }: ChartContext) =>
    reads.read(type, target(reference).id);
}

const concept = { code: ({ code }: { code?: { text?: string } }) => code };

const resolvers = {
  Query: {
    patients: async (
      _query: unknown,
      { first, filter }: { first: number; filter?: { ids?: string[] } },
      context: ChartContext,
    ) => patientsOf(filter?.ids ?? (await context.reads.panel(first)), context),
    patient: (_query: unknown, { id }: { id: string }, { reads, readsLate }: ChartContext) =>
      readsLate ? { id } : reads.read('Patient', id),
  },
  Patient: {
    __resolveReference: ({ id }: { id: string }, { reads }: ChartContext) => reads.read('Patient', id),
    fullName: async (patient: PatientNode, _args: unknown, context: ChartContext) =>
      fullName((await recordOf(patient, context))?.name),
    birthDate: async (patient: PatientNode, _args: unknown, context: ChartContext) =>
      (await recordOf(patient, context))?.birthDate,
    allergies: listOf(
      'AllergyIntolerance',
      {},
      ({ recordedDate, onsetDateTime }) => recordedDate ?? onsetDateTime,
    ),
    problems: listOf(
      'Condition',
      { category: 'problem-list-item' },
      ({ recordedDate, onsetDateTime }) => recordedDate ?? onsetDateTime,
    ),
    medications: listOf('MedicationRequest', {}, ({ authoredOn }) => authoredOn),
    labResults: listOf(
      'Observation',
      { category: 'laboratory' },
      ({ effectiveDateTime }) => effectiveDateTime,
    ),
    encounters: async (
      { id }: PatientNode,
      { first }: ListArguments,
      { reads }: ChartContext,
      info: GraphQLResolveInfo,
    ) => {
      const includes = selects(info, 'serviceProvider') ? INCLUDES : [];
      const found = await reads.list('Encounter', { patient: id }, includes);
      return newestFirst(found, ({ period }) => period?.start).slice(0, first);
    },
  },
  AllergyIntolerance: concept,
  Condition: concept,
  Observation: {
    ...concept,
    effective: ({ effectiveDateTime }: ExtractResource<'Observation'>) => effectiveDateTime,
  },
  CodeableConcept: { text: conceptText },
  Encounter: {
    __resolveReference: ({ id }: { id: string }, { reads }: ChartContext) => reads.read('Encounter', id),
    participants: ({ participant = [] }: ExtractResource<'Encounter'>) => participant,
    locations: ({ location = [] }: ExtractResource<'Encounter'>) => location,
  },
  ActorReference: {
    resource: (reference: Reference, _args: unknown, { reads }: ChartContext) => {
      const { type, id } = target(reference);
      return type === 'Practitioner' || type === 'RelatedPerson' ? reads.read(type, id) : null;
    },
  },
  Actor: { __resolveType: ({ resourceType }: { resourceType: string }) => resourceType },
  LocationReference: { resource: resourceOf('Location') },
  OrganizationReference: { resource: resourceOf('Organization') },
  Practitioner: { fullName: ({ name }: ExtractResource<'Practitioner'>) => fullName(name) },
};

function selects({ fieldNodes }: GraphQLResolveInfo, name: string): boolean {
  return fieldNodes.some(({ selectionSet }) =>
    selectionSet?.selections.some(
      (selection) => selection.kind === Kind.FIELD && selection.name.value === name,
    ),
  );
}

export function createChartSchema() {
  return buildSubgraphSchema([{ typeDefs, resolvers }]);
}
