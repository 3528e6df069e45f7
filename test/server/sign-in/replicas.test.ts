import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY, startValkey, type ValkeyServer } from '../../support/valkey.ts';
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
} from '../../support/sign-in-browser.ts';

describe.runIf(isValkeyThere)(`replicas ${SKIPS_WITHOUT_VALKEY}`, () => {
  let sandbox: Sandbox;
  let valkey: ValkeyServer;
  let one: SignInGateway;
  let other: SignInGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    registerApps(sandbox);
    valkey = await startValkey();
    const variables = { ...signInVariables(sandbox), STATE_URL: valkey.url };
    [one, other] = await Promise.all([startSignInGateway(variables), startSignInGateway(variables)]);
  });
  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
    await valkey.close();
    await sandbox.close();
  });

  it('finish sign-ins that began at another, and each once', async () => {
    const browser = openBrowser();
    const redirect = sandbox.signIn(await begin(browser, one), 'clinician');
    const cookies = new Map(browser.cookies);
    expect((await browser.request(addressAt(other, redirect))).status).toBe(303);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.request(addressAt(one, redirect))).status).toBe(400);
    const session = await callAsApp(browser, `${one.origin}/auth/session`);
    expect(session.status).toBe(200);
  });

  it('finish a sign-in once, however often and wherever the browser comes back at the same time', async () => {
    const browser = openBrowser();
    const redirect = sandbox.signIn(await begin(browser, one), 'clinician');
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('');
    const returns = Array.from({ length: 20 }, (_none, index) =>
      openBrowser().request(addressAt(index % 2 === 0 ? one : other, redirect), { headers: { cookie } }),
    );
    const statuses = (await Promise.all(returns)).map(({ status }) => status);
    expect(statuses.toSorted((first, next) => first - next)).toEqual([
      303,
      ...Array.from({ length: 19 }, () => 400),
    ]);
  });

  it('end sessions that another started', async () => {
    const browser = openBrowser();
    await signIn(browser, one, sandbox);
    const cookies = new Map(browser.cookies);
    expect((await callAsApp(browser, `${one.origin}/auth/session`)).status).toBe(200);
    expect((await callAsApp(browser, `${other.origin}/auth/logout`, { method: 'POST' })).status).toBe(204);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await callAsApp(browser, `${one.origin}/auth/session`)).status).toBe(401);
  });

  it('respond with 503 and keep the cookies while the store is down', async () => {
    const browser = openBrowser();
    await signIn(browser, one, sandbox);
    const redirect = sandbox.signIn(await begin(browser, one), 'clinician');
    const cookies = [...browser.cookies];
    await valkey.kill();
    const answers = [
      await browser.request(`${one.origin}/auth/login`),
      await browser.request(addressAt(one, redirect)),
      await callAsApp(browser, `${one.origin}/auth/session`),
      await callAsApp(browser, `${one.origin}/auth/logout`, { method: 'POST' }),
    ];
    await valkey.restart();
    expect(answers.map(({ status, text }) => [status, text.includes('STATE_UNAVAILABLE')])).toEqual(
      answers.map(() => [503, true]),
    );
    expect([...browser.cookies]).toEqual(cookies);
  });
});
