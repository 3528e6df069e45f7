import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';

let sandbox: Sandbox;
let gateway: Gateway;
/** A server that no record may make the gateway contact, like a metadata service or a printer in a hospital's network. */
let internalServer: LocalServer;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  internalServer = await startLocalServer((response) => {
    response.writeHead(200, { 'content-type': 'application/fhir+json' });
    response.end(JSON.stringify({ resourceType: 'Practitioner', id: 'x' }));
  });
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    // Each reference is on a panel of its own.
    server: { panelCacheSeconds: 0 },
  });
  await expectStillHealthy(gateway);
});

beforeEach(() => sandbox.clearRequests());

afterEach(async () => {
  sandbox.clearFaults();
  await expectNoForeignConnection();
});

afterAll(async () => {
  await gateway.close();
  await internalServer.close();
  await sandbox.close();
});

async function expectNoForeignConnection(): Promise<void> {
  expect(internalServer.connections).toBe(0);
  await expectStillHealthy(gateway);
}

/** References that name a type, but none of the FHIR server's own records. */
const REFERENCES: [how: string, to: (type: string) => string][] = [
  ['another host', (type) => `${internalServer.origin}/${type}/x`],
  [
    'another host below the same path',
    (type) => `${internalServer.origin}${new URL(sandbox.baseUrl).pathname}/${type}/x`,
  ],
  ['another host without a scheme', (type) => `//${new URL(internalServer.origin).host}/${type}/x`],
  [
    'another host with the base URL as its userinfo',
    (type) => `${sandbox.origin}@${new URL(internalServer.origin).host}/${type}/x`,
  ],
  ['a path with the base URL as its prefix', (type) => `${sandbox.baseUrl}-of-another/${type}/x`],
  ['another scheme', (type) => `ftp://127.0.0.1/${type}/x`],
  ['a file URL', (type) => `file:///etc/${type}/passwd`],
  ['a data URL', (type) => `data:application/fhir+json,/${type}/x`],
  ['a parent path', (type) => `${type}/..`],
  ['an encoded parent path', (type) => `${type}/%2e%2e`],
  ['a path with dots', (type) => `${type}/x/../../admin`],
  ['a URL with a query', (type) => `${type}/x?_format=html`],
  ['a conditional reference', (type) => `${type}?identifier=x`],
  ['a reference with a line break', (type) => `${type}/x\r\nHost: ${new URL(internalServer.origin).host}`],
  ['a URN', () => 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0'],
  ['a missing contained resource', () => '#x'],
];

function serveSearch(resource: Record<string, unknown>, match: { resourceType: string }): void {
  sandbox.fault({
    kind: 'json',
    match: { operation: 'search', ...match },
    body: {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [{ resource, search: { mode: 'match' } }],
    },
  });
}

/** Returns the paths of the FHIR requests, without discovery and token requests. */
function requestedPaths(): string[] {
  return sandbox.requests
    .filter(({ operation }) => !['token', 'metadata', 'smart-configuration'].includes(operation))
    .map(({ path }) => path.slice(new URL(sandbox.baseUrl).pathname.length + 1));
}

describe('a reference', () => {
  it.each(REFERENCES)('does not follow a reference to %s [T3-S1]', async (_how, to) => {
    serveSearch(
      {
        resourceType: 'Encounter',
        id: 'e1',
        status: 'finished',
        subject: { reference: `Patient/${KNOWN_ID}` },
        participant: [{ individual: { reference: to('Practitioner') } }],
        location: [{ location: { reference: to('Location') } }],
        serviceProvider: { reference: to('Organization') },
      },
      { resourceType: 'Encounter' },
    );
    const { data, errors } = await gateway.query(
      `{ patient(id: "${KNOWN_ID}") { encounters(first: 1) {
        id participants { individual { resource { __typename } } }
        locations { location { resource { id } } } serviceProvider { resource { id } }
      } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      patient: {
        encounters: [
          {
            id: 'e1',
            participants: [{ individual: { resource: null } }],
            locations: [{ location: { resource: null } }],
            serviceProvider: { resource: null },
          },
        ],
      },
    });
    expect(requestedPaths()).toEqual(['Encounter']);
  });

  it.each(REFERENCES)('does not fetch an attachment from %s [T3-S1]', async (_how, to) => {
    serveSearch(
      {
        resourceType: 'DocumentReference',
        id: 'd1',
        status: 'current',
        subject: { reference: `Patient/${KNOWN_ID}` },
        category: [{ coding: [{ code: 'clinical-note' }] }],
        content: [{ attachment: { contentType: 'text/html', url: to('Binary') } }],
      },
      { resourceType: 'DocumentReference' },
    );
    const { data, errors } = await gateway.query(
      `{ patient(id: "${KNOWN_ID}") { clinicalNotes(first: 1) { id content { text html data } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      patient: { clinicalNotes: [{ id: 'd1', content: { text: null, html: null, data: null } }] },
    });
    expect(requestedPaths()).toEqual(['DocumentReference']);
  });

  it.each(REFERENCES)(
    'ignores an entry of a patient list that is a reference to %s [T3-T4]',
    async (_how, to) => {
      serveSearch(
        {
          resourceType: 'List',
          id: 'l1',
          status: 'current',
          mode: 'working',
          entry: [to('Patient'), `Patient/${KNOWN_ID}`].map((reference) => ({ item: { reference } })),
        },
        { resourceType: 'List' },
      );
      const { data, errors } = await gateway.query('{ patients { id } }');
      expect(errors).toBeUndefined();
      expect(data).toEqual({ patients: [{ id: KNOWN_ID }] });
      expect(requestedPaths()).toEqual(['List', `Patient/${KNOWN_ID}`]);
    },
  );

  it('follows the reference to a merge survivor only below the base URL', async () => {
    for (const [, to] of REFERENCES) {
      if (/[\r\n]/.test(to('Patient'))) continue;
      sandbox.clearRequests();
      sandbox.fault({
        kind: 'json',
        match: { operation: 'read' },
        status: 410,
        headers: { 'content-location': to('Patient') },
        body: {
          resourceType: 'OperationOutcome',
          issue: [{ severity: 'fatal', code: 'processing', details: { coding: [{ code: '4107' }] } }],
        },
      });
      await gateway.query(`{ patient(id: "${KNOWN_ID}") { id } }`);
      expect(requestedPaths().every((path) => /^Patient\/[\w.-]+$/.test(path))).toBe(true);
      expect(requestedPaths().length).toBeLessThanOrEqual(2);
    }
    expect(internalServer.connections).toBe(0);
  });
});
