/** An attacker prepares the browser of a victim: with a state, a session or a cookie of the attacker's choice. */
import { randomBytes } from 'node:crypto';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { ELIJAH_DAVIS } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSessionId } from '../../src/sessions/session-ids.ts';
import {
  addressAt,
  type Answer,
  APP_ORIGIN,
  begin,
  callAsApp,
  openBrowser,
  signIn,
  type SignInGateway,
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
  sendRaw,
  signInCookieOf,
  startAttacked,
} from './sign-in-attacks.ts';

const ME = '{ me { fhirUser { __typename ... on Practitioner { id } } } }';
const NOBODY = '{ me { __typename } }';

let sandbox: Sandbox;
let gateway: SignInGateway;
let attacker: TestBrowser;
let victim: TestBrowser;
const secrets = collectSecrets();

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await startAttacked(sandbox);
});
beforeEach(() => {
  attacker = openBrowser();
  victim = openBrowser();
  sandbox.clearRequests();
});
// The next test forgets the requests.
afterEach(() => expectOnlyTokensOfPersons(sandbox));
afterAll(async () => {
  await secrets.expectNotRecorded(gateway, sandbox);
  await gateway.close();
  await sandbox.close();
});

/** Returns the address with which the attacker would finish a sign-in as the surgeon. */
async function prepareCallback(): Promise<string> {
  const callback = sandbox.signIn(await begin(attacker, gateway), 'surgeon');
  secrets.addUrl(callback);
  secrets.addCookies(attacker);
  return addressAt(gateway, callback);
}

const randomId = (): string => createSessionId({ site: null, endsAt: Date.now() + 3_600_000 });
const randomHandle = (): string => randomBytes(12).toString('base64url');

describe('the state of an attacker [T3-S11]', () => {
  it('signs no victim in who opens the attacker’s address (login CSRF), and stays good for the attacker', async () => {
    const callback = await prepareCallback();
    const answer = await victim.request(callback);
    expect(refusalOf(answer)).toBe('400 sign_in_state_unknown');
    secrets.expectNotIn([answer]);
    expect(requestsFor(sandbox)).toEqual([]);
    expect((await attacker.request(callback)).status).toBe(303);
  });

  it('signs no victim in who has begun to sign in, and the victim’s sign-in goes on', async () => {
    const callback = await prepareCallback();
    const own = sandbox.signIn(await begin(victim, gateway), 'clinician');
    expect(refusalOf(await victim.request(callback))).toBe('400 sign_in_state_unknown');
    const answer = await victim.request(addressAt(gateway, own));
    expect([answer.status, victim.cookies.size]).toEqual([303, 1]);
  });

  it('needs the attacker’s cookie, which no other host can set: its name has the prefix __Host-', async () => {
    const callback = await prepareCallback();
    const state = new URL(callback).searchParams.get('state') ?? '';
    const name = signInCookieOf(state);
    expect([...attacker.cookies.keys()]).toEqual([name]);
    const value = attacker.cookies.get(name) ?? '';
    // What browsers let other hosts of a domain set, because the name does not begin with the prefix.
    const lookAlikes = [
      `${name.replace('__Host-', '')}=${value}`,
      `${name.toUpperCase()}=${value}`,
      `${name.replace('__Host', '__Secure')}=${value}`,
      `\u00a0${name}=${value}`,
      `\u0085${name}=${value}`,
      `${name}\u00a0=${value}`,
      `=${name}=${value}`,
      `%5F_Host-${name.slice(7)}=${value}`,
      `x="; ${name.slice(2)}=${value}"`,
      `$Version=1, ${name}=${value}`,
      `a=b, ${name}=${value}`,
    ];
    for (const cookie of lookAlikes) {
      const answer = await sendRaw(gateway, callback.slice(gateway.origin.length), { headers: { cookie } });
      expect(refusalOf(answer)).toBe('400 sign_in_state_unknown');
    }
    expect(requestsFor(sandbox)).toEqual([]);
  });

  it('does not sign in with two cookies of one name, whichever comes first', async () => {
    const callback = await prepareCallback();
    const name = signInCookieOf(new URL(callback).searchParams.get('state') ?? '');
    const right = attacker.cookies.get(name) ?? '';
    const wrong = right.replace(/.{43}$/, 'A'.repeat(43));
    for (const values of [
      [right, wrong],
      [wrong, right],
    ])
      expect(
        refusalOf(
          await victim.request(callback, {
            headers: { cookie: values.map((value) => `${name}=${value}`).join('; ') },
          }),
        ),
      ).toBe('400 sign_in_state_unknown');
  });
});

describe('a session id that an attacker chose [T3-S11]', () => {
  it('is never the id of the session that starts', async () => {
    const chosen = randomId();
    const handle = randomHandle();
    victim.cookies.set(`__Host-session-${handle}`, chosen);
    const { handle: given } = await signIn(victim, gateway, sandbox);
    const started = victim.cookies.get(`__Host-session-${given}`);
    expect(given).not.toBe(handle);
    expect(started).not.toBe(chosen);
    attacker.cookies.set(`__Host-session-${given}`, chosen);
    expect(refusalOf(await runAsApp(attacker, gateway, NOBODY))).toBe('401 UNAUTHENTICATED');
  });

  it('gives no access, before and after the victim signs in', async () => {
    attacker.cookies.set(`__Host-session-${randomHandle()}`, randomId());
    expect(refusalOf(await runAsApp(attacker, gateway, NOBODY))).toBe('401 UNAUTHENTICATED');
    await signIn(victim, gateway, sandbox);
    attacker.cookies.set(`__Host-session-${randomHandle()}`, randomId());
    expect(refusalOf(await runAsApp(attacker, gateway, NOBODY))).toBe('401 UNAUTHENTICATED');
  });

  it('of the attacker’s own session does not replace the one of the victim, who names theirs', async () => {
    await signIn(attacker, gateway, sandbox, { person: 'surgeon' });
    const { handle } = await signIn(victim, gateway, sandbox);
    const [[, own] = ['', '']] = victim.cookies;
    for (const [name, value] of attacker.cookies) victim.cookies.set(name, value);
    expect(refusalOf(await runAsApp(victim, gateway, ME))).toBe('409 SESSION_AMBIGUOUS');
    const named = await runAsApp(victim, gateway, `{ patient(id: "${ELIJAH_DAVIS}") { id } }`, {
      headers: { 'x-session': handle },
    });
    // The surgeon may not see him.
    expect(dataOf(named)).toEqual({ patient: { id: ELIJAH_DAVIS } });
    // Under the victim's name, the attacker's id contradicts the victim's.
    const [[, other] = ['', '']] = attacker.cookies;
    const cookie = `__Host-session-${handle}=${other}; __Host-session-${handle}=${own}`;
    const twice = await runAsApp(victim, gateway, ME, { headers: { cookie, 'x-session': handle } });
    expect(refusalOf(twice)).toBe('401 UNAUTHENTICATED');
    secrets.addCookies(victim);
    secrets.expectNotIn([named, twice]);
  });

  it('ends with the session: the cookie that the victim keeps is refused everywhere', async () => {
    await signIn(victim, gateway, sandbox);
    secrets.addCookies(victim);
    const stolen = new Map(victim.cookies);
    await callAsApp(victim, `${gateway.origin}/auth/logout`, { method: 'POST' });
    sandbox.clearRequests();
    for (const [name, value] of stolen) attacker.cookies.set(name, value);
    const answers = [
      await runAsApp(attacker, gateway, ME),
      await callAsApp(openWith(stolen), `${gateway.origin}/auth/session`),
    ];
    for (const answer of answers) expect(refusalOf(answer)).toBe('401 UNAUTHENTICATED');
    secrets.expectNotIn(answers);
    expect(requestsFor(sandbox)).toEqual([]);
  });
});

function openWith(cookies: ReadonlyMap<string, string>): TestBrowser {
  const opened = openBrowser();
  for (const [name, value] of cookies) opened.cookies.set(name, value);
  return opened;
}

function request(cookie: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return runAsApp(openBrowser(), gateway, NOBODY, { headers: { cookie, ...headers } });
}

describe('cookies in masses', () => {
  it.each<[what: string, cookie: () => string, expected: string]>([
    [
      '100 made-up sessions',
      () => many(100, () => `__Host-session-${randomHandle()}=${randomId()}`),
      '401 UNAUTHENTICATED',
    ],
    [
      '100 made-up sign-ins',
      () => many(100, () => `__Host-sign-in-${randomBytes(8).toString('hex')}=x`),
      '401 UNAUTHENTICATED',
    ],
    [
      'one name 100 times',
      () => many(100, () => `__Host-session-AAAAAAAAAAAAAAAA=${randomId()}`),
      '401 UNAUTHENTICATED',
    ],
    ['a value of 8 kB', () => `__Host-session-${randomHandle()}=${'v'.repeat(8_192)}`, '401 UNAUTHENTICATED'],
    ['a name of 8 kB', () => `__Host-session-${'n'.repeat(8_192)}=${randomId()}`, '401 UNAUTHENTICATED'],
    ['only separators', () => ';'.repeat(8_192), '401 UNAUTHENTICATED'],
    ['only equals signs', () => '='.repeat(8_192), '401 UNAUTHENTICATED'],
    [
      'only percent signs',
      () => `__Host-session-${randomHandle()}=${'%'.repeat(4_096)}`,
      '401 UNAUTHENTICATED',
    ],
    [
      'names of the prototype',
      () => '__proto__=x; constructor=y; __Host-session-__proto__=z',
      '401 UNAUTHENTICATED',
    ],
  ])('of %s give no access', async (_what, cookie, expected) => {
    const answer = await request(cookie());
    expect(refusalOf(answer)).toBe(expected);
    expect(requestsFor(sandbox)).toEqual([]);
  });

  it('of 100 made-up sessions hide no session that is named, nor keep anybody from signing in', async () => {
    await signIn(victim, gateway, sandbox);
    const [[name, value] = ['', '']] = victim.cookies;
    const flood = many(
      100,
      () =>
        `__Host-session-${randomHandle()}=${createSessionId({ site: null, endsAt: Date.now() + 60_000 })}`,
    );
    const named = await request(`${name}=${value}; ${flood}`, {
      'x-session': name.slice(-16),
      origin: APP_ORIGIN,
    });
    expect([named.status, codeOf(named)]).toEqual([200, undefined]);
    for (const pair of flood.split('; ')) {
      const [made = '', up = ''] = pair.split('=');
      attacker.cookies.set(made, up);
    }
    const { status, handle, setCookies } = await signIn(attacker, gateway, sandbox);
    expect(status).toBe(303);
    // The browser gets rid of the cookies that are no sessions.
    expect([...attacker.cookies.keys()]).toEqual([`__Host-session-${handle}`]);
    expect(setCookies.filter((text) => text.includes('Max-Age=0'))).toHaveLength(101);
  });

  it('that are larger than headers can be are refused by code', async () => {
    const answer = await sendRaw(gateway, '/auth/session', {
      headers: { cookie: `a=${'x'.repeat(20_000)}` },
    });
    expect([answer.status, codeOf(answer)]).toEqual([431, 'BAD_REQUEST']);
  });
});

function many(count: number, create: () => string): string {
  return Array.from({ length: count }, create).join('; ');
}
