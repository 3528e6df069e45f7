import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';

let sandbox: Sandbox;
let gateway: Gateway;
/** Where no record may lead the gateway; inside a hospital, a metadata service or a printer. */
let inside: LocalServer;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  inside = await startLocalServer((response) => {
    response.writeHead(200, { 'content-type': 'application/fhir+json' });
    response.end(JSON.stringify({ resourceType: 'Practitioner', id: 'x' }));
  });
  gateway = await startGateway(sandbox, { panel: { kind: 'list', identifier: sandbox.panels.list } });
  await expectStillHealthy(gateway);
});

beforeEach(() => sandbox.clearRequests());

afterEach(async () => {
  sandbox.clearFaults();
  await expectNobodyElseWasAsked();
});

afterAll(async () => {
  await gateway.close();
  await inside.close();
  await sandbox.close();
});

async function expectNobodyElseWasAsked(): Promise<void> {
  expect(inside.connections).toBe(0);
  await expectStillHealthy(gateway);
}

/** References that lead to a type, but not to one of the server's own records. */
const REFERENCES: [how: string, to: (type: string) => string][] = [
  ['another host', (type) => `${inside.origin}/${type}/x`],
  [
    'another host below the same path',
    (type) => `${inside.origin}${new URL(sandbox.baseUrl).pathname}/${type}/x`,
  ],
  ['another host without a protocol', (type) => `//${new URL(inside.origin).host}/${type}/x`],
  ['another host behind a user', (type) => `${sandbox.origin}@${new URL(inside.origin).host}/${type}/x`],
  ['a sibling that begins alike', (type) => `${sandbox.baseUrl}-of-another/${type}/x`],
  ['another protocol', (type) => `ftp://127.0.0.1/${type}/x`],
  ['a file', (type) => `file:///etc/${type}/passwd`],
  ['data', (type) => `data:application/fhir+json,/${type}/x`],
  ['a place above it', (type) => `${type}/..`],
  ['a place above it, encoded', (type) => `${type}/%2e%2e`],
  ['a path within it', (type) => `${type}/x/../../admin`],
  ['a query', (type) => `${type}/x?_format=html`],
  ['a condition', (type) => `${type}?identifier=x`],
  ['another line', (type) => `${type}/x\r\nHost: ${new URL(inside.origin).host}`],
  ['a name', () => 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0'],
  ['nothing that is contained', () => '#x'],
];

function serve(resource: Record<string, unknown>, match: { resourceType: string }): void {
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

/** The requests that were made, but for those of tokens. */
function asked(): string[] {
  return sandbox.requests
    .filter(({ operation }) => !['token', 'metadata', 'smart-configuration'].includes(operation))
    .map(({ path }) => path.slice(new URL(sandbox.baseUrl).pathname.length + 1));
}

describe('a reference', () => {
  it.each(REFERENCES)('to %s is not followed', async (_how, to) => {
    serve(
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
    expect(asked()).toEqual(['Encounter']);
  });

  it.each(REFERENCES)('of an attachment to %s is not fetched', async (_how, to) => {
    serve(
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
    expect(asked()).toEqual(['DocumentReference']);
  });

  it.each(REFERENCES)('of a patient list to %s names nobody', async (_how, to) => {
    serve(
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
    expect(asked()).toEqual(['List', `Patient/${KNOWN_ID}`]);
  });

  it('to a record that was merged is followed below the base alone', async () => {
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
      expect(asked().every((path) => /^Patient\/[\w.-]+$/.test(path))).toBe(true);
      expect(asked().length).toBeLessThanOrEqual(2);
    }
    expect(inside.connections).toBe(0);
  });
});
