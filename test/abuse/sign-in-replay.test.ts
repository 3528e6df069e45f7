/** States, codes, callbacks, refresh tokens and session cookies come a second time, or many times at once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../support/valkey.ts';
import {
  addressAt,
  begin,
  callAsApp,
  openBrowser,
  registerApps,
  signIn,
  type SignInGateway,
  signInVariables,
  startSignInGateway,
  type TestBrowser,
} from '../support/sign-in-browser.ts';
import {
  codeOf,
  collectSecrets,
  dataOf,
  expectOnlyTokensOfPersons,
  refusalOf,
  requestsFor,
  runAsApp,
  type Secrets,
  startAttacked,
} from './sign-in-attacks.ts';

const AT_ONCE = 20;
const CALLERS = 50;
const PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;
const REFRESHABLE = { SMART_SCOPES: 'openid fhirUser offline_access user/*.rs' };

let sandbox: Sandbox;
let browser: TestBrowser;
let secrets: Secrets;

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => {
  browser = openBrowser();
  secrets = collectSecrets();
});
afterAll(() => sandbox.close());

const tokenRequests = (): number => sandbox.requests.filter(({ operation }) => operation === 'token').length;

function repeat<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => run(index)));
}

/** Opens a browser with the same cookies. */
function copyOf({ cookies }: TestBrowser): TestBrowser {
  const copy = openBrowser();
  for (const [name, value] of cookies) copy.cookies.set(name, value);
  return copy;
}

describe('a callback [T3-S7]', () => {
  let gateway: SignInGateway;
  beforeAll(async () => {
    gateway = await startAttacked(sandbox, REFRESHABLE);
  });
  beforeEach(() => sandbox.clearRequests());
  afterAll(() => gateway.close());

  const prepare = async (): Promise<string> => {
    const url = await begin(browser, gateway);
    const callback = sandbox.signIn(url, 'clinician');
    secrets.addUrl(url);
    secrets.addUrl(callback);
    secrets.addCookies(browser);
    return addressAt(gateway, callback);
  };

  it(`starts one session if it comes ${AT_ONCE} times at once, and its code is sent once`, async () => {
    const callback = await prepare();
    const answers = await repeat(AT_ONCE, () => copyOf(browser).request(callback));
    const [started, ...refused] = answers.toSorted((one, other) => one.status - other.status);
    expect(started?.status).toBe(303);
    for (const answer of refused) expect(refusalOf(answer)).toBe('400 sign_in_state_unknown');
    expect(tokenRequests()).toBe(1);
    secrets.expectNotIn(answers);
    await secrets.expectNotRecorded(gateway, sandbox);
  });

  it('starts no session if it comes again from the history of the browser, and ends none', async () => {
    const callback = await prepare();
    const before = copyOf(browser);
    await browser.request(callback);
    for (const again of [browser, before, openBrowser()])
      expect(refusalOf(await again.request(callback))).toBe('400 sign_in_state_unknown');
    expect(tokenRequests()).toBe(1);
    expect(dataOf(await runAsApp(browser, gateway, PATIENT))).toEqual({ patient: { id: CAMILA_LOPEZ } });
  });

  it('starts no session with a used code and a new state, and Epic ends the first session', async () => {
    const callback = new URL(await prepare());
    await browser.request(callback.href);
    const thief = openBrowser();
    const state = new URL(await begin(thief, gateway)).searchParams.get('state') ?? '';
    callback.searchParams.set('state', state);
    expect(refusalOf(await thief.request(callback.href))).toBe('400 sign_in_code_refused');
    // RFC 6749 §4.1.2: the server revokes the tokens of a code that was used twice.
    const answer = await runAsApp(browser, gateway, PATIENT);
    expect(JSON.parse(answer.text)).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'SESSION_EXPIRED' } }],
    });
    expect(at(dataOf(answer), 'patient') ?? null).toBeNull();
    const reads = sandbox.requests.filter(({ operation }) => operation === 'read');
    expect(new Set(reads.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it('sends its code once, even if the authorization server fails', async () => {
    const callback = await prepare();
    sandbox.fault({ kind: 'status', status: 503, match: { operation: 'token' } });
    expect(refusalOf(await copyOf(browser).request(callback))).toBe('503 UPSTREAM_UNAVAILABLE');
    expect(refusalOf(await browser.request(callback))).toBe('400 sign_in_state_unknown');
    expect(tokenRequests()).toBe(1);
    sandbox.clearFaults();
  });
});

/** Expects that only the tokens of the person were sent: the expired one, and the new one. */
async function expectRenewed(): Promise<void> {
  const accepted = sandbox.requests.filter(({ status, operation }) => status === 200 && operation === 'read');
  const tokens = new Set(accepted.map(({ headers }) => headers.authorization));
  expect(tokens.size).toBe(1);
  await expectOnlyTokensOfPersons({ tokenUrl: sandbox.tokenUrl, requests: accepted });
}

describe('a refresh token', () => {
  let gateway: SignInGateway;
  beforeAll(async () => {
    gateway = await startAttacked(sandbox, REFRESHABLE);
  });
  beforeEach(() => sandbox.clearRequests());
  afterAll(() => gateway.close());

  it(`is sent once when the token of ${CALLERS} operations expires, again and again`, async () => {
    await signIn(browser, gateway, sandbox);
    for (let round = 0; round < 3; round += 1) {
      sandbox.expireTokens();
      sandbox.clearRequests();
      // Each operation reads another patient, so no request is shared.
      const ids = sandbox.patients.map(({ id }) => id);
      const answers = await repeat(CALLERS, (index) =>
        runAsApp(browser, gateway, `{ patient(id: "${ids[index % ids.length]}") { id } }`),
      );
      expect(new Set(answers.map(codeOf))).toEqual(new Set([undefined]));
      expect(tokenRequests()).toBe(1);
      await expectRenewed();
    }
  });

  it('of a session that ends meanwhile starts no session again', async () => {
    await signIn(browser, gateway, sandbox);
    sandbox.expireTokens();
    const hold = sandbox.hold({ operation: 'token' });
    const reading = runAsApp(browser, gateway, PATIENT);
    await expect.poll(() => hold.arrived).toBe(1);
    const kept = copyOf(browser);
    await callAsApp(browser, `${gateway.origin}/auth/logout`, { method: 'POST' });
    hold.release();
    expect(JSON.parse((await reading).text)).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'SESSION_EXPIRED' } }],
    });
    expect(refusalOf(await runAsApp(kept, gateway, PATIENT))).toBe('401 UNAUTHENTICATED');
  });
});

describe.skipIf(!isValkeyThere)(`two replicas ${SKIPS_WITHOUT_VALKEY}`, () => {
  let valkey: ValkeyServer;
  let replicas: SignInGateway[];
  let folder: string;

  beforeAll(async () => {
    registerApps(sandbox);
    folder = mkdtempSync(join(tmpdir(), 'replicas-'));
    valkey = await startValkey();
    const variables = { ...signInVariables(sandbox), ...REFRESHABLE, STATE_URL: valkey.url };
    replicas = await Promise.all([
      startSignInGateway(variables, folder),
      startSignInGateway(variables, folder),
    ]);
  });
  beforeEach(() => sandbox.clearRequests());
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await valkey.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const replica = (index: number): SignInGateway => {
    const found = replicas[index % replicas.length];
    if (found === undefined) throw new Error('Expected a replica.');
    return found;
  };

  it('refuse at one the session that ended at the other, at once', async () => {
    await signIn(browser, replica(0), sandbox);
    const kept = copyOf(browser);
    for (const index of [0, 1])
      expect(dataOf(await runAsApp(kept, replica(index), PATIENT))).toEqual({
        patient: { id: CAMILA_LOPEZ },
      });
    await callAsApp(browser, `${replica(0).origin}/auth/logout`, { method: 'POST' });
    sandbox.clearRequests();
    for (const index of [1, 0])
      expect(refusalOf(await runAsApp(copyOf(kept), replica(index), PATIENT))).toBe('401 UNAUTHENTICATED');
    expect(requestsFor(sandbox)).toEqual([]);
  });

  it(`start one session for a callback that comes ${AT_ONCE} times to both`, async () => {
    const callback = sandbox.signIn(await begin(browser, replica(0)), 'clinician');
    const before = tokenRequests();
    const answers = await repeat(AT_ONCE, (index) =>
      copyOf(browser).request(addressAt(replica(index), callback)),
    );
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      303,
      ...Array<number>(AT_ONCE - 1).fill(400),
    ]);
    expect(tokenRequests() - before).toBe(1);
  });

  it(`send a refresh token once for ${CALLERS} operations at both`, async () => {
    await signIn(browser, replica(0), sandbox);
    await runAsApp(browser, replica(1), PATIENT);
    sandbox.expireTokens();
    sandbox.clearRequests();
    const ids = sandbox.patients.map(({ id }) => id);
    const answers = await repeat(CALLERS, (index) =>
      runAsApp(browser, replica(index), `{ patient(id: "${ids[index % ids.length]}") { id } }`),
    );
    // On a busy machine, the store can be too slow for some. The session stays.
    const codes = new Set(answers.map(codeOf));
    expect([...codes].filter((code) => code !== undefined && code !== 'STATE_UNAVAILABLE')).toEqual([]);
    expect(tokenRequests()).toBe(1);
  });
});
