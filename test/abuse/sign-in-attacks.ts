/** What tests of attacks on sign-ins and sessions share: the requests, and what no response and no record may contain. */
import { createHash } from 'node:crypto';
import { type IncomingMessage, request as sendRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from 'epic-fhir-sandbox';
import { expect, vi } from 'vitest';
import { at } from '../support/expected.ts';
import type { FhirServer } from '../support/gateway.ts';
import { PATIENCE } from '../support/patience.ts';
import { writeSitesFile } from '../support/sites.ts';
import {
  type Answer,
  APP_ORIGIN,
  callAsApp,
  CLINICIANS_APP,
  registerApps,
  RETURN_URL,
  SESSION_SECRET,
  type SignInGateway,
  signInVariables,
  startSignInGateway,
  type TestBrowser,
} from '../support/sign-in-browser.ts';

/** Sends an operation as a page of the app does. */
export function runAsApp(
  browser: TestBrowser,
  { origin }: Pick<SignInGateway, 'origin'>,
  query: string,
  { path = '/graphql', headers = {}, variables = {} }: RunOptions = {},
): Promise<Answer> {
  return callAsApp(browser, `${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
}

interface RunOptions {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Returns the code of a refusal, in JSON or on a page. */
export function codeOf({ text: body, headers }: Pick<Answer, 'text' | 'headers'>): unknown {
  if (headers.get('content-type')?.startsWith('text/html') === true)
    return /Code: <code>(?<code>\w+)<\/code>/.exec(body)?.groups?.['code'];
  const parsed: unknown = body === '' ? {} : JSON.parse(body);
  return at(parsed, 'errors', 0, 'extensions', 'code');
}

/** Returns the data of an operation. */
export function dataOf({ text: body }: Pick<Answer, 'text'>): unknown {
  const parsed: unknown = JSON.parse(body);
  return at(parsed, 'data');
}

/** Returns the status and the code of a refusal. Expects that it starts no session, has no location, and opens in no cache or frame. */
export function refusalOf(answer: Answer): string {
  expect(answer.location).toBe('');
  expect(answer.setCookies.filter((cookie) => !cookie.includes('Max-Age=0'))).toEqual([]);
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  return `${answer.status} ${String(codeOf(answer))}`;
}

/** The words that may appear in no response, log, audit or metric. */
export interface Secrets {
  /** Adds the parameters of an address of a sign-in. */
  addUrl(url: string): void;
  /** Adds the values of the cookies of a browser. */
  addCookies(browser: TestBrowser): void;
  add(...words: readonly string[]): void;
  /** Expects no secret in responses, apart from the cookies that they set and the addresses to which they redirect. */
  expectNotIn(answers: readonly Answer[]): void;
  /** Expects no secret, and no token that the FHIR server received, in what a gateway recorded. */
  expectNotRecorded(gateway: SignInGateway, sandbox: Sandbox): Promise<void>;
}

const SECRET_PARAMETERS = ['code', 'state', 'nonce', 'code_challenge', 'launch'];
/** Shorter words occur by chance. */
const SHORTEST = 8;

export function collectSecrets(): Secrets {
  const words = new Set<string>();
  const add = (...added: readonly string[]): void => {
    for (const word of added) if (word.length >= SHORTEST) words.add(word);
  };
  const findIn = (searched: string, more: readonly string[] = []): string[] =>
    [...words, ...more].filter((word) => searched.includes(word));
  return {
    add,
    addUrl(url) {
      const { searchParams } = new URL(url);
      add(...SECRET_PARAMETERS.map((name) => searchParams.get(name) ?? ''));
    },
    addCookies: ({ cookies }) => add(...cookies.values()),
    expectNotIn(answers) {
      for (const { headers, text: body } of answers) {
        const others = [...headers].filter(([name]) => name !== 'set-cookie' && name !== 'location');
        expect(findIn(`${body}\n${JSON.stringify(others)}`)).toEqual([]);
      }
    },
    async expectNotRecorded(gateway, sandbox) {
      const recorded = [...gateway.logLines, gateway.readAudit(), await gateway.getMetrics()].join('\n');
      expect(recorded).toContain('listening');
      expect(findIn(recorded, tokensSentTo(sandbox))).toEqual([]);
    },
  };
}

/** Returns the different tokens of the requests that a FHIR server received. */
export function tokensSentTo({ requests }: Pick<Sandbox, 'requests'>): string[] {
  const tokens = requests.map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? '');
  return [...new Set(tokens)].filter((token) => token !== '');
}

const PUBLIC_OPERATIONS: ReadonlySet<string> = new Set([
  'metadata',
  'smart-configuration',
  'openid-configuration',
  'jwks',
]);

/** Returns the paths of the requests that only a gateway that admitted somebody sends. */
export function requestsFor({ requests }: Pick<Sandbox, 'requests'>): string[] {
  return requests.filter(({ operation }) => !PUBLIC_OPERATIONS.has(operation)).map(({ path }) => path);
}

/** Expects that every token that a FHIR server received belongs to a person, and none to the gateway itself. */
export async function expectOnlyTokensOfPersons(
  sandbox: Pick<Sandbox, 'requests' | 'tokenUrl'>,
  clientId = CLINICIANS_APP,
): Promise<void> {
  for (const token of tokensSentTo(sandbox)) {
    const response = await fetch(sandbox.tokenUrl.replace(/token$/, 'introspect'), {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: clientId }),
    });
    expect(await response.json()).toMatchObject({ active: true, client_id: clientId });
  }
}

type RawHeaders = Readonly<Record<string, string | readonly string[]>>;

/** Sends a request that fetch() would not: with repeated headers, any bytes and any method. */
export async function sendRaw(
  { origin }: Pick<SignInGateway, 'origin'>,
  path: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: RawHeaders; body?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const sent = sendRequest({
    hostname,
    port,
    path,
    method,
    agent: false,
    headers: Object.entries({ host: `${hostname}:${port}`, ...headers }).flatMap(([name, values]) =>
      [values].flat().flatMap((value) => [name, value]),
    ),
  });
  sent.end(body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  const received = new Headers();
  for (const [name, values] of Object.entries(response.headersDistinct))
    for (const value of values ?? []) received.append(name, value);
  return {
    status: response.statusCode ?? 0,
    headers: received,
    text: await text(response),
    location: received.get('location') ?? '',
    setCookies: received.getSetCookie(),
  };
}

/** Returns the name of the cookie of the sign-in with a state. */
export function signInCookieOf(state: string): string {
  return `__Host-sign-in-${createHash('sha256').update(state).digest('hex').slice(0, 16)}`;
}

/** Begins so many sign-ins without ending them, 25 at once. */
export async function beginSignIns({ origin }: Pick<SignInGateway, 'origin'>, count: number): Promise<void> {
  let left = count;
  const strangers = Array.from({ length: 25 }, async () => {
    while (left > 0) {
      left -= 1;
      const response = await fetch(`${origin}/auth/login`, { redirect: 'manual' });
      await response.body?.cancel();
      if (response.status !== 303) throw new Error(`Expected a redirect, but got ${response.status}.`);
    }
  });
  await Promise.all(strangers);
}

/** A site of a gateway with several. */
export interface AttackedSite {
  readonly server: FhirServer;
  readonly redirectUrl: string;
  /** Changes keys of the site in the sites file. */
  readonly keys?: Readonly<Record<string, unknown>>;
}

/** Starts a gateway of several sites, at which clinicians sign in. */
export function startSignInSites(
  sites: Readonly<Record<string, AttackedSite>>,
  variables: Readonly<Record<string, string>> = {},
): Promise<SignInGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'sign-in-sites-'));
  const entries = Object.entries(sites).map(([id, { server, redirectUrl, keys }]) => {
    const site = {
      server,
      smartClientId: CLINICIANS_APP,
      smartClientAuth: 'none',
      smartRedirectUrl: redirectUrl,
      smartReturnUrls: [RETURN_URL],
      smartAppOrigins: [APP_ORIGIN],
      ...keys,
    };
    return [id, site] as const;
  });
  return startSignInGateway(
    {
      SITES_FILE: writeSitesFile(folder, Object.fromEntries(entries)),
      SESSION_SECRET,
      PORT: '0',
      METRICS_PORT: '0',
      ...variables,
    },
    folder,
  );
}

/** Starts a gateway with sign-in at a sandbox. It has requested its own token already, which it does at its start. */
export async function startAttacked(
  sandbox: Sandbox,
  variables: Readonly<Record<string, string>> = {},
): Promise<SignInGateway> {
  registerApps(sandbox);
  sandbox.clearRequests();
  const gateway = await startSignInGateway({ ...signInVariables(sandbox), ...variables });
  await vi.waitFor(() => expect(requestsFor(sandbox)).toHaveLength(1), { ...PATIENCE, interval: 5 });
  sandbox.clearRequests();
  return gateway;
}
