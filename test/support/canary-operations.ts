/** Builds operations of every kind on patients of the sandbox. Values are in variables, never in documents. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { Kind, parse, print, type TypeNode } from 'graphql';
import type { TrustedDocument } from '../../src/config/document-manifests.ts';
import { isDocumentedByEpic } from '../../src/fhir/derived-arguments.ts';
import { listOfField } from '../../src/fhir/patient-lists.ts';
import { factsOf, isResourceType, RECORD_TYPES } from '../../src/fhir/resources.ts';
import { allFieldsOf, namedType, patientQuery, requiredArgumentsOf } from './all-fields.ts';
import { EXAMPLES as EXAMPLE_OPERATIONS } from './example-operations.ts';
import { chartFor, patientWith } from './listed-charts.ts';
import { GRAPH_TYPES, samplesOf } from './samples.ts';
import { ENTITIES, fieldsAddedTo, OBJECT_TYPES } from './schema-files.ts';

export interface CanaryOperation {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The examples without comments, because the gateway does not cache documents with comments. */
export const EXAMPLES: readonly CanaryOperation[] = EXAMPLE_OPERATIONS.filter(
  // The schema contains words that are canaries.
  ({ text }) => !text.includes('_service'),
).map(({ name, text, variables }) => ({
  name,
  query: print(parse(text)),
  variables,
}));

/** The examples as trusted documents. */
export const REGISTERED: readonly TrustedDocument[] = EXAMPLES.map(({ name, query }) => ({
  id: name,
  name: /query (\w+)/.exec(query)?.[1] ?? '',
  type: 'query',
  body: query,
  file: 'examples.json',
}));

/** The types of patients' records that the graph shows only as a Record. */
const RECORD_ONLY = Object.entries(RECORD_TYPES).filter(
  ([, type]) => !factsOf(type).inGraph && factsOf(type).patient.length > 0,
);
/** Those of them that Epic lists. */
const LISTED_RECORDS = RECORD_ONLY.filter(([, type]) => isDocumentedByEpic(type, 'patient'));

/** Returns each list, and each connection with all fields of its resources, of a patient with records. */
export function listsOf(sandbox: Sandbox): CanaryOperation[] {
  return fieldsAddedTo('Patient').flatMap((field) => {
    const { name, type, arguments: taken = [] } = field;
    if (!taken.some((argument) => argument.name.value === 'first')) return [];
    const node = nodeOf(type);
    const selection = name.value.endsWith('Connection')
      ? `{ nodes ${allFieldsOf(node)} edges { cursor node { id } } pageInfo { hasNextPage endCursor } }`
      : ENTITIES.has(node)
        ? '{ id }'
        : allFieldsOf(node);
    const args = { first: 2, ...requiredArgumentsOf(field) };
    const isOfAnyType = taken.some((argument) => namedType(argument.type) === 'RecordType');
    if (isOfAnyType)
      return LISTED_RECORDS.map(([member, listed]) => {
        const variables = { ...args, type: member };
        return {
          name: `${member} ${name.value}`,
          query: patientQuery(field, variables, selection),
          variables: { id: patientWith(sandbox, listed), ...variables },
        };
      });
    const list = listOfField(name.value);
    const { patientId, needed } =
      list === null ? { patientId: CAMILA_LOPEZ, needed: {} } : chartFor(sandbox, list);
    const variables = { ...args, ...needed };
    const query = patientQuery(field, variables, selection);
    return [{ name: name.value, query, variables: { id: patientId, ...variables } }];
  });
}

/** Returns a lookup of each resource type with all of its fields, and one operation that reads them all as entities. */
export function lookupsOf(sandbox: Sandbox): CanaryOperation[] {
  const fields = fieldsOfQuery();
  const samples = GRAPH_TYPES.flatMap((type) => samplesOf(sandbox, type).slice(0, 1));
  const lookups = samples.flatMap(({ resourceType, id }) => {
    const field = fields.get(resourceType);
    return field === undefined
      ? []
      : [
          {
            name: field,
            query: `query ($id: ID!) { ${field}(id: $id) ${allFieldsOf(resourceType)} }`,
            variables: { id },
          },
        ];
  });
  const records = RECORD_ONLY.flatMap(([member, type]) =>
    samplesOf(sandbox, type)
      .slice(0, 1)
      .map(({ id }) => ({
        name: `record of ${member}`,
        query: `query ($id: ID!) { record(type: ${member}, id: $id) ${allFieldsOf('Record')} }`,
        variables: { id },
      })),
  );
  const entities = {
    name: '_entities',
    query: `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ${[...ENTITIES].map((type) => `... on ${type} { id }`).join(' ')} } }`,
    variables: { of: samples.map(({ resourceType, id }) => ({ __typename: resourceType, id })) },
  };
  return [...lookups, ...records, entities];
}

/** Values by which a caller can find a patient. */
export interface KnownPatient {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  readonly birthDate: string;
  readonly mrn: string;
  readonly email: string;
}

/** Returns each kind of search for a patient. */
export function searchesFor({ id, given, family, birthDate, mrn, email }: KnownPatient): CanaryOperation[] {
  const found = `{ nodes ${allFieldsOf('Patient')} edges { cursor } pageInfo { endCursor } }`;
  const filters = {
    demographics: { given, family, birthDate },
    contact: { given, family, gender: 'FEMALE', email },
    identifier: { identifier: { system: SITE_MRN_SYSTEM, value: mrn } },
    ids: { ids: [id, 'eUnknown.Patient-0000001'] },
    nothing: null,
  };
  return [
    ...Object.entries(filters).map(([name, filter]) => ({
      name: `patientsConnection by ${name}`,
      query: `query ($filter: PatientFilter) { patientsConnection(first: 2, filter: $filter) ${found} }`,
      variables: { filter },
    })),
    {
      name: 'patientByIdentifier',
      query:
        'query ($system: String!, $value: String!) { patientByIdentifier(system: $system, value: $value) { id fullName } }',
      variables: { system: SITE_MRN_SYSTEM, value: mrn },
    },
    {
      name: 'patientSummary',
      query:
        'query ($id: ID!) { patientSummary(id: $id) { title sections { title text { html } entries { type title status date resource } } } }',
      variables: { id },
    },
    {
      name: 'matchPatients',
      query:
        'query ($input: MatchPatientsInput!) { matchPatients(input: $input) { certainty score patient { id fullName } } }',
      variables: { input: { given: [given], family, birthDate, email } },
    },
  ];
}

/** Returns invalid operations, with values of a record wherever a caller can put them. */
export function invalidOperationsWith({ id, family, birthDate }: KnownPatient): CanaryOperation[] {
  const patients = 'patients(first: $first, filter: $filter) { id }';
  return [
    ...[
      { first: family },
      { first: 0, filter: { ids: [`${id}/..`] } },
      { first: 1, filter: { family } },
      { first: 1, filter: { gender: family } },
      { first: 1, filter: { [`${family} ${birthDate}`]: birthDate } },
      { first: 1, filter: { given: family, family, birthDate: `${birthDate} ${family}` } },
    ].map((variables) => ({
      name: 'a variable',
      query: `query ($first: Int!, $filter: PatientFilter) { ${patients} }`,
      variables,
    })),
    {
      name: 'a cursor',
      query: 'query ($after: String) { patientsConnection(after: $after) { nodes { id } } }',
      variables: { after: id },
    },
    {
      name: 'an id',
      query: 'query ($id: ID!) { patient(id: $id) { id } }',
      variables: { id: `${id} ${family}` },
    },
    {
      name: 'a search of the directory',
      query: 'query ($name: String!) { practitioners(name: $name) { id } locations(type: $name) { id } }',
      variables: { name: `${family}*|${birthDate}|` },
    },
    {
      name: 'an entity',
      query: 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }',
      variables: { of: [{ __typename: family, id }] },
    },
    { name: 'a document', query: `{ patient(id: "${id}" ${family} ${birthDate}`, variables: {} },
    {
      name: 'a literal',
      query: `{ patients(filter: { birthDate: "${family}", family: ${family} }) { id } }`,
      variables: {},
    },
  ];
}

/** Returns the resource type of a list, or of the nodes of a connection. */
function nodeOf(type: TypeNode): string {
  const name = namedType(type);
  const nodes = OBJECT_TYPES.get(name)?.fields?.find((field) => field.name.value === 'nodes');
  return nodes === undefined ? name : namedType(nodes.type);
}

/** Returns the lookup field of Query for each resource type. */
function fieldsOfQuery(): ReadonlyMap<string, string> {
  const fields = [...(OBJECT_TYPES.get('Query')?.fields ?? []), ...fieldsAddedTo('Query')];
  return new Map(
    fields.flatMap(({ name, type, arguments: taken = [] }) => {
      const found = namedType(type);
      const isLookup = type.kind === Kind.NAMED_TYPE && taken.length === 1 && taken[0]?.name.value === 'id';
      return isLookup && isResourceType(found) ? [[found, name.value] as const] : [];
    }),
  );
}
