import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { STATE_KEY_PREFIX } from '../../src/state/shared-state.ts';
import { at } from '../support/expected.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { type Admin, openAdmin } from '../support/hostile-store.ts';
import { PATIENCE } from '../support/patience.ts';
import { sumOf } from '../support/scrape.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { inputFor, MUTATIONS, newKey, postsOf } from '../support/writing.ts';

/** The lease lasts fifteen seconds longer. */
const TIMEOUT_MS = 5_000;

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface Attempt {
  readonly input: Record<string, unknown>;
  readonly key: string;
}

async function addProblem(origin: string | undefined, { input, key }: Attempt): Promise<unknown> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: MUTATIONS.addProblem, variables: { input, key } }),
  });
  const body: unknown = await response.json();
  return at(body, 'errors', 0, 'extensions', 'code') ?? at(body, 'data', 'addProblem', 'status');
}

async function countQueued(replica: GatewayProcess | undefined): Promise<number> {
  const response = await fetch(`${await replica?.metricsListening()}/metrics`);
  return sumOf(await response.text(), 'gateway_fhir_queue');
}

describe.skipIf(!isValkeyThere)(
  `a replica paused between recording a write and sending it ${SKIPS_WITHOUT_VALKEY} [T1-T8]`,
  () => {
    let sandbox: Sandbox;
    let valkey: ValkeyServer;
    let admin: Admin;
    let replicas: GatewayProcess[];
    let origins: string[];

    beforeAll(async () => {
      [sandbox, valkey] = await Promise.all([startSandbox(), startValkey()]);
      admin = await openAdmin(valkey);
      replicas = [startReplica(), startReplica()];
      origins = await Promise.all(replicas.map((replica) => replica.listening()));
    });

    afterEach(async () => {
      sandbox.clearFaults();
      sandbox.clearRequests();
      await admin.flushAll();
    });

    afterAll(async () => {
      for (const replica of replicas) await replica.dispose();
      admin.destroy();
      await valkey.close();
      await sandbox.close();
    });

    function startReplica(): GatewayProcess {
      const { clientId, privateKey, keyId } = sandbox.credentials;
      return startGatewayProcess({
        PORT: '0',
        EPIC_BASE_URL: sandbox.baseUrl,
        EPIC_CLIENT_ID: clientId,
        EPIC_PRIVATE_KEY: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
        EPIC_KEY_ID: keyId,
        STATE_URL: valkey.url,
        // Allows one write at a time. The next one is recorded, and waits.
        EPIC_MAX_CONCURRENCY: '2',
        EPIC_TIMEOUT_MS: String(TIMEOUT_MS),
        OPERATION_TIMEOUT_MS: '120000',
        WRITES_ENABLED: 'true',
        AUDIT_LOG: 'none',
        METRICS_PORT: '0',
      });
    }

    const createAttempt = (): Attempt => ({ input: inputFor('addProblem', sandbox), key: newKey() });
    const countRecorded = async (): Promise<number> => {
      const names = await admin.keys(`${STATE_KEY_PREFIX}write:*`);
      const records = await Promise.all(names.map((name) => admin.hExists(name, 'sealed')));
      return records.filter(Boolean).length;
    };
    const isCreated = ({ input }: Attempt): boolean =>
      sandbox.created.some(({ submitted }) =>
        JSON.stringify(submitted).includes(String(at(input, 'problem', 'name'))),
      );

    /** Queues a write behind one that the FHIR server holds, and pauses the replica as soon as the write is recorded. */
    async function pauseAfterRecord(
      replica: GatewayProcess | undefined,
      origin: string | undefined,
      attempt: Attempt,
    ) {
      const hold = sandbox.hold({ operation: 'create' });
      const first = addProblem(origin, createAttempt());
      await expect.poll(() => hold.arrived, PATIENCE).toBe(1);
      const answer = addProblem(origin, attempt);
      // The replica learns from the store's reply that the write is recorded, and only then queues it.
      await expect.poll(countRecorded, PATIENCE).toBe(2);
      await expect.poll(() => countQueued(replica), PATIENCE).toBe(1);
      replica?.kill('SIGSTOP');
      return {
        answer,
        resume: async () => {
          replica?.kill('SIGCONT');
          hold.release();
          await first;
        },
      };
    }

    it('sends the recorded write after resuming in time', async () => {
      const attempt = createAttempt();
      const { answer, resume } = await pauseAfterRecord(replicas[0], origins[0], attempt);
      await resume();
      expect([await answer, isCreated(attempt)]).toEqual(['CREATED', true]);
      expect(postsOf(sandbox, 'Condition')).toBe(2);
    });

    it('does not send the recorded write after another replica answered WRITE_OUTCOME_UNKNOWN', async () => {
      const attempt = createAttempt();
      const { answer, resume } = await pauseAfterRecord(replicas[0], origins[0], attempt);
      // WRITE_IN_PROGRESS until the lease ends, then WRITE_OUTCOME_UNKNOWN.
      await vi.waitFor(
        async () => expect(await addProblem(origins[1], attempt)).toBe('WRITE_OUTCOME_UNKNOWN'),
        { timeout: 90_000 },
      );
      await resume();
      expect(await answer).toBe('WRITE_NOT_SENT');
      expect([postsOf(sandbox, 'Condition'), isCreated(attempt)]).toEqual([1, false]);
      // After that answer, the caller may have repeated the write with a new key.
      for (const origin of origins) expect(await addProblem(origin, attempt)).toBe('WRITE_OUTCOME_UNKNOWN');
      expect(isCreated(attempt)).toBe(false);
    });

    it('does not send the recorded write late, and frees its key for another attempt', async () => {
      const attempt = createAttempt();
      const { answer, resume } = await pauseAfterRecord(replicas[0], origins[0], attempt);
      const pausedAt = performance.now();
      await expect.poll(() => performance.now() - pausedAt, { timeout: 60_000 }).toBeGreaterThan(16_000);
      await resume();
      expect([await answer, isCreated(attempt)]).toEqual(['WRITE_NOT_SENT', false]);
      expect([await addProblem(origins[1], attempt), isCreated(attempt)]).toEqual(['CREATED', true]);
    });
  },
);
