/** People who come with a session cookie: whom the gateway admits, as whom it reads, and what it answers to others. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS } from 'epic-fhir-sandbox/data';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createSessionId } from '../../src/sessions/session-ids.ts';
import { APP_ORIGIN, type BrowserSession, signingIn, startSession } from '../support/browser-sessions.ts';
import { at, matching } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';

const PATIENT = `query ($id: ID!) { patient(id: $id) { id } }`;
const OPERATION = { query: PATIENT, variables: { id: CAMILA_LOPEZ } };
const LOGIN_URL = 'http://127.0.0.1:4000/auth/login';
const SIGN_IN =
  'The request has no bearer token, and no session that has not ended. Sign in, and send the request again.';
const EXPIRED = { code: 'UNAUTHENTICATED', reason: 'SESSION_EXPIRED', loginUrl: LOGIN_URL };

let sandbox: Sandbox;
let issuer: IdentityProvider;
let audit: MemoryAudit;
let gateway: Gateway;
let now: number;
let isStoreDown: boolean;

beforeAll(async () => {
  [sandbox, issuer] = await Promise.all([startSandbox(), startIdentityProvider()]);
});

afterAll(async () => {
  await sandbox.close();
  await issuer.close();
});

beforeEach(async () => {
  now = Date.now();
  isStoreDown = false;
  await serve();
});

afterEach(() => gateway.close());

/** Starts a gateway whose sessions fail while the store is down. */
async function serve(options: Partial<GatewayOptions> = {}, variables = {}): Promise<void> {
  audit = createMemoryAudit({ upstream: sandbox.baseUrl });
  const signsIn = signingIn({ now: () => now, variables });
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    callers: issuer.tokenVerification(),
    signsIn: {
      ...signsIn,
      async openSessions(site) {
        const sessions = await signsIn.openSessions(site);
        return {
          ...sessions,
          async has(id) {
            if (isStoreDown) throw new GatewayError('STATE_UNAVAILABLE', 'Down.');
            return sessions.has(id);
          },
          async find(id) {
            if (isStoreDown) throw new GatewayError('STATE_UNAVAILABLE', 'Down.');
            return sessions.find(id);
          },
        };
      },
    },
    ...options,
    server: { audit: audit.audit, ...options.server },
  });
  sandbox.clearRequests();
}

const signIn = (person: Parameters<typeof startSession>[2]): Promise<BrowserSession> =>
  startSession(gateway.sites, sandbox, person);

type Headers = Readonly<Record<string, string>>;

/** Asks for a patient. An operation that is refused sends no FHIR request. */
async function ask(headers: Headers, id = CAMILA_LOPEZ) {
  const sent = sandbox.requests.length;
  const answer = await gateway.http.post('/graphql').set(headers).send({ query: PATIENT, variables: { id } });
  const error = at(answer.body, 'errors', 0);
  expect(answer.status === 200 || sandbox.requests.length === sent).toBe(true);
  const set: unknown = answer.headers['set-cookie'];
  return {
    status: answer.status,
    data: at(answer.body, 'data', 'patient', 'id') ?? null,
    error,
    code: at(error, 'extensions', 'code') ?? null,
    cookies: Array.isArray(set) ? set.map(String) : [],
  };
}

/** Returns the reasons of the refusals in the log. */
function refusals(): unknown[] {
  return gateway.logLines
    .map((line): unknown => JSON.parse(line))
    .filter((line) => at(line, 'event') === 'caller_refused')
    .map((line) => at(line, 'reason'));
}

describe('a request with a session cookie', () => {
  it('reads as the person who signed in, each what they may see', async () => {
    const [clinician, surgeon, patient] = await Promise.all([
      signIn('clinician'),
      signIn('surgeon'),
      signIn('patient'),
    ]);
    expect((await ask(clinician.headers, ELIJAH_DAVIS)).data).toBe(ELIJAH_DAVIS);
    expect((await ask(surgeon.headers, ELIJAH_DAVIS)).code).toBe('RESTRICTED_RECORD');
    expect((await ask(patient.headers)).data).toBe(CAMILA_LOPEZ);
    expect(await ask(patient.headers, DERRICK_LIN)).toMatchObject({ data: null });
  });

  it('sends the token of the person, and never the token of the gateway', async () => {
    const { headers } = await signIn('clinician');
    sandbox.clearRequests();
    await ask(headers);
    const paths = sandbox.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.includes('token'))).toEqual([]);
    expect(paths.some((path) => path.includes('/Patient'))).toBe(true);
  });

  it('has the granted scopes, and the patient in context', async () => {
    const { headers } = await signIn('patient');
    const answer = await gateway.query('{ patients(first: 5) { id } }', {}, headers);
    expect(at(answer, 'data', 'patients')).toEqual([{ id: CAMILA_LOPEZ }]);
  });

  it('means the session that it names', async () => {
    const [clinician, surgeon] = [await signIn('clinician'), await signIn('surgeon')];
    const both = { origin: APP_ORIGIN, cookie: `${clinician.cookie}; ${surgeon.cookie}` };
    const ambiguous = await ask(both, ELIJAH_DAVIS);
    expect([ambiguous.status, ambiguous.code, ambiguous.cookies]).toEqual([409, 'SESSION_AMBIGUOUS', []]);
    expect((await ask({ ...both, 'x-session': clinician.handle }, ELIJAH_DAVIS)).data).toBe(ELIJAH_DAVIS);
    expect((await ask({ ...both, 'x-session': surgeon.handle }, ELIJAH_DAVIS)).code).toBe(
      'RESTRICTED_RECORD',
    );
    expect(await ask({ ...both, 'x-session': `${clinician.handle}, ${surgeon.handle}` })).toMatchObject({
      status: 401,
      error: { extensions: EXPIRED },
      cookies: [],
    });
  });

  it('finds its only session among cookies of other sites, and of sessions that have ended', async () => {
    const { headers, cookie } = await signIn('clinician');
    const other = cookieOf(createSessionId({ site: 'elsewhere', endsAt: now + 1000 }));
    const ended = cookieOf(createSessionId({ site: null, endsAt: now + 1000 }));
    const answer = await ask({ ...headers, cookie: `${other}; ${ended}; ${cookie}` });
    expect([answer.data, answer.cookies]).toEqual([CAMILA_LOPEZ, [matching(removalOf(ended))]]);
  });

  it('audits the person', async () => {
    const { headers } = await signIn('clinician');
    await ask(headers);
    expect(JSON.stringify(audit.take())).toContain('sandbox-clinicians-app');
  });
});

function cookieOf(id: string): string {
  return `__Host-session-${randomBytes(12).toString('base64url')}=${id}`;
}

function removalOf(cookie: string): RegExp {
  return new RegExp(`^${cookie.split('=')[0]}=; Max-Age=0; Path=/; .*HttpOnly; Secure; SameSite=Lax$`);
}

describe('a refused cookie', () => {
  let session: BrowserSession;

  beforeEach(async () => {
    session = await signIn('clinician');
    sandbox.clearRequests();
  });

  it('comes with a bearer token [T1-S5]', async () => {
    const authorization = await issuer.bearer('user/*.rs');
    expect(await ask({ ...session.headers, authorization })).toMatchObject({
      status: 400,
      code: 'CREDENTIALS_AMBIGUOUS',
      cookies: [],
    });
    expect(refusals()).toEqual(['several_credentials']);
  });

  it.each([
    ['no origin', {}],
    ['another origin', { origin: 'https://evil.example.org' }],
    ['two origins', { origin: `${APP_ORIGIN}, ${APP_ORIGIN}` }],
    ['an opaque origin', { origin: 'null' }],
    ['an origin in another case', { origin: APP_ORIGIN.toUpperCase() }],
    ['a subdomain of the origin', { origin: `${APP_ORIGIN}.evil.example.org` }],
    ['no origin, but a referrer', { referer: `${APP_ORIGIN}/chart` }],
  ])('comes with %s [T1-S4]', async (_what, headers: Headers) => {
    expect(await ask({ cookie: session.cookie, ...headers })).toMatchObject({
      status: 403,
      code: 'ORIGIN_FORBIDDEN',
      cookies: [],
    });
    expect(refusals()).toEqual(['origin_not_listed']);
    expect(audit.take()).toHaveLength(1);
  });

  it('comes with a GET request [T1-S4]', async () => {
    const url = `/graphql?query=${encodeURIComponent('{ __typename }')}`;
    const answer = await gateway.http
      .get(url)
      .set({ ...session.headers, 'apollo-require-preflight': 'true' });
    expect([answer.status, at(answer.body, 'errors', 0, 'extensions', 'code')]).toEqual([
      403,
      'ORIGIN_FORBIDDEN',
    ]);
  });

  it('belongs to a session that has ended: the cookie is removed', async () => {
    now += 15 * 60_000;
    expect(await ask(session.headers)).toMatchObject({
      status: 401,
      error: { message: SIGN_IN, extensions: EXPIRED },
      cookies: [matching(removalOf(session.cookie))],
    });
    expect(refusals()).toEqual(['no_session']);
  });

  it('belongs to a session that was signed out', async () => {
    const place = await gateway.sites.signIn(null);
    await place?.sessions.end(session.cookie.split('=')[1] ?? '');
    sandbox.clearRequests();
    expect(await ask({ ...session.headers, 'x-session': session.handle })).toMatchObject({
      status: 401,
      error: { extensions: EXPIRED },
      cookies: [matching(removalOf(session.cookie))],
    });
  });

  it('is kept while the store of the sessions is unavailable', async () => {
    isStoreDown = true;
    expect(await ask(session.headers)).toMatchObject({ status: 503, code: 'STATE_UNAVAILABLE', cookies: [] });
    isStoreDown = false;
  });

  it('gives the response of no cookie if it is one of another site', async () => {
    const other = cookieOf(createSessionId({ site: 'elsewhere', endsAt: now + 1000 }));
    const [none, foreign] = [
      await ask({ origin: APP_ORIGIN }),
      await ask({ origin: APP_ORIGIN, cookie: other }),
    ];
    expect(foreign).toEqual(none);
    expect(none).toMatchObject({
      status: 401,
      error: { message: SIGN_IN, extensions: EXPIRED },
      cookies: [],
    });
  });

  it('is missing, although the app names a session: the response says why a browser withholds it', async () => {
    for (const headers of [
      { 'x-session': session.handle },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-dest': 'iframe' },
    ])
      expect(await ask({ origin: APP_ORIGIN, ...headers })).toMatchObject({
        status: 401,
        error: { message: matching(/SESSION_SAME_SITE=none/), extensions: EXPIRED },
      });
  });
});

describe('a gateway at which people sign in', () => {
  it('still admits bearer tokens, also with a cookie of another site', async () => {
    const authorization = await issuer.bearer('user/*.rs');
    expect((await ask({ authorization })).data).toBe(CAMILA_LOPEZ);
    const cookie = cookieOf(createSessionId({ site: 'elsewhere', endsAt: now + 1000 }));
    expect((await ask({ authorization, cookie })).data).toBe(CAMILA_LOPEZ);
  });

  it('removes cookies with the attributes with which apps in frames set them', async () => {
    await gateway.close();
    await serve({ server: { sameSite: 'none' } });
    const cookie = cookieOf(createSessionId({ site: null, endsAt: now + 1000 }));
    const { cookies } = await ask({ origin: APP_ORIGIN, cookie });
    expect(cookies).toEqual([matching(/Secure; Partitioned; SameSite=None$/)]);
    // Browsers withhold no cookie then.
    const { error } = await ask({ origin: APP_ORIGIN, 'sec-fetch-site': 'cross-site' });
    expect(at(error, 'message')).toBe(SIGN_IN);
  });

  it('lets pages of its apps send cookies and read responses, and no others', async () => {
    await gateway.close();
    await serve({ server: { corsOrigins: ['https://other.example.org'] } });
    const preflight = async (origin: string): Promise<Headers> => {
      const { headers } = await gateway.http.options('/graphql').set({
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-session,x-site',
      });
      return headers;
    };
    expect(await preflight(APP_ORIGIN)).toMatchObject({
      'access-control-allow-origin': APP_ORIGIN,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'content-type,x-session,x-site',
      'access-control-allow-methods': 'GET, POST',
      vary: matching(/Origin/),
    });
    const other = await preflight('https://other.example.org');
    expect(other).toMatchObject({ 'access-control-allow-origin': 'https://other.example.org' });
    expect(other).not.toHaveProperty('access-control-allow-credentials');
    expect(await preflight('https://evil.example.org')).not.toHaveProperty('access-control-allow-origin');
    const { headers } = await gateway.http.post('/graphql').set({ origin: APP_ORIGIN }).send(OPERATION);
    expect(headers).toMatchObject({
      'access-control-allow-origin': APP_ORIGIN,
      'access-control-allow-credentials': 'true',
    });
  });

  it.each<[how: string, end: (id: string, headers: Headers) => Promise<void>]>([
    [
      'is signed out',
      async (id) => {
        await (await gateway.sites.signIn(null))?.sessions.end(id);
      },
    ],
    [
      'expires',
      async (_id, headers) => {
        now += 11 * 3_600_000;
        expect((await ask(headers)).status).toBe(401);
      },
    ],
    [
      'is not renewed by the authorization server',
      async (_id, headers) => {
        const body = JSON.stringify({ error: 'invalid_grant' });
        const refusal = { kind: 'status', status: 400, contentType: 'application/json', body } as const;
        sandbox.fault({ match: { operation: 'token' }, ...refusal });
        sandbox.fault({ match: { resourceType: 'Patient' }, kind: 'expired-token' });
        expect((await ask(headers)).error).toMatchObject({ extensions: EXPIRED });
      },
    ],
    [
      'has a renewed token that the FHIR server refuses too',
      async (_id, headers) => {
        sandbox.fault({ match: { resourceType: 'Patient' }, kind: 'expired-token', times: 2 });
        expect((await ask(headers)).error).toMatchObject({ extensions: EXPIRED });
      },
    ],
  ])('releases what belongs to a session that %s', async (_how, end) => {
    const { headers, cookie } = await signIn('clinician');
    const released = new Set<string>();
    const { upstreams } = gateway.served;
    const release = upstreams.release.bind(upstreams);
    Object.assign(upstreams, {
      release(id: string) {
        released.add(id);
        release(id);
      },
    });
    await ask(headers);
    expect([...released]).toEqual([]);
    const id = cookie.split('=')[1] ?? '';
    await end(id, headers);
    const place = await gateway.sites.signIn(null);
    expect([...released]).toEqual([place?.sessions.grantOf(id)]);
    expect(await ask(headers)).toMatchObject({ status: 401, error: { extensions: EXPIRED } });
  });
});

describe('a document link of a person', () => {
  const LINKS = `{ patient(id: "${CAMILA_LOPEZ}") { clinicalNotes(first: 1) { content { link } } } }`;

  it('opens only with the cookie of the session that received it [T1-S8]', async () => {
    const [session, again] = [await signIn('clinician'), await signIn('clinician')];
    const answer = await gateway.query(LINKS, {}, session.headers);
    const link = String(at(answer, 'data', 'patient', 'clinicalNotes', 0, 'content', 'link'));
    const open = async (headers: Headers) => {
      const opened = await gateway.http.get(link).set(headers);
      return [opened.status, at(opened.body, 'errors', 0, 'extensions', 'code') ?? null];
    };
    expect(await open({ cookie: session.cookie })).toEqual([200, null]);
    expect(await open({ cookie: `${again.cookie}; ${session.cookie}` })).toEqual([200, null]);
    sandbox.clearRequests();
    expect(await open({})).toEqual([401, 'UNAUTHENTICATED']);
    expect(await open({ cookie: again.cookie })).toEqual([401, 'UNAUTHENTICATED']);
    isStoreDown = true;
    expect(await open({ cookie: session.cookie })).toEqual([503, 'STATE_UNAVAILABLE']);
    isStoreDown = false;
    now += 15 * 60_000;
    expect(await open({ cookie: session.cookie })).not.toEqual([200, null]);
    expect(sandbox.requests).toEqual([]);
  });
});
