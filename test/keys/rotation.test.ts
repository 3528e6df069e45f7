import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { at, matching, namesIn } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Folder, newFolder } from '../support/program.ts';
import { type Environment, runCreate, runRotate, settingsIn } from './keys-environment.ts';

const HOUR_MS = 3_600_000;

let clock: number;
let sandbox: Sandbox;
let folder: Folder;
/** The ingress in front of the replicas: the only place from which Epic reads the key set. */
let ingress: LocalServer;
let replicas: Gateway[];

beforeEach(async () => {
  clock = Date.now();
  folder = newFolder();
  replicas = [];
  ingress = await startLocalServer((response) => {
    // The last replica is restarted last, so it publishes new keys last.
    const keySet = replicas.at(-1)?.http.get('/.well-known/jwks.json');
    Promise.resolve(keySet)
      .then((answer) =>
        response
          .writeHead(answer?.status ?? 502, { 'cache-control': String(answer?.headers['cache-control']) })
          .end(answer?.text),
      )
      .catch(() => response.destroy());
  });
  sandbox = await startSandbox({ now: () => clock });
  sandbox.registerClient({ clientId: 'app', keys: { url: `${ingress.origin}/.well-known/jwks.json` } });
});

afterEach(async () => {
  for (const replica of replicas) await replica.close();
  await sandbox.close();
  await ingress.close();
  folder.remove();
});

async function startReplica(env: Environment): Promise<Gateway> {
  const { epic, panel } = loadConfig({ LOG_LEVEL: 'silent', ...env });
  if (epic === null || panel === null) throw new Error('A FHIR server was expected.');
  const server = { shutdownTimeoutMs: 0 };
  return startGateway(sandbox, { connection: epic, panel, server, now: () => clock });
}

/** Restarts the replicas one after another, like a deployment. The others keep serving. */
async function rollOut(env: Environment): Promise<void> {
  for (const index of replicas.keys()) {
    const former = replicas[index];
    replicas[index] = await startReplica(env);
    await former?.close();
    await queryAll();
  }
}

/** Queries each replica after expiring all tokens, so each needs a token signed with its current key. */
async function queryAll(): Promise<void> {
  sandbox.expireTokens();
  for (const replica of replicas) {
    const { data, errors } = await replica.query<{ patients: unknown[] }>('{ patients(first: 1) { id } }');
    expect(errors).toBeUndefined();
    expect(data.patients).toHaveLength(1);
  }
}

async function createFirstKey(): Promise<Environment> {
  const { messages } = await runCreate(folder.path, { kind: { type: 'rsa', bits: 2048 } });
  return {
    EPIC_BASE_URL: sandbox.baseUrl,
    EPIC_CLIENT_ID: 'app',
    PATIENT_PANEL: `list:${sandbox.panels.list}`,
    ...settingsIn(messages, 1),
  };
}

/** Returns the kids that the last replica publishes. */
async function publishedKids(): Promise<unknown[]> {
  const answer = await replicas.at(-1)?.http.get('/.well-known/jwks.json');
  const keys = at(answer?.body, 'keys');
  return namesIn(keys).map((index) => at(keys, index, 'kid'));
}

function tokenStatuses(): Set<number | null> {
  return new Set(
    sandbox.requests.filter(({ operation }) => operation === 'token').map(({ status }) => status),
  );
}

describe('a rotation that follows the steps of keys rotate', () => {
  it.each([
    ['to a key of the same kind', null],
    ['to a key on a curve', { type: 'ec', curve: 'P-384' }],
  ] as const)('fails no request during a rotation %s', async (_what, kind) => {
    const first = await createFirstKey();
    replicas = [await startReplica(first), await startReplica(first)];
    await queryAll();
    const [oldKid] = await publishedKids();
    const { messages } = await runRotate(first, { kind });

    const both = { ...first, ...settingsIn(messages, 1) };
    await rollOut(both);
    const kids = await publishedKids();
    expect(kids).toEqual([oldKid, matching(/./)]);
    expect(messages).toContain('2. Wait 29 hours');
    clock += 29 * HOUR_MS;
    await queryAll();

    const signing = { ...both, ...settingsIn(messages, 3) };
    await rollOut(signing);
    expect(await publishedKids()).toEqual(kids.toReversed());
    clock += 29 * HOUR_MS;
    await queryAll();

    const { EPIC_SECOND_PUBLIC_KEY: _old, ...last } = { EPIC_SECOND_PUBLIC_KEY: '', ...signing };
    await rollOut(last);
    clock += 29 * HOUR_MS;
    await queryAll();
    expect(await publishedKids()).toEqual([kids[1]]);
    expect(tokenStatuses()).toEqual(new Set([200]));
  });

  it('fails requests if the operator skips the wait, because Epic still caches the old key set', async () => {
    const first = await createFirstKey();
    replicas = [await startReplica(first)];
    await queryAll();
    const { messages } = await runRotate(first);
    const both = { ...first, ...settingsIn(messages, 1) };
    await rollOut(both);
    const hasty = await startReplica({ ...both, ...settingsIn(messages, 3) });
    const { errors } = await hasty.query('{ patients(first: 1) { id } }');
    await hasty.close();
    expect(errors?.[0]?.extensions.code).toBe('UPSTREAM_AUTHENTICATION_FAILED');
  });
});
