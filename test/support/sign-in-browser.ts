/** A gateway at which people of the sandbox sign in, and browsers that keep its cookies. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PersonId, Sandbox } from 'epic-fhir-sandbox';
import { loadConfig } from '../../src/config/config.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { createGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import type { FhirServer } from './gateway.ts';
import { PATIENCE } from './patience.ts';
import { getMetrics } from './sites.ts';

export const REDIRECT_URL = 'http://localhost:4000/auth/callback';
export const APP_ORIGIN = 'http://127.0.0.1:3000';
export const RETURN_URL = `${APP_ORIGIN}/chart`;
export const OTHER_RETURN_URL = `${APP_ORIGIN}/list`;
export const CLINICIANS_APP = 'gateway-clinicians';
export const PATIENTS_APP = 'gateway-patients';
export const SESSION_SECRET = 'a-secret-of-32-or-more-characters';

export interface SignInGateway {
  readonly origin: string;
  readonly logLines: readonly string[];
  /** The text of the audit file. */
  readAudit(): string;
  auditEvents(): readonly AuditEvent[];
  /** Returns the metrics. */
  getMetrics(): Promise<string>;
  close(): Promise<void>;
}

/** Registers the apps of a gateway at a sandbox, as public clients. */
export function registerApps(sandbox: Sandbox, redirectUrl = REDIRECT_URL): void {
  const launchUrl = redirectUrl.replace(/callback$/, 'launch');
  for (const [clientId, audience] of [
    [CLINICIANS_APP, 'clinicians'],
    [PATIENTS_APP, 'patients'],
  ] as const)
    sandbox.registerApp({ clientId, audience, redirectUrls: [redirectUrl], launchUrl });
}

/** Returns the variables of a gateway in front of a sandbox. */
export function signInVariables({ baseUrl, credentials }: FhirServer): Record<string, string> {
  return {
    EPIC_BASE_URL: baseUrl,
    EPIC_CLIENT_ID: credentials.clientId,
    EPIC_PRIVATE_KEY: credentials.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    EPIC_KEY_ID: credentials.keyId,
    SMART_CLIENT_ID: CLINICIANS_APP,
    SMART_PATIENT_CLIENT_ID: PATIENTS_APP,
    SMART_CLIENT_AUTH: 'none',
    SMART_REDIRECT_URL: REDIRECT_URL,
    SMART_RETURN_URLS: `${RETURN_URL},${OTHER_RETURN_URL}`,
    SESSION_SECRET,
    PORT: '0',
    METRICS_PORT: '0',
  };
}

/** @param folder an existing folder for the files of the gateway, which the test removes; by default a new one */
export async function startSignInGateway(
  variables: Readonly<Record<string, string>>,
  folder = mkdtempSync(join(tmpdir(), 'sign-in-')),
): Promise<SignInGateway> {
  const auditFile = join(folder, 'audit.ndjson');
  const env = {
    STATE_URL: `sqlite:${join(folder, 'state.sqlite')}`,
    AUDIT_LOG: `file:${auditFile}`,
    ...variables,
  };
  const logLines: string[] = [];
  const gateway = await createGateway(
    loadConfig(env),
    createLog('debug', { write: (line) => void logLines.push(line) }),
    { stateTimeoutMs: PATIENCE.timeout },
  );
  const port = await gateway.listen();
  const readAudit = (): string => readFileSync(auditFile, 'utf8');
  return {
    origin: `http://127.0.0.1:${port}`,
    logLines,
    readAudit,
    auditEvents: () =>
      readAudit()
        .split('\n')
        .filter((line) => line !== '')
        // oxlint-disable-next-line typescript/no-unsafe-return -- JSON has no type; the audit wrote an event
        .map((line): AuditEvent => JSON.parse(line)),
    getMetrics: async () => (await getMetrics(logLines)).text(),
    async close() {
      await gateway.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly location: string;
  readonly setCookies: readonly string[];
}

/** A browser. It keeps the cookies of gateways, and follows no redirects. */
export interface TestBrowser {
  /** Cookies by name, in the order in which they were set. */
  readonly cookies: Map<string, string>;
  request(url: string, init?: RequestInit): Promise<Answer>;
}

const NAVIGATION = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};

export function openBrowser(): TestBrowser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async request(url, { headers, ...init } = {}) {
      const sent = new Headers({ ...NAVIGATION, ...Object.fromEntries(new Headers(headers)) });
      if (cookies.size > 0 && !sent.has('cookie'))
        sent.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
      const response = await fetch(url, { redirect: 'manual', ...init, headers: sent });
      const setCookies = response.headers.getSetCookie();
      for (const text of setCookies) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
        if (text.includes('Max-Age=0')) cookies.delete(name);
        else cookies.set(name, value);
      }
      return {
        status: response.status,
        headers: response.headers,
        text: await response.text(),
        location: response.headers.get('location') ?? '',
        setCookies,
      };
    },
  };
}

/** Moves an address of the redirect URL's host to where the gateway listens. */
export function addressAt({ origin }: Pick<SignInGateway, 'origin'>, url: string): string {
  return `${origin}${url.slice(new URL(url).origin.length)}`;
}

/** Begins a sign-in, and returns the address of the authorization server. */
export async function begin(
  browser: TestBrowser,
  { origin }: Pick<SignInGateway, 'origin'>,
  path = `/auth/login?return=${encodeURIComponent(RETURN_URL)}`,
): Promise<string> {
  const { status, location, text } = await browser.request(`${origin}${path}`);
  if (status !== 303) throw new Error(`Expected a redirect, but got ${status}: ${text}`);
  return location;
}

/** Signs in, and returns the response of the callback. */
export async function signIn(
  browser: TestBrowser,
  gateway: Pick<SignInGateway, 'origin'>,
  sandbox: Sandbox,
  { person = 'clinician', path }: { readonly person?: PersonId; readonly path?: string } = {},
): Promise<Answer & { readonly handle: string }> {
  const redirect = sandbox.signIn(await begin(browser, gateway, path), person);
  const answer = await browser.request(addressAt(gateway, redirect));
  return { ...answer, handle: new URL(answer.location).hash.replace('#session=', '') };
}

/** Sends a request as a page of the app does. */
export function callAsApp(
  browser: TestBrowser,
  url: string,
  { headers, ...init }: RequestInit = {},
): Promise<Answer> {
  return browser.request(url, {
    ...init,
    headers: {
      accept: 'application/json',
      origin: APP_ORIGIN,
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty',
      'sec-fetch-site': 'same-site',
      ...Object.fromEntries(new Headers(headers)),
    },
  });
}
