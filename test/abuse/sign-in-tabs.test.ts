/** One browser has two patients in two tabs: `x-session` decides, and nothing of one tab is good in the other. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { inputFor, MUTATIONS, newKey, postsOf } from '../support/writing.ts';
import {
  type Answer,
  addressAt,
  CLINICIANS_APP,
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
  startAttacked,
} from './sign-in-attacks.ts';

/** A tab of the browser, with the cookie of its session. */
interface Tab {
  readonly patient: string;
  readonly handle: string;
  readonly cookie: string;
}

let sandbox: Sandbox;
let gateway: SignInGateway;
let browser: TestBrowser;
let camila: Tab;
let derrick: Tab;
const secrets = collectSecrets();

async function launchFor(patient: string): Promise<Tab> {
  const launch = new URL(sandbox.launch({ app: CLINICIANS_APP, person: 'clinician', patient }));
  const { handle } = await signIn(browser, gateway, sandbox, { path: `${launch.pathname}${launch.search}` });
  const name = `__Host-session-${handle}`;
  return { patient, handle, cookie: `${name}=${browser.cookies.get(name)}` };
}

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await startAttacked(sandbox, {
    SMART_SCOPES: 'openid fhirUser offline_access patient/*.crs',
    WRITES_ENABLED: 'true',
  });
  browser = openBrowser();
  camila = await launchFor(CAMILA_LOPEZ);
  derrick = await launchFor(DERRICK_LIN);
  secrets.addCookies(browser);
});
beforeEach(() => sandbox.clearRequests());
afterAll(async () => {
  await secrets.expectNotRecorded(gateway, sandbox);
  await gateway.close();
  await sandbox.close();
});

const runIn = (
  { handle }: Tab,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> => runAsApp(browser, gateway, query, { headers: { 'x-session': handle }, variables });

/** Returns the ids of the patients in the requests that the FHIR server received. */
const patientsRequested = (): Set<string> =>
  new Set(
    sandbox.requests.flatMap(({ path, query }) =>
      [CAMILA_LOPEZ, DERRICK_LIN].filter((id) => `${path}?${query}`.includes(id)),
    ),
  );

function page(after: string): string {
  return `{ patients(first: 1) { observationsConnection(first: 1${after}) { nodes { id } pageInfo { endCursor } } } }`;
}

describe('two tabs with two patients [T1-S5]', () => {
  it('read each their own patient, also at once', async () => {
    const query = '{ me { patient { id } } patients(first: 5) { id } }';
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const tab = index % 2 === 0 ? camila : derrick;
        return { tab, data: dataOf(await runIn(tab, query)) };
      }),
    );
    for (const { tab, data } of answers)
      expect(data).toEqual({ me: { patient: { id: tab.patient } }, patients: [{ id: tab.patient }] });
    await expectOnlyTokensOfPersons(sandbox);
  });

  it('are not guessed: without a handle nothing is read, and both sessions stay', async () => {
    const answers = [
      await runAsApp(browser, gateway, '{ patients(first: 5) { id } }'),
      await runAsApp(browser, gateway, '{ me { patient { id } } }', {
        headers: { 'x-session': `${camila.handle}, ${derrick.handle}` },
      }),
    ];
    expect(answers.map(refusalOf)).toEqual(['409 SESSION_AMBIGUOUS', '401 UNAUTHENTICATED']);
    expect(browser.cookies.size).toBe(2);
    expect(requestsFor(sandbox)).toEqual([]);
    secrets.expectNotIn(answers);
  });

  it('show nothing of the patient of the other tab', async () => {
    const [observation] = sandbox.chart(CAMILA_LOPEZ, 'Observation');
    const queries = [
      `{ patient(id: "${CAMILA_LOPEZ}") { id fullName } }`,
      `{ patients(filter: { ids: ["${CAMILA_LOPEZ}"] }) { id fullName } }`,
      `{ observation(id: "${observation?.id}") { id patient { fullName } } }`,
      `{ _entities(representations: [{ __typename: "Patient", id: "${CAMILA_LOPEZ}" }]) { ... on Patient { id fullName } } }`,
    ];
    for (const query of queries) {
      const answer = await runIn(derrick, query);
      expect(answer.text).not.toContain('Lopez');
      expect(answer.text).not.toMatch(/"fullName":"/);
    }
    const patient = sandbox.requests.filter(({ path }) => path.endsWith(`/Patient/${CAMILA_LOPEZ}`));
    expect(patient).toEqual([]);
  });

  it('refuse the cursors of each other', async () => {
    const first = dataOf(await runIn(camila, page('')));
    const cursor = String(at(first, 'patients', 0, 'observationsConnection', 'pageInfo', 'endCursor'));
    expect(cursor.length).toBeGreaterThan(20);
    sandbox.clearRequests();
    const answer = await runIn(derrick, page(`, after: "${cursor}"`));
    expect(codeOf(answer)).toBe('CURSOR_INVALID');
    expect(patientsRequested().has(CAMILA_LOPEZ)).toBe(false);
    expect(codeOf(await runIn(camila, page(`, after: "${cursor}"`)))).toBeUndefined();
  });

  it('open the document links only of their own session', async () => {
    const notes = '{ patients(first: 1) { clinicalNotes(first: 1) { content { link } } } }';
    const data = dataOf(await runIn(camila, notes));
    const link = String(at(data, 'patients', 0, 'clinicalNotes', 0, 'content', 'link'));
    expect(link).toContain('/documents/');
    const path = link.slice(link.indexOf('/documents/'));
    const open = (cookie: string): Promise<Answer> => sendRaw(gateway, path, { headers: { cookie } });
    sandbox.clearRequests();
    for (const cookie of ['', derrick.cookie, camila.cookie.replace(/.{20}$/, 'A'.repeat(20))])
      expect(refusalOf(await open(cookie))).toBe('401 UNAUTHENTICATED');
    expect(requestsFor(sandbox)).toEqual([]);
    expect((await open(camila.cookie)).status).toBe(200);
    await expectOnlyTokensOfPersons(sandbox);
  });

  it('write only to the chart of their own patient, also with the idempotency key of the other', async () => {
    const variables = { input: inputFor('addAllergy', sandbox, CAMILA_LOPEZ), key: newKey() };
    const wrong = await runIn(derrick, MUTATIONS.addAllergy, variables);
    expect(codeOf(wrong)).toBe('FORBIDDEN');
    expect(postsOf(sandbox, 'AllergyIntolerance')).toBe(0);
    const right = await runIn(camila, MUTATIONS.addAllergy, variables);
    expect(codeOf(right)).toBeUndefined();
    expect(postsOf(sandbox, 'AllergyIntolerance')).toBe(1);
    const again = await runIn(derrick, MUTATIONS.addAllergy, variables);
    expect([codeOf(again), postsOf(sandbox, 'AllergyIntolerance')]).toEqual(['FORBIDDEN', 1]);
    const id = String(at(dataOf(right), 'addAllergy', 'id'));
    expect(again.text).not.toContain(id);
  });

  it('end one by one: the other tab can still read', async () => {
    const out = await browser.request(addressAt(gateway, 'http://localhost:4000/auth/logout'), {
      method: 'POST',
      headers: { origin: 'http://127.0.0.1:3000', 'x-session': camila.handle, accept: 'application/json' },
    });
    expect([out.status, [...browser.cookies.keys()]]).toEqual([204, [`__Host-session-${derrick.handle}`]]);
    expect(refusalOf(await runIn(camila, '{ me { patient { id } } }'))).toBe('401 UNAUTHENTICATED');
    const own = await runIn(derrick, '{ me { patient { id } } }');
    expect(dataOf(own)).toEqual({ me: { patient: { id: DERRICK_LIN } } });
  });
});
