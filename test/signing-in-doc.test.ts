/** Runs what docs/signing-in-with-epic.md shows: settings, commands, routes, codes, and the code of an app. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/config.ts';
import { parseDoctorOptions } from '../src/doctor/options.ts';
import { ERROR_CODES } from '../src/errors.ts';
import { SIGN_IN_PROBLEM_CODES } from '../src/server/sign-in/faults.ts';
import { connectionEnv } from './config/environment.ts';
import {
  callAsApp,
  openBrowser,
  registerApps,
  RETURN_URL,
  signIn,
  type SignInGateway,
  signInVariables,
  startSignInGateway,
} from './support/sign-in-browser.ts';

const PAGE = readFileSync('docs/signing-in-with-epic.md', 'utf8');
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block = '']) => block,
  );
const readIni = (block: string): Record<string, string> =>
  Object.fromEntries([...block.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));

const [settings = '', embedded = ''] = blocks(PAGE, 'ini');
const SETTINGS = {
  ...readIni(settings),
  SMART_CLIENT_ID: 'clinicians',
  SESSION_SECRET: '0123456789abcdefghijklmnopqrstuv',
};

describe('the settings of docs/signing-in-with-epic.md', () => {
  it('let clinicians sign in', () => {
    expect(Object.keys(readIni(settings)).toSorted()).toEqual([
      'SESSION_SECRET',
      'SMART_CLIENT_ID',
      'SMART_REDIRECT_URL',
      'SMART_RETURN_URLS',
      'SMART_SCOPES',
    ]);
    const { smart } = loadConfig(connectionEnv({ NODE_ENV: 'production', ...SETTINGS }));
    expect(smart).toMatchObject({
      clients: {
        clinician: { scopes: ['openid', 'fhirUser', 'offline_access', 'user/*.rs'] },
        patient: null,
      },
      appOrigins: ['https://app.example.org'],
    });
  });

  it('let the app be in a frame of the EHR', () => {
    const { smart, sessions } = loadConfig(connectionEnv({ ...SETTINGS, ...readIni(embedded) }));
    expect([smart?.frameAncestors, sessions.sameSite]).toEqual([['https://hyperspace.example.org'], 'none']);
  });
});

describe('the commands of docs/signing-in-with-epic.md and docs/doctor.md', () => {
  const pages = ['docs/signing-in-with-epic.md', 'docs/doctor.md'].map((page) => readFileSync(page, 'utf8'));
  const commands = pages.flatMap((page) =>
    blocks(page, 'sh').flatMap((block) =>
      [...block.matchAll(/npm run (?:--silent )?doctor --(.*)$/gm)].map(([, options = '']) => options),
    ),
  );

  it.each(commands)('have only options that the doctor has: %s', (options) => {
    const words = options.replace(/\|.*$/, '').trim().split(' ');
    expect(parseDoctorOptions(words)).not.toHaveProperty('fault');
  });
});

describe('the codes of docs/signing-in-with-epic.md', () => {
  it('are codes of the gateway', () => {
    const signInCodes = PAGE.match(/\bsign_in_(?!failed)\w+/g) ?? [];
    expect(signInCodes.filter((code) => !(code in SIGN_IN_PROBLEM_CODES))).toEqual([]);
    const errorCodes =
      PAGE.match(/\b(?:UNAUTHENTICATED|[A-Z]+_(?:UNAVAILABLE|FORBIDDEN|AMBIGUOUS))\b/g) ?? [];
    expect(new Set(errorCodes).size).toBeGreaterThan(5);
    expect(errorCodes.filter((code) => !(code in ERROR_CODES))).toEqual([]);
  });
});

describe('the app of docs/signing-in-with-epic.md', () => {
  let sandbox: Sandbox;
  let gateway: SignInGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    registerApps(sandbox);
    gateway = await startSignInGateway(signInVariables(sandbox));
  });
  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  /** Runs the code in a page. Its browser visits the addresses that the page goes to. */
  function openApp(address: string) {
    const browser = openBrowser();
    const visited: string[] = [];
    const stored = new Map<string, string>();
    const location = {
      ...partsOf(address),
      assign: (url: string) => void visited.push(url),
    };
    const page = createContext({
      URLSearchParams,
      location,
      history: {
        replaceState: (_state: unknown, _title: string, url: string) => void visited.push(`replaced: ${url}`),
      },
      sessionStorage: {
        getItem: (name: string) => stored.get(name) ?? null,
        setItem: (name: string, value: string) => void stored.set(name, value),
        removeItem: (name: string) => void stored.delete(name),
      },
      fetch: async (url: string, init: RequestInit) => {
        const { status, text } = await callAsApp(browser, url, init);
        // oxlint-disable-next-line typescript/no-unsafe-return -- a response of any form
        return { status, json: async () => JSON.parse(text) };
      },
    });
    const code = blocks(PAGE, 'js').join('\n').replace('https://gw.example.org', gateway.origin);
    runInContext(code, page);
    const run = (call: string): Promise<unknown> => Promise.resolve(runInContext(call, page));
    return { browser, visited, stored, location, run };
  }

  it('signs in, reads as the person with the session of its tab, and signs out', async () => {
    const app = openApp(RETURN_URL);
    await app.run('signIn()');
    const path = app.visited[0]?.slice(gateway.origin.length) ?? '';
    const { location } = await signIn(app.browser, gateway, sandbox, { path });
    Object.assign(app.location, partsOf(location));
    expect(await app.run('query("{ me { audience } }")')).toMatchObject({
      data: { me: { audience: 'CLINICIAN' } },
    });
    expect(app.visited[1]).toBe('replaced: /chart');
    Object.assign(app.location, partsOf(RETURN_URL));
    await app.run('signOut()');
    expect([app.browser.cookies.size, app.stored.size]).toEqual([0, 0]);
  });

  it('goes to the sign-in page when the session has ended', async () => {
    const app = openApp(RETURN_URL);
    await app.run('query("{ me { audience } }")');
    expect(app.visited).toEqual([
      `http://localhost:4000/auth/login?return=${encodeURIComponent(RETURN_URL)}`,
    ]);
  });
});

function partsOf(address: string) {
  const { origin, pathname, search, hash } = new URL(address);
  return { origin, pathname, search, hash };
}
