/** Records with texts and shapes that are made to take long, to fail, or to slip past redaction. */
import { describe, expect, it } from 'vitest';
import { createAuthorization } from '../../src/access/authorization.ts';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { systemName } from '../../src/fhir/code-systems.ts';
import { toRawJson } from '../../src/fhir/raw.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { MAX_JSON_VALUES } from '../../src/json/size.ts';
import { asSent } from '../support/as-sent.ts';
import { callerWith } from '../support/callers.ts';
import { cpuMsOf } from '../support/cpu.ts';
import { MOST_MS_OF_A_TURN } from '../support/longest-turn.ts';

const SSN = 'http://hl7.org/fhir/sid/us-ssn';
const CALLERS = ['patient/*.rs', 'user/*.rs'] as const;
const OWN = { subject: { reference: 'Patient/a' } };

function shown(record: object, scopes: string): Stored<Resource> {
  const authorization = createAuthorization({
    caller: callerWith(scopes, { patient: 'a' }),
    members: null,
    patientSees: 'N',
    server: createServerUrls({ baseUrl: 'https://ehr.example.org/R4' }),
  });
  return authorization.redact(asSent<Stored<Resource>>(record));
}

/** Returns the CPU time of the best of five runs: other work of the process, such as collecting garbage, can fall into one of them. */
async function bestMsOf(make: () => object, work: (record: object) => unknown): Promise<number> {
  const times: number[] = [];
  for (const record of [make(), make(), make(), make(), make()])
    times.push(await cpuMsOf(() => work(record)));
  return Math.min(...times);
}

/** An observation with a component for each of these. */
function withComponents(components: readonly object[]): object {
  return { resourceType: 'Observation', id: 'x', ...OWN, component: components };
}

function repeated(count: number, make: (at: number) => object): object[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

function withIdentifiers(identifiers: readonly object[], more: object = {}): object {
  return { resourceType: 'Encounter', id: 'x', ...OWN, identifier: identifiers, ...more };
}

/** An observation with as many values as a record may have; each component has four. */
function manyComponents(): object {
  return withComponents(
    repeated(MAX_JSON_VALUES.record / 4, (at) => ({
      valueQuantity: { value: at % 2 === 0 ? at : { asWritten: '7.0' }, unit: 'g/dL' },
    })),
  );
}

/** Resources in resources, with much in the innermost. */
function nestedResources(depth: number): object {
  let innermost: object = {
    resourceType: 'List',
    id: 'c',
    entry: repeated(20_000, () => ({ deleted: true })),
  };
  for (let level = 0; level < depth; level += 1)
    innermost = { resourceType: 'Task', id: 'c', input: [{ x: innermost }] };
  return innermost;
}

const HOSTILE: readonly (readonly [what: string, make: () => object])[] = [
  ['a system of many slashes', () => withIdentifiers([{ system: `ssn${'/'.repeat(200_000)}x`, value: '1' }])],
  [
    'labels of a system of many spaces',
    () => ({
      ...withComponents([]),
      meta: { security: [{ system: `x${' '.repeat(200_000)}/x`, code: 'R' }] },
    }),
  ],
  [
    'combining marks in the name of a type',
    () => withIdentifiers([{ type: { text: `s${'\u0315\u0300'.repeat(100_000)}` }, value: '1' }]),
  ],
  [
    'combining marks in the names of many types',
    () =>
      withIdentifiers(
        repeated(1_000, () => ({ type: { text: `s${'\u0315\u0300'.repeat(500)}` }, value: '1' })),
      ),
  ],
  [
    'many social security numbers next to a long text',
    () =>
      withIdentifiers(
        repeated(1_000, (at) => ({ system: SSN, value: String(900_000_000 + at) })),
        { note: '9 0-'.repeat(50_000) },
      ),
  ],
  [
    'more social security numbers than an expression can hold',
    () =>
      withIdentifiers([{ system: SSN, value: repeated(10_000, (at) => ({ n: String(900_000_000 + at) })) }]),
  ],
  [
    'endless digits next to a number',
    () => withIdentifiers([{ system: SSN, value: '900551234' }], { note: '9'.repeat(500_000) }),
  ],
  [
    'endless tags and entities next to a number',
    () => withIdentifiers([{ system: SSN, value: '900551234' }], { text: { div: '<&#57'.repeat(50_000) } }),
  ],
  [
    'endless references',
    () =>
      withComponents(repeated(2_000, () => ({ actor: { reference: `https://x/${'A/'.repeat(100)} x` } }))),
  ],
  [
    'an endless address',
    () => withComponents([{ valueReference: { reference: `https://x/${'Aa/'.repeat(100_000)} x` } }]),
  ],
  ['resources in resources', () => ({ ...withComponents([]), contained: [nestedResources(90)] })],
];

describe('a record with', () => {
  it.each(HOSTILE)('%s is redacted within a turn of the event loop', async (_what, make) => {
    for (const scopes of CALLERS) {
      expect(await bestMsOf(make, (record) => shown(record, scopes))).toBeLessThan(MOST_MS_OF_A_TURN);
    }
  });

  it('as many values as one may have is redacted within a turn, and shown raw within another', async () => {
    for (const scopes of CALLERS) {
      expect(await bestMsOf(manyComponents, (record) => shown(record, scopes))).toBeLessThan(
        MOST_MS_OF_A_TURN,
      );
    }
    expect(await bestMsOf(manyComponents, toRawJson)).toBeLessThan(MOST_MS_OF_A_TURN);
  });

  it('ten thousand social security numbers shows none of them, wherever it repeats them', () => {
    const numbers = repeated(10_000, (at) => ({ system: SSN, value: String(900_000_000 + at) }));
    const record = withIdentifiers(numbers, { note: 'is 900-00-1234', x: ['900 00 9999', 900_005_000] });
    for (const scopes of CALLERS)
      expect(JSON.stringify(shown(record, scopes))).not.toMatch(/90000|900-00|900 00/);
  });
});

it('a system is named in linear time, and not if it is too long to be one', async () => {
  const systems = ['/', '#', ' ', '|', '?', ':'].map((end) => `ssn${end.repeat(500_000)}x`);
  expect(await cpuMsOf(() => systems.forEach(systemName))).toBeLessThan(MOST_MS_OF_A_TURN);
  expect(systems.map(systemName)).toEqual(systems.map(() => ''));
});

describe('a name of the prototype', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])(
    'is a name like any other to redaction: %s',
    (name) => {
      const text = `{"resourceType":"${name}","id":"x","${name}":{"${name}":{"display":"Bob B"}},"identifier":[{"system":"${name}","type":{"coding":[{"code":"${name}"}]},"value":"1"}],"meta":{"security":[{"system":"${name}","code":"${name}"}]}}`;
      const odd: unknown = JSON.parse(text);
      const record = { ...withComponents([]), contained: [odd], extension: [{ [name]: odd }] };
      for (const scopes of CALLERS) expect(() => shown(record, scopes)).not.toThrow();
      expect(JSON.stringify(shown(record, 'patient/*.rs'))).not.toContain('Bob');
    },
  );
});
