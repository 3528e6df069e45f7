import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/observability/log.ts';
import { createIdempotency, type WritePart } from '../../src/writes/idempotency.ts';
import type { WriteResult } from '../../src/writes/write-record.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import {
  callsOf,
  CREATES,
  inputFor,
  memoryStore,
  MUTATION_NAMES,
  type MutationName,
  newKey,
  postsOf,
  write,
  type WriteAnswer,
} from '../support/writing.ts';

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;
/** Runs with PANEL_ONLY, and only Camila on the panel. */
let panelGateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  issuer = await startIdentityProvider();
  const callers = issuer.tokenVerification();
  gateway = await startGateway(sandbox, { callers, store: memoryStore() });
  panelGateway = await startGateway(sandbox, {
    callers,
    store: memoryStore(),
    panel: { kind: 'ids', ids: [CAMILA_LOPEZ] },
    server: { isPanelOnly: true },
  });
});

afterEach(() => {
  sandbox.clearRequests();
});

afterAll(async () => {
  await gateway.close();
  await panelGateway.close();
  await issuer.close();
  await sandbox.close();
});

interface WriteAttempt {
  readonly scopes: string;
  readonly patient?: string;
  readonly through?: Gateway;
  readonly about?: string;
}

let minute = 0;

/** Writes with these scopes. Each vital sign has a different time. */
async function writeAs(
  name: MutationName,
  { scopes, patient, through = gateway, about }: WriteAttempt,
): Promise<WriteAnswer> {
  minute += 1;
  const takenAt = new Date(Date.UTC(2026, 4, 1, 0, minute)).toISOString();
  const input = inputFor(name, sandbox, about);
  const authorization = await issuer.bearer(scopes, patient === undefined ? {} : { patient });
  return write(through, name, name === 'recordVitalSigns' ? { ...input, takenAt } : input, newKey(), {
    authorization,
  });
}

const scopesForCategory = (category: string): string =>
  `user/Observation.c?category=${category} user/Encounter.r`;

const codesOf = ({ errors = [] }: WriteAnswer): unknown[] => errors.map(({ extensions: { code } }) => code);

describe('the scope for a create', () => {
  it.each(MUTATION_NAMES)(
    'permits %s with `.c` for its type, and returns what the caller may read',
    async (name) => {
      const type = CREATES[name];
      const answer = await writeAs(name, { scopes: `user/${type}.cr user/Encounter.r user/Questionnaire.r` });
      expect(answer.errors).toBeUndefined();
      expect(callsOf(sandbox)).toContain(`POST /${type}`);
    },
  );

  it.each(MUTATION_NAMES)('refuses %s with every other scope, before any request [T1-E4]', async (name) => {
    const answer = await writeAs(name, {
      scopes: `user/*.ruds system/*.rs patient/*.ruds`,
      patient: CAMILA_LOPEZ,
    });
    expect([codesOf(answer), answer.payload]).toEqual([['FORBIDDEN'], null]);
    expect(answer.errors?.[0]?.message).toContain(`has no scope to create ${CREATES[name]}`);
    expect(callsOf(sandbox)).toEqual([]);
  });

  it.each(['user/Condition.c', 'system/*.cruds', 'user/*.*', 'user/Condition.write'])(
    'accepts %s as a scope for addProblem',
    async (scope) => {
      const answer = await writeAs('addProblem', { scopes: `${scope} user/Condition.r` });
      expect(answer.errors).toBeUndefined();
    },
  );

  it('returns an error in place of the new record if the caller has no scope to read it [T1-I2]', async () => {
    const answer = await writeAs('addProblem', { scopes: 'user/Condition.c' });
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    expect(answer.payload).toEqual({ status: 'CREATED', id: sandbox.created.at(-1)?.id, problem: null });
  });

  it('limits a create scope with a category to that category', async () => {
    expect(codesOf(await writeAs('recordVitalSigns', { scopes: scopesForCategory('laboratory') }))).toEqual([
      'FORBIDDEN',
    ]);
    expect(callsOf(sandbox)).toEqual([]);
    expect(codesOf(await writeAs('recordVitalSigns', { scopes: scopesForCategory('vital-signs') }))).toEqual(
      [],
    );
  });
});

describe('the encounter of a write', () => {
  it.each(['recordVitalSigns', 'createClinicalNote', 'answerQuestionnaire'] as const)(
    'refuses %s without Encounter.r for the encounter',
    async (name) => {
      const answer = await writeAs(name, { scopes: `user/${CREATES[name]}.cr` });
      expect(codesOf(answer)).toEqual(['FORBIDDEN']);
      expect(callsOf(sandbox)).toEqual([]);
    },
  );
});

describe('patient scopes', () => {
  const others = MUTATION_NAMES.filter((name) => name !== 'createPatient');

  it.each(others)('permits %s with patient scopes for the caller’s own record', async (name) => {
    const answer = await writeAs(name, { scopes: 'patient/*.cruds', patient: CAMILA_LOPEZ });
    expect(answer.errors).toBeUndefined();
  });

  it.each(others)('refuses %s with patient scopes for another record', async (name) => {
    const answer = await writeAs(name, {
      scopes: 'patient/*.cruds',
      patient: CAMILA_LOPEZ,
      about: DERRICK_LIN,
    });
    expect([codesOf(answer), callsOf(sandbox)]).toEqual([['FORBIDDEN'], []]);
  });

  it('refuses createPatient with patient scopes, and every write if the token names no patient', async () => {
    const created = await writeAs('createPatient', { scopes: 'patient/*.cruds', patient: CAMILA_LOPEZ });
    const unnamed = await writeAs('addProblem', { scopes: 'patient/*.cruds' });
    expect([codesOf(created), codesOf(unnamed), callsOf(sandbox)]).toEqual([
      ['FORBIDDEN'],
      ['FORBIDDEN'],
      [],
    ]);
  });
});

describe('a gateway for the patients of a panel', () => {
  it('writes only into the records of patients on the panel if the panel limits access', async () => {
    const scopes = 'user/*.cruds';
    const own = await writeAs('addProblem', { scopes, through: panelGateway });
    const foreign = await writeAs('addProblem', { scopes, through: panelGateway, about: DERRICK_LIN });
    const anybody = await writeAs('createPatient', { scopes, through: panelGateway });
    expect([own, foreign, anybody].map(codesOf)).toEqual([[], ['FORBIDDEN'], ['FORBIDDEN']]);
    expect(callsOf(sandbox).filter((call) => call.startsWith('POST'))).toEqual(['POST /Condition']);
  });
});

describe('an idempotency key', () => {
  it('treats the same idempotency key of another caller as a different key [T7-S1]', async () => {
    const [input, key] = [inputFor('addProblem', sandbox), newKey()];
    const scopes = 'user/*.cruds';
    const asSubject = async (subject: string) =>
      write(gateway, 'addProblem', input, key, { authorization: await issuer.bearer(scopes, { subject }) });
    const [one, other, oneAgain] = [
      await asSubject('nurse-1'),
      await asSubject('nurse-2'),
      await asSubject('nurse-1'),
    ];
    expect(at(oneAgain.payload, 'id')).toBe(at(one.payload, 'id'));
    expect(at(other.payload, 'id')).not.toBe(at(one.payload, 'id'));
  });

  it('finds the idempotency key with a new token for another launch patient, and does not write again [T7-S2]', async () => {
    const [input, key] = [inputFor('addProblem', sandbox), newKey()];
    const ids: unknown[] = [];
    for (const patient of [CAMILA_LOPEZ, DERRICK_LIN, undefined]) {
      const claims = patient === undefined ? {} : { patient };
      const headers = { authorization: await issuer.bearer('user/*.cruds', claims) };
      ids.push(at((await write(gateway, 'addProblem', input, key, headers)).payload, 'id'));
    }
    expect(new Set(ids)).toEqual(new Set([sandbox.created.at(-1)?.id]));
    expect(postsOf(sandbox, 'Condition')).toBe(1);
  });

  it('finds a key that an earlier version stored with the launch patient, with a token for that patient', async () => {
    const store = memoryStore();
    const earlier = createIdempotency({ store, log: createLog('silent'), now: Date.now });
    const later = await startGateway(sandbox, { callers: issuer.tokenVerification(), store });
    const [input, idempotencyKey] = [inputFor('addProblem', sandbox), newKey()];
    const caller = JSON.stringify([issuer.issuer, 'user-1', 'app-1', CAMILA_LOPEZ]);
    const keyed = { upstream: sandbox.baseUrl, caller, idempotencyKey, mutation: 'addProblem', input };
    const done: WriteResult = { outcome: 'created', id: 'eEarlier', existing: null, isAudited: true };
    const part: WritePart = {
      name: 'Condition',
      recordIntent: async () => {},
      send: async () => done,
      reconcile: async () => null,
      finalize: async (concluded) => concluded,
    };
    await earlier.run({
      keyedRequests: [keyed],
      parts: [part],
      prepare: async () => {},
      signal: undefined,
      keepSiteOpen: () => {},
    });
    const headers = { authorization: await issuer.bearer('user/*.cruds', { patient: CAMILA_LOPEZ }) };
    const { payload } = await write(later, 'addProblem', input, idempotencyKey, headers);
    expect([at(payload, 'id'), postsOf(sandbox, 'Condition')]).toEqual(['eEarlier', 0]);
    await later.close();
  });

  it('does not return a result of an earlier write that the caller’s scopes no longer cover', async () => {
    const [input, key] = [inputFor('addProblem', sandbox), newKey()];
    const withScopes = async (scopes: string) =>
      write(gateway, 'addProblem', input, key, { authorization: await issuer.bearer(scopes) });
    await withScopes('user/*.cruds');
    expect(codesOf(await withScopes('user/*.rs'))).toEqual(['FORBIDDEN']);
  });
});
