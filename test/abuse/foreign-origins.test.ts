import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';

const ONE = `{ patient(id: "${KNOWN_ID}") { id } }`;
const SEARCH = `{
  patientsConnection(first: 2, filter: { identifier: { system: "MRN", value: "1" } }) {
    nodes { id }
    pageInfo { endCursor }
  }
}`;

let sandbox: Sandbox;
let gateway: Gateway;
/** Somebody else's, who would be glad of a bearer token. */
let thief: LocalServer;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  thief = await startLocalServer((response) => {
    response.writeHead(200, { 'content-type': 'application/fhir+json' });
    response.end(JSON.stringify({ resourceType: 'Patient', id: KNOWN_ID }));
  });
  gateway = await startGateway(sandbox);
  await expectStillHealthy(gateway);
});

beforeEach(() => sandbox.clearRequests());

afterEach(async () => {
  sandbox.clearFaults();
  await expectOnlyTheServerWasAsked();
});

afterAll(async () => {
  await gateway.close();
  await thief.close();
  await sandbox.close();
});

async function expectOnlyTheServerWasAsked(): Promise<void> {
  expect(thief.connections).toBe(0);
  await expectStillHealthy(gateway);
}

/** Links that do not lead below the base URL, though most of them look as if. */
const LINKS: [how: string, link: () => string][] = [
  [
    'leads to another host',
    () => `${thief.origin}/interconnect-sandbox-oauth/api/FHIR/R4/Patient?sessionID=1`,
  ],
  ['leads to another host without naming a protocol', () => `//${new URL(thief.origin).host}/Patient`],
  ['has the base as its user', () => `${sandbox.origin}@${new URL(thief.origin).host}/Patient`],
  ['has a user and a password', () => sandbox.baseUrl.replace('//', '//user:password@')],
  ['leaves the base by dots', () => `${sandbox.baseUrl}/../../../../elsewhere`],
  ['leaves the base by encoded dots', () => `${sandbox.baseUrl}/%2e%2e/%2e%2e/elsewhere`],
  ['leads to a sibling that begins alike', () => `${sandbox.baseUrl}-of-another/Patient`],
  ['has another protocol', () => sandbox.baseUrl.replace('http:', 'ftp:')],
  ['is a file', () => 'file:///etc/passwd'],
  ['is data', () => 'data:application/fhir+json,{}'],
  ['is a script', () => 'javascript:alert(1)'],
];

describe('a redirect', () => {
  it.each(LINKS)('that %s is not followed', async (_how, link) => {
    sandbox.fault({ kind: 'redirect', location: link(), match: { operation: 'read' } });
    const { data, errors } = await gateway.query(ONE);
    expect(data).toEqual({ patient: null });
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['UPSTREAM_INVALID_RESPONSE']);
    expect(sandbox.requests).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])('to another host is not followed with status %d', async (status) => {
    sandbox.fault({ kind: 'redirect', status, location: thief.origin, match: { operation: 'read' } });
    expect((await gateway.query(ONE)).errors).toHaveLength(1);
  });

  it('of the token endpoint is not followed, neither elsewhere nor to itself', async () => {
    for (const location of [thief.origin, sandbox.tokenUrl]) {
      // Anew, since a refusal is remembered.
      const other = await startGateway(sandbox, { connection: { tokenUrl: sandbox.tokenUrl } });
      sandbox.clearRequests();
      sandbox.fault({ kind: 'redirect', status: 307, location, match: { operation: 'token' }, times: 3 });
      expect((await other.query(ONE)).errors?.map(({ extensions: { code } }) => code)).toEqual([
        'UPSTREAM_INVALID_RESPONSE',
      ]);
      expect(sandbox.requests.map(({ operation }) => operation)).toEqual(['token', 'token', 'token']);
      await other.close();
    }
  });

  it('below the base is followed, with the token', async () => {
    sandbox.fault({
      kind: 'redirect',
      location: `${sandbox.baseUrl}/Patient/${KNOWN_ID}`,
      match: { operation: 'read' },
    });
    expect((await gateway.query(ONE)).data).toEqual({ patient: { id: KNOWN_ID } });
    expect(sandbox.requests.map(({ status }) => status)).toEqual([302, 200]);
  });
});

/** One page with one patient, and the link. */
function serve(url: unknown): void {
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

describe('a link to the next page', () => {
  it.each(LINKS)('that %s is not followed, and the page says that the list goes on', async (_how, link) => {
    serve(link());
    const { data, errors, extensions } = await gateway.query(SEARCH);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ patientsConnection: { nodes: [{ id: 'first' }] } });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['NEXT_LINK_FOREIGN']);
    expect(sandbox.requests).toHaveLength(1);
  });

  it.each([null, 5, {}, ['x']])('that is no text is none: %j', async (url) => {
    serve(url);
    const { data, errors } = await gateway.query(SEARCH);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ patientsConnection: { nodes: [{ id: 'first' }] } });
  });
});

describe('a server that names its token endpoint', () => {
  it.each<[how: string, tokenUrl: () => unknown]>([
    ['in plain HTTP on another host', () => 'http://epic.example/token'],
    ['as a path', () => '/token'],
    ['as an object', () => ({ url: thief.origin })],
    ['as a file', () => 'file:///etc/passwd'],
  ])('%s gets no assertion', async (_how, tokenUrl) => {
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
    expect((await other.query(ONE)).errors?.map(({ extensions: { code } }) => code)).toEqual([
      'UPSTREAM_AUTHENTICATION_FAILED',
    ]);
    expect(sandbox.requests.filter(({ operation }) => operation === 'token')).toEqual([]);
    await other.close();
  });
});
