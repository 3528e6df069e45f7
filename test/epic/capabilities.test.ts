import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PATIENCE } from '../support/patience.ts';
import {
  collectInteractionsByType,
  isCapabilityStatement,
  isR4,
  parseCapabilities,
} from '../../src/epic/capabilities.ts';
import type { SiteClient } from '../support/site.ts';
import { asSent } from '../support/as-sent.ts';
import { rejectionOf } from '../support/refusal.ts';
import { clientOf, upstream } from './epic-client.ts';

describe('parseCapabilities', () => {
  it('recognizes a CapabilityStatement by its resourceType', () => {
    expect(isCapabilityStatement({ resourceType: 'CapabilityStatement' })).toBe(true);
    expect(isCapabilityStatement({ resourceType: 'Conformance' })).toBe(false);
  });

  it('reports the search parameters of each resource type', () => {
    const searchParam = [{ name: 'family' }, { name: '_id' }];
    const capabilities = parseCapabilities(
      asSent({
        resourceType: 'CapabilityStatement',
        rest: [
          { resource: [{ type: 'Patient', searchParam }, { type: 'List' }] },
          { resource: [{ type: 'Group', searchParam: [{ name: 'code' }] }] },
        ],
      }),
    );
    expect(capabilities.hasSearchParameter('Patient', 'family')).toBe(true);
    expect(capabilities.hasSearchParameter('Patient', '_id')).toBe(true);
    expect(capabilities.hasSearchParameter('Group', 'code')).toBe(true);
    expect(capabilities.hasSearchParameter('Patient', 'code')).toBe(false);
    expect(capabilities.hasSearchParameter('List', 'family')).toBe(false);
    expect(capabilities.hasSearchParameter('Observation', 'family')).toBe(false);
    expect(capabilities.hasSearchParameter('patient', 'family')).toBe(false);
  });

  it.each([
    [{}],
    [{ rest: null }],
    [{ rest: {} }],
    [{ rest: [null, 'x', {}] }],
    [{ rest: [{ resource: [null, { type: 'Patient', searchParam: 'x' }] }] }],
    [{ rest: [{ resource: [{ searchParam: [{ name: 'family' }] }] }], fhirVersion: 4 }],
  ])('accepts a CapabilityStatement with missing or malformed elements: %j', (statement) => {
    const capabilities = parseCapabilities(asSent({ resourceType: 'CapabilityStatement', ...statement }));
    expect(capabilities.hasSearchParameter('Patient', 'family')).toBe(false);
    expect(capabilities.fhirVersion).toBeNull();
    expect(isR4(capabilities)).toBe(false);
  });

  it.each([
    ['4.0.1', true],
    ['4.0.0', true],
    ['4.0', true],
    ['4.3.0', false],
    ['4.1.0', false],
    ['3.0.2', false],
    ['5.0.0', false],
    ['1.0.2', false],
    ['', false],
    ['40.1', false],
    ['4.01', false],
  ])('decides whether the FHIR version %j is R4: %s', (fhirVersion, expected) => {
    const statement = asSent({ resourceType: 'CapabilityStatement', fhirVersion });
    expect(isR4(parseCapabilities(asSent(statement)))).toBe(expected);
  });
});

describe('EpicClient.capabilities', () => {
  let clock: number;
  let sandbox: Sandbox;
  let client: SiteClient;

  beforeEach(async () => {
    clock = Date.UTC(2026, 9, 1);
    const now = (): number => clock;
    sandbox = await startSandbox({ now });
    client = await clientOf(sandbox, { now, connection: { tokenUrl: sandbox.tokenUrl } });
  });

  afterEach(async () => {
    client.close();
    await sandbox.close();
  });

  it('requests /metadata as JSON with the client id and without a token', async () => {
    const capabilities = await client.capabilities();
    expect(capabilities.fhirVersion).toBe('4.0.1');
    expect(capabilities.hasSearchParameter('Patient', 'identifier')).toBe(true);
    expect(upstream(sandbox)).toEqual(['metadata']);
    expect(sandbox.requests[0]?.headers).toMatchObject({
      accept: 'application/fhir+json',
      'epic-client-id': 'sandbox-client',
    });
    expect(sandbox.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('shares one /metadata request among all callers and repeats it after five minutes', async () => {
    await Promise.all(Array.from({ length: 20 }, () => client.capabilities()));
    clock += 299_999;
    await client.capabilities();
    expect(upstream(sandbox)).toEqual(['metadata']);
    clock += 1;
    const hold = sandbox.hold({ operation: 'metadata' });
    // The latest capabilities serve until the new ones arrive.
    await client.capabilities();
    await vi.waitFor(() => expect(hold.arrived).toBe(1), PATIENCE);
    hold.release();
  });

  it('repeats a failed /metadata request after five seconds', async () => {
    sandbox.fault({ match: { operation: 'metadata' }, kind: 'html' });
    expect(await rejectionOf(client.capabilities())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    clock += 4_999;
    expect(await rejectionOf(client.capabilities())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
    expect(upstream(sandbox)).toEqual(['metadata']);
    clock += 1;
    expect((await client.capabilities()).fhirVersion).toBe('4.0.1');
  });

  it('rejects a /metadata response that is not a CapabilityStatement', async () => {
    const body = { resourceType: 'Patient', id: 'MARKED' };
    sandbox.fault({ match: { operation: 'metadata' }, kind: 'json', body });
    expect(await rejectionOf(client.capabilities())).toEqual({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'Expected CapabilityStatement from the FHIR server, but it sent Patient.',
    });
  });

  it('names EPIC_BASE_URL in the error when /metadata does not exist', async () => {
    sandbox.fault({ match: { operation: 'metadata' }, kind: 'empty', status: 404 });
    expect(await rejectionOf(client.capabilities())).toEqual({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message:
        'Expected FHIR JSON, but the FHIR server responded with HTTP 404 and no content. Check that EPIC_BASE_URL is the FHIR R4 base URL.',
    });
  });

  it('passes the probe with one /metadata request and one token request', async () => {
    await Promise.all([client.probe(), client.probe()]);
    await client.probe();
    expect(upstream(sandbox).toSorted()).toEqual(['metadata', 'token']);
  });

  it.each(['3.0.2', '4.3.0', '5.0.0'])(
    'fails the probe of a server with FHIR version %s, which is not R4',
    async (fhirVersion) => {
      const body = { resourceType: 'CapabilityStatement', fhirVersion, rest: [] };
      sandbox.fault({ match: { operation: 'metadata' }, kind: 'json', body });
      expect(await rejectionOf(client.probe())).toEqual({
        code: 'UPSTREAM_INVALID_RESPONSE',
        message:
          'The FHIR server does not describe itself as R4 (4.0). Check that EPIC_BASE_URL is the R4 base URL.',
      });
    },
  );

  it('fails the probe without a token', async () => {
    sandbox.fault({ match: { operation: 'token' }, kind: 'html', status: 503, times: 3 });
    expect(await rejectionOf(client.probe())).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await client.probe();
    expect(upstream(sandbox).filter((request) => request === 'token')).toHaveLength(4);
  });
});

describe('collectInteractionsByType', () => {
  it('lists the interactions of each type and ignores malformed entries', () => {
    const interactions = collectInteractionsByType(
      asSent({
        resourceType: 'CapabilityStatement',
        rest: [
          null,
          {
            resource: [
              { type: 'Patient', interaction: [{ code: 'read' }, {}, null, { code: 'create' }, { code: 7 }] },
              { type: 'Goal', interaction: 'read' },
            ],
          },
        ],
      }),
    );
    expect([...interactions].map(([type, codes]) => [type, [...codes].join()])).toEqual([
      ['Patient', 'read,create'],
      ['Goal', ''],
    ]);
  });
});
