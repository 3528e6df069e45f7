import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { skipPauses } from '../support/time.ts';
import { ask } from '../support/upstream.ts';

skipPauses();

const PROVIDER = 'serviceProvider { resource { name } }';
const LIST = `{ patient(id: "${CAMILA_LOPEZ}") { encounters { id ${PROVIDER} } } }`;
const SEARCH = `Encounter?_count=999&patient=${CAMILA_LOPEZ}`;
const WITH_INCLUDE = `Encounter?_count=999&_include=Encounter:service-provider&patient=${CAMILA_LOPEZ}`;

const outcomeOf = (type: string, code?: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'fatal', code: type, ...(code !== undefined && { details: { coding: [{ code }] } }) }],
});
const REFUSAL = { kind: 'json', status: 400, body: outcomeOf('business-rule', '59109') } as const;
const BREAK_THE_GLASS = { kind: 'json', status: 403, body: outcomeOf('forbidden', '4130') } as const;

let sandbox: Sandbox;
let gateway: Gateway;

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

async function start(settings: (started: Sandbox) => GatewayOptions = () => ({})): Promise<void> {
  sandbox = await startSandbox({ partialWarnings: false });
  gateway = await startGateway(sandbox, settings(sandbox));
}

async function startWithLimit(maxUpstreamCalls: number): Promise<void> {
  await start(() => ({ server: { maxUpstreamCalls } }));
  // The gateway learns what the server offers.
  await gateway.query('{ locations(type: "21") { id } }');
}

describe('a list whose search fails only with includes', () => {
  it.each([
    ['break-the-glass (4130)', BREAK_THE_GLASS],
    ['an internal error (59177)', { kind: 'json', status: 400, body: outcomeOf('exception', '59177') }],
    ['a 500 with another OperationOutcome', { kind: 'json', status: 500, body: outcomeOf('processing') }],
    ['a response that is no FHIR', { kind: 'html' }],
  ] as const)('is read once more without them after %s', async (_, fault) => {
    await start();
    const expected = await ask(gateway, sandbox, LIST);
    sandbox.fault({ match: { query: /_include/ }, times: Infinity, ...fault });
    const { data, errors, calls } = await ask(gateway, sandbox, LIST);
    expect(errors).toBeUndefined();
    expect(data).toEqual(expected.data);
    expect(calls.filter((call) => call === SEARCH)).toHaveLength(1);
    sandbox.clearFaults();
    // One chart can be why, so the next search has the includes again.
    expect((await ask(gateway, sandbox, LIST)).calls).toEqual([WITH_INCLUDE]);
  });

  it.each([
    ['503', 'UPSTREAM_UNAVAILABLE', { kind: 'json', status: 503, body: outcomeOf('exception', '59177') }],
    ['500 without an OperationOutcome', 'UPSTREAM_UNAVAILABLE', { kind: 'empty', status: 500 }],
    ['429', 'UPSTREAM_RATE_LIMITED', { kind: 'json', status: 429, body: outcomeOf('throttled') }],
    ['an outcome of a timeout', 'UPSTREAM_TIMEOUT', { kind: 'json', body: outcomeOf('timeout') }],
    ['a broken connection', 'UPSTREAM_UNAVAILABLE', { kind: 'cut' }],
  ] as const)('is not read once more after %s', async (_, code, fault) => {
    await start();
    sandbox.fault({ match: { query: /_include/ }, times: Infinity, ...fault });
    const { errors, calls } = await ask(gateway, sandbox, LIST);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(calls).not.toContain(SEARCH);
  });

  it('is not read once more if the server fails without them too', async () => {
    await start();
    sandbox.fault({ match: { resourceType: 'Encounter' }, times: Infinity, ...BREAK_THE_GLASS });
    const { errors, calls } = await ask(gateway, sandbox, LIST);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['RESTRICTED_RECORD']);
    expect(calls).toEqual([WITH_INCLUDE, SEARCH]);
  });

  it('is not read once more if the price leaves no spare request', async () => {
    await startWithLimit(2);
    sandbox.fault({ match: { query: /_include/ }, times: Infinity, ...BREAK_THE_GLASS });
    const { errors, calls, extensions: cost } = await ask(gateway, sandbox, LIST);
    expect(cost?.fhir.estimatedRequests).toBe(2);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['RESTRICTED_RECORD']);
    expect(calls).toEqual([WITH_INCLUDE]);
  });
});

describe('a panel of patients at a server that answers one include of a type and refuses another', () => {
  const PANEL = `{ patients(first: 40) { encounters(first: 1) { ${PROVIDER} } } }`;
  const PHYSICIAN = `{ patient(id: "${CAMILA_LOPEZ}") { generalPractitioners { resource { __typename } } } }`;
  const PEOPLE = `{ patient(id: "${CAMILA_LOPEZ}") { encounters { participants { individual { resource { __typename } } } } } }`;

  it.each([
    ['no operation tried an include before', PHYSICIAN],
    ['the server answered the other include before', PEOPLE],
  ])('gets every list if %s', async (_, earlier) => {
    // Enough for the price, 40 repeated searches, and the references that the includes did not bring.
    await start(({ panels }) => ({
      panel: { kind: 'list', identifier: panels.list },
      server: { maxUpstreamCalls: 100 },
    }));
    expect((await gateway.query(earlier)).errors).toBeUndefined();
    sandbox.fault({ match: { query: /service-provider/ }, times: Infinity, ...REFUSAL });
    const { data, errors, calls, extensions } = await ask(gateway, sandbox, PANEL);
    expect(errors).toBeUndefined();
    expect(at(data, 'patients')).toHaveLength(40);
    expect(extensions?.fhir.estimatedRequests).toBe(45);
    expect(calls.filter((call) => call.includes('service-provider'))).toHaveLength(40);
  });
});

const hasInclude = (call: string): boolean => call.includes('_include');

describe('a directory search', () => {
  const LOCATIONS = '{ locations(type: "HU", name: "St. John") { id partOf { resource { id } } } }';
  const ward = {
    resourceType: 'Location',
    id: 'l1',
    name: 'Saint John Ward',
    type: [{ coding: [{ code: 'HU' }] }],
  };
  const IGNORED = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'warning', code: 'informational', details: { coding: [{ code: '59100' }] } }],
  };
  const answer = (query: RegExp, ...hints: object[]): void => {
    const entry = [
      { resource: ward, search: { mode: 'match' } },
      ...hints.map((resource) => ({ resource, search: { mode: 'outcome' } })),
    ];
    const body = { resourceType: 'Bundle', type: 'searchset', entry };
    sandbox.fault({ match: { resourceType: 'Location', query }, times: Infinity, kind: 'json', body });
  };

  it('finds the same if the server ignores its include with a warning', async () => {
    await start();
    answer(/_include/, IGNORED);
    answer(/name/);
    const { data, extensions, calls } = await ask(gateway, sandbox, LOCATIONS);
    expect(data).toEqual({ locations: [{ id: 'l1', partOf: null }] });
    expect(extensions?.fhir.warnings).toEqual([]);
    expect(calls.map(hasInclude)).toEqual([true, false]);
    const later = await ask(gateway, sandbox, LOCATIONS);
    expect(later.data).toEqual(data);
    expect(later.calls.map(hasInclude)).toEqual([true, false]);
  });

  it('filters by the criteria itself if the server ignores one without an include too', async () => {
    await start();
    answer(/name/, IGNORED);
    const { data, extensions, calls } = await ask(gateway, sandbox, LOCATIONS);
    expect(data).toEqual({ locations: [] });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['59100', 'FOREIGN_RECORDS']);
    expect(calls.map(hasInclude)).toEqual([true, false]);
    const later = await ask(gateway, sandbox, LOCATIONS);
    expect(later.data).toEqual({ locations: [] });
    expect(later.calls.map(hasInclude)).toEqual([true, false]);
  });

  it('sends no second search if the price leaves no spare request', async () => {
    await startWithLimit(1);
    answer(/name/, IGNORED);
    const { data, extensions, calls } = await ask(gateway, sandbox, LOCATIONS);
    expect(data).toEqual({ locations: [] });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['59100', 'FOREIGN_RECORDS']);
    expect(calls.map(hasInclude)).toEqual([true]);
  });
});

describe('lists of a type with different includes at a server that refuses them', () => {
  it('are tried with one request more than the price, so that each list is read', async () => {
    await startWithLimit(3);
    sandbox.fault({ match: { query: /_include/ }, times: Infinity, ...REFUSAL });
    const { errors, calls, extensions } = await ask(
      gateway,
      sandbox,
      `{ patient(id: "${CAMILA_LOPEZ}") {
        a: encounters(first: 1) { ${PROVIDER} }
        b: encounters(first: 1, since: "2000-01-01") { participants { individual { resource { __typename } } } }
      } }`,
    );
    expect(extensions?.fhir.estimatedRequests).toBe(3);
    expect(calls).toHaveLength(3);
    expect(calls.filter(hasInclude)).toHaveLength(1);
    // Nothing is left for the references, which no list lacks.
    expect(errors?.map(({ path }) => path?.at(-1))).toEqual(['resource', 'resource']);
  });
});
