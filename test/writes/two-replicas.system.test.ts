import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openValkeyStore } from '../../src/writes/valkey-store.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { inputFor, newKey, postsOf, write, type WriteAnswer } from '../support/writing.ts';

let sandbox: Sandbox;
let valkey: ValkeyServer;
let replicas: Gateway[];

beforeAll(async () => {
  if (!isValkeyThere) return;
  sandbox = await startSandbox();
  valkey = await startValkey();
  replicas = await Promise.all(
    [1, 2].map(async () =>
      startGateway(sandbox, { store: await openValkeyStore({ location: valkey.place, leaseMs: 30_000 }) }),
    ),
  );
});

beforeEach(() => {
  if (isValkeyThere) sandbox.clearRequests();
});

afterAll(async () => {
  if (!isValkeyThere) return;
  for (const replica of replicas) await replica.close();
  await valkey.close();
  await sandbox.close();
});

const idOf = ({ payload }: WriteAnswer): unknown => at(payload, 'id');

describe.runIf(isValkeyThere)(`two replicas that share one Valkey ${SKIPS_WITHOUT_VALKEY}`, () => {
  it('returns the first outcome for a retry that reaches the other replica', async () => {
    const [input, key] = [inputFor('createClinicalNote', sandbox), newKey()];
    const answers = [];
    for (const replica of [...replicas, ...replicas])
      answers.push(await write(replica, 'createClinicalNote', input, key));
    expect(new Set(answers.map(idOf))).toEqual(new Set([sandbox.created.at(-1)?.id]));
    expect(postsOf(sandbox, 'DocumentReference')).toBe(1);
  });

  it('sends a write once when replicas race on one key, and returns its outcome to all callers', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [input, key] = [inputFor('addProblem', sandbox), newKey()];
      sandbox.clearRequests();
      const answers = await Promise.all(
        [...replicas, ...replicas, ...replicas].map((replica) => write(replica, 'addProblem', input, key)),
      );
      expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => undefined));
      expect(new Set(answers.map(idOf))).toEqual(new Set([sandbox.created.at(-1)?.id]));
      expect(postsOf(sandbox, 'Condition')).toBe(1);
    }
  });

  it('answers IDEMPOTENCY_KEY_REUSED for a key that the other replica used for another input', async () => {
    const key = newKey();
    const [one, other] = replicas;
    if (one === undefined || other === undefined) throw new Error('A replica is missing');
    await write(one, 'addProblem', inputFor('addProblem', sandbox), key);
    const answer = await write(other, 'addProblem', inputFor('addProblem', sandbox), key);
    expect(answer.errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('sends no write while Valkey is down, and still answers queries', async () => {
    const [one] = replicas;
    if (one === undefined) throw new Error('A replica is missing');
    await valkey.kill();
    const answer = await write(one, 'addProblem', inputFor('addProblem', sandbox));
    expect(answer.errors?.[0]?.extensions.code).toBe('STATE_UNAVAILABLE');
    expect(postsOf(sandbox, 'Condition')).toBe(0);
    expect((await one.query('{ __typename }')).errors).toBeUndefined();
    await valkey.restart();
  });
});
