/** Redacts records that try to take long, to fail, or to evade redaction. */
import { describe, expect, it } from 'vitest';
import { createAuthorization } from '../../src/access/authorization.ts';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { systemName } from '../../src/fhir/code-systems.ts';
import { toRawJson } from '../../src/fhir/raw.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { MAX_JSON_VALUES } from '../../src/json/size.ts';
import { asSent } from '../support/as-sent.ts';
import { callerWith } from '../support/callers.ts';
import { growthOf, MAX_GROWTH } from '../support/cpu.ts';

const SSN = 'http://hl7.org/fhir/sid/us-ssn';
const CALLERS = ['patient/*.rs', 'user/*.rs'] as const;
const OWN = { subject: { reference: 'Patient/a' } };

function redacted(record: object, scopes: string): Stored<Resource> {
  const authorization = createAuthorization({
    caller: callerWith(scopes, { patient: 'a' }),
    members: null,
    patientSees: 'N',
    server: createServerUrls({ baseUrl: 'https://ehr.example.org/R4' }),
  });
  return authorization.redact(asSent<Stored<Resource>>(record));
}

/** Returns an observation with these components. */
function withComponents(components: readonly object[]): object {
  return { resourceType: 'Observation', id: 'x', ...OWN, component: components };
}

function arrayOf(count: number, make: (at: number) => object): object[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

function withIdentifiers(identifiers: readonly object[], more: object = {}): object {
  return { resourceType: 'Encounter', id: 'x', ...OWN, identifier: identifiers, ...more };
}

/** Returns an observation with this share of the values that a record may have; each component has four. */
function manyComponents(share: number): object {
  return withComponents(
    arrayOf((MAX_JSON_VALUES.record * share) / 4, (at) => ({
      valueQuantity: { value: at % 2 === 0 ? at : { asWritten: '7.0' }, unit: 'g/dL' },
    })),
  );
}

/** Returns nested resources with these entries in the innermost. */
function nestedResources(depth: number, entries: number): object {
  let innermost: object = {
    resourceType: 'List',
    id: 'c',
    entry: arrayOf(entries, () => ({ deleted: true })),
  };
  for (let level = 0; level < depth; level += 1)
    innermost = { resourceType: 'Task', id: 'c', input: [{ x: innermost }] };
  return innermost;
}

const HOSTILE: readonly (readonly [what: string, make: (share: number) => object])[] = [
  [
    'a system with many slashes',
    (share) => withIdentifiers([{ system: `ssn${'/'.repeat(200_000 * share)}x`, value: '1' }]),
  ],
  [
    'a security label whose system has many spaces',
    (share) => ({
      ...withComponents([]),
      meta: { security: [{ system: `x${' '.repeat(200_000 * share)}/x`, code: 'R' }] },
    }),
  ],
  [
    'combining marks in the name of a type',
    (share) =>
      withIdentifiers([{ type: { text: `s${'\u0315\u0300'.repeat(100_000 * share)}` }, value: '1' }]),
  ],
  [
    'combining marks in the names of many types',
    (share) =>
      withIdentifiers(
        arrayOf(1_000 * share, () => ({ type: { text: `s${'\u0315\u0300'.repeat(500)}` }, value: '1' })),
      ),
  ],
  [
    'many social security numbers and a long text',
    (share) =>
      withIdentifiers(
        arrayOf(1_000 * share, (at) => ({ system: SSN, value: String(900_000_000 + at) })),
        { note: '9 0-'.repeat(50_000 * share) },
      ),
  ],
  [
    'more social security numbers than a regular expression can hold',
    (share) =>
      withIdentifiers([
        { system: SSN, value: arrayOf(10_000 * share, (at) => ({ n: String(900_000_000 + at) })) },
      ]),
  ],
  [
    'a social security number and endless digits',
    (share) => withIdentifiers([{ system: SSN, value: '900551234' }], { note: '9'.repeat(500_000 * share) }),
  ],
  [
    'a social security number and endless tags and entities',
    (share) =>
      withIdentifiers([{ system: SSN, value: '900551234' }], {
        text: { div: '<&#57'.repeat(50_000 * share) },
      }),
  ],
  [
    'endless references',
    (share) =>
      withComponents(
        arrayOf(2_000 * share, () => ({ actor: { reference: `https://x/${'A/'.repeat(100)} x` } })),
      ),
  ],
  [
    'an endless address',
    (share) =>
      withComponents([{ valueReference: { reference: `https://x/${'Aa/'.repeat(100_000 * share)} x` } }]),
  ],
  [
    'nested resources',
    (share) => ({ ...withComponents([]), contained: [nestedResources(90, 20_000 * share)] }),
  ],
];

describe('the redaction of a record [T1-D2]', () => {
  it.each(HOSTILE)('takes linear time for %s', async (_what, make) => {
    for (const scopes of CALLERS)
      expect(await growthOf(make, (record) => redacted(record, scopes))).toBeLessThan(MAX_GROWTH);
  });

  it('takes linear time for a record of the largest size, as does its conversion to raw JSON', async () => {
    for (const scopes of CALLERS)
      expect(await growthOf(manyComponents, (record) => redacted(record, scopes))).toBeLessThan(MAX_GROWTH);
    expect(await growthOf(manyComponents, toRawJson)).toBeLessThan(MAX_GROWTH);
  });

  it('removes ten thousand social security numbers wherever a record repeats them', () => {
    const numbers = arrayOf(10_000, (at) => ({ system: SSN, value: String(900_000_000 + at) }));
    const record = withIdentifiers(numbers, { note: 'is 900-00-1234', x: ['900 00 9999', 900_005_000] });
    for (const scopes of CALLERS)
      expect(JSON.stringify(redacted(record, scopes))).not.toMatch(/90000|900-00|900 00/);
  });
});

it('returns no name for an overlong system, in linear time', async () => {
  for (const end of ['/', '#', ' ', '|', '?', ':']) {
    const make = (share: number): string => `ssn${end.repeat(500_000 * share)}x`;
    expect(await growthOf(make, systemName)).toBeLessThan(MAX_GROWTH);
    expect(systemName(make(1))).toBe('');
  }
});

describe('the redaction of an inherited property name [T1-D3]', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])(
    'redacts a property with an inherited name like any other: %s',
    (name) => {
      const text = `{"resourceType":"${name}","id":"x","${name}":{"${name}":{"display":"Bob B"}},"identifier":[{"system":"${name}","type":{"coding":[{"code":"${name}"}]},"value":"1"}],"meta":{"security":[{"system":"${name}","code":"${name}"}]}}`;
      const odd: unknown = JSON.parse(text);
      const record = { ...withComponents([]), contained: [odd], extension: [{ [name]: odd }] };
      for (const scopes of CALLERS) expect(() => redacted(record, scopes)).not.toThrow();
      expect(JSON.stringify(redacted(record, 'patient/*.rs'))).not.toContain('Bob');
    },
  );
});
