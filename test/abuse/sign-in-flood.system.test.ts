/** Strangers begin sign-ins by the thousands. Real people still sign in. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PATIENCE } from '../support/patience.ts';
import { addressAt, begin, openBrowser, signIn, type SignInGateway } from '../support/sign-in-browser.ts';
import { beginSignIns, dataOf, refusalOf, runAsApp, startAttacked } from './sign-in-attacks.ts';

vi.setConfig({ testTimeout: 300_000 });

const MAX_SIGN_INS = 10_000;
const FLOOD = MAX_SIGN_INS + 500;

let sandbox: Sandbox;
let gateway: SignInGateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await startAttacked(sandbox);
});
afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

it(`keeps signing people in while ${FLOOD} sign-ins begin, and forgets the oldest ones [T3-D1]`, async () => {
  const early = openBrowser();
  const forgotten = sandbox.signIn(await begin(early, gateway), 'clinician');
  const flooding = beginSignIns(gateway, FLOOD);
  for (let person = 0; person < 5; person += 1) {
    const browser = openBrowser();
    expect((await signIn(browser, gateway, sandbox)).status).toBe(303);
    const answer = await runAsApp(browser, gateway, `{ patient(id: "${CAMILA_LOPEZ}") { id } }`);
    expect(dataOf(answer)).toEqual({ patient: { id: CAMILA_LOPEZ } });
  }
  await flooding;
  const late = openBrowser();
  expect((await signIn(late, gateway, sandbox)).status).toBe(303);
  const answer = await early.request(addressAt(gateway, forgotten));
  expect([answer.status, answer.text.includes('sign_in_state_unknown')]).toEqual([400, true]);
});

it('gives up on an authorization server that never responds, and signs others in meanwhile', async () => {
  const slow = openBrowser();
  const callback = sandbox.signIn(await begin(slow, gateway), 'clinician');
  sandbox.fault({ kind: 'hang', match: { operation: 'token' } });
  const waiting = slow.request(addressAt(gateway, callback));
  await vi.waitUntil(() => sandbox.requests.some(({ operation }) => operation === 'token'), PATIENCE);
  expect((await signIn(openBrowser(), gateway, sandbox)).status).toBe(303);
  expect(refusalOf(await waiting)).toBe('504 UPSTREAM_TIMEOUT');
  expect(slow.cookies.size).toBe(0);
});
