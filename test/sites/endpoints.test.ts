import { describe, expect, it } from 'vitest';
import { type ImportedSites, type ImportOptions, readEndpoints } from '../../src/sites/endpoints.ts';

const NOW = Date.parse('2026-06-15T12:00:00Z');

type Element = Readonly<Record<string, unknown>>;

/** An entry of Epic's public list. */
function entryOf(name: unknown, more: Element = {}): Element {
  return {
    fullUrl: 'https://open.epic.com/Endpoints/R4/1',
    resource: {
      resourceType: 'Endpoint',
      status: 'active',
      connectionType: {
        system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type',
        code: 'hl7-fhir-rest',
      },
      name,
      address: 'https://fhir.example.org/api/FHIR/R4/',
      ...more,
    },
  };
}

const versionOf = (valueCode: string): Element => ({
  url: 'http://hl7.org/fhir/StructureDefinition/endpoint-fhir-version',
  valueCode,
});

function imported(entries: unknown, more: Element = {}, options: Partial<ImportOptions> = {}): ImportedSites {
  const bundle = { resourceType: 'Bundle', type: 'collection', entry: entries, ...more };
  return readEndpoints(bundle, { now: NOW, ...options });
}

const idsOf = (...names: readonly string[]): string[] =>
  Object.keys(
    imported(names.map((name, at) => entryOf(name, { address: `https://host-${at}.example.org/R4` }))).sites,
  );

/** Returns the only reason why an endpoint was left out. */
function reasonOf(more: Element): string | undefined {
  const { sites, leftOut } = imported([entryOf('Clinic', more)]);
  expect(Object.keys(sites)).toEqual(leftOut.length === 0 ? ['clinic'] : []);
  return leftOut[0]?.replace('entry 1 (Clinic): ', '');
}

describe('the endpoints of a Bundle', () => {
  it('become sites with an id, a name and a base URL', () => {
    expect(imported([entryOf('St. Mary’s Hospital')])).toEqual({
      sites: {
        'st-marys-hospital': { name: 'St. Mary’s Hospital', baseUrl: 'https://fhir.example.org/api/FHIR/R4' },
      },
      known: 0,
      others: 0,
      leftOut: [],
      isPartial: false,
    });
  });

  it('have unique ids of 1 to 63 letters, digits and hyphens', () => {
    const long = 'A'.repeat(80);
    expect(idsOf('A & B', 'A/B', 'A-B 2', 'A (B)', 'Universitätsklinik', long, long)).toEqual([
      'a-b',
      'a-b-2',
      'a-b-2-2',
      'a-b-3',
      'universitatsklinik',
      'a'.repeat(63),
      `${'a'.repeat(61)}-2`,
    ]);
  });

  it('have the id of their host if the name has no Latin letters', () => {
    expect(idsOf('病院')).toEqual(['host-0-example-org']);
  });

  it('have an id in Latin letters without accents and not only digits', () => {
    expect(idsOf('Hôpital Général', 'Ørsted Łódź ß', '123', '№ 10', 'constructor', '__proto__')).toEqual([
      'hopital-general',
      'orsted-lodz-ss',
      'site-123',
      'no-10',
      'constructor',
      'proto',
    ]);
  });

  it('keep the order of the Bundle', () => {
    const names = Array.from({ length: 1000 }, (_, at) => `${1000 - at}`);
    expect(idsOf(...names)).toEqual(names.map((name) => `site-${name}`));
  });

  it('have the name of the organization that lists them if they share one', () => {
    const listed = ['north', 'south'].flatMap((id) => [
      {
        resource: {
          resourceType: 'Organization',
          name: `Clinic ${id}`,
          endpoint: [{ reference: `Endpoint/${id}` }],
        },
      },
      entryOf('FHIR R4 endpoint', { id, address: `https://${id}.example.org/R4` }),
    ]);
    expect(Object.keys(imported(listed).sites)).toEqual(['clinic-north', 'clinic-south']);
    expect(Object.keys(imported(listed.slice(0, 2)).sites)).toEqual(['fhir-r4-endpoint']);
  });

  it('are new if no site of the file has their address, and get no id of the file', () => {
    const existing = new Map([
      ['old', 'https://FHIR.example.org/api/FHIR/R4'],
      ['clinic', null],
    ]);
    const other = entryOf('Clinic', { address: 'https://other.example.org/R4' });
    const { sites, known } = imported([entryOf('Clinic'), other], {}, { existing });
    expect(sites).toEqual({ 'clinic-2': { name: 'Clinic', baseUrl: 'https://other.example.org/R4' } });
    expect(known).toBe(1);
  });

  it('can be chosen by a part of their names, whatever the case and the accents', () => {
    const entries = ['Hôpital Nord', 'HOPITAL SUD', 'Clinic', '病院'].map((name, at) =>
      entryOf(name, { address: `https://host-${at}.example.org/R4` }),
    );
    const { sites, others } = imported(entries, {}, { names: ['hopital', '病'] });
    expect(Object.keys(sites)).toEqual(['hopital-nord', 'hopital-sud', 'host-3-example-org']);
    expect(others).toBe(1);
  });

  it('have the name of the organization that manages or lists them if they have none', () => {
    const organization = { resourceType: 'Organization', id: 'o', name: 'Clinic' };
    const names = [
      [entryOf(undefined, { contained: [organization], managingOrganization: { reference: '#o' } })],
      [entryOf('', { contained: organization, managingOrganization: [{ reference: '#o' }] })],
      [entryOf(null, { managingOrganization: { reference: 'Organization/o' } }), { resource: organization }],
      [
        entryOf(7, { managingOrganization: { reference: 'urn:uuid:1' } }),
        { fullUrl: 'urn:uuid:1', resource: organization },
      ],
      [entryOf(undefined, { managingOrganization: { display: 'Clinic' } })],
      [
        { resource: { ...organization, endpoint: [{ reference: 'https://open.epic.com/Endpoints/R4/1' }] } },
        { resource: { ...organization, name: 'Part', endpoint: { reference: 'Endpoint/e' } } },
        entryOf(undefined, { id: 'e' }),
      ],
    ].map((entries) => imported(entries));
    for (const { sites, leftOut } of names) {
      expect(sites).toMatchObject({ clinic: { name: 'Clinic' } });
      expect(leftOut).toEqual([]);
    }
  });

  it.each<[what: string, more: Element, reason: string]>([
    ['of another type', { resourceType: 'Patient' }, 'expected an Endpoint'],
    ['off', { status: 'off' }, 'its status is not active'],
    ['for tests', { status: 'test' }, 'its status is not active'],
    ['entered in error', { status: 'entered-in-error' }, 'its status is not active'],
    ['without a status', { status: undefined }, 'its status is not active'],
    [
      'of another protocol',
      { connectionType: { code: 'dicom-wado-rs' } },
      'its connectionType is not hl7-fhir-rest',
    ],
    ['that have ended', { period: { end: '2026-05' } }, 'its period has ended'],
    ['that ended at a time', { period: { end: '2026-06-15T11:59:00Z' } }, 'its period has ended'],
    ['of DSTU2', { address: 'https://a.example.org/api/FHIR/DSTU2/' }, 'it is not of FHIR R4'],
    ['of DSTU2 by extension', { extension: [versionOf('1.0.2')] }, 'it is not of FHIR R4'],
    [
      'with a modifier',
      { modifierExtension: [{ url: 'x' }] },
      'it has a modifier that the gateway does not know',
    ],
    ['with implicit rules', { implicitRules: 'x' }, 'it has a modifier that the gateway does not know'],
  ])('are left out with the reason: %s', (_what, more, reason) => {
    expect(reasonOf(more)).toBe(reason);
  });

  it.each([
    undefined,
    null,
    7,
    '',
    'fhir.example.org',
    'http://fhir.example.org/R4',
    'https://me:s3cret@example.org/R4',
  ])('are left out without a usable address, which is not repeated: %s', (address) => {
    const reason = reasonOf({ address });
    expect(reason).toMatch(/^its address is not an https URL/);
    expect(reason).not.toContain('s3cret');
  });

  it.each<[what: string, more: Element]>([
    ['end later this month', { period: { start: '2020', end: '2026-06' } }],
    ['end today', { period: { end: '2026-06-15' } }],
    ['end later today', { period: { end: '2026-06-15T13:00:00Z' } }],
    ['are of R4 by extension', { extension: [versionOf('1.0.2'), versionOf('4.0.1')] }],
    ['have no connection type', { connectionType: undefined }],
  ])('become sites if they %s', (_what, more) => {
    expect(reasonOf(more)).toBeUndefined();
  });

  it('are left out without a name, and if an entry repeats an earlier one', () => {
    const other = entryOf('Clinic', { address: 'https://other.example.org/R4' });
    const { sites, leftOut } = imported([
      entryOf('Clinic'),
      entryOf('Clinic'),
      other,
      entryOf('North'),
      entryOf(' '),
    ]);
    expect(Object.keys(sites)).toEqual(['clinic', 'clinic-2', 'north']);
    expect(leftOut).toEqual([
      'entry 2 (Clinic): an earlier entry has the same name and address',
      'entry 5 (no name): it has no name',
    ]);
  });

  it('have names of one line without control characters', () => {
    const { sites } = imported([entryOf('Cli\u001B[2Jnic\nNorth')]);
    expect(Object.values(sites).map(({ name }) => name)).toEqual(['Cli [2Jnic North']);
  });

  it('are a part of all if the Bundle has a next page', () => {
    expect(imported([], { link: [{ relation: 'next', url: 'https://example.org?page=2' }] }).isPartial).toBe(
      true,
    );
    expect(imported([], { link: [{ relation: 'self' }] }).isPartial).toBe(false);
  });

  it.each([null, 'Bundle', [], {}, { resourceType: 'Endpoint' }, { resourceType: 'Bundle', entry: 'x' }])(
    'are none in anything but a Bundle with entries: %j',
    (value) => {
      const none = { sites: {}, known: 0, others: 0, leftOut: [], isPartial: false };
      expect(readEndpoints(value, { now: NOW })).toEqual(none);
    },
  );
});
