import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { ask } from '../support/upstream.ts';

const PHYSICIAN = `{ patient(id: "${CAMILA_LOPEZ}") { fullName generalPractitioners { resource { ... on Practitioner { fullName } } } } }`;
const SEARCH = `Patient?_count=1&_id=${CAMILA_LOPEZ}&_include=Patient:general-practitioner`;
const READ = `Patient/${CAMILA_LOPEZ}`;
const ENCOUNTERS = `{ patient(id: "${CAMILA_LOPEZ}") { encounters(first: 1) { serviceProvider { resource { name } } } } }`;
/** The refusal of a search with a parameter that the server does not allow. */
const REFUSAL = {
  kind: 'json',
  status: 400,
  body: {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'fatal', code: 'business-rule', details: { coding: [{ code: '59109' }] } }],
  },
} as const;
/** Epic's answer for an API that is not on the app's registration. */
const FORBIDDEN = { kind: 'empty', status: 403 } as const;
const NOT_AUTHORIZED = {
  kind: 'json',
  status: 400,
  body: {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'fatal', code: 'forbidden', details: { coding: [{ code: '59022' }] } }],
  },
} as const;
const PROVIDER = 'serviceProvider { resource { name } }';
const PROVENANCES = `{ patient(id: "${CAMILA_LOPEZ}") { allergies { provenances { id } } } }`;

function provenancesIn(data: unknown): unknown[] {
  const allergies = at(data, 'patient', 'allergies');
  return Array.isArray(allergies) ? allergies.map((one) => at(one, 'provenances')) : [];
}

let opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.toReversed()) await one.close();
  opened = [];
});

async function start(
  options: SandboxOptions = {},
  settings: GatewayOptions = {},
): Promise<{ readonly sandbox: Sandbox; readonly gateway: Gateway }> {
  const sandbox = await startSandbox({ partialWarnings: false, ...options });
  const gateway = await startGateway(sandbox, settings);
  opened.push(sandbox, gateway);
  return { sandbox, gateway };
}

describe('a record that is read by id', () => {
  it('comes with the references that are selected below it', async () => {
    const { sandbox, gateway } = await start();
    const { data, errors, calls } = await ask(gateway, sandbox, PHYSICIAN);
    expect(errors).toBeUndefined();
    expect(calls).toEqual([SEARCH]);
    const reading = await start({ ignoredIncludes: ['*'] });
    const separate = await ask(reading.gateway, reading.sandbox, PHYSICIAN);
    expect(separate.data).toEqual(data);
    expect(separate.calls).toEqual([SEARCH, expect.stringMatching(/^Practitioner\//)]);
  });

  it('is read without a search if no reference is selected below it', async () => {
    const { sandbox, gateway } = await start();
    const document = `{ patient(id: "${CAMILA_LOPEZ}") { fullName generalPractitioners { display reference } } }`;
    expect((await ask(gateway, sandbox, document)).calls).toEqual([READ]);
  });

  it('is read without a search if searches by id are turned off', async () => {
    const { sandbox, gateway } = await start({}, { limits: { idBatchSize: 1 } });
    const { errors, calls } = await ask(gateway, sandbox, PHYSICIAN);
    expect(errors).toBeUndefined();
    expect(calls).toEqual([READ, expect.stringMatching(/^Practitioner\//)]);
  });

  it('is read if the app may not search for its type', async () => {
    const { sandbox, gateway } = await start({ notEntitled: ['Patient.search'] });
    expect((await ask(gateway, sandbox, PHYSICIAN)).calls.slice(0, 2)).toEqual([SEARCH, READ]);
  });

  it('is null without a warning if it does not exist', async () => {
    const { sandbox, gateway } = await start();
    const { data, errors, extensions, calls } = await ask(
      gateway,
      sandbox,
      PHYSICIAN.replace(CAMILA_LOPEZ, 'eNobody'),
    );
    expect([data, errors]).toEqual([{ patient: null }, undefined]);
    expect(extensions?.fhir.warnings).toEqual([]);
    expect(calls).toEqual([SEARCH.replace(CAMILA_LOPEZ, 'eNobody'), 'Patient/eNobody']);
    // The unknown id was refused, not the include.
    expect((await ask(gateway, sandbox, PHYSICIAN)).calls).toEqual([SEARCH]);
  });
});

describe('a server that refuses includes', () => {
  it('is asked without them for a record by id, in that operation', async () => {
    const { sandbox, gateway } = await start();
    sandbox.fault({ match: { query: /_include/ }, ...REFUSAL });
    const first = await ask(gateway, sandbox, PHYSICIAN);
    expect(first.errors).toBeUndefined();
    expect(first.calls).toEqual([SEARCH, READ, expect.stringMatching(/^Practitioner\//)]);
    expect((await ask(gateway, sandbox, PHYSICIAN)).calls).toEqual([SEARCH]);
  });

  it('is asked without them for a list, in that operation', async () => {
    const { sandbox, gateway } = await start();
    sandbox.fault({ match: { query: /_include/ }, ...REFUSAL });
    const list = `Encounter?_count=999&patient=${CAMILA_LOPEZ}`;
    const withInclude = `Encounter?_count=999&_include=Encounter:service-provider&patient=${CAMILA_LOPEZ}`;
    const first = await ask(gateway, sandbox, ENCOUNTERS);
    expect(first.errors).toBeUndefined();
    expect(first.calls.slice(0, 2)).toEqual([withInclude, list]);
    expect((await ask(gateway, sandbox, ENCOUNTERS)).calls).toEqual([withInclude]);
  });

  it('gets another search for the provenances that a list could not include', async () => {
    const { sandbox, gateway } = await start();
    const expected = await ask(gateway, sandbox, PROVENANCES);
    sandbox.fault({ match: { query: /_include=AllergyIntolerance/ }, ...REFUSAL });
    const selection = 'provenances { id } recorder { resource { __typename } }';
    const document = PROVENANCES.replace('provenances { id }', selection);
    const { data, errors, calls } = await ask(gateway, sandbox, document);
    expect(errors).toBeUndefined();
    expect(calls).toContainEqual(expect.stringMatching(/_id=.*_revinclude=Provenance:target$/));
    expect(provenancesIn(data)).toEqual(provenancesIn(expected.data));
    expect(provenancesIn(expected.data).flat()).not.toEqual([]);
  });

  it('warns of the provenances that it could neither include nor search for', async () => {
    const { sandbox, gateway } = await start();
    sandbox.fault({ match: { query: /_include=AllergyIntolerance/ }, ...REFUSAL });
    sandbox.fault({ match: { query: /_id=/, resourceType: 'AllergyIntolerance' }, ...FORBIDDEN });
    const selection = 'provenances { id } recorder { resource { __typename } }';
    const document = PROVENANCES.replace('provenances { id }', selection);
    const { data, errors, extensions } = await ask(gateway, sandbox, document);
    expect(errors).toBeUndefined();
    expect(new Set(provenancesIn(data))).toEqual(new Set([null]));
    expect(extensions?.fhir.warnings).toEqual([
      expect.objectContaining({ code: 'NOT_HONORED', resourceType: 'AllergyIntolerance' }),
    ]);
  });

  it('gets them again after it refused a search for a good id and a bad one', async () => {
    const { sandbox, gateway } = await start();
    const [good] = sandbox.chart(CAMILA_LOPEZ, 'Encounter').map(({ id }) => id);
    sandbox.fault({ match: { query: /_id=.*eBad/ }, times: 2, ...REFUSAL });
    const document = `{ good: encounter(id: "${good}") { ${PROVIDER} } bad: encounter(id: "eBad") { ${PROVIDER} } }`;
    const { data, calls } = await ask(gateway, sandbox, document);
    expect(data).toMatchObject({ good: { serviceProvider: { resource: {} } }, bad: null });
    expect(calls.slice(0, 2)).toEqual([
      expect.stringMatching(/^Encounter\?.*_include=/),
      expect.stringMatching(/^Encounter\?_count=2&_id=/),
    ]);
    const list = await ask(gateway, sandbox, ENCOUNTERS);
    expect(list.calls).toEqual([expect.stringContaining('_include=Encounter:service-provider')]);
  });

  it('gets them again after it refused a search for a merged record', async () => {
    const { sandbox, gateway } = await start();
    const survivor = `${sandbox.baseUrl}/Patient/${DERRICK_LIN}`;
    sandbox.fault({ match: { query: /_id=/ }, ...REFUSAL });
    sandbox.fault({ match: { operation: 'read' }, kind: 'redirect', location: survivor });
    expect(at((await gateway.query(PHYSICIAN)).data, 'patient', 'fullName')).toContain('Lin');
    expect((await ask(gateway, sandbox, PHYSICIAN)).calls).toEqual([SEARCH]);
  });

  it.each([
    ['403', FORBIDDEN],
    ['Epic code 59022', NOT_AUTHORIZED],
  ])('gets the search for a list again without includes that it forbids with %s', async (_, refusal) => {
    const { sandbox, gateway } = await start();
    sandbox.fault({ match: { query: /_include/ }, ...refusal });
    const { data, errors, calls } = await ask(gateway, sandbox, ENCOUNTERS);
    expect(errors).toBeUndefined();
    expect(data?.['patient']).toMatchObject({ encounters: [{ serviceProvider: { resource: {} } }] });
    expect(calls[1]).toBe(`Encounter?_count=999&patient=${CAMILA_LOPEZ}`);
  });

  it('is still searched by id if it forbids the includes only', async () => {
    const { sandbox, gateway } = await start();
    const ids = sandbox
      .chart(CAMILA_LOPEZ, 'Encounter')
      .map(({ id }) => id)
      .slice(0, 2);
    const lookups = (selection: string): string =>
      `{ ${ids.map((id, index) => `e${index}: encounter(id: "${id}") { ${selection} }`).join(' ')} }`;
    sandbox.fault({ match: { query: /_include/ }, ...FORBIDDEN });
    expect((await ask(gateway, sandbox, lookups(PROVIDER))).errors).toBeUndefined();
    const { calls } = await ask(gateway, sandbox, lookups('id'));
    expect(calls).toEqual([`Encounter?_count=2&_id=${ids.join(',')}`]);
  });
});

const PANEL = `{ patients(first: 40) { encounters(first: 1) { ${PROVIDER} } } }`;
const hasInclude = (call: string): boolean => call.startsWith('Encounter?') && call.includes('_include=');

async function startPanel(maxUpstreamCalls: number) {
  const sandbox = await startSandbox({ partialWarnings: false });
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  const gateway = await startGateway(sandbox, { panel, server: { maxUpstreamCalls } });
  opened.push(sandbox, gateway);
  // The gateway learns what the server offers.
  await gateway.query(PHYSICIAN);
  return { sandbox, gateway };
}

describe('a panel of patients at a server that refuses includes', () => {
  it('tries them with each patient for whom it can spare a request', async () => {
    const { sandbox, gateway } = await startPanel(1_000);
    sandbox.fault({ match: { query: /_include=Encounter/ }, times: Infinity, ...REFUSAL });
    const { data, errors, calls } = await ask(gateway, sandbox, PANEL);
    expect(errors).toBeUndefined();
    expect(at(data, 'patients')).toHaveLength(40);
    expect(calls.filter(hasInclude)).toHaveLength(40);
    expect(calls.filter((call) => call.startsWith('Encounter?') && !hasInclude(call))).toHaveLength(40);
  });

  it('tries them with one patient if the price leaves no spare request', async () => {
    const free = await startPanel(1_000);
    const price = (await free.gateway.query(PANEL)).extensions?.fhir.estimatedRequests ?? 0;
    const { sandbox, gateway } = await startPanel(price);
    sandbox.fault({ match: { query: /_include=Encounter/ }, times: Infinity, ...REFUSAL });
    const { data, errors, calls } = await ask(gateway, sandbox, PANEL);
    expect(calls.filter(hasInclude)).toHaveLength(1);
    // The repeated search takes the request of the last list, and none is left for the organizations.
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(
      new Set(['OPERATION_TOO_EXPENSIVE']),
    );
    expect(errors?.filter(({ path }) => path?.at(-1) === 'encounters')).toHaveLength(1);
    expect(at(data, 'patients')).toHaveLength(40);
  });

  it('sends every search with them, once, to a server that answers them', async () => {
    const { sandbox, gateway } = await startPanel(1_000);
    const { errors, calls } = await ask(gateway, sandbox, PANEL);
    expect(errors).toBeUndefined();
    expect(calls.filter((call) => call.startsWith('Encounter?')).map(hasInclude)).toEqual(
      Array.from({ length: 40 }, () => true),
    );
  });

  it('sends no search more than twice that it forbids in any case', async () => {
    const { sandbox, gateway } = await startPanel(1_000);
    sandbox.fault({ match: { resourceType: 'Encounter' }, times: Infinity, ...FORBIDDEN });
    const { errors, calls } = await ask(gateway, sandbox, PANEL);
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']));
    expect(calls.filter((call) => call.startsWith('Encounter?'))).toHaveLength(80);
  });
});

describe('fields of one list', () => {
  it('share a search that includes the references of both', async () => {
    const { sandbox, gateway } = await start();
    const recorders = 'allergies { recorder { resource { __typename } } }';
    const document = `{ patient(id: "${CAMILA_LOPEZ}") { fullName allergyStatus ${recorders} } }`;
    const { errors, calls } = await ask(gateway, sandbox, document);
    expect(errors).toBeUndefined();
    expect(calls.toSorted()).toEqual([
      `AllergyIntolerance?_count=999&_include=AllergyIntolerance:recorder&patient=${CAMILA_LOPEZ}`,
      READ,
    ]);
  });
});
