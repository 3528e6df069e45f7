import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
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

  it('is read, and searched no more, if the app may not search for its type', async () => {
    const { sandbox, gateway } = await start({ notEntitled: ['Patient.search'] });
    expect((await ask(gateway, sandbox, PHYSICIAN)).calls.slice(0, 2)).toEqual([SEARCH, READ]);
    expect((await ask(gateway, sandbox, PHYSICIAN)).calls[0]).toBe(READ);
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
  it('is asked without them for a record by id, and by later operations', async () => {
    const { sandbox, gateway } = await start();
    sandbox.fault({ match: { query: /_include/ }, ...REFUSAL });
    const first = await ask(gateway, sandbox, PHYSICIAN);
    expect(first.errors).toBeUndefined();
    expect(first.calls).toEqual([SEARCH, READ, expect.stringMatching(/^Practitioner\//)]);
    const second = await ask(gateway, sandbox, PHYSICIAN);
    expect(second.data).toEqual(first.data);
    expect(second.calls).toEqual([READ, expect.stringMatching(/^Practitioner\//)]);
    expect(second.extensions?.fhir.estimatedRequests).toBeGreaterThanOrEqual(second.calls.length);
  });

  it('is asked without them for a list, and by later operations', async () => {
    const { sandbox, gateway } = await start();
    sandbox.fault({ match: { query: /_include/ }, ...REFUSAL });
    const list = `Encounter?_count=999&patient=${CAMILA_LOPEZ}`;
    const withInclude = `Encounter?_count=999&_include=Encounter:service-provider&patient=${CAMILA_LOPEZ}`;
    const first = await ask(gateway, sandbox, ENCOUNTERS);
    expect(first.errors).toBeUndefined();
    expect(first.calls.slice(0, 2)).toEqual([withInclude, list]);
    const second = await ask(gateway, sandbox, ENCOUNTERS);
    expect(second.data).toEqual(first.data);
    expect(second.calls[0]).toBe(list);
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
