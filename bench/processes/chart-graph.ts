/** The schema and resolvers that a team would write by hand for the bench's operations. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { ExtractResource, Patient, Reference, ResourceType, Stored } from '../../src/fhir/types.ts';
import { type GraphQLResolveInfo, Kind, parse } from 'graphql';
import {
  getConceptText,
  formatName,
  isActive,
  isSevere,
  sortNewestFirst,
  parseReference,
} from './elements.ts';
import type { ChartReader } from './chart-reader.ts';

export interface ChartContext {
  readonly reader: ChartReader;
  /** Whether `patient(id:)` is read only when a field needs it. A first version reads it to know that it exists. */
  readonly isPatientLazy: boolean;
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

/** A patient that has been read, or whose fields read it. */
type PatientNode = Stored<Patient> | { readonly id: string };
interface ListArguments {
  readonly first: number;
}

const INCLUDES = ['Encounter:location', 'Encounter:practitioner', 'Encounter:service-provider'];

async function readRecord(patient: PatientNode, { reader }: ChartContext): Promise<Stored<Patient> | null> {
  return 'resourceType' in patient ? patient : reader.read('Patient', patient.id);
}

async function readPatients(ids: readonly string[], { reader }: ChartContext): Promise<Stored<Patient>[]> {
  const patients = await Promise.all(ids.map((id) => reader.read('Patient', id)));
  return patients.filter((patient) => patient !== null);
}

/** Creates a resolver for a patient's resources of a type, newest first. */
function createListResolver<T extends ResourceType>(
  type: T,
  parameters: Readonly<Record<string, string>>,
  dateOf: (resource: Stored<ExtractResource<T>>) => string | undefined,
  comesFirst?: (resource: Stored<ExtractResource<T>>) => boolean,
) {
  return async ({ id }: PatientNode, { first }: ListArguments, { reader }: ChartContext) =>
    sortNewestFirst(await reader.list(type, { ...parameters, patient: id }), dateOf, comesFirst).slice(
      0,
      first,
    );
}

function createReferenceResolver(type: 'Location' | 'Organization') {
  return (reference: Reference, _args: unknown, { reader }: ChartContext) =>
    reader.read(type, parseReference(reference).id);
}

const concept = { code: ({ code }: { code?: { text?: string } }) => code };

const resolvers = {
  Query: {
    patients: async (
      _query: unknown,
      { first, filter }: { first: number; filter?: { ids?: string[] } },
      context: ChartContext,
    ) => readPatients(filter?.ids ?? (await context.reader.readPanel(first)), context),
    patient: (_query: unknown, { id }: { id: string }, { reader, isPatientLazy }: ChartContext) =>
      isPatientLazy ? { id } : reader.read('Patient', id),
  },
  Patient: {
    __resolveReference: ({ id }: { id: string }, { reader }: ChartContext) => reader.read('Patient', id),
    fullName: async (patient: PatientNode, _args: unknown, context: ChartContext) =>
      formatName((await readRecord(patient, context))?.name),
    birthDate: async (patient: PatientNode, _args: unknown, context: ChartContext) =>
      (await readRecord(patient, context))?.birthDate,
    allergies: createListResolver(
      'AllergyIntolerance',
      {},
      ({ recordedDate, onsetDateTime }) => recordedDate ?? onsetDateTime,
      isSevere,
    ),
    problems: createListResolver(
      'Condition',
      { category: 'problem-list-item' },
      ({ recordedDate, onsetDateTime }) => recordedDate ?? onsetDateTime,
      isActive,
    ),
    medications: createListResolver('MedicationRequest', {}, ({ authoredOn }) => authoredOn),
    labResults: createListResolver(
      'Observation',
      { category: 'laboratory' },
      ({ effectiveDateTime }) => effectiveDateTime,
    ),
    encounters: async (
      { id }: PatientNode,
      { first }: ListArguments,
      { reader }: ChartContext,
      info: GraphQLResolveInfo,
    ) => {
      const includes = selects(info, 'serviceProvider') ? INCLUDES : [];
      const found = await reader.list('Encounter', { patient: id }, includes);
      return sortNewestFirst(found, ({ period }) => period?.start).slice(0, first);
    },
  },
  AllergyIntolerance: concept,
  Condition: concept,
  Observation: {
    ...concept,
    effective: ({ effectiveDateTime }: ExtractResource<'Observation'>) => effectiveDateTime,
  },
  CodeableConcept: { text: getConceptText },
  Encounter: {
    __resolveReference: ({ id }: { id: string }, { reader }: ChartContext) => reader.read('Encounter', id),
    participants: ({ participant = [] }: ExtractResource<'Encounter'>) => participant,
    locations: ({ location = [] }: ExtractResource<'Encounter'>) => location,
  },
  ActorReference: {
    resource: (reference: Reference, _args: unknown, { reader }: ChartContext) => {
      const { type, id } = parseReference(reference);
      return type === 'Practitioner' || type === 'RelatedPerson' ? reader.read(type, id) : null;
    },
  },
  Actor: { __resolveType: ({ resourceType }: { resourceType: string }) => resourceType },
  LocationReference: { resource: createReferenceResolver('Location') },
  OrganizationReference: { resource: createReferenceResolver('Organization') },
  Practitioner: { fullName: ({ name }: ExtractResource<'Practitioner'>) => formatName(name) },
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
