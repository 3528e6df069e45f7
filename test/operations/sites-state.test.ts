/** What sites keep: no key of the shared state of one is a key of another, and idempotency keys survive the move to a sites file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { LOCATIONS } from 'epic-fhir-sandbox/data';
import supertest from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../src/config/config.ts';
import { MAX_EPIC_TIMEOUT_MS } from '../../src/config/variables.ts';
import { createGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import { STATE_KEY_PREFIX } from '../../src/state/shared-state.ts';
import { at } from '../support/expected.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { PATIENCE } from '../support/patience.ts';
import { type SitesGateway, startSites } from '../support/sites.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import { inputFor, MUTATIONS, newKey, postsOf } from '../support/writing.ts';

let sandbox: Sandbox;
let provider: IdentityProvider;
let common: Readonly<Record<string, string>>;

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([startSandbox(), startIdentityProvider()]);
  common = {
    AUTH_MODE: 'jwt',
    AUTH_ISSUER: provider.issuer,
    AUTH_AUDIENCE: AUDIENCE,
    WRITES_ENABLED: 'true',
    AUDIT_LOG: 'none',
  };
});

afterEach(() => sandbox.reset());

afterAll(async () => {
  await sandbox.close();
  await provider.close();
});

/** Returns the header of one person, who may use both sites. */
async function bearer(): Promise<Record<string, string>> {
  const token = await provider.token({ scope: 'user/*.rs user/*.c', sites: 'north annex' });
  return { authorization: `Bearer ${token}` };
}

/** Starts two sites with the same FHIR server, client and key. */
function startTwins(variables: Readonly<Record<string, string>>): Promise<SitesGateway> {
  return startSites(
    { north: { server: sandbox, inheritsIdempotencyKeys: true }, annex: { server: sandbox } },
    { ...common, ...variables },
  );
}

const pathOf = (id: string): string => `/sites/${id}/graphql`;

describe.skipIf(!isValkeyThere)(
  `two sites with one FHIR server, client and key ${SKIPS_WITHOUT_VALKEY}`,
  () => {
    let valkey: ValkeyServer;
    let gateway: SitesGateway;

    beforeAll(async () => {
      valkey = await startValkey();
      gateway = await startTwins({ STATE_URL: valkey.url });
    });

    afterAll(async () => {
      await gateway.close();
      await valkey.close();
    });

    /** Returns the keys that commands name while an action runs, also keys that the action deletes again. */
    async function keysDuring(action: () => Promise<void>): Promise<ReadonlySet<string>> {
      const commands: string[] = [];
      const client = await createClient({ url: valkey.url }).connect();
      await client.monitor((command) => void commands.push(command));
      await action();
      client.destroy();
      const keys = commands.flatMap((command) => command.match(KEY) ?? []);
      return new Set(keys.map((key) => key.slice(STATE_KEY_PREFIX.length)));
    }

    it('have no key of the shared state in common except the load limits of the server [T7-I5]', async () => {
      const headers = await bearer();
      const input = inputFor('addAllergy', sandbox);
      const key = newKey();
      const [one, other] = [
        await keysDuring(() => useSite('north')),
        await keysDuring(() => useSite('annex')),
      ];
      async function useSite(id: string): Promise<void> {
        const read = await gateway.query(pathOf(id), DIRECTORY, headers);
        const written = await gateway.query(pathOf(id), MUTATIONS.addAllergy, headers, { input, key });
        expect([read.errors, written.errors]).toEqual([undefined, undefined]);
      }
      const [ofOne, ofOther] = [one, other].map((keys) =>
        [...keys].filter((name) => !name.startsWith('throttle:')),
      );
      for (const keys of [ofOne, ofOther])
        expect(new Set(keys?.map((name) => name.replace(/:.*$/, '')))).toEqual(
          new Set(['directory', 'rate-limit', 'token', 'write']),
        );
      expect(ofOne?.filter((name) => ofOther?.includes(name))).toEqual([]);
      expect(new Set([...one, ...other].filter((name) => name.startsWith('throttle:'))).size).toBe(1);
      // The same input, key and person: one write at each site.
      expect(postsOf(sandbox, 'AllergyIntolerance')).toBe(2);
    });

    it('keep an idempotency key longer than the timeout of any site', async () => {
      const input = inputFor('addAllergy', sandbox);
      const headers = await bearer();
      const send = async (): Promise<void> => {
        await gateway.query(pathOf('north'), MUTATIONS.addAllergy, headers, { input, key: newKey() });
      };
      const written = [...(await keysDuring(send))].find((name) => name.startsWith('write:'));
      const client = await createClient({ url: valkey.url }).connect();
      const [until, [seconds]] = await Promise.all([
        client.hGet(`${STATE_KEY_PREFIX}${written}`, 'until'),
        client.sendCommand(['TIME']).then((time) => z.array(z.coerce.number()).parse(time)),
      ]);
      client.destroy();
      expect(Number(until) - (seconds ?? 0) * 1_000).toBeGreaterThan(MAX_EPIC_TIMEOUT_MS);
    });

    it('share the connections of the process, whatever their number', async () => {
      const ids = Array.from({ length: 10 }, (_, index) => `site-${index}`);
      const sites = Object.fromEntries(ids.map((id) => [id, { server: sandbox }]));
      const many = await startSites(sites, { ...common, STATE_URL: valkey.url, DEFAULT_SITE: 'site-0' });
      const client = await createClient({ url: valkey.url }).connect();
      const token = await provider.token({ scope: 'user/*.rs', sites: ids.join(' ') });
      const before = (await client.clientList()).length;
      for (const id of ids) {
        const { errors } = await many.query(pathOf(id), DIRECTORY, { authorization: `Bearer ${token}` });
        expect(errors).toBeUndefined();
      }
      expect((await client.clientList()).length).toBeLessThanOrEqual(before);
      client.destroy();
      await many.close();
    });
  },
);

const KEY = new RegExp(`${STATE_KEY_PREFIX}[^"\\\\ ]+`, 'g');
const DIRECTORY = `{ location(id: "${LOCATIONS[0]?.id}") { name } }`;

interface Written {
  readonly status: string;
  readonly id: string;
}

/** Sends a write to a gateway of one FHIR server, without a sites file. */
async function writeWithoutSites(state: string, variables: object): Promise<unknown> {
  const { clientId, keyId, privateKey } = sandbox.credentials;
  const config = loadConfig({
    ...common,
    EPIC_BASE_URL: sandbox.baseUrl,
    EPIC_CLIENT_ID: clientId,
    EPIC_KEY_ID: keyId,
    EPIC_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    STATE_URL: state,
    PORT: '0',
  });
  const gateway = await createGateway(config, createLog('silent'), { stateTimeoutMs: PATIENCE.timeout });
  await gateway.listen();
  const query = { query: MUTATIONS.addAllergy, variables };
  const { text } = await supertest(gateway.app.server)
    .post('/graphql')
    .set(await bearer())
    .send(query);
  await gateway.stop();
  const answer: unknown = JSON.parse(text);
  return at(answer, 'data', 'addAllergy');
}

describe('an idempotency key', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'state-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('from before the sites file is found at the site that inherits it, and at no other site of the server', async () => {
    const STATE_URL = `sqlite:${join(folder, 'moved.sqlite')}`;
    const variables = { input: inputFor('addAllergy', sandbox), key: newKey() };
    const before = await writeWithoutSites(STATE_URL, variables);
    const gateway = await startTwins({ STATE_URL });
    const headers = await bearer();
    const writeAt = async (id: string): Promise<Written | undefined> =>
      (await gateway.query<{ addAllergy: Written }>(pathOf(id), MUTATIONS.addAllergy, headers, variables))
        .data?.addAllergy;
    const id = at(before, 'id');
    expect([at(before, 'status'), postsOf(sandbox, 'AllergyIntolerance')]).toEqual(['CREATED', 1]);
    expect(await writeAt('north')).toMatchObject({ id });
    expect(postsOf(sandbox, 'AllergyIntolerance')).toBe(1);
    const elsewhere = await writeAt('annex');
    expect(elsewhere?.id).not.toBe(id);
    expect(postsOf(sandbox, 'AllergyIntolerance')).toBe(2);
    // Each site finds its own key again.
    expect([(await writeAt('north'))?.id, (await writeAt('annex'))?.id]).toEqual([id, elsewhere?.id]);
    expect(postsOf(sandbox, 'AllergyIntolerance')).toBe(2);
    await gateway.close();
  });

  it('of one site is unknown at another, also with other input [T1-T12]', async () => {
    const gateway = await startTwins({ STATE_URL: `sqlite:${join(folder, 'twins.sqlite')}` });
    const [headers, key] = [await bearer(), newKey()];
    const statusAt = async (id: string, input: object): Promise<unknown> => {
      const { data, errors } = await gateway.query<{ addAllergy: Written }>(
        pathOf(id),
        MUTATIONS.addAllergy,
        headers,
        { input, key },
      );
      return errors?.[0]?.extensions.code ?? data.addAllergy.status;
    };
    const [one, other] = [inputFor('addAllergy', sandbox), inputFor('addAllergy', sandbox)];
    expect(await statusAt('north', one)).toBe('CREATED');
    expect(await statusAt('north', other)).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await statusAt('annex', other)).toBe('CREATED');
    expect(postsOf(sandbox, 'AllergyIntolerance')).toBe(2);
    await gateway.close();
  });
});
