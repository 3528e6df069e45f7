import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fault, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOTE_TYPES } from '../../src/fhir/write-note.ts';
import { type IdempotencyStore, stateUnavailableError } from '../../src/writes/idempotency-store.ts';
import { openSqliteStore } from '../../src/writes/sqlite-store.ts';
import { at, matching } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { replaceContentsOf } from '../support/replaced-contents.ts';
import { passTime, skipPauses, until } from '../support/time.ts';
import {
  CREATES,
  inputFor,
  memoryStore,
  MUTATION_NAMES,
  type MutationName,
  MUTATIONS,
  newKey,
  openVisit,
  postsOf,
  write,
  type WriteAnswer,
} from '../support/writing.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateway-writes-'));
const CREATE = { operation: 'create' } as const;
/** A timeout or deadline that nothing misses unless the test passes the time. */
const TIMEOUT_MS = 20_000;

skipPauses();

let sandbox: Sandbox;
let gateways: Gateway[] = [];
let files = 0;
let path = '';

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(() => {
  files += 1;
  path = join(folder, `state-${files}.sqlite`);
});

afterEach(async () => {
  vi.useRealTimers();
  sandbox.clearFaults();
  sandbox.clearRequests();
  for (const gateway of gateways) await gateway.close();
  gateways = [];
});

afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** Starts a gateway that stores idempotency keys in the test's file. */
async function start(options: GatewayOptions = {}): Promise<Gateway> {
  const store = options.store ?? openSqliteStore({ path });
  const gateway = await startGateway(sandbox, { ...options, store });
  gateways.push(gateway);
  return gateway;
}

/** Starts a gateway whose operations end at the deadline. */
function startImpatient(store?: IdempotencyStore): Promise<Gateway> {
  return start({ server: { operationTimeoutMs: TIMEOUT_MS }, ...(store && { store }) });
}

/** Starts the next process with the same file. */
async function restart(): Promise<Gateway> {
  for (const gateway of gateways) await gateway.close();
  gateways = [];
  return start();
}

let minute = 0;

function freshInput(name: MutationName): Record<string, unknown> {
  minute += 1;
  const input = inputFor(name, sandbox);
  const takenAt = new Date(Date.UTC(2026, 2, 1, 0, minute)).toISOString();
  // Rotate the types, because reconciliation opens only a limited number of notes of one type.
  const type = Object.keys(NOTE_TYPES)[minute % Object.keys(NOTE_TYPES).length];
  if (name === 'createClinicalNote') return { ...input, type };
  return name === 'recordVitalSigns' ? { ...input, takenAt } : input;
}

/** Returns the code of the write's error, or otherwise its status. */
function outcomeOf({ errors, payload }: WriteAnswer): unknown {
  const reading = at(payload, 'readings', 0);
  return (
    errors?.[0]?.extensions.code ??
    at(reading, 'error', 'code') ??
    at(reading, 'status') ??
    at(payload, 'status') ??
    at(payload, 'outcome')
  );
}

function idOf({ payload }: WriteAnswer): unknown {
  return at(payload, 'readings', 0, 'id') ?? at(payload, 'id');
}

/** Mutations whose record a search can find again, so that reconciliation is possible. */
const RECONCILABLE: readonly MutationName[] = [
  'recordVitalSigns',
  'createClinicalNote',
  'answerQuestionnaire',
];
const AFTER_SENDING: readonly (readonly [what: string, fault: Fault])[] = [
  ['the connection is cut', { match: CREATE, kind: 'cut' }],
  ['the response times out', { match: CREATE, kind: 'hang' }],
  ['a 500 arrives', { match: CREATE, kind: 'status', status: 500 }],
  ['a proxy responds with 504 and HTML', { match: CREATE, kind: 'html', status: 504 }],
  ['the response is cut off', { match: CREATE, kind: 'cut', afterBytes: 20 }],
  ['an HTML page arrives with 200', { match: CREATE, kind: 'html' }],
];

describe.each(AFTER_SENDING)('a gateway, where %s after it sent a write [T3-R2]', (_what, fault) => {
  let sender: Gateway;
  /** Retries as another replica. */
  let gateway: Gateway;

  beforeAll(async () => {
    const store = memoryStore();
    // Both share one store, which the other gateway closes.
    const shared = { ...store, close: async () => {} };
    sender = await startGateway(sandbox, { store: shared, limits: { timeoutMs: TIMEOUT_MS } });
    gateway = await startGateway(sandbox, { store });
  });

  afterAll(async () => {
    await sender.close();
    await gateway.close();
  });

  /** Sends the write. The time of a response that never comes passes once the condition holds. */
  const send = (
    name: MutationName,
    input: Record<string, unknown>,
    key: string,
    isSent: () => boolean,
  ): Promise<WriteAnswer> =>
    fault.kind === 'hang'
      ? passTime(TIMEOUT_MS, isSent, () => write(sender, name, input, key))
      : write(sender, name, input, key);

  it.each(MUTATION_NAMES)('reports the outcome of %s as unknown, and never sends it again', async (name) => {
    const [input, key] = [freshInput(name), newKey()];
    const before = sandbox.created.length;
    sandbox.fault({ ...fault, carriedOut: true });
    const sent = await send(name, input, key, () => sandbox.created.length > before);
    expect(outcomeOf(sent)).toBe('WRITE_OUTCOME_UNKNOWN');
    sandbox.clearFaults();
    const retried = await write(gateway, name, input, key);
    const found = RECONCILABLE.includes(name);
    expect(outcomeOf(retried)).toBe(found ? 'CREATED' : 'WRITE_OUTCOME_UNKNOWN');
    expect(idOf(retried)).toBe(found ? sandbox.created.at(-1)?.id : undefined);
    expect(outcomeOf(await write(gateway, name, input, key))).toBe(outcomeOf(retried));
    expect(postsOf(sandbox, CREATES[name])).toBe(1);
  });

  // The sandbox carries out every create that it starts to answer.
  const isCarriedOut = fault.kind === 'cut' && fault.afterBytes !== undefined;

  it.each(isCarriedOut ? [] : RECONCILABLE)(
    'keeps the outcome of %s unknown if the FHIR server did not carry it out',
    async (name) => {
      const [input, key] = [freshInput(name), newKey()];
      const before = sandbox.created.length;
      sandbox.fault(fault);
      await send(name, input, key, () => postsOf(sandbox, CREATES[name]) > 0);
      sandbox.clearFaults();
      expect(outcomeOf(await write(gateway, name, input, key))).toBe('WRITE_OUTCOME_UNKNOWN');
      expect(sandbox.created.length).toBe(before);
      expect(postsOf(sandbox, CREATES[name])).toBe(1);
    },
  );
});

describe('a write that was never sent', () => {
  it.each<[what: string, fault: Fault, code: string]>([
    [
      'the gateway gets no token',
      { match: { operation: 'token' }, kind: 'status', status: 500, times: 9 },
      'UPSTREAM_UNAVAILABLE',
    ],
    ['the server limits the rate', { match: CREATE, kind: 'status', status: 429 }, 'UPSTREAM_RATE_LIMITED'],
    ['the registration does not permit it', { match: CREATE, kind: 'empty', status: 403 }, 'FORBIDDEN'],
  ])('reports why a write was not sent, and accepts the same key later: %s', async (_what, fault, code) => {
    const gateway = await start();
    const [input, key] = [freshInput('addProblem'), newKey()];
    sandbox.fault(fault);
    const first = await write(gateway, 'addProblem', input, key);
    expect(outcomeOf(first)).toBe(code);
    sandbox.clearFaults();
    sandbox.clearRequests();
    expect(outcomeOf(await write(gateway, 'addProblem', input, key))).toBe('CREATED');
    expect(postsOf(sandbox, 'Condition')).toBe(1);
  });
});

/** Returns a store whose chosen saves fail. */
function withFailingSaves(store: IdempotencyStore, isFailing: (save: number) => boolean): IdempotencyStore {
  let saves = 0;
  return {
    ...store,
    save: async (claim, sealed) => {
      saves += 1;
      if (isFailing(saves)) throw stateUnavailableError();
      return store.save(claim, sealed);
    },
  };
}

describe('a failing idempotency store', () => {
  it('does not send a write that the store failed to record', async () => {
    const gateway = await start({ store: withFailingSaves(openSqliteStore({ path }), (save) => save === 1) });
    const [input, key] = [freshInput('addProblem'), newKey()];
    expect(outcomeOf(await write(gateway, 'addProblem', input, key))).toBe('STATE_UNAVAILABLE');
    expect(postsOf(sandbox, 'Condition')).toBe(0);
    expect(outcomeOf(await write(gateway, 'addProblem', input, key))).toBe('CREATED');
  });

  it('reports the outcome of a write that the store failed to save, and reconciles in the next process', async () => {
    const gateway = await start({ store: withFailingSaves(openSqliteStore({ path }), (save) => save > 1) });
    const [input, key] = [freshInput('recordVitalSigns'), newKey()];
    const written = await write(gateway, 'recordVitalSigns', input, key);
    expect(outcomeOf(written)).toBe('CREATED');
    expect(gateway.logLines.filter((line) => line.includes('write_not_recorded'))).toHaveLength(1);
    sandbox.clearRequests();
    const retried = await write(await restart(), 'recordVitalSigns', input, key);
    expect([outcomeOf(retried), idOf(retried)]).toEqual(['CREATED', idOf(written)]);
    expect(postsOf(sandbox, 'Observation')).toBe(0);
  });

  it('returns STATE_UNAVAILABLE if the stored content is unreadable, rather than writing again', async () => {
    const gateway = await start({
      store: {
        ...openSqliteStore({ path }),
        claim: async () => ({ kind: 'mine', sealed: 'bm90IHdoYXQgd2FzIHNlYWxlZCBieSBhbnlib2R5IGF0IGFsbA' }),
      },
    });
    const answer = await write(gateway, 'addProblem', freshInput('addProblem'));
    expect(outcomeOf(answer)).toBe('STATE_UNAVAILABLE');
    expect(postsOf(sandbox, 'Condition')).toBe(0);
  });
});

describe('a new process with the same file', () => {
  it('returns the first outcome from a new process with the same file', async () => {
    const [input, key] = [freshInput('createClinicalNote'), newKey()];
    const first = await write(await start(), 'createClinicalNote', input, key);
    const retried = await write(await restart(), 'createClinicalNote', input, key);
    expect(retried.payload).toEqual(first.payload);
    expect(postsOf(sandbox, 'DocumentReference')).toBe(1);
  });

  it('continues a partial write of several readings, and does not resend those that were sent', async () => {
    const gateway = await start();
    const input = {
      ...freshInput('recordVitalSigns'),
      respiratoryRate: { value: 16 },
      oxygenSaturation: { value: 98 },
    };
    const key = newKey();
    sandbox.fault({ match: CREATE, kind: 'cut', carriedOut: true });
    sandbox.fault({ match: CREATE, kind: 'status', status: 429 });
    const first = await write(gateway, 'recordVitalSigns', input, key);
    expect(at(first.payload, 'readings')).toMatchObject([
      { status: 'OUTCOME_UNKNOWN' },
      { status: 'FAILED' },
      { status: 'CREATED' },
    ]);
    const retried = await write(await restart(), 'recordVitalSigns', input, key);
    expect(at(retried.payload, 'readings')).toMatchObject([
      { status: 'CREATED', id: matching(/./) },
      { status: 'CREATED', id: matching(/./) },
      { status: 'CREATED', id: at(first.payload, 'readings', 2, 'id') },
    ]);
    expect(postsOf(sandbox, 'Observation')).toBe(4);
  });
});

describe('the stored state of writes', () => {
  it('stores no patient, no content and no idempotency key [T6-I9]', async () => {
    const gateway = await start();
    const key = newKey();
    const known: unknown[] = [key, CAMILA_LOPEZ, openVisit(sandbox), 'addProblem', 'Condition', 'created'];
    for (const name of MUTATION_NAMES) {
      known.push(idOf(await write(gateway, name, freshInput(name), name === 'addProblem' ? key : newKey())));
    }
    await gateway.close();
    gateways = [];
    const stored = readdirSync(folder)
      .filter((file) => join(folder, file).startsWith(path))
      .map((file) => readFileSync(join(folder, file), 'latin1'))
      .join('');
    expect(known.map(String).filter((text) => stored.includes(text))).toEqual([]);
    expect(stored.length).toBeGreaterThan(1_000);
  });
});

describe('an operation that ends during a write', () => {
  it('reports an unknown outcome at the deadline of a write, which continues and whose retry returns its outcome', async () => {
    const store = memoryStore();
    // The retry goes to `other`, which closes the store.
    const impatient = await startImpatient({ ...store, close: async () => {} });
    const other = await start({ store });
    const [input, key] = [freshInput('addProblem'), newKey()];
    const hold = sandbox.hold(CREATE);
    const answer = await passTime(
      TIMEOUT_MS,
      () => hold.arrived > 0,
      () => write(impatient, 'addProblem', input, key),
    );
    expect([hold.arrived, outcomeOf(answer)]).toEqual([1, 'WRITE_OUTCOME_UNKNOWN']);
    hold.release();
    const retried = await write(other, 'addProblem', input, key);
    expect([outcomeOf(retried), idOf(retried)]).toEqual(['CREATED', sandbox.created.at(-1)?.id]);
    expect(postsOf(sandbox, 'Condition')).toBe(1);
  });

  it('sends no write after the deadline of its operation', async () => {
    const impatient = await startImpatient();
    const [input, key] = [freshInput('recordVitalSigns'), newKey()];
    const hold = sandbox.hold({ operation: 'read', resourceType: 'Encounter' });
    const answer = await passTime(
      TIMEOUT_MS,
      () => hold.arrived > 0,
      () => write(impatient, 'recordVitalSigns', input, key),
    );
    expect([hold.arrived, outcomeOf(answer)]).toEqual([1, 'OPERATION_TIMEOUT']);
    hold.release();
    await impatient.close();
    gateways = [];
    expect(postsOf(sandbox, 'Observation')).toBe(0);
  });

  it('completes only the write in flight after the caller disconnects', async () => {
    const gateway = await start();
    const [input, key] = [{ ...freshInput('recordVitalSigns'), respiratoryRate: { value: 16 } }, newKey()];
    const hold = sandbox.hold(CREATE);
    const left = sendAndDisconnect(
      gateway,
      { query: MUTATIONS.recordVitalSigns, variables: { input, key } },
      () => hold.arrived > 0,
    );
    await left;
    hold.release();
    const retried = await write(gateway, 'recordVitalSigns', input, key);
    expect(at(retried.payload, 'readings')).toMatchObject([{ status: 'CREATED' }, { status: 'CREATED' }]);
    expect(postsOf(sandbox, 'Observation')).toBe(2);
  });

  it('records the outcome of a write before a gateway that shuts down closes', async () => {
    const gateway = await start({ server: { shutdownTimeoutMs: TIMEOUT_MS } });
    const [input, key] = [freshInput('addProblem'), newKey()];
    const hold = sandbox.hold(CREATE);
    const answer = write(gateway, 'addProblem', input, key);
    await until(() => hold.arrived > 0);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const closed = gateway.close();
    vi.advanceTimersByTime(TIMEOUT_MS);
    gateways = [];
    expect(outcomeOf(await answer)).toBe('WRITE_OUTCOME_UNKNOWN');
    hold.release();
    await closed;
    vi.useRealTimers();
    expect(outcomeOf(await write(await start(), 'addProblem', input, key))).toBe('CREATED');
    expect(postsOf(sandbox, 'Condition')).toBe(1);
  });
});

describe('simultaneous retries', () => {
  it('sends one write for simultaneous retries, which wait for its outcome [T1-T7]', async () => {
    const gateway = await start();
    const [input, key] = [freshInput('addProblem'), newKey()];
    const hold = sandbox.hold(CREATE);
    const answers = Array.from({ length: 5 }, () => write(gateway, 'addProblem', input, key));
    await until(() => hold.arrived > 0);
    hold.release();
    const settled = await Promise.all(answers);
    expect(new Set(settled.map(idOf))).toEqual(new Set([sandbox.created.at(-1)?.id]));
    expect(postsOf(sandbox, 'Condition')).toBe(1);
  });
});

describe('reconciliation', () => {
  it('does not mistake another reading or note for the one that was sent', async () => {
    const gateway = await start();
    const vitals = freshInput('recordVitalSigns');
    await write(gateway, 'recordVitalSigns', { ...vitals, heartRate: { value: 99 } });
    const key = newKey();
    sandbox.fault({ match: CREATE, kind: 'cut' });
    await write(gateway, 'recordVitalSigns', vitals, key);
    expect(outcomeOf(await write(gateway, 'recordVitalSigns', vitals, key))).toBe('WRITE_OUTCOME_UNKNOWN');

    const note = freshInput('createClinicalNote');
    sandbox.fault({ match: CREATE, kind: 'cut' });
    const noteKey = newKey();
    await write(gateway, 'createClinicalNote', note, noteKey);
    await write(gateway, 'createClinicalNote', { ...note, text: 'Another note.' });
    expect(outcomeOf(await write(gateway, 'createClinicalNote', note, noteKey))).toBe(
      'WRITE_OUTCOME_UNKNOWN',
    );
  });

  it('finds a note among others that are too large or slow to compare [T3-D6]', async () => {
    const gateway = await start({ notes: { maxBytes: 2_000_000 } });
    const note = { ...freshInput('createClinicalNote'), text: 'Walks well. '.repeat(4_000) };
    const others = ['One.', 'Another.'];
    for (const text of others) await write(gateway, 'createClinicalNote', { ...note, text });
    // Normalizing all these marks at once takes quadratic time, which is longer than the time limit of the test.
    const hostile = ['x'.repeat(2_000_001), `x${'\u0301\u0327'.repeat(499_000)}`];
    for (const [index, { resource }] of sandbox.created.slice(-others.length).entries()) {
      if (resource.resourceType === 'DocumentReference')
        replaceContentsOf(sandbox, resource, hostile[index] ?? '');
    }
    const key = newKey();
    sandbox.fault({ match: CREATE, kind: 'cut', carriedOut: true });
    await write(gateway, 'createClinicalNote', note, key);
    const found = await write(gateway, 'createClinicalNote', note, key);
    expect([outcomeOf(found), idOf(found)]).toEqual(['CREATED', sandbox.created.at(-1)?.id]);
  });

  it('leaves the outcome of a write unknown if reconciliation fails, and reconciles again with the next retry', async () => {
    const gateway = await start();
    const [input, key] = [freshInput('recordVitalSigns'), newKey()];
    sandbox.fault({ match: CREATE, kind: 'cut', carriedOut: true });
    await write(gateway, 'recordVitalSigns', input, key);
    sandbox.fault({ match: { operation: 'search' }, kind: 'status', status: 400, times: 1 });
    expect(outcomeOf(await write(gateway, 'recordVitalSigns', input, key))).toBe('WRITE_OUTCOME_UNKNOWN');
    expect(outcomeOf(await write(gateway, 'recordVitalSigns', input, key))).toBe('CREATED');
  });
});

/** Sends an operation, and disconnects once the condition holds. */
async function sendAndDisconnect(gateway: Gateway, body: unknown, isReady: () => boolean): Promise<void> {
  const sent = request(new URL('/graphql', await originOf(gateway)), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  sent.on('error', () => undefined);
  sent.end(JSON.stringify(body));
  await until(isReady);
  sent.destroy();
  // The gateway has noticed the disconnect once it has logged the operation.
  await until(() => gateway.logLines.some((line) => line.includes('"event":"operation"')));
}

async function originOf(gateway: Gateway): Promise<string> {
  const { request: livenessRequest } = await gateway.http.get('/livez');
  // oxlint-disable-next-line typescript/no-unsafe-return, typescript/no-unsafe-member-access, typescript/no-unsafe-argument -- supertest's request has no type
  return new URL(livenessRequest.url).origin;
}
