import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { at } from '../support/expected.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { type RoundRobin, startRoundRobin } from '../support/round-robin.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { inputFor, MUTATIONS, newKey } from '../support/writing.ts';

/** Processes start slowly on a busy machine. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000, expect: { poll: { timeout: 30_000 } } });

const PAGE = `query ($after: String) {
  patientsConnection(first: 2, after: $after) { nodes { id } pageInfo { endCursor } }
}`;
/** How many requests may be under way at the FHIR server, of both together. */
const BOUND = 4;
const NAME = `{ patient(id: "${CAMILA_LOPEZ}") { id fullName } }`;

interface Told {
  readonly body: unknown;
  readonly left: number;
}

/** What a replica says of what it shares, and with which status. */
async function ready(origin: string): Promise<unknown[]> {
  const response = await fetch(`${origin}/readyz`);
  const body: unknown = await response.json();
  return [response.status, at(body, 'state')];
}

async function becomes(origin: string, state: 'shared' | 'local'): Promise<void> {
  await vi.waitFor(async () => expect(await ready(origin)).toEqual([200, state]), {
    timeout: 30_000,
    interval: 50,
  });
}

describe.skipIf(!isValkeyThere)(
  `two replicas behind a round robin, on one Valkey ${SKIPS_WITHOUT_VALKEY}`,
  () => {
    let sandbox: Sandbox;
    let valkey: ValkeyServer;
    let replicas: GatewayProcess[];
    let origins: string[];
    let balancer: RoundRobin;

    beforeAll(async () => {
      sandbox = await startSandbox();
      valkey = await startValkey();
      replicas = [start(), start()];
      origins = await Promise.all(replicas.map((replica) => replica.listening()));
      balancer = await startRoundRobin(origins);
      await Promise.all(origins.map((origin) => becomes(origin, 'shared')));
    });

    afterEach(() => sandbox.clearFaults());

    afterAll(async () => {
      await balancer.close();
      for (const replica of replicas) await replica.dispose();
      await valkey.close();
      await sandbox.close();
    });

    function start(): GatewayProcess {
      const { clientId, privateKey, keyId } = sandbox.credentials;
      return startGatewayProcess({
        PORT: '0',
        EPIC_BASE_URL: sandbox.baseUrl,
        EPIC_CLIENT_ID: clientId,
        EPIC_PRIVATE_KEY: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
        EPIC_KEY_ID: keyId,
        PATIENT_PANEL: `list:${sandbox.panels.list}`,
        STATE_URL: valkey.url,
        EPIC_MAX_CONCURRENCY: String(BOUND),
        WRITES_ENABLED: 'true',
        AUDIT_LOG: 'none',
      });
    }

    async function post(query: string, variables: object = {}, origin = balancer.origin): Promise<Told> {
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const left = /;r=(\d+);/.exec(response.headers.get('ratelimit') ?? '')?.[1];
      const body: unknown = await response.json();
      return { body, left: Number(left) };
    }

    it('make one token request in all', async () => {
      const answers = await Promise.all(Array.from({ length: 40 }, () => post(NAME)));
      expect(new Set(answers.map(({ body }) => at(body, 'data', 'patient', 'id')))).toEqual(
        new Set([CAMILA_LOPEZ]),
      );
      expect(sandbox.requests.filter(({ operation }) => operation === 'token')).toHaveLength(1);
    });

    it('page each other’s cursors', async () => {
      const seen: unknown[] = [];
      let after: unknown = null;
      for (let page = 0; page < 4; page += 1) {
        const { body } = await post(PAGE, { after });
        expect(at(body, 'errors')).toBeUndefined();
        seen.push(...[0, 1].map((index) => at(body, 'data', 'patientsConnection', 'nodes', index, 'id')));
        after = at(body, 'data', 'patientsConnection', 'pageInfo', 'endCursor');
      }
      expect(seen).toEqual(sandbox.patients.slice(0, 8).map(({ id }) => id));
    });

    it('count the requests of a caller together', async () => {
      // A replica that found the store slow has counted for itself for a moment.
      await vi.waitFor(
        async () => {
          const lefts: number[] = [];
          for (let asked = 0; asked < 6; asked += 1) lefts.push((await post(NAME)).left);
          expect(lefts).toEqual(lefts.map((_, index) => (lefts[0] ?? 0) - index));
        },
        { timeout: 30_000 },
      );
    });

    it('have no more requests under way at the FHIR server, together, than one may', async () => {
      const hold = sandbox.hold({ operation: 'read' });
      const asked = sandbox.patients.slice(0, 6 * BOUND).map(({ id }) => id);
      const answers = asked.map((id) => post(`{ patient(id: "${id}") { id } }`));
      await expect.poll(() => hold.arrived).toBe(BOUND);
      // Room for more to come, if more were to.
      for (let turn = 0; turn < 20; turn += 1)
        await Promise.all(origins.map((origin) => fetch(`${origin}/livez`)));
      expect(hold.arrived).toBe(BOUND);
      hold.release();
      const bodies = await Promise.all(answers);
      expect(bodies.map(({ body }) => at(body, 'data', 'patient', 'id'))).toEqual(asked);
    });

    it('share idempotency keys: a retry that reaches the other one is not sent', async () => {
      const before = sandbox.created.length;
      const variables = { input: inputFor('createClinicalNote', sandbox), key: newKey() };
      const ids: unknown[] = [];
      for (let tried = 0; tried < 4; tried += 1) {
        ids.push(
          at((await post(MUTATIONS.createClinicalNote, variables)).body, 'data', 'createClinicalNote', 'id'),
        );
      }
      expect(new Set(ids)).toEqual(new Set([sandbox.created.at(-1)?.id]));
      expect(sandbox.created).toHaveLength(before + 1);
    });

    it('go on by themselves while the store is away, say so, and share again when it is back', async () => {
      await valkey.kill();
      await Promise.all(origins.map((origin) => becomes(origin, 'local')));
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(NAME)));
      expect(new Set(answers.map(({ body }) => at(body, 'data', 'patient', 'id')))).toEqual(
        new Set([CAMILA_LOPEZ]),
      );
      // What may not be lost is refused meanwhile, and told.
      const variables = { input: inputFor('createClinicalNote', sandbox), key: newKey() };
      const refused = await post(MUTATIONS.createClinicalNote, variables);
      expect(at(refused.body, 'errors', 0, 'extensions', 'code')).toBe('STATE_UNAVAILABLE');
      await valkey.restart();
      await Promise.all(origins.map((origin) => becomes(origin, 'shared')));
      await expect
        .poll(async () =>
          at(
            (await post(MUTATIONS.createClinicalNote, variables)).body,
            'data',
            'createClinicalNote',
            'status',
          ),
        )
        .toBe('CREATED');
      for (const { output } of replicas) expect(output.stdout + output.stderr).not.toContain(valkey.url);
    });

    it('lose nothing where one is killed in the middle of operations', async () => {
      const hold = sandbox.hold({ operation: 'read' });
      const answers = Array.from({ length: 12 }, () => post(NAME));
      await expect.poll(() => hold.arrived).toBeGreaterThan(0);
      replicas[0]?.kill('SIGKILL');
      await replicas[0]?.exit;
      hold.release();
      const bodies = await Promise.all(answers);
      expect(bodies.map(({ body }) => at(body, 'data', 'patient', 'id'))).toEqual(
        bodies.map(() => CAMILA_LOPEZ),
      );
      expect(sandbox.requests.filter(({ operation }) => operation === 'token').length).toBeLessThanOrEqual(3);
    });
  },
);
