/** The renewal of a person's tokens while operations need them, at the sandbox, which ends a grant when an old refresh token is sent again. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SharedState } from '../../src/state/shared-state.ts';
import { type BrowserSession, signingIn, startSession } from '../support/browser-sessions.ts';
import { at } from '../support/expected.ts';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { openState } from '../support/shared-states.ts';
import { passTime, skipPauses } from '../support/time.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';

const CALLERS = 50;
const ROUNDS = 3;
/** Less than the timeout of a token request. */
const DEADLINE_MS = 5_000;
/** Less than the idle time of sessions. */
const TOKEN_LIFETIME_MS = 300_000;
const NAME_QUERY = `{ patient(id: "${CAMILA_LOPEZ}") { id fullName } }`;

skipPauses();

let sandbox: Sandbox;
let clock: number;
let replicas: Gateway[];
const now = (): number => clock;

beforeEach(async () => {
  clock = Date.now();
  sandbox = await startSandbox({ now, tokenLifetimeSeconds: TOKEN_LIFETIME_MS / 1000 });
  replicas = [];
});
afterEach(async () => {
  for (const gateway of replicas) await gateway.close();
  await sandbox.close();
});

async function start(state: SharedState | null = null, operationTimeoutMs = 30_000): Promise<Gateway> {
  const gateway = await startGateway(sandbox, {
    signsIn: signingIn({ now, state: state === null ? null : { forSite: () => state } }),
    now,
    ...(state === null ? {} : { state }),
    server: { operationTimeoutMs },
  });
  // Only the renewals of the person count, not the token of the gateway.
  await gateway.client.probe();
  replicas.push(gateway);
  return gateway;
}

const signInAt = ({ sites }: Gateway): Promise<BrowserSession> => startSession(sites, sandbox, 'clinician');

/** Sends an operation of each caller, which reads another patient, to the replicas in turn. Returns the errors' codes. */
async function askAll({ headers }: BrowserSession): Promise<readonly (string | null)[]> {
  const ids = sandbox.patients.slice(0, CALLERS).map(({ id }) => id);
  return Promise.all(
    ids.map(async (id, index) => {
      const gateway = replicas[index % replicas.length] ?? (await start());
      const { errors } = await gateway.query(`{ patient(id: "${id}") { fullName } }`, {}, headers);
      return errors?.[0]?.extensions.code ?? null;
    }),
  );
}

/** Returns the number of renewals since the last call. */
function countRenewals(): number {
  const { length } = sandbox.requests.filter(({ operation }) => operation === 'token');
  sandbox.clearRequests();
  return length;
}

const EVERYONE_ANSWERED = Array<null>(CALLERS).fill(null);
const codesOf = ({ errors = [] }: GraphqlAnswer<unknown>): string[] =>
  errors.map(({ extensions }) => extensions.code);

describe('fifty operations that need a new token', () => {
  it.each<[what: string, expire: () => void]>([
    ['expired', () => (clock += TOKEN_LIFETIME_MS)],
    // The FHIR server refuses them with 401 during the operations.
    ['was revoked', () => sandbox.expireTokens()],
  ])('renew it once if it %s, again and again', async (_what, expire) => {
    const session = await signInAt(await start());
    expect(await askAll(session)).toEqual(EVERYONE_ANSWERED);
    countRenewals();
    for (let round = 0; round < ROUNDS; round += 1) {
      expire();
      expect(await askAll(session)).toEqual(EVERYONE_ANSWERED);
      expect(countRenewals()).toBe(1);
    }
  });

  it('all report the end of the session if the server refuses to renew it', async () => {
    const session = await signInAt(await start());
    countRenewals();
    clock += TOKEN_LIFETIME_MS;
    sandbox.fault({
      match: { operation: 'token' },
      kind: 'status',
      status: 400,
      body: '{"error":"invalid_grant"}',
      contentType: 'application/json',
    });
    expect(new Set(await askAll(session))).toEqual(new Set(['UNAUTHENTICATED']));
    expect(countRenewals()).toBe(1);
  });

  it('all report an outage of the token endpoint, and the session stays', async () => {
    const session = await signInAt(await start());
    countRenewals();
    clock += TOKEN_LIFETIME_MS;
    sandbox.fault({ match: { operation: 'token' }, times: 1, kind: 'status', status: 503 });
    expect(new Set(await askAll(session))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(countRenewals()).toBe(1);
    clock += 3_000;
    expect(await askAll(session)).toEqual(EVERYONE_ANSWERED);
    expect(countRenewals()).toBe(1);
  });
});

describe('a renewal', () => {
  it('outlives the operation that began it', async () => {
    const gateway = await start(null, DEADLINE_MS);
    const { headers } = await signInAt(gateway);
    countRenewals();
    clock += TOKEN_LIFETIME_MS;
    const hold = sandbox.hold({ operation: 'token' });
    const answer = await passTime(
      DEADLINE_MS,
      () => hold.arrived === 1,
      () => gateway.query(NAME_QUERY, {}, headers),
    );
    expect(codesOf(answer)).toEqual(['OPERATION_TIMEOUT']);
    hold.release();
    await expect
      .poll(async () => at((await gateway.query(NAME_QUERY, {}, headers)).data, 'patient', 'id'))
      .toBe(CAMILA_LOPEZ);
    expect(countRenewals()).toBe(1);
  });
});

describe.skipIf(!isValkeyThere)(`two replicas with one store ${SKIPS_WITHOUT_VALKEY}`, () => {
  let valkey: ValkeyServer;
  let states: readonly SharedState[];

  beforeEach(async () => {
    valkey = await startValkey();
    states = [await openState(valkey.place), await openState(valkey.place)];
    for (const state of states) await start(state);
  });
  afterEach(async () => {
    for (const state of states) state.close();
    await valkey.close();
  });

  it.each<[what: string, expire: () => void]>([
    ['expired', () => (clock += TOKEN_LIFETIME_MS)],
    ['was revoked', () => sandbox.expireTokens()],
  ])('renew a token once for fifty operations if it %s, again and again', async (_what, expire) => {
    const [first = await start()] = replicas;
    const session = await signInAt(first);
    expect(await askAll(session)).toEqual(EVERYONE_ANSWERED);
    countRenewals();
    for (let round = 0; round < ROUNDS; round += 1) {
      expire();
      expect(await askAll(session)).toEqual(EVERYONE_ANSWERED);
      expect(countRenewals()).toBe(1);
    }
  });
});
