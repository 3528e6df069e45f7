import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { at, matching, namesIn } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type Folder, newFolder } from '../support/program.ts';
import { created, type Environment, rotated, settingsIn } from './keys-environment.ts';

const HOUR_MS = 3_600_000;

let clock: number;
let sandbox: Sandbox;
let folder: Folder;
/** What a hospital has in front of its replicas: the one place where Epic finds the key set. */
let ingress: LocalServer;
let replicas: Gateway[];

beforeEach(async () => {
  clock = Date.now();
  folder = newFolder();
  replicas = [];
  ingress = await startLocalServer((response) => {
    // Of the last one, which is the last to be restarted.
    const asked = replicas.at(-1)?.http.get('/.well-known/jwks.json');
    Promise.resolve(asked)
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

async function replicaOf(env: Environment): Promise<Gateway> {
  const { epic, panel } = loadConfig({ LOG_LEVEL: 'silent', ...env });
  if (epic === null || panel === null) throw new Error('A FHIR server was expected.');
  const server = { shutdownTimeoutMs: 0 };
  return startGateway(sandbox, { connection: epic, panel, server, now: () => clock });
}

/** One after the other, as a deployment does it; the other one serves meanwhile. */
async function rollOut(env: Environment): Promise<void> {
  for (const index of replicas.keys()) {
    const former = replicas[index];
    replicas[index] = await replicaOf(env);
    await former?.close();
    await askAll();
  }
}

/** Every token has ended, so that each replica needs one that its present key signs for. */
async function askAll(): Promise<void> {
  sandbox.expireTokens();
  for (const replica of replicas) {
    const { data, errors } = await replica.query<{ patients: unknown[] }>('{ patients(first: 1) { id } }');
    expect(errors).toBeUndefined();
    expect(data.patients).toHaveLength(1);
  }
}

async function firstKey(): Promise<Environment> {
  const { told } = await created(folder.path, { kind: { type: 'rsa', bits: 2048 } });
  return {
    EPIC_BASE_URL: sandbox.baseUrl,
    EPIC_CLIENT_ID: 'app',
    PATIENT_PANEL: `list:${sandbox.panels.list}`,
    ...settingsIn(told, 1),
  };
}

/** The kids that the last replica publishes. */
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

describe('a rotation by the steps that keys rotate tells', () => {
  it.each([
    ['to a key of the same kind', null],
    ['to a key on a curve', { type: 'ec', curve: 'P-384' }],
  ] as const)('fails no request, %s', async (_what, kind) => {
    const first = await firstKey();
    replicas = [await replicaOf(first), await replicaOf(first)];
    await askAll();
    const [oldKid] = await publishedKids();
    const { told } = await rotated(first, { kind });

    const both = { ...first, ...settingsIn(told, 1) };
    await rollOut(both);
    const kids = await publishedKids();
    expect(kids).toEqual([oldKid, matching(/./)]);
    expect(told).toContain('2. Wait 29 hours');
    clock += 29 * HOUR_MS;
    await askAll();

    const signing = { ...both, ...settingsIn(told, 3) };
    await rollOut(signing);
    expect(await publishedKids()).toEqual(kids.toReversed());
    clock += 29 * HOUR_MS;
    await askAll();

    const { EPIC_SECOND_PUBLIC_KEY: _old, ...last } = { EPIC_SECOND_PUBLIC_KEY: '', ...signing };
    await rollOut(last);
    clock += 29 * HOUR_MS;
    await askAll();
    expect(await publishedKids()).toEqual([kids[1]]);
    expect(tokenStatuses()).toEqual(new Set([200]));
  });

  it('fails them where nobody waits: Epic still has the key set without the new key', async () => {
    const first = await firstKey();
    replicas = [await replicaOf(first)];
    await askAll();
    const { told } = await rotated(first);
    const both = { ...first, ...settingsIn(told, 1) };
    await rollOut(both);
    const hasty = await replicaOf({ ...both, ...settingsIn(told, 3) });
    const { errors } = await hasty.query('{ patients(first: 1) { id } }');
    await hasty.close();
    expect(errors?.[0]?.extensions.code).toBe('UPSTREAM_AUTHENTICATION_FAILED');
  });
});
