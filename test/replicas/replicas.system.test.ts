import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { at } from '../support/expected.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { PATIENCE } from '../support/patience.ts';
import { type RoundRobin, startRoundRobin } from '../support/round-robin.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { inputFor, MUTATIONS, newKey } from '../support/writing.ts';

const PAGE = `query ($after: String) {
  patientsConnection(first: 2, after: $after) { nodes { id } pageInfo { endCursor } }
}`;
/** The most FHIR requests in flight, of both replicas together. */
const MAX_IN_FLIGHT = 4;
const NAME_QUERY = `{ patient(id: "${CAMILA_LOPEZ}") { id fullName } }`;

interface RateLimitedResponse {
  readonly body: unknown;
  readonly remaining: number;
}

/** Returns the status of /readyz, and whether the replica shares its state. */
async function readiness(origin: string): Promise<unknown[]> {
  const response = await fetch(`${origin}/readyz`);
  const body: unknown = await response.json();
  return [response.status, at(body, 'state')];
}

async function waitUntilState(origin: string, state: 'shared' | 'local'): Promise<void> {
  await vi.waitFor(async () => expect(await readiness(origin)).toEqual([200, state]), {
    ...PATIENCE,
    interval: 50,
  });
}

describe.skipIf(!isValkeyThere)(
  `two replicas behind a load balancer, with one Valkey ${SKIPS_WITHOUT_VALKEY} [T6-D4]`,
  () => {
    let sandbox: Sandbox;
    let issuer: IdentityProvider;
    let bearers: readonly string[];
    let valkey: ValkeyServer;
    let replicas: GatewayProcess[];
    let origins: string[];
    let balancer: RoundRobin;

    beforeAll(async () => {
      [sandbox, issuer, valkey] = await Promise.all([startSandbox(), startIdentityProvider(), startValkey()]);
      bearers = await Promise.all(
        ['one', 'other'].map((subject) => issuer.bearer('system/*.cruds', { subject })),
      );
      replicas = [start(), start()];
      origins = await Promise.all(replicas.map((replica) => replica.listening()));
      balancer = await startRoundRobin(origins);
      await Promise.all(origins.map((origin) => waitUntilState(origin, 'shared')));
    });

    afterEach(() => sandbox.clearFaults());

    afterAll(async () => {
      await balancer.close();
      for (const replica of replicas) await replica.dispose();
      await Promise.all([valkey.close(), issuer.close(), sandbox.close()]);
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
        EPIC_MAX_CONCURRENCY: String(MAX_IN_FLIGHT),
        WRITES_ENABLED: 'true',
        AUDIT_LOG: 'none',
        AUTH_MODE: 'jwt',
        AUTH_ISSUER: issuer.issuer,
        AUTH_AUDIENCE: AUDIENCE,
      });
    }

    async function post(
      query: string,
      variables: object = {},
      authorization = bearers[0] ?? '',
    ): Promise<RateLimitedResponse> {
      const response = await fetch(`${balancer.origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query, variables }),
      });
      const remaining = /;r=(\d+);/.exec(response.headers.get('ratelimit') ?? '')?.[1];
      const body: unknown = await response.json();
      return { body, remaining: Number(remaining) };
    }

    /** Expires all tokens, and returns the requests for tokens that forty operations at once cause. */
    async function countTokens(): Promise<number> {
      sandbox.expireTokens();
      sandbox.clearRequests();
      const answers = await Promise.all(Array.from({ length: 40 }, () => post(NAME_QUERY)));
      expect(new Set(answers.map(({ body }) => at(body, 'data', 'patient', 'id')))).toEqual(
        new Set([CAMILA_LOPEZ]),
      );
      return sandbox.requests.filter(({ operation }) => operation === 'token').length;
    }

    it('send one token request together', async () => {
      const first = await countTokens();
      expect(first).toBeLessThanOrEqual(replicas.length);
      // After a slow response of the store, each replica requests a token for itself. `shared-token.test.ts` has no such chance.
      expect(first === 1 ? first : await countTokens()).toBe(1);
    });

    it('accept the cursors of the other replica', async () => {
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
      // A replica counts locally for a moment after a slow response of the store.
      await vi.waitFor(async () => {
        const counts: number[] = [];
        for (let sent = 0; sent < 6; sent += 1) counts.push((await post(NAME_QUERY)).remaining);
        expect(counts).toEqual(counts.map((_, index) => (counts[0] ?? 0) - index));
      }, PATIENCE);
    });

    it('share one limit of FHIR requests in flight', async () => {
      const hold = sandbox.hold({ operation: 'read' });
      const ids = sandbox.patients.slice(0, 6 * MAX_IN_FLIGHT).map(({ id }) => id);
      // One caller may not use the whole limit.
      const answers = ids.map((id, index) =>
        post(`{ patient(id: "${id}") { id } }`, {}, bearers[Math.floor(index / 2) % 2]),
      );
      await expect.poll(() => hold.arrived).toBe(MAX_IN_FLIGHT);
      // Give further requests time to arrive, if there are any.
      for (let turn = 0; turn < 20; turn += 1)
        await Promise.all(origins.map((origin) => fetch(`${origin}/livez`)));
      expect(hold.arrived).toBe(MAX_IN_FLIGHT);
      hold.release();
      const bodies = await Promise.all(answers);
      expect(bodies.map(({ body }) => at(body, 'data', 'patient', 'id'))).toEqual(ids);
    });

    it('share idempotency keys: a repeated write on the other replica is not sent again', async () => {
      const before = sandbox.created.length;
      const variables = { input: inputFor('createClinicalNote', sandbox), key: newKey() };
      const ids: unknown[] = [];
      for (let attempt = 0; attempt < 4; attempt += 1) {
        ids.push(
          at((await post(MUTATIONS.createClinicalNote, variables)).body, 'data', 'createClinicalNote', 'id'),
        );
      }
      expect(new Set(ids)).toEqual(new Set([sandbox.created.at(-1)?.id]));
      expect(sandbox.created).toHaveLength(before + 1);
    });

    it('keep working while the store is down, report it, and share again afterwards', async () => {
      await valkey.kill();
      await Promise.all(origins.map((origin) => waitUntilState(origin, 'local')));
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(NAME_QUERY)));
      expect(new Set(answers.map(({ body }) => at(body, 'data', 'patient', 'id')))).toEqual(
        new Set([CAMILA_LOPEZ]),
      );
      // Writes need the store, so the gateway rejects them meanwhile.
      const variables = { input: inputFor('createClinicalNote', sandbox), key: newKey() };
      const refused = await post(MUTATIONS.createClinicalNote, variables);
      expect(at(refused.body, 'errors', 0, 'extensions', 'code')).toBe('STATE_UNAVAILABLE');
      await valkey.restart();
      await Promise.all(origins.map((origin) => waitUntilState(origin, 'shared')));
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

    it('complete all operations when one replica is killed', async () => {
      const hold = sandbox.hold({ operation: 'read' });
      const answers = Array.from({ length: 12 }, () => post(NAME_QUERY));
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
