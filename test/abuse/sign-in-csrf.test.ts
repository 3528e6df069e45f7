/** Pages of other origins make the browser of a person who is signed in send requests (CSRF). */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  APP_ORIGIN,
  openBrowser,
  signIn,
  type SignInGateway,
  type TestBrowser,
} from '../support/sign-in-browser.ts';
import {
  codeOf,
  collectSecrets,
  dataOf,
  refusalOf,
  requestsFor,
  runAsApp,
  sendRaw,
  startAttacked,
} from './sign-in-attacks.ts';

const PATIENT = `{ patient(id: "${CAMILA_LOPEZ}") { id } }`;
const JSON_BODY = JSON.stringify({ query: PATIENT });
const OTHER = 'https://other.example.org';

let sandbox: Sandbox;
let gateway: SignInGateway;
let browser: TestBrowser;
let cookie: string;
let handle: string;
const secrets = collectSecrets();

beforeAll(async () => {
  sandbox = await startSandbox();
  // Pages of this origin may read the graph without cookies.
  gateway = await startAttacked(sandbox, { CORS_ORIGINS: OTHER });
  browser = openBrowser();
  ({ handle } = await signIn(browser, gateway, sandbox));
  secrets.addCookies(browser);
  secrets.add('canary-origin');
  cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
});
beforeEach(() => sandbox.clearRequests());
afterAll(async () => {
  await expectStillSignedIn();
  await secrets.expectNotRecorded(gateway, sandbox);
  await gateway.close();
  await sandbox.close();
});

/** No attack has ended the session. */
async function expectStillSignedIn(): Promise<void> {
  expect(dataOf(await runAsApp(browser, gateway, PATIENT))).toEqual({ patient: { id: CAMILA_LOPEZ } });
}

const ORIGINS: readonly (readonly [what: string, headers: Record<string, string | string[]>])[] = [
  ['no origin', {}],
  ['no origin, but a referrer', { referer: `${APP_ORIGIN}/chart` }],
  ['an empty origin', { origin: '' }],
  ['an opaque origin', { origin: 'null' }],
  ['an undefined origin', { origin: 'undefined' }],
  ['a foreign origin', { origin: 'https://canary-origin.example' }],
  ['the origin of pages without cookies', { origin: OTHER }],
  ['another port', { origin: `${APP_ORIGIN.slice(0, -1)}1` }],
  ['no port', { origin: APP_ORIGIN.replace(':3000', '') }],
  ['another scheme', { origin: APP_ORIGIN.replace('http', 'https') }],
  ['a scheme in upper case', { origin: APP_ORIGIN.replace('http', 'HTTP') }],
  ['a final slash', { origin: `${APP_ORIGIN}/` }],
  ['a final dot', { origin: APP_ORIGIN.replace('0.0.1', '0.0.1.') }],
  ['a path', { origin: `${APP_ORIGIN}/chart` }],
  ['a user', { origin: APP_ORIGIN.replace('//', '//app@') }],
  ['the origin as a prefix', { origin: `${APP_ORIGIN}.canary-origin.example` }],
  ['the origin as a suffix', { origin: `https://canary-origin.example?${APP_ORIGIN}` }],
  ['the origin as user', { origin: `${APP_ORIGIN}@canary-origin.example` }],
  ['a subdomain', { origin: APP_ORIGIN.replace('//', '//x.') }],
  ['localhost for 127.0.0.1', { origin: APP_ORIGIN.replace('127.0.0.1', 'localhost') }],
  ['spaces around it', { origin: `"${APP_ORIGIN}"` }],
  ['two origins in one header', { origin: `${APP_ORIGIN} https://canary-origin.example` }],
  ['two origins with a comma', { origin: `${APP_ORIGIN}, https://canary-origin.example` }],
  ['two Origin headers', { origin: [APP_ORIGIN, 'https://canary-origin.example'] }],
  ['the origin in another header', { 'x-origin': APP_ORIGIN, 'x-forwarded-origin': APP_ORIGIN }],
];

function refusalWithoutEffect(answer: Answer): string {
  secrets.expectNotIn([answer]);
  expect(answer.setCookies).toEqual([]);
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  expect(requestsFor(sandbox)).toEqual([]);
  return refusalOf(answer);
}

describe('an operation with the cookie [T1-S4]', () => {
  it.each(ORIGINS)('and %s is refused', async (_what, origin) => {
    for (const more of [{}, { 'x-session': handle }]) {
      const answer = await sendRaw(gateway, '/graphql', {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', ...more, ...origin },
        body: JSON_BODY,
      });
      expect(refusalWithoutEffect(answer)).toBe('403 ORIGIN_FORBIDDEN');
    }
  });

  it.each<[what: string, type: string | null, body: string]>([
    ['text', 'text/plain', JSON_BODY],
    ['text that says it is JSON', 'text/plain; application/json', JSON_BODY],
    ['a form', 'application/x-www-form-urlencoded', `query=${encodeURIComponent(PATIENT)}`],
    ['a form with JSON as a name', 'application/x-www-form-urlencoded', `${JSON_BODY}=`],
    [
      'a multipart form',
      'multipart/form-data; boundary=x',
      `--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${JSON_BODY}\r\n--x--\r\n`,
    ],
    ['no type', null, JSON_BODY],
  ])(
    'as %s, which a page sends without a preflight, is not run even for the app',
    async (_what, type, body) => {
      for (const origin of [APP_ORIGIN, 'https://canary-origin.example']) {
        const answer = await sendRaw(gateway, '/graphql', {
          method: 'POST',
          headers: { cookie, origin, ...(type === null ? {} : { 'content-type': type }) },
          body,
        });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(codeOf(answer)).toMatch(/^[A-Z_]+$/);
        secrets.expectNotIn([answer]);
        expect(requestsFor(sandbox)).toEqual([]);
      }
    },
  );

  it.each([
    ['a link', {}],
    ['a script of the app', { origin: APP_ORIGIN, 'apollo-require-preflight': 'true' }],
    ['a script of another page', { origin: 'https://canary-origin.example', 'x-apollo-operation-name': 'x' }],
    ['a script of another page, as JSON', { origin: OTHER, 'content-type': 'application/json' }],
  ])('is not run by GET, of %s', async (_what, headers) => {
    const answer = await sendRaw(gateway, `/graphql?query=${encodeURIComponent(PATIENT)}`, {
      headers: { cookie, ...headers },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    secrets.expectNotIn([answer]);
    expect(requestsFor(sandbox)).toEqual([]);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'HEAD', 'QUERY'])('is not run by %s', async (method) => {
    const answer = await sendRaw(gateway, '/graphql', {
      method,
      headers: {
        cookie,
        origin: APP_ORIGIN,
        'content-type': 'application/json',
        'x-http-method-override': 'POST',
      },
      body: JSON_BODY,
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(requestsFor(sandbox)).toEqual([]);
  });

  it('is not taken over as a WebSocket', async () => {
    const answer = await sendRaw(gateway, '/graphql', {
      headers: {
        cookie,
        origin: APP_ORIGIN,
        connection: 'upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    });
    expect(answer.status).not.toBe(101);
    expect(requestsFor(sandbox)).toEqual([]);
  });
});

describe('signing out [T1-S4]', () => {
  it.each(ORIGINS)('with %s is refused', async (_what, origin) => {
    const answer = await sendRaw(gateway, '/auth/logout', {
      method: 'POST',
      headers: { cookie, 'x-session': handle, ...origin },
    });
    expect(refusalWithoutEffect(answer)).toBe('403 ORIGIN_FORBIDDEN');
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])('by %s is refused', async (method) => {
    const answer = await sendRaw(gateway, '/auth/logout', {
      method,
      headers: { cookie, origin: APP_ORIGIN, 'x-http-method-override': 'POST' },
    });
    expect([answer.status, answer.setCookies]).toEqual([405, []]);
    expect(requestsFor(sandbox)).toEqual([]);
  });
});

describe('reading who is signed in', () => {
  it.each(ORIGINS.filter(([, { origin }]) => origin !== undefined))(
    'with %s is refused',
    async (_what, origin) => {
      const answer = await sendRaw(gateway, '/auth/session', { headers: { cookie, ...origin } });
      expect(refusalWithoutEffect(answer)).toBe('403 ORIGIN_FORBIDDEN');
    },
  );

  it.each(['cross-site', 'same-site', 'CROSS-SITE', 'unknown'])(
    'as a page of another origin, by its fetch metadata %s, is refused',
    async (site) => {
      const answer = await sendRaw(gateway, '/auth/session', {
        headers: { cookie, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
      });
      expect(refusalWithoutEffect(answer)).toBe('403 ORIGIN_FORBIDDEN');
    },
  );
});

/** Sends what a browser sends before a request of a page. */
function preflight(path: string, origin: string): Promise<Answer> {
  return sendRaw(gateway, path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-session',
      cookie,
    },
  });
}

describe('a preflight', () => {
  it.each(['/graphql', '/auth/logout', '/auth/session'])(
    'at %s allows cookies to the app only',
    async (path) => {
      const app = await preflight(path, APP_ORIGIN);
      expect(app.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
      expect(app.headers.get('access-control-allow-credentials')).toBe('true');
      for (const [, { origin }] of ORIGINS) {
        if (typeof origin !== 'string' || origin === '') continue;
        const { headers } = await preflight(path, origin);
        expect(headers.get('access-control-allow-credentials')).toBeNull();
        expect(headers.get('access-control-allow-origin')).toBe(origin === OTHER ? OTHER : null);
      }
      expect(requestsFor(sandbox)).toEqual([]);
    },
  );

  it('does not depend on the cookie, and no cache mixes up its responses', async () => {
    for (const origin of [APP_ORIGIN, OTHER]) {
      const { headers, setCookies } = await preflight('/graphql', origin);
      expect(headers.get('vary')?.toLowerCase()).toContain('origin');
      expect(setCookies).toEqual([]);
    }
  });
});
