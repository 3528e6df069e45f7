import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { getNamedType, type GraphQLObjectType, isObjectType, isUnionType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../../src/fhir/patient-lists.ts';
import { isResourceType } from '../../../src/fhir/resources.ts';
import { getSchema } from '../../../src/graphql/schema/schema.ts';
import { EXAMPLES } from '../../support/example-operations.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { ask } from '../../support/upstream.ts';

const SCHEMA = getSchema();
interface Case {
  readonly name: string;
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

// The schema of the subgraph needs no FHIR request.
const EXAMPLE_CASES: readonly Case[] = EXAMPLES.filter(({ text }) => !text.includes('_service')).map(
  ({ name, text, variables }) => ({
    name: `the example ${name}`,
    text,
    variables: { ...variables },
  }),
);

/** Selects every reference of each list, down to the resources themselves, and all document contents. */
const REFERENCE_CASES: readonly Case[] = Object.keys(PATIENT_LISTS).map((list) => ({
  name: `all references of ${list}`,
  text: `{ patients(first: 5) { ${list}(first: 20) ${selectCostlyFields(nodeTypeOf(list)) ?? '{ id }'} } }`,
  variables: {},
}));

const FIVE_LABS = 'labResults(first: 5) { name valueText }';
const CHART = `fullName problems { name } allergies { name } medications { name } ${FIVE_LABS} clinicalNotes { title }`;

const OTHER_CASES: readonly Case[] = [
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

async function start(options: { readonly hasMetadata: boolean }): Promise<void> {
  sandbox = await startSandbox({ partialWarnings: false });
  gateway = await startGateway(sandbox, { panel: { kind: 'list', identifier: sandbox.panels.list } });
  if (options.hasMetadata) await gateway.http.get('/readyz');
  else sandbox.fault({ kind: 'status', status: 404, times: Infinity, match: { operation: 'metadata' } });
}

describe.each([
  ['that announces its _include parameters', true],
  ['without /metadata, so without includes', false],
])('a FHIR server %s', (_what, hasMetadata) => {
  beforeAll(() => start({ hasMetadata }));

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it.each([...EXAMPLE_CASES, ...REFERENCE_CASES, ...OTHER_CASES])(
    'estimates at least as many requests as the gateway sends for $name',
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
  if (!isObjectType(node)) throw new Error(`${list} is not a list of the schema`);
  return node;
}

/** Returns a selection of every field with a cost, at any depth; null if there is none. */
function selectCostlyFields(
  type: GraphQLObjectType,
  within: readonly GraphQLObjectType[] = [],
): string | null {
  const fields = Object.values(type.getFields()).flatMap(({ name, type: of }) => {
    const inner = getNamedType(of);
    if (isUnionType(inner) || isResourceType(inner.name)) return [`${name} { __typename }`];
    if (!isObjectType(inner)) return type.name === 'DocumentContent' && name === 'data' ? [name] : [];
    const below = within.includes(inner) ? null : selectCostlyFields(inner, [...within, type]);
    return below === null ? [] : [`${name} ${below}`];
  });
  return fields.length === 0 ? null : `{ ${fields.join(' ')} }`;
}
