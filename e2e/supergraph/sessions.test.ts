/** People who signed in at the FHIR server, behind routers that share one public host with the gateway's sign-in. */
import { CAMILA_LOPEZ, DERRICK_LIN, DESIREE_POWELL, ELIJAH_DAVIS } from 'epic-fhir-sandbox/data';
import { readFileSync } from 'node:fs';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../examples/supergraph/programs.ts';
import { CLINIC } from '../../examples/supergraph/scheduling/clinic.ts';
import { APP_ORIGIN, type BrowserSession, type Hospital, ROUTER_SECRET, startHospital } from './people.ts';
import { findLocation, readLocations } from './public-host.ts';
import { ROUTER_NAMES, startRouter } from './routers.ts';

const PATIENTS = [CAMILA_LOPEZ, DESIREE_POWELL, ELIJAH_DAVIS] as const;
const NAMES = ['Camila Maria Lopez', 'Desiree Caroline Powell', 'Elijah Davis'] as const;
/** Reads the patient in context, and patients of a subgraph that has only their ids. */
const DOCUMENT = '{ patients(first: 1) { id } slots(first: 3) { patient { id fullName } } }';
const FOREIGN_COOKIES = 'theme=dark; other-app=secret; __Host-sign-in-0123456789abcdef=state';
const ROUNDS = 15;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly patients: readonly string[] | null;
  readonly names: readonly (string | null)[] | null;
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

type RequestHeaders = Readonly<Record<string, string>>;

interface Body {
  readonly data?: {
    readonly patients: readonly { readonly id: string }[] | null;
    readonly slots: readonly { readonly patient: { readonly fullName: string | null } | null }[] | null;
  } | null;
  readonly errors?: Answer['errors'];
}

let hospital: Hospital;
/** Two sessions of one clinician, each for another patient. */
let camila: BrowserSession;
let derrick: BrowserSession;
let surgeon: BrowserSession;
let parent: BrowserSession;
let bearer: string;

beforeAll(async () => {
  hospital = await startHospital({
    ...CLINIC,
    slots: PATIENTS.map((patientId, minute) => ({
      id: `slot-${minute}`,
      day: 1,
      minute,
      minutes: 1,
      roomId: 'room-1',
      patientId,
      encounterId: null,
    })),
  });
  camila = await hospital.launch('clinician', CAMILA_LOPEZ);
  derrick = await hospital.launch('clinician', DERRICK_LIN);
  surgeon = await hospital.launch('surgeon', DERRICK_LIN);
  parent = await hospital.launch('parent', DESIREE_POWELL);
  bearer = await hospital.provider.bearer('user/*.rs');
});

afterAll(() => hospital.close());

const inBrowser = (...sessions: readonly BrowserSession[]): RequestHeaders => ({
  origin: APP_ORIGIN,
  cookie: [FOREIGN_COOKIES, ...sessions.map(({ cookie }) => cookie)].join('; '),
});

/** Sends an operation to the public host, as a page of the app does. */
async function query(headers: RequestHeaders, document = DOCUMENT): Promise<Answer> {
  const response = await supertest(hospital.publicHost.origin)
    .post('/graphql')
    .set(headers)
    .send({ query: document });
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- a response body has no type
  const { data, errors = [] }: Body = response.body;
  return {
    status: response.status,
    headers: response.headers,
    patients: data?.patients?.map(({ id }) => id) ?? null,
    names: data?.slots?.map(({ patient }) => patient?.fullName ?? null) ?? null,
    errors,
  };
}

const getCodes = ({ errors }: Answer): readonly string[] => [
  ...new Set(errors.map(({ extensions: { code } }) => code)),
];

/** Expects that the operation reached no record, and that the other subgraph answered. */
function expectRefusal(answer: Answer, code: string): void {
  expect(getCodes(answer)).toEqual([code]);
  expect([answer.patients, answer.names]).toEqual([null, [null, null, null]]);
  expect(answer.headers['cache-control']).toContain('no-store');
}

describe.each(ROUTER_NAMES)('people behind %s', (name) => {
  let router: Program;

  beforeAll(async () => {
    router = await startRouter(name, hospital.subgraphs, 0, { ROUTER_SECRET, APP_ORIGINS: APP_ORIGIN });
    hospital.router = new URL(router.url).origin;
  });

  afterAll(() => router.close());

  it('get their own answers to equal operations at once, next to a caller with a token [T2-I3]', async () => {
    const [, desiree] = NAMES;
    const cases: readonly (readonly [
      headers: RequestHeaders,
      patient: string,
      names: unknown,
      codes: unknown,
    ])[] = [
      [inBrowser(camila), CAMILA_LOPEZ, NAMES, []],
      [inBrowser(derrick), DERRICK_LIN, NAMES, []],
      [{ ...inBrowser(camila, derrick), 'x-session': camila.handle }, CAMILA_LOPEZ, NAMES, []],
      [{ ...inBrowser(camila, derrick), 'x-session': derrick.handle }, DERRICK_LIN, NAMES, []],
      [inBrowser(surgeon), DERRICK_LIN, [...NAMES.slice(0, 2), null], ['RESTRICTED_RECORD']],
      [inBrowser(parent), DESIREE_POWELL, [null, desiree, null], []],
      [{ authorization: bearer, cookie: FOREIGN_COOKIES }, CAMILA_LOPEZ, NAMES, []],
    ];
    const rounds = Array.from({ length: ROUNDS }, () => cases).flat();
    const answers = await Promise.all(rounds.map(([headers]) => query(headers)));
    expect(answers.map((answer) => [answer.patients, answer.names, getCodes(answer)])).toEqual(
      rounds.map(([, patient, names, codes]) => [[patient], names, codes]),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.filter(({ headers }) => 'set-cookie' in headers)).toEqual([]);
  });

  it('have their session cookies sent to the gateway only, and no other cookie sent anywhere [T2-I2]', async () => {
    const before = [hospital.beforeGateway.received.length, hospital.scheduling.received.length];
    await query({ ...inBrowser(camila, derrick), 'x-session': camila.handle, 'x-other': '1' });
    const toGateway = hospital.beforeGateway.received.slice(before[0]);
    expect(toGateway.length).toBeGreaterThan(0);
    for (const headers of toGateway) {
      expect(headers).toMatchObject({
        cookie: `${camila.cookie}; ${derrick.cookie}`,
        origin: APP_ORIGIN,
        'x-session': camila.handle,
        'router-authorization': ROUTER_SECRET,
      });
      expect(headers).not.toHaveProperty('x-other');
    }
    const toNeighbor = hospital.scheduling.received.slice(before[1]);
    expect(toNeighbor.length).toBeGreaterThan(0);
    for (const header of ['cookie', 'origin', 'x-session', 'router-authorization'])
      expect(toNeighbor.filter((headers) => header in headers)).toEqual([]);
  });

  it.each([
    ['without Origin', undefined],
    ['from another origin', 'https://evil.example.org'],
    ['from an opaque origin', 'null'],
    ['from the origin of the gateway', 'http://graph.example.org'],
  ])('are refused %s, without a FHIR request', async (_what, origin) => {
    const before = hospital.sandbox.requests.length;
    const { cookie = '' } = inBrowser(camila);
    expectRefusal(await query({ cookie, ...(origin === undefined ? {} : { origin }) }), 'ORIGIN_FORBIDDEN');
    expect(hospital.sandbox.requests.length).toBe(before);
  });

  it('are refused if a form or a link of another site sends the operation [T2-S3]', async () => {
    const before = hospital.sandbox.requests.length;
    const { cookie = '' } = inBrowser(camila);
    const http = supertest(hospital.publicHost.origin);
    const responses = await Promise.all([
      http.get('/graphql').query({ query: DOCUMENT }).set({ cookie }),
      http
        .post('/graphql')
        .type('form')
        .set({ cookie, origin: 'https://evil.example.org' })
        .send({ query: DOCUMENT }),
      http
        .post('/graphql')
        .set({ cookie, origin: 'https://evil.example.org', 'content-type': 'text/plain' })
        .send(JSON.stringify({ query: DOCUMENT })),
    ]);
    for (const { text } of responses) expect(text).not.toContain('Camila');
    expect(hospital.sandbox.requests.length).toBe(before);
  });

  it('must say which session they mean if they have several', async () => {
    expectRefusal(await query(inBrowser(camila, derrick)), 'SESSION_AMBIGUOUS');
    const unknown = await query({ ...inBrowser(camila, derrick), 'x-session': surgeon.handle });
    expect(unknown.patients).toBeNull();
    expect(getCodes(unknown)).toEqual(['UNAUTHENTICATED']);
  });

  it('cannot send a token and a session in one request', async () => {
    const before = hospital.sandbox.requests.length;
    expectRefusal(await query({ ...inBrowser(camila), authorization: bearer }), 'CREDENTIALS_AMBIGUOUS');
    expect(hospital.sandbox.requests.length).toBe(before);
  });

  it('learn where to sign in again when their session has ended', async () => {
    const ended = await hospital.launch('clinician', CAMILA_LOPEZ);
    expect((await query(inBrowser(ended))).patients).toEqual([CAMILA_LOPEZ]);
    const http = supertest(hospital.publicHost.origin);
    await http
      .post('/auth/logout')
      .set({ ...inBrowser(ended), 'x-session': ended.handle })
      .expect(204);
    const answer = await query(inBrowser(ended));
    expectRefusal(answer, 'UNAUTHENTICATED');
    expect(answer.status).toBe(200);
    expect(answer.errors[0]?.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'SESSION_EXPIRED',
      loginUrl: `${hospital.publicHost.origin}/auth/login`,
    });
    // The router does not forward the Set-Cookie that deletes the cookie, and a session that has ended does not count.
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect((await query(inBrowser(ended, derrick))).patients).toEqual([DERRICK_LIN]);
  });

  it('have the budget of other callers', async () => {
    const lists = 'labResults(first: 1) { id } problems { id } medications { id } immunizations { id }';
    const patients = Array.from({ length: 40 }, (_, at) => `p${at}: patient(id: "e${at}") { ${lists} }`);
    const document = `{ ${patients.join(' ')} slots(first: 3) { patient { id } } }`;
    const before = hospital.sandbox.requests.length;
    const [ofPerson, ofService] = await Promise.all([
      query(inBrowser(camila), document),
      query({ authorization: bearer }, document),
    ]);
    expect(ofPerson.errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_EXPENSIVE' } }]);
    expect(ofPerson.errors).toEqual(ofService.errors);
    expect(ofPerson.names).toEqual([null, null, null]);
    expect(hospital.sandbox.requests.length).toBe(before);
  });

  it.each([
    [APP_ORIGIN, APP_ORIGIN],
    ['https://evil.example.org', undefined],
    ['null', undefined],
  ])('can call the router from pages of listed origins only: %s [T2-S3]', async (origin, allowed) => {
    const preflight = await supertest(hospital.publicHost.origin).options('/graphql').set({
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-session',
    });
    expect(preflight.get('access-control-allow-origin')).toBe(allowed);
    const answer = await query({ ...inBrowser(camila), origin });
    expect(answer.headers['access-control-allow-origin']).toBe(allowed);
    if (allowed === undefined) return;
    expect(preflight.status).toBe(204);
    expect(preflight.get('access-control-allow-credentials')).toBe('true');
    expect(preflight.get('access-control-allow-headers')).toMatch(/content-type.*x-session/);
    expect(answer.headers['access-control-allow-credentials']).toBe('true');
  });

  it('have no session in the output of the router', async () => {
    await query(inBrowser(camila, derrick), '{ patients { nothing } }');
    for (const { cookie, handle } of [camila, derrick, surgeon, parent]) {
      expect(router.printed).not.toContain(cookie.slice(cookie.indexOf('=') + 1));
      expect(router.printed).not.toContain(handle);
    }
  });
});

describe('the public host', () => {
  const locations = readLocations();

  it.each([
    ['/graphql', 'router'],
    ['/auth/login', 'fhir-gateway'],
    ['/auth/patient/login', 'fhir-gateway'],
    ['/auth/launch', 'fhir-gateway'],
    ['/auth/callback', 'fhir-gateway'],
    ['/auth/logout', 'fhir-gateway'],
    ['/auth/session', 'fhir-gateway'],
    ['/sites/st-marys/auth/login', 'fhir-gateway'],
    ['/graphql/', null],
    ['/authentic', null],
    ['/sites/st-marys/graphql', null],
    ['/sites/st-marys/x/auth/login', null],
    ['/sites', null],
    ['/documents/link', null],
    ['/metrics', null],
    ['/readyz', null],
    ['/', null],
  ])('sends %s to %s', (path, upstream) => {
    expect(findLocation(path, locations)?.upstream).toBe(upstream);
  });

  it('logs no query of a request, because it can contain an authorization code or patient data', () => {
    const text = readFileSync('deploy/supergraph/nginx.conf', 'utf8');
    const [, format = ''] = /^log_format without_query '(.+)';$/m.exec(text) ?? [];
    expect(format.match(/\$\w+/g)).toEqual([
      '$remote_addr',
      '$time_iso8601',
      '$request_method',
      '$uri',
      '$status',
      '$body_bytes_sent',
      '$request_time',
    ]);
    expect(text.match(/access_log .*/g)).toEqual(['access_log /var/log/nginx/access.log without_query;']);
  });

  it('gives a page of the app its session', async () => {
    const response = await supertest(hospital.publicHost.origin)
      .get('/auth/session')
      .set({ ...inBrowser(camila, derrick), 'x-session': derrick.handle })
      .expect(200);
    expect(response.body).toMatchObject({ handle: derrick.handle, patient: DERRICK_LIN });
  });

  it('does not let a person query the gateway without the router', async () => {
    const [gateway] = hospital.subgraphs;
    const response = await supertest(gateway?.url ?? '')
      .post('')
      .set(inBrowser(camila))
      .send({ query: DOCUMENT });
    expect(response.status).toBe(401);
    expect(response.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});
