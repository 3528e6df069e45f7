import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, LINDA_ROSS, OLIVIA_ROBERTS } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { passTime, skipPauses } from '../support/time.ts';
import { ask, patientAliases } from '../support/upstream.ts';

skipPauses();

const FIVE = [CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, LINDA_ROSS, OLIVIA_ROBERTS];
const SEARCH = `Patient?_count=5&_id=${FIVE.join(',')}`;
const READS = FIVE.map((id) => `Patient/${id}`);
const ALL_FIVE = Object.fromEntries(FIVE.map((id, index) => [`p${index}`, { id }]));
const NONE = Object.fromEntries(FIVE.map((_id, index) => [`p${index}`, null]));

const ofSearch = { operation: 'search', resourceType: 'Patient' } as const;
const ofPatients = { resourceType: 'Patient' } as const;
/** The client tries a GET three times if the server fails. */
const ATTEMPTS = 3;

let sandbox: Sandbox;
let gateway: Gateway;

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

async function start(options: SandboxOptions = {}, gatewayOptions: GatewayOptions = {}): Promise<void> {
  sandbox = await startSandbox(options);
  gateway = await startGateway(sandbox, gatewayOptions);
}

/** Returns the reads after the searches, sorted because they are concurrent. */
function sortedReads(calls: readonly string[], searches: number): string[] {
  return calls.slice(searches).toSorted();
}

describe('a search by ids without the API on the registration', () => {
  it('reads patients one by one if the registration lacks the search API', async () => {
    await start({ notEntitled: ['Patient.search'] });
    const { data, errors, calls } = await ask(gateway, sandbox, patientAliases(FIVE));
    expect({ data, errors }).toEqual({ data: ALL_FIVE });
    expect(calls[0]).toBe(SEARCH);
    expect(sortedReads(calls, 1)).toEqual(READS.toSorted());
  });

  it('searches for the next operation, because another caller learns nothing from a refusal', async () => {
    await start({ notEntitled: ['Patient.search'] });
    for (const _ of [1, 2]) expect((await ask(gateway, sandbox, patientAliases(FIVE))).calls[0]).toBe(SEARCH);
  });

  it('returns FORBIDDEN for each patient if the registration lacks search and read', async () => {
    await start({ notEntitled: ['Patient'] });
    const { data, errors } = await ask(gateway, sandbox, patientAliases(FIVE));
    expect(data).toEqual(NONE);
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(FIVE.map(() => 'FORBIDDEN'));
  });
});

describe('a search by ids that one unknown id fails', () => {
  it('reads patients one by one if an unknown id fails the search, and returns the others', async () => {
    await start({ unknownIdInList: 'refuse' });
    const ids = [CAMILA_LOPEZ, 'eNobody', DERRICK_LIN];
    const { data, errors, calls } = await ask(gateway, sandbox, patientAliases(ids));
    expect({ data, errors }).toEqual({
      data: { p0: { id: CAMILA_LOPEZ }, p1: null, p2: { id: DERRICK_LIN } },
    });
    expect(calls[0]).toBe(`Patient?_count=3&_id=${ids.join(',')}`);
    expect(sortedReads(calls, 1)).toEqual(ids.map((id) => `Patient/${id}`).toSorted());
  });

  it('does not remember a search that an unknown id failed', async () => {
    await start({ unknownIdInList: 'refuse' });
    await ask(gateway, sandbox, patientAliases([CAMILA_LOPEZ, 'eNobody']));
    const { calls } = await ask(gateway, sandbox, patientAliases(FIVE));
    expect(calls).toEqual([SEARCH]);
  });
});

describe('a failed search by ids', () => {
  const outcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'fatal', code: 'exception', details: { coding: [{ code: '59177' }] } }],
  };

  it.each([
    ['with an outcome of status 500', { kind: 'json', status: 500, body: outcome }, ATTEMPTS],
    ['with HTML of status 503', { kind: 'html', status: 503 }, ATTEMPTS],
    ['with a closed connection', { kind: 'cut' }, ATTEMPTS],
    ['with an outcome of status 200', { kind: 'json', body: outcome }, 1],
    ['with HTML of status 200', { kind: 'html' }, 1],
    ['with truncated JSON', { kind: 'truncated-json' }, 1],
    ['with XML', { kind: 'xml' }, 1],
    ['with an empty response', { kind: 'empty' }, 1],
    ['with a resource that is not a Bundle', { kind: 'json', body: { resourceType: 'Patient', id: 'a' } }, 1],
  ] as const)('%s, patients are read one by one instead', async (_what, fault, searches) => {
    await start();
    sandbox.fault({ match: ofSearch, times: searches, ...fault });
    const { data, errors, calls } = await ask(gateway, sandbox, patientAliases(FIVE));
    expect({ data, errors }).toEqual({ data: ALL_FIVE });
    expect(calls.slice(0, searches)).toEqual(Array.from({ length: searches }, () => SEARCH));
    expect(sortedReads(calls, searches)).toEqual(READS.toSorted());
  });

  it.each([CAMILA_LOPEZ, OLIVIA_ROBERTS])('fails only the malformed record, such as %s', async (bad) => {
    await start();
    sandbox.fault({ match: { query: new RegExp(bad) }, kind: 'json', body: outcome });
    sandbox.fault({ match: { path: new RegExp(`/${bad}$`) }, kind: 'json', body: outcome });
    const { data, errors, calls } = await ask(gateway, sandbox, patientAliases(FIVE));
    const at = `p${FIVE.indexOf(bad)}`;
    expect(data).toEqual({ ...ALL_FIVE, [at]: null });
    expect(errors).toMatchObject([{ path: [at], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
    expect(calls).toHaveLength(6);
  });

  it('sends only two reads if the server is down', async () => {
    await start();
    sandbox.fault({ match: ofPatients, times: Infinity, kind: 'html', status: 503 });
    const { data, errors, calls } = await ask(gateway, sandbox, patientAliases(FIVE));
    expect(data).toEqual(NONE);
    expect(errors?.map(({ extensions, message }) => [extensions.code, message])).toEqual(
      FIVE.map(() => ['UPSTREAM_UNAVAILABLE', 'The FHIR server responded with HTTP 503. Try again later.']),
    );
    expect(calls).toHaveLength(ATTEMPTS + 2 * ATTEMPTS);
  });

  it('sends only two reads if the server answers only HTML', async () => {
    await start();
    sandbox.fault({ match: ofPatients, times: Infinity, kind: 'html' });
    const { errors, calls } = await ask(gateway, sandbox, patientAliases(FIVE));
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(
      FIVE.map(() => 'UPSTREAM_INVALID_RESPONSE'),
    );
    expect(calls).toHaveLength(3);
  });
});

describe('a failed search by ids after which reads would add to the load', () => {
  it('sends no reads after a timeout of the search', async () => {
    const timeoutMs = 20_000;
    await start({}, { limits: { timeoutMs } });
    const hold = sandbox.hold(ofSearch);
    const { data, errors, calls } = await passTime(
      timeoutMs,
      () => hold.arrived === 1,
      () => ask(gateway, sandbox, patientAliases(FIVE)),
    );
    expect(data).toEqual(NONE);
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(FIVE.map(() => 'UPSTREAM_TIMEOUT'));
    expect(calls).toEqual([SEARCH]);
  });

  it('sends no reads after a 429 of the search', async () => {
    await start();
    sandbox.fault({ match: ofSearch, kind: 'status', status: 429, headers: { 'Retry-After': '60' } });
    const { data, errors, calls } = await ask(gateway, sandbox, patientAliases(FIVE));
    expect(data).toEqual(NONE);
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(FIVE.map(() => 'UPSTREAM_RATE_LIMITED'));
    expect(calls).toEqual([SEARCH]);
  });

  it('sends no reads if the server is unreachable', async () => {
    await start();
    await ask(gateway, sandbox, patientAliases([CAMILA_LOPEZ]));
    await sandbox.close();
    const { data, errors, extensions } = await gateway.query(patientAliases(FIVE));
    expect(data).toEqual(NONE);
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(FIVE.map(() => 'UPSTREAM_UNAVAILABLE'));
    expect(extensions?.fhir.requests).toBeLessThanOrEqual(ATTEMPTS + 2 * ATTEMPTS);
  });

  it('sends no FHIR requests if the token endpoint refuses the gateway', async () => {
    await start({ clients: [] });
    const { data, errors, calls } = await ask(gateway, sandbox, patientAliases(FIVE));
    expect(data).toEqual(NONE);
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(
      FIVE.map(() => 'UPSTREAM_AUTHENTICATION_FAILED'),
    );
    expect(calls).toEqual([]);
  });
});
