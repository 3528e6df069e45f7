import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { getNamedType, type GraphQLObjectType, isObjectType, isUnionType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../../src/fhir/patient-lists.ts';
import { isResourceType } from '../../../src/fhir/resources.ts';
import { createSchema } from '../../../src/graphql/schema/schema.ts';
import { EXAMPLES } from '../../support/example-operations.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { ask } from '../../support/upstream.ts';

const SCHEMA = createSchema();
interface Case {
  readonly name: string;
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

const CASES_OF_EXAMPLES: readonly Case[] = EXAMPLES.map(({ name, text, variables }) => ({
  name: `the example ${name}`,
  text,
  variables: { ...variables },
}));

/** All that each list points at, down to the resources themselves, and all contents of documents. */
const SWEEP: readonly Case[] = Object.keys(PATIENT_LISTS).map((list) => ({
  name: `all that ${list} point at`,
  text: `{ patients(first: 5) { ${list}(first: 20) ${pointingFields(nodeTypeOf(list)) ?? '{ id }'} } }`,
  variables: {},
}));

const FIVE_LABS = 'labResults(first: 5) { name valueText }';
const CHART = `fullName problems { name } allergies { name } medications { name } ${FIVE_LABS} clinicalNotes { title }`;

const OTHERS: readonly Case[] = [
  '{ patients(first: 10) { fullName } }',
  `{ patients(first: 10) { fullName ${FIVE_LABS} } }`,
  `{ patientsConnection(first: 10) { edges { node { fullName ${FIVE_LABS} } } } }`,
  `{ patient(id: "${CAMILA_LOPEZ}") { ${CHART} } }`,
  `{ patient(id: "${CAMILA_LOPEZ}") { ...Chart } } fragment Chart on Patient { ${CHART} }`,
  `{ patient(id: "${CAMILA_LOPEZ}") { id ${FIVE_LABS} } }`,
  `{ _entities(representations: [{ __typename: "Patient", id: "${CAMILA_LOPEZ}" }]) { ... on Patient { ${CHART} } } }`,
  `{ patient(id: "${CAMILA_LOPEZ}") { allergyStatus allergies { name } } }`,
  `{ patient(id: "${CAMILA_LOPEZ}") { fullName clinicalNotes(first: 5) { content { text } contents { data } } } }`,
  `{ patient(id: "eNobody") { fullName ${FIVE_LABS} } }`,
  `{ one: patient(id: "${CAMILA_LOPEZ}") { fullName } other: patient(id: "${DERRICK_LIN}") { fullName } }`,
  `{ patients(first: 100) { fullName problems { name } } }`,
].map((text) => ({ name: text, text, variables: {} }));

let sandbox: Sandbox;
let gateway: Gateway;

async function begin(options: { readonly describesItself: boolean }): Promise<void> {
  sandbox = await startSandbox({ partialWarnings: false });
  gateway = await startGateway(sandbox, { panel: { kind: 'list', identifier: sandbox.panels.list } });
  if (options.describesItself) await gateway.http.get('/readyz');
  else sandbox.fault({ kind: 'status', status: 404, times: Infinity, match: { operation: 'metadata' } });
}

describe.each([
  ['says what can come along', true],
  ['does not say, so that nothing comes along', false],
])('where the server %s', (_what, describesItself) => {
  beforeAll(() => begin({ describesItself }));

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it.each([...CASES_OF_EXAMPLES, ...SWEEP, ...OTHERS])(
    'the estimate is no less than the requests: $name',
    async (operation) => {
      const { data, extensions } = await ask(gateway, sandbox, operation.text, operation.variables);
      expect(data).toBeTruthy();
      const { requests = 0, estimatedRequests = 0 } = extensions?.fhir ?? {};
      expect(requests).toBeGreaterThan(0);
      expect(estimatedRequests).toBeGreaterThanOrEqual(requests);
    },
  );
});

function nodeTypeOf(list: string): GraphQLObjectType {
  const patient = SCHEMA.getType('Patient');
  const node = isObjectType(patient) ? getNamedType(patient.getFields()[list]?.type) : undefined;
  if (!isObjectType(node)) throw new Error(`${list} is no list of the schema`);
  return node;
}

/** A selection of every field that costs something, through the parts that hold them; null where there is none. */
function pointingFields(type: GraphQLObjectType, within: readonly GraphQLObjectType[] = []): string | null {
  const fields = Object.values(type.getFields()).flatMap(({ name, type: of }) => {
    const inner = getNamedType(of);
    if (isUnionType(inner) || isResourceType(inner.name)) return [`${name} { __typename }`];
    if (!isObjectType(inner)) return type.name === 'DocumentContent' && name === 'data' ? [name] : [];
    const below = within.includes(inner) ? null : pointingFields(inner, [...within, type]);
    return below === null ? [] : [`${name} ${below}`];
  });
  return fields.length === 0 ? null : `{ ${fields.join(' ')} }`;
}
