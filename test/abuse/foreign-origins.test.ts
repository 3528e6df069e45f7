import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';
import { skipPauses } from '../support/time.ts';

skipPauses();

const ONE_PATIENT = `{ patient(id: "${KNOWN_ID}") { id } }`;
const SEARCH = `{
  patientsConnection(first: 2, filter: { identifier: { system: "MRN", value: "1" } }) {
    nodes { id }
    pageInfo { endCursor }
  }
}`;

let sandbox: Sandbox;
let gateway: Gateway;
/** Another server, which must never receive a bearer token. */
let foreignServer: LocalServer;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  foreignServer = await startLocalServer((response) => {
    response.writeHead(200, { 'content-type': 'application/fhir+json' });
    response.end(JSON.stringify({ resourceType: 'Patient', id: KNOWN_ID }));
  });
  gateway = await startGateway(sandbox);
  await expectStillHealthy(gateway);
});

beforeEach(() => sandbox.clearRequests());

afterEach(async () => {
  sandbox.clearFaults();
  await expectNoForeignConnection();
});

afterAll(async () => {
  await gateway.close();
  await foreignServer.close();
  await sandbox.close();
});

async function expectNoForeignConnection(): Promise<void> {
  expect(foreignServer.connections).toBe(0);
  await expectStillHealthy(gateway);
}

/** URLs outside the base URL; most of them look as if they were below it. */
const FOREIGN_URLS: [how: string, link: () => string][] = [
  [
    'points to another host',
    () => `${foreignServer.origin}/interconnect-sandbox-oauth/api/FHIR/R4/Patient?sessionID=1`,
  ],
  ['points to another host without a scheme', () => `//${new URL(foreignServer.origin).host}/Patient`],
  [
    'has the base URL as its userinfo',
    () => `${sandbox.origin}@${new URL(foreignServer.origin).host}/Patient`,
  ],
  ['has a user and a password', () => sandbox.baseUrl.replace('//', '//user:password@')],
  ['leaves the base URL by dots', () => `${sandbox.baseUrl}/../../../../elsewhere`],
  ['leaves the base URL by encoded dots', () => `${sandbox.baseUrl}/%2e%2e/%2e%2e/elsewhere`],
  ['points to a path with the base URL as its prefix', () => `${sandbox.baseUrl}-of-another/Patient`],
  ['has another scheme', () => sandbox.baseUrl.replace('http:', 'ftp:')],
  ['is a file URL', () => 'file:///etc/passwd'],
  ['is a data URL', () => 'data:application/fhir+json,{}'],
  ['is a script URL', () => 'javascript:alert(1)'],
];

describe('a redirect [T3-S1]', () => {
  it.each(FOREIGN_URLS)('does not follow a redirect that %s', async (_how, link) => {
    sandbox.fault({ kind: 'redirect', location: link(), match: { operation: 'read' } });
    const { data, errors } = await gateway.query(ONE_PATIENT);
    expect(data).toEqual({ patient: null });
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['UPSTREAM_INVALID_RESPONSE']);
    expect(sandbox.requests).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])(
    'does not follow a redirect to another host with status %d',
    async (status) => {
      sandbox.fault({
        kind: 'redirect',
        status,
        location: foreignServer.origin,
        match: { operation: 'read' },
      });
      expect((await gateway.query(ONE_PATIENT)).errors).toHaveLength(1);
    },
  );

  it('does not follow a redirect of the token endpoint, not even to itself', async () => {
    for (const location of [foreignServer.origin, sandbox.tokenUrl]) {
      // A new gateway each time, because it caches a refusal.
      const other = await startGateway(sandbox, { connection: { tokenUrl: sandbox.tokenUrl } });
      sandbox.clearRequests();
      sandbox.fault({ kind: 'redirect', status: 307, location, match: { operation: 'token' }, times: 3 });
      expect((await other.query(ONE_PATIENT)).errors?.map(({ extensions: { code } }) => code)).toEqual([
        'UPSTREAM_INVALID_RESPONSE',
      ]);
      expect(sandbox.requests.map(({ operation }) => operation)).toEqual(['token', 'token', 'token']);
      await other.close();
    }
  });

  it('follows a redirect below the base URL, with the token', async () => {
    sandbox.fault({
      kind: 'redirect',
      location: `${sandbox.baseUrl}/Patient/${KNOWN_ID}`,
      match: { operation: 'read' },
    });
    expect((await gateway.query(ONE_PATIENT)).data).toEqual({ patient: { id: KNOWN_ID } });
    expect(sandbox.requests.map(({ status }) => status)).toEqual([302, 200]);
  });
});

/** Answers the next search with one patient and this next link. */
function servePageWithNextLink(url: unknown): void {
  sandbox.fault({
    kind: 'json',
    match: { operation: 'search' },
    body: {
      resourceType: 'Bundle',
      type: 'searchset',
      link: [{ relation: 'next', url }],
      entry: [
        {
          resource: { resourceType: 'Patient', id: 'first', identifier: [{ value: '1' }] },
          search: { mode: 'match' },
        },
      ],
    },
  });
}

describe('a link to the next page [T3-S1]', () => {
  it.each(FOREIGN_URLS)('does not follow a next link that %s, and returns a warning', async (_how, link) => {
    servePageWithNextLink(link());
    const { data, errors, extensions } = await gateway.query(SEARCH);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ patientsConnection: { nodes: [{ id: 'first' }] } });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['NEXT_LINK_FOREIGN']);
    expect(sandbox.requests).toHaveLength(1);
  });

  it.each([null, 5, {}, ['x']])('ignores a next link that is not a string: %j', async (url) => {
    servePageWithNextLink(url);
    const { data, errors } = await gateway.query(SEARCH);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ patientsConnection: { nodes: [{ id: 'first' }] } });
  });
});

describe('the token endpoint in smart-configuration [T3-S1]', () => {
  it.each<[how: string, tokenUrl: () => unknown]>([
    ['as plain HTTP on another host', () => 'http://epic.example/token'],
    ['as a path', () => '/token'],
    ['as an object', () => ({ url: foreignServer.origin })],
    ['as a file URL', () => 'file:///etc/passwd'],
  ])('sends no client assertion to a token endpoint given %s', async (_how, tokenUrl) => {
    const other = await startGateway(sandbox);
    sandbox.fault({
      kind: 'json',
      match: { operation: 'smart-configuration' },
      body: { token_endpoint: tokenUrl() },
    });
    sandbox.fault({
      kind: 'json',
      match: { operation: 'metadata' },
      body: { resourceType: 'CapabilityStatement' },
    });
    expect((await other.query(ONE_PATIENT)).errors?.map(({ extensions: { code } }) => code)).toEqual([
      'UPSTREAM_AUTHENTICATION_FAILED',
    ]);
    expect(sandbox.requests.filter(({ operation }) => operation === 'token')).toEqual([]);
    await other.close();
  });
});
