/** Redacts records that try to take long, to fail, or to evade redaction. */
import { describe, expect, it } from 'vitest';
import { createAuthorization } from '../../src/access/authorization.ts';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { systemName } from '../../src/fhir/code-systems.ts';
import { toRawJson } from '../../src/fhir/json-transform.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { MAX_JSON_VALUES } from '../../src/json/size.ts';
import { asSent } from '../support/as-sent.ts';
import { callerWith } from '../support/callers.ts';

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

/** Returns an observation with ten times the values that a record may have; each component has four. */
function manyComponents(): object {
  return withComponents(
    arrayOf((10 * MAX_JSON_VALUES.record) / 4, (at) => ({
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

/** In quadratic time, the redaction of each would take longer than a test may. */
const HOSTILE: readonly (readonly [what: string, make: () => object])[] = [
  [
    'a system with many slashes',
    () => withIdentifiers([{ system: `ssn${'/'.repeat(2_000_000)}x`, value: '1' }]),
  ],
  [
    'a security label whose system has many spaces',
    () => ({
      ...withComponents([]),
      meta: { security: [{ system: `x${' '.repeat(2_000_000)}/x`, code: 'R' }] },
    }),
  ],
  [
    'combining marks in the name of a type',
    () => withIdentifiers([{ type: { text: `s${'\u0315\u0300'.repeat(1_000_000)}` }, value: '1' }]),
  ],
  [
    'combining marks in the names of many types',
    () =>
      withIdentifiers(
        arrayOf(5_000, () => ({ type: { text: `s${'\u0315\u0300'.repeat(500)}` }, value: '1' })),
      ),
  ],
  [
    'many social security numbers and a long text',
    () =>
      withIdentifiers(
        arrayOf(10_000, (at) => ({ system: SSN, value: String(900_000_000 + at) })),
        { note: '9 0-'.repeat(1_000_000) },
      ),
  ],
  [
    'more social security numbers than a regular expression can hold',
    () =>
      withIdentifiers([{ system: SSN, value: arrayOf(100_000, (at) => ({ n: String(900_000_000 + at) })) }]),
  ],
  [
    'a social security number and endless digits',
    () => withIdentifiers([{ system: SSN, value: '900551234' }], { note: '9'.repeat(4_000_000) }),
  ],
  [
    'a social security number and endless tags and entities',
    () =>
      withIdentifiers([{ system: SSN, value: '900551234' }], {
        text: { div: '<&#57'.repeat(500_000) },
      }),
  ],
  [
    'endless references',
    () =>
      withComponents(arrayOf(40_000, () => ({ actor: { reference: `https://x/${'A/'.repeat(100)} x` } }))),
  ],
  [
    'an endless address',
    () => withComponents([{ valueReference: { reference: `https://x/${'Aa/'.repeat(1_000_000)} x` } }]),
  ],
  ['nested resources', () => ({ ...withComponents([]), contained: [nestedResources(90, 200_000)] })],
];

describe('the redaction of a record [T1-D2]', () => {
  it.each(HOSTILE)('takes linear time for %s', (_what, make) => {
    for (const scopes of CALLERS) expect(redacted(make(), scopes).id).toBe('x');
  });

  it('takes linear time for a very large record, as does its conversion to raw JSON', () => {
    for (const scopes of CALLERS) expect(redacted(manyComponents(), scopes).id).toBe('x');
    expect(toRawJson(manyComponents())).toMatchObject({ id: 'x' });
  });

  it('removes ten thousand social security numbers wherever a record repeats them', () => {
    const numbers = arrayOf(10_000, (at) => ({ system: SSN, value: String(900_000_000 + at) }));
    const record = withIdentifiers(numbers, { note: 'is 900-00-1234', x: ['900 00 9999', 900_005_000] });
    for (const scopes of CALLERS)
      expect(JSON.stringify(redacted(record, scopes))).not.toMatch(/90000|900-00|900 00/);
  });
});

it('returns no name for an overlong system, in linear time', () => {
  for (const end of ['/', '#', ' ', '|', '?', ':'])
    expect(systemName(`ssn${end.repeat(5_000_000)}x`)).toBe('');
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
