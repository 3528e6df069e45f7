/** A field with `@semanticNonNull` is null only with an error at its path, for every failure and every caller. */
import type { FaultKind, FaultMatch, Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, observationShapes } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_EXAMPLES } from '../support/example-operations.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { CLIENT_SCHEMA, inspectNulls, markedFieldsOf, withTypeNames } from '../support/unexplained-nulls.ts';
import { inputFor, memoryStore, MUTATION_NAMES, MUTATIONS, newKey } from '../support/writing.ts';

const MARKED = markedFieldsOf(CLIENT_SCHEMA);
/** Long enough for most responses of the sandbox, and short for those that never come. */
const PATIENCE_MS = 500;

interface Operation {
  readonly name: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The arguments that a field needs. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  'Query.appointments': `date: "2026-05-01", patients: ["${CAMILA_LOPEZ}"]`,
  'Query.locations': 'type: "RSLPC"',
  'Query.locationsConnection': 'type: "RSLPC"',
  'Query.matchPatients': 'input: { family: "Lopez", given: ["Camila"], birthDate: "1987-09-12" }',
  'Query.organizations': 'ids: ["eNobody"]',
  'Query.patients': `filter: { ids: ["${CAMILA_LOPEZ}"] }`,
  'Query.patientsConnection': `filter: { ids: ["${CAMILA_LOPEZ}"] }`,
  'Query.practitionerRoles': 'specialty: "http://nucc.org/provider-taxonomy|207Q00000X"',
  'Query.practitionerRolesConnection': 'specialty: "http://nucc.org/provider-taxonomy|207Q00000X"',
  'Query.practitioners': 'family: "Test"',
  'Query.practitionersConnection': 'family: "Test"',
  'Patient.latestObservations': 'codes: ["718-7", "2085-9"], each: 2',
  'Patient.recentRecords': 'since: "2020-01-01T00:00:00Z"',
  'Patient.records': 'type: CONDITION',
  'Patient.recordsConnection': 'type: CONDITION',
};

/** The selections below which further fields have the directive. */
const SELECTIONS: Readonly<Record<string, string>> = {
  'Patient.allergyStatus': '',
  'Patient.documents': '{ relatedFrom { id } }',
  'Patient.imagingStudies': '{ reports { id } }',
  'Patient.latestObservations': '{ code observations { id } }',
};

/** Returns a selection of every field of a type that has the directive. */
function selectMarked(type: string): string {
  const fields = MARKED.filter((field) => field.startsWith(`${type}.`)).map((field) => {
    const args = ARGUMENTS[field];
    return `${field.slice(type.length + 1)}${args === undefined ? '' : `(${args})`} ${SELECTIONS[field] ?? '{ __typename }'}`;
  });
  return fields.join(' ');
}

const DATE_TIME_VALUE = `observation(id: "${observationShapes.DATE_TIME_VALUE}") { value { ... on DateTimeValue { dateTime } } }`;

/** Every field with the directive but mutations, and some of what clients send. */
const QUERIES: readonly (readonly Operation[])[] = [
  [
    {
      name: 'every field of Query',
      text: `{ ${selectMarked('Query')} ${DATE_TIME_VALUE} }`,
      variables: {},
    },
  ],
  [
    {
      name: 'every field of Patient',
      text: `{ patient(id: "${CAMILA_LOPEZ}") { ${selectMarked('Patient')} } }`,
      variables: {},
    },
  ],
  CLIENT_EXAMPLES.filter((_example, index) => index % 8 === 0),
];

/** Returns every mutation with an input that no earlier run has sent. */
function writes(): readonly Operation[] {
  return MUTATION_NAMES.map((name) => ({
    name,
    text: MUTATIONS[name],
    variables: { input: inputFor(name, sandbox), key: newKey() },
  }));
}

let sandbox: Sandbox;
let provider: IdentityProvider;

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([borrowSandbox(), startIdentityProvider()]);
});

afterEach(() => {
  sandbox.reset();
});

afterAll(async () => {
  await provider.close();
  await sandbox.close();
});

interface Walk {
  readonly unexplained: readonly string[];
  readonly failed: ReadonlySet<string>;
  readonly present: ReadonlySet<string>;
}

/** Sends each group to a gateway of its own, because a circuit that opens refuses the requests of all others. */
async function walk(
  groups: readonly (readonly Operation[])[],
  options: GatewayOptions = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Walk> {
  const unexplained: string[] = [];
  const failed = new Set<string>();
  const present = new Set<string>();

  async function send(gateway: Gateway, { name, text: sent, variables }: Operation): Promise<void> {
    const text = withTypeNames(sent);
    const answer = await gateway.query(text, { ...variables }, headers);
    const nulls = inspectNulls({ text, variables, answer });
    unexplained.push(...nulls.unexplained.map((path) => `${name}: ${path}`));
    for (const field of nulls.failed) failed.add(field);
    for (const field of nulls.present) present.add(field);
  }

  async function sendGroup(operations: readonly Operation[]): Promise<void> {
    const gateway = await startGateway(sandbox, { store: memoryStore(), ...options });
    for (const operation of operations) await send(gateway, operation);
    await gateway.close();
  }

  await Promise.all(groups.map(sendGroup));
  return { unexplained, failed, present };
}

describe('without a fault', () => {
  it('returns a value for every field with the directive, so the other runs test all of them', async () => {
    const { unexplained, present } = await walk([...QUERIES, writes()], {
      limits: { timeoutMs: 30_000 },
    });
    expect(unexplained).toEqual([]);
    expect(MARKED.filter((field) => !present.has(field))).toEqual([]);
    expect(MARKED.length).toBeGreaterThan(100);
  });
});

const FAULTS: Readonly<Record<string, FaultKind>> = {
  'is unavailable': { kind: 'status', status: 503 },
  fails: { kind: 'status', status: 500 },
  'has too many requests': { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
  'refuses access': { kind: 'status', status: 403 },
  'finds nothing': { kind: 'status', status: 404 },
  'has deleted everything': { kind: 'status', status: 410 },
  'refuses its tokens': { kind: 'expired-token' },
  'never answers': { kind: 'hang' },
  'cuts connections': { kind: 'cut' },
  'cuts bodies': { kind: 'cut', afterBytes: 40 },
  'sends half of the JSON': { kind: 'truncated-json' },
  'sends malformed JSON': { kind: 'bad-json' },
  'sends HTML': { kind: 'html' },
  'sends XML': { kind: 'xml' },
  'sends nothing': { kind: 'empty' },
  'sends another resource': { kind: 'json', body: { resourceType: 'OperationOutcome', issue: [] } },
  'sends a searchset without entries': {
    kind: 'json',
    body: { resourceType: 'Bundle', type: 'searchset' },
  },
};

const MATCHES: Readonly<Record<string, FaultMatch>> = {
  'every request': {},
  'each search': { operation: 'search' },
  'each read': { operation: 'read' },
  'each create': { operation: 'create' },
};

const ROWS = Object.entries(FAULTS).flatMap(([fault, kind]) =>
  Object.entries(MATCHES).map(([requests, match]) => ({ fault, requests, kind, match })),
);

/** Fields that no failed search fails: a status that is then unknown, and lists that Epic searches only with an argument. */
const INFALLIBLE = ['Patient.codeStatus', 'Patient.episodesOfCare', 'Patient.episodesOfCareConnection'];

/** Sends all operations while the sandbox fails. */
async function walkWith(kind: FaultKind, match: FaultMatch): Promise<Walk> {
  sandbox.fault({ ...kind, match, times: Infinity });
  // Many at a time, so that most requests meet the fault before the circuit opens.
  return walk(match.operation === 'create' ? [writes()] : [...QUERIES, writes()], {
    limits: { timeoutMs: PATIENCE_MS, maxConcurrency: 64 },
    server: { operationTimeoutMs: 3 * PATIENCE_MS },
  });
}

describe('a failing FHIR server', () => {
  it.each(ROWS)(
    'causes no null without an error when it $fault at $requests',
    { timeout: 120_000 },
    async ({ kind, match }) => {
      const { unexplained, failed, present } = await walkWith(kind, match);
      expect(unexplained).toEqual([]);
      expect(present.size + failed.size).toBeGreaterThan(0);
    },
  );

  it('makes the fields of a patient null with an error when it refuses the searches', async () => {
    const { failed } = await walkWith({ kind: 'status', status: 403 }, { operation: 'search' });
    const fields = MARKED.filter((field) => field.startsWith('Patient.'));
    expect(fields.filter((field) => !failed.has(field)).toSorted()).toEqual(INFALLIBLE);
    expect(fields.length).toBeGreaterThan(50);
  });
});

interface Restriction {
  readonly caller: string;
  readonly scopes: string;
  readonly patient?: string;
  readonly options?: GatewayOptions;
}

const CALLERS: readonly Restriction[] = [
  { caller: 'a caller without scopes', scopes: 'openid' },
  { caller: 'a caller who may only read', scopes: 'user/*.r' },
  { caller: 'a caller who may only search', scopes: 'user/*.s' },
  { caller: 'a caller who may only see patients', scopes: 'user/Patient.rs' },
  {
    caller: 'a caller who may see some observations',
    scopes: 'user/Patient.rs user/Observation.rs?category=laboratory',
  },
  {
    caller: 'a caller who may see three types',
    scopes: 'user/Patient.rs user/Observation.rs user/DocumentReference.rs',
  },
  { caller: 'a patient', scopes: 'patient/*.rs', patient: CAMILA_LOPEZ },
  { caller: 'another patient', scopes: 'patient/*.rs', patient: DERRICK_LIN },
  {
    caller: 'a patient who may see confidential records',
    scopes: 'patient/*.rs',
    patient: CAMILA_LOPEZ,
    options: { server: { patientSees: 'V' } },
  },
  { caller: 'a caller who may create and not read', scopes: 'user/*.c' },
  { caller: 'a patient who may write', scopes: 'patient/*.cruds', patient: CAMILA_LOPEZ },
  { caller: 'another patient who may write', scopes: 'patient/*.cruds', patient: DERRICK_LIN },
  { caller: 'a patient without an id', scopes: 'patient/*.rs' },
  {
    caller: 'a caller with a panel of others',
    scopes: 'user/*.rs',
    options: { panel: { kind: 'ids', ids: [DERRICK_LIN] }, server: { isPanelOnly: true } },
  },
  {
    caller: 'a caller with an empty panel',
    scopes: 'user/*.rs',
    options: { panel: { kind: 'ids', ids: [] }, server: { isPanelOnly: true } },
  },
];

describe('a gateway that limits access', () => {
  it.each(CALLERS)('gives $caller no null without an error', async ({ scopes, patient, options = {} }) => {
    const authorization = await provider.bearer(scopes, patient === undefined ? {} : { patient });
    const { unexplained, present, failed } = await walk(
      [...QUERIES, writes()],
      { ...options, callers: provider.tokenVerification() },
      { authorization },
    );
    expect(unexplained).toEqual([]);
    expect(present.size + failed.size).toBeGreaterThan(0);
  });
});

describe('an operation that exhausts its budget', () => {
  it('returns no null without an error', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `eUnknown${index}`);
    const text = `{ patients(filter: { ids: ${JSON.stringify(ids)} }) { id } organizations(ids: ${JSON.stringify(ids)}) { id } }`;
    const { unexplained, failed } = await walk([[{ name: 'unknown ids', text, variables: {} }]], {
      server: { maxUpstreamCalls: 7 },
    });
    expect(unexplained).toEqual([]);
    expect(failed).toContain('Query.patients');
  });
});
