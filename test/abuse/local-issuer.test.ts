/** Tokens of the local issuer where they must not work, and forged ones where they do. */
import { createPublicKey } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, OLIVIA_ROBERTS } from 'epic-fhir-sandbox/data';
import { UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { LOCAL_ISSUER, readLocalKeySet } from '../../src/config/local-issuer.ts';
import type { TokenVerification } from '../../src/config/server-settings.ts';
import { type LocalIssuer, openLocalIssuer } from '../../src/local-issuer/local-issuer.ts';
import { payloadOf, signedAsHs256 } from '../auth/token-checks.ts';
import { spki } from '../config/key-material.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { type SitesGateway, startSites } from '../support/sites.ts';

/** How often an unknown key id may cause another look at the key set, and how long its keys are cached. */
const COOLDOWN_MS = 30_000;
const KEY_CACHE_MS = 600_000;
const OUTAGE_MS = 10_000;

let sandbox: Sandbox;
let parent: string;
let issuer: LocalIssuer;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  parent = mkdtempSync(join(tmpdir(), 'local-issuer-'));
  issuer = await openLocalIssuer(join(parent, 'issuer'));
  gateway = await startGateway(sandbox, { callers: localChecks(), now: () => Date.now() });
  sandbox.clearRequests();
});

afterEach(async () => {
  vi.useRealTimers();
  await gateway.close();
  rmSync(parent, { recursive: true });
});

afterAll(() => sandbox.close());

function localChecks(variables: Readonly<Record<string, string>> = {}): TokenVerification {
  const { callers } = loadConfig({ AUTH_LOCAL_ISSUER: issuer.folder, ...variables });
  if (callers === null) throw new Error('Expected that callers need a token.');
  return callers;
}

async function sendWith(
  token: string,
  { query = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`, to = gateway } = {},
): Promise<[status: number, code: unknown]> {
  const answer = await to.http.post('/graphql').set('authorization', `Bearer ${token}`).send({ query });
  return [answer.status, at(answer.body, 'errors', 0, 'extensions', 'code')];
}

/** Returns the distinct reasons of refusals in the log. */
function loggedReasons(from = gateway): unknown[] {
  const lines = from.logLines.map((line): unknown => JSON.parse(line));
  return [
    ...new Set(
      lines.filter((line) => at(line, 'event') === 'caller_refused').map((line) => at(line, 'reason')),
    ),
  ];
}

const REFUSED = [401, 'UNAUTHENTICATED'];
const seconds = (): number => Math.floor(Date.now() / 1000);

const FORGED_TOKENS: [what: string, reason: string, token: () => Promise<string>][] = [
  ['with alg none', 'algorithm_not_allowed', async () => new UnsecuredJWT(await validClaims()).encode()],
  [
    'with HS256 and the public key as its secret',
    'algorithm_not_allowed',
    async () => {
      const key = createPublicKey(readFileSync(join(issuer.folder, 'private-key.pem')));
      return signedAsHs256({ alg: 'HS256', kid: keyId(), typ: 'at+jwt' }, await validClaims(), spki(key));
    },
  ],
  [
    'with HS256 and the published key set as its secret',
    'algorithm_not_allowed',
    async () =>
      signedAsHs256(
        { alg: 'HS256', kid: keyId(), typ: 'at+jwt' },
        await validClaims(),
        readFileSync(join(issuer.folder, 'jwks.json')),
      ),
  ],
  [
    'of a local issuer in another folder',
    'unknown_key',
    async () => (await openLocalIssuer(join(parent, 'other'))).issue({ as: 'service' }),
  ],
  [
    'of a local issuer in another folder, with the key id of this one',
    'wrong_signature',
    async () => {
      const other = await openLocalIssuer(join(parent, 'other'));
      return other.sign(await validClaims(), { kid: keyId() });
    },
  ],
  [
    'for another audience',
    'wrong_audience',
    () => issuer.issue({ as: 'service', audience: 'https://gateway.example.org' }),
  ],
  ['with the name of a real issuer', 'unknown_issuer', () => claiming({ iss: 'https://id.example.org' })],
  ['with a longer name', 'unknown_issuer', () => claiming({ iss: `${LOCAL_ISSUER}:other` })],
  ['that has expired', 'expired', () => claiming({ exp: seconds() - 31 })],
  ['without an expiry', 'wrong_claim', () => claiming({ exp: undefined })],
  ['for signing in', 'wrong_type', async () => issuer.sign(await validClaims(), { typ: 'id_token+jwt' })],
];

async function validClaims(): Promise<Record<string, unknown>> {
  return payloadOf(await issuer.issue({ as: 'service' }));
}

async function claiming(changes: Readonly<Record<string, unknown>>): Promise<string> {
  return issuer.sign({ ...(await validClaims()), ...changes });
}

function keyId(): string {
  return readLocalKeySet(join(issuer.folder, 'jwks.json')).keys[0]?.kid ?? '';
}

describe('a gateway with AUTH_LOCAL_ISSUER', () => {
  it('accepts the tokens of its local issuer, and fetches nothing', async () => {
    expect(await sendWith(await issuer.issue({ as: 'clinician' }))).toEqual([200, undefined]);
    expect(gateway.logLines.join('')).not.toMatch(/issuer_keys_unavailable|caller_refused/);
  });

  it.each(FORGED_TOKENS)('refuses a token %s, without a FHIR request', async (_what, reason, token) => {
    expect(await sendWith(await token())).toEqual(REFUSED);
    expect(loggedReasons()).toEqual([reason]);
    expect(sandbox.requests).toEqual([]);
  });

  it('refuses a token from the moment when it expires, also if it was accepted before', async () => {
    const token = await issuer.issue({ as: 'clinician', minutes: 1 });
    expect(await sendWith(token)).toEqual([200, undefined]);
    vi.setSystemTime(Date.now() + 60_000 + 31_000);
    expect(await sendWith(token)).toEqual(REFUSED);
    expect(loggedReasons()).toEqual(['expired']);
  });

  it('shows a patient their own records only', async () => {
    const token = await issuer.issue({ as: `patient:${OLIVIA_ROBERTS}` });
    const answer = await gateway.http
      .post('/graphql')
      .set('authorization', `Bearer ${token}`)
      .send({
        query: `{ own: patient(id: "${OLIVIA_ROBERTS}") { id } other: patient(id: "${CAMILA_LOPEZ}") { id } }`,
      });
    expect(at(answer.body, 'data')).toEqual({ own: { id: OLIVIA_ROBERTS }, other: null });
  });

  it('accepts new keys within half a minute, and the removed ones for at most ten minutes', async () => {
    const old = await issuer.issue({ as: 'clinician', minutes: 720 });
    expect(await sendWith(old)).toEqual([200, undefined]);
    rmSync(issuer.folder, { recursive: true });
    const next = await openLocalIssuer(issuer.folder);
    expect(await sendWith(await next.issue({ as: 'clinician' }))).toEqual(REFUSED);
    vi.setSystemTime(Date.now() + COOLDOWN_MS);
    expect(await sendWith(await next.issue({ as: 'clinician' }))).toEqual([200, undefined]);
    expect(await sendWith(old)).toEqual(REFUSED);
    expect(loggedReasons()).toEqual(['unknown_key']);
  });

  it.each<[what: string, spoil: () => void, reason: string]>([
    ['is removed', () => rmSync(issuer.folder, { recursive: true }), 'the folder issuer does not exist'],
    [
      'can be changed by others',
      () => chmodSync(join(issuer.folder, 'jwks.json'), 0o666),
      'other users can change jwks.json',
    ],
    [
      'becomes a symbolic link',
      () => {
        renameSync(join(issuer.folder, 'jwks.json'), join(parent, 'jwks.json'));
        symlinkSync(join(parent, 'jwks.json'), join(issuer.folder, 'jwks.json'));
      },
      'jwks.json is a symbolic link',
    ],
    [
      'becomes invalid',
      () => writeFileSync(join(issuer.folder, 'jwks.json'), '{"keys":'),
      'the file is not a public key set of the local issuer',
    ],
  ])(
    'trusts no key after its cache expires if the key set %s, and recovers [T6-S3]',
    async (_what, spoil, reason) => {
      const token = await issuer.issue({ as: 'clinician' });
      expect(await sendWith(token)).toEqual([200, undefined]);
      spoil();
      vi.setSystemTime(Date.now() + KEY_CACHE_MS);
      expect(await sendWith(token)).toEqual([503, 'UPSTREAM_UNAVAILABLE']);
      const warning = gateway.logLines.find((line) => line.includes('issuer_keys_unavailable')) ?? '{}';
      expect(JSON.parse(warning)).toMatchObject({
        host: LOCAL_ISSUER,
        reason: `The key set of the local issuer (AUTH_LOCAL_ISSUER) cannot be used: ${reason}.`,
      });
      expect(warning).not.toContain(parent);
      rmSync(issuer.folder, { recursive: true, force: true });
      const next = await openLocalIssuer(issuer.folder);
      vi.setSystemTime(Date.now() + OUTAGE_MS);
      expect(await sendWith(await next.issue({ as: 'clinician' }))).toEqual([200, undefined]);
    },
  );
});

describe('a gateway with another configuration [T4-S2]', () => {
  let provider: IdentityProvider;
  let other: Gateway;

  beforeEach(async () => {
    provider = await startIdentityProvider();
    other = await startGateway(sandbox, { callers: provider.tokenVerification(), now: () => Date.now() });
  });

  afterEach(async () => {
    await other.close();
    await provider.close();
  });

  it('refuses tokens of the local issuer, also if they claim to be of its own issuer', async () => {
    const claims = payloadOf(await provider.token({ scope: 'user/*.rs' }));
    const tokens = [
      await issuer.issue({ as: 'service' }),
      await issuer.sign(claims),
      await issuer.sign(claims, { kid: 'RS256-1' }),
      await issuer.sign(claims, { kid: 'ES384-1' }),
    ];
    const answers = await Promise.all(tokens.map((token) => sendWith(token, { to: other })));
    expect(answers).toEqual(tokens.map(() => REFUSED));
    expect(loggedReasons(other)).toEqual(['unknown_issuer', 'unknown_key']);
    expect(sandbox.requests).toEqual([]);
  });

  it('does not lend its tokens to a gateway with AUTH_LOCAL_ISSUER', async () => {
    const tokens = [
      await provider.token({ scope: 'user/*.rs' }),
      await provider.token({ ...(await validClaims()) }, { algorithm: 'ES384' }),
    ];
    const answers = await Promise.all(tokens.map((token) => sendWith(token)));
    expect(answers).toEqual(tokens.map(() => REFUSED));
    expect(loggedReasons()).toEqual(['unknown_issuer', 'unknown_key']);
  });
});

describe('a sites file with AUTH_LOCAL_ISSUER', () => {
  let sites: SitesGateway;

  beforeEach(async () => {
    const panel = `list:${sandbox.panels.list}`;
    sites = await startSites(
      { north: { server: sandbox, panel }, south: { server: sandbox, panel } },
      { AUTH_LOCAL_ISSUER: issuer.folder },
    );
  });

  afterEach(() => sites.close());

  async function statusAt(site: string, token: string): Promise<number> {
    const headers = { authorization: `Bearer ${token}` };
    return (await sites.query(`/sites/${site}/graphql`, '{ site { id } }', headers)).status;
  }

  it('grants access only to the sites that a token names', async () => {
    const north = await issuer.issue({ as: 'clinician', sites: ['north'] });
    expect([await statusAt('north', north), await statusAt('south', north)]).toEqual([200, 404]);
    const none = await issuer.issue({ as: 'clinician' });
    expect([await statusAt('north', none), await statusAt('south', none)]).toEqual([404, 404]);
    const both = await issuer.issue({ as: 'clinician', sites: ['north', 'south'] });
    expect([await statusAt('north', both), await statusAt('south', both)]).toEqual([200, 200]);
  });
});
