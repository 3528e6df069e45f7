import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FHIR_ID_RULE } from '../../src/fhir/ids.ts';
import { matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy } from '../support/still-healthy.ts';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox, { panel: { kind: 'list', identifier: sandbox.panels.list } });
  await expectStillHealthy(gateway);
});

beforeEach(() => sandbox.clearRequests());

afterEach(() => expectStillHealthy(gateway));

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Runs an operation that the gateway must reject without a FHIR request, and returns its only error. */
async function onlyErrorOf(query: string, variables: Record<string, unknown>): Promise<unknown> {
  const { errors } = await gateway.query(query, variables);
  expect(sandbox.requests).toEqual([]);
  expect(errors).toHaveLength(1);
  const [error] = errors ?? [];
  return { code: error?.extensions.code, message: error?.message, path: error?.path };
}

const MALFORMED_IDS = [
  '',
  ' ',
  '.',
  '..',
  '../Patient',
  '/Patient/1',
  'a/b',
  'a,b',
  'a|b',
  'a?_id=b',
  'a#b',
  'a%2Fb',
  '%2e%2e',
  'a b',
  'a\r\nHost: evil.example',
  'a\u0000',
  'Müller',
  '患者',
  '\u202Eabc',
  '_history',
  '_search',
  '__proto__',
  'x'.repeat(257),
  'x'.repeat(100_000),
];

describe('an id argument [T1-T2]', () => {
  it.each(MALFORMED_IDS)('rejects a malformed id without a FHIR request: %j', async (id) => {
    expect(await onlyErrorOf('query ($id: ID!) { patient(id: $id) { id } }', { id })).toEqual({
      code: 'BAD_USER_INPUT',
      message: `id ${FHIR_ID_RULE}`,
      path: ['patient'],
    });
  });

  it.each(MALFORMED_IDS)('rejects a malformed id in a list of valid ones: %j', async (id) => {
    const query = 'query ($ids: [ID!]) { patients(filter: { ids: $ids }) { id } }';
    expect(await onlyErrorOf(query, { ids: ['good', id, 'better'] })).toEqual({
      code: 'BAD_USER_INPUT',
      message: `filter.ids ${FHIR_ID_RULE}`,
      path: ['patients'],
    });
  });

  it.each(MALFORMED_IDS)('resolves an entity with a malformed id to null: %j [T2-T1]', async (id) => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
    const { data, errors } = await gateway.query(query, { of: [{ __typename: 'Patient', id }] });
    expect([data, errors]).toEqual([{ _entities: [null] }, undefined]);
    expect(sandbox.requests).toEqual([]);
  });

  it.each<[what: string, representation: unknown]>([
    ['a number', { __typename: 'Patient', id: 5 }],
    ['a list', { __typename: 'Patient', id: ['a'] }],
    ['an object that looks like a string', { __typename: 'Patient', id: { length: 1, toString: 'a' } }],
  ])('resolves an entity whose id is %s to null', async (_what, representation) => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
    const { data, errors } = await gateway.query(query, { of: [representation] });
    expect([data, errors]).toEqual([{ _entities: [null] }, undefined]);
    expect(sandbox.requests).toEqual([]);
  });

  it.each([{ __typename: 'Patient', id: null }, { __typename: 'Patient' }])(
    'rejects a representation without an id: %j',
    async (representation) => {
      const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
      expect(await onlyErrorOf(query, { of: [representation] })).toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(sandbox.requests).toEqual([]);
    },
  );

  it.each(['unknown', 'eUnknown.Patient-0000001', '~', 'x'.repeat(256), '...a', 'constructor'])(
    'returns null without an error for an id that no patient has: %s',
    async (id) => {
      const { data, errors } = await gateway.query('query ($id: ID!) { patient(id: $id) { id } }', { id });
      expect([data, errors]).toEqual([{ patient: null }, undefined]);
      expect(sandbox.requests.map(({ operation }) => operation)).toEqual(['read']);
    },
  );
});

describe('the argument first', () => {
  const LISTS = ['patients(first: $first) { id }', 'patientsConnection(first: $first) { nodes { id } }'];

  it.each([0, -1, 101, -2_147_483_648, 2_147_483_647].flatMap((first) => LISTS.map((list) => [first, list])))(
    'rejects first: %d in %s',
    async (first, list) => {
      expect(await onlyErrorOf(`query ($first: Int!) { ${list} }`, { first })).toMatchObject({
        code: 'BAD_USER_INPUT',
        message: `first expects a whole number from 1 to 100; it was ${first}.`,
      });
    },
  );

  it.each<[first: unknown, message: string]>([
    [
      2 ** 31,
      'Variable "$first" got an invalid value; Int cannot represent non 32-bit signed integer value.',
    ],
    [1.5, 'Variable "$first" got an invalid value; Int cannot represent non-integer value.'],
    ['x', 'Variable "$first" got an invalid value; Int cannot represent non-integer value.'],
    [[1, 2], 'Variable "$first" got an invalid value; Int cannot represent non-integer value.'],
    [true, 'Variable "$first" got an invalid value; Int cannot represent non-integer value.'],
  ])('rejects %j as the value of first', async (first, message) => {
    expect(await onlyErrorOf(`query ($first: Int!) { ${LISTS[0]} }`, { first })).toMatchObject({
      code: 'BAD_USER_INPUT',
      message,
    });
  });

  it.each(['Int', 'Int!', 'Int = 3', 'Int! = 3'])(
    'rejects null as the value of first in a variable of type %s',
    async (type) => {
      const { errors } = await gateway.query(`query ($first: ${type}) { ${LISTS[0]} }`, { first: null });
      expect(errors?.map(({ message, extensions: { code } }) => [code, message])).toEqual([
        [
          'BAD_USER_INPUT',
          expect.stringMatching(
            /^(Variable "\$first"|Argument "first") of non-null type "Int!" must not be null\.$/,
          ),
        ],
      ]);
      expect(sandbox.requests).toEqual([]);
    },
  );
});

/** Names that every object inherits, or that reach a prototype. */
const INHERITED_NAMES = ['constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];
const FILTER = 'query ($filter: PatientFilter) { patients(filter: $filter) { id } }';

function unknownField(name: string): string {
  return `Field "${name}" is not defined by type "PatientFilter".`;
}

describe('a name that every JavaScript object inherits [T1-T3]', () => {
  it.each(INHERITED_NAMES)('rejects an inherited name as a field of a filter variable: %s', async (name) => {
    expect(await onlyErrorOf(FILTER, { filter: { family: 'Lin', [name]: { polluted: true } } })).toEqual({
      code: 'BAD_USER_INPUT',
      message: `Variable "$filter" got an invalid value; ${unknownField(name)}`,
      path: undefined,
    });
  });

  it.each([...INHERITED_NAMES, '__proto__'])(
    'rejects an inherited name as a field of a filter literal: %s',
    async (name) => {
      expect(await onlyErrorOf(`{ patients(filter: { ${name}: { polluted: true } }) { id } }`, {})).toEqual({
        code: 'GRAPHQL_VALIDATION_FAILED',
        message: unknownField(name),
        path: undefined,
      });
    },
  );

  it.each([...INHERITED_NAMES, '__proto__'])('rejects an inherited name as an argument: %s', async (name) => {
    expect(await onlyErrorOf(`{ patients(${name}: { polluted: true }) { id } }`, {})).toEqual({
      code: 'GRAPHQL_VALIDATION_FAILED',
      message: `Unknown argument "${name}" on field "Query.patients".`,
      path: undefined,
    });
  });

  it.each(INHERITED_NAMES)(
    'finds no value for a missing variable with an inherited name: %s',
    async (name) => {
      expect(await onlyErrorOf(`query ($${name}: ID!) { patient(id: $${name}) { id } }`, {})).toEqual({
        code: 'BAD_USER_INPUT',
        message: `Variable "$${name}" of required type "ID!" was not provided.`,
        path: undefined,
      });
    },
  );

  it.each([
    [
      'as a field of a filter',
      `{"query":"${FILTER}","variables":{"filter":{"__proto__":{"polluted":true}}}}`,
    ],
    ['as a variable', '{"query":"{ __typename }","variables":{"__proto__":{"polluted":true}}}'],
    ['next to the query', '{"query":"{ __typename }","__proto__":{"polluted":true}}'],
    [
      'in extensions',
      '{"query":"{ __typename }","extensions":{"persistedQuery":{"__proto__":{"version":1}}}}',
    ],
    [
      'two levels down',
      '{"query":"{ __typename }","variables":{"a":{"constructor":{"prototype":{"polluted":true}}}}}',
    ],
  ])('rejects a JSON body that reaches a prototype: %s', async (_where, body) => {
    const answer = await gateway.http.post('/graphql').type('application/json').send(body);
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        errors: [
          {
            message:
              'The gateway cannot read the request. Send a JSON body with a "query", and Content-Type: application/json.',
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      },
    ]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each([...INHERITED_NAMES, '__proto__'])(
    'allows an inherited name as an alias, an operation name and a fragment name: %s',
    async (name) => {
      const { data, errors } = await gateway.query(
        `query ${name} { ${name}: __typename ...${name} } fragment ${name} on Query { __typename }`,
      );
      expect([errors, Object.entries(data)]).toEqual([
        undefined,
        [
          [name, 'Query'],
          ['__typename', 'Query'],
        ],
      ]);
    },
  );
});

const CRITERIA_RULE =
  'Search for patients by ids, by identifier, by given + family + birthDate, or by given + family + gender + phone or email. ' +
  'Fewer criteria find nothing at Epic.';
const TEXT_RULE = 'expects 1 to 200 characters, without control characters.';
const born = '1987-09-12';

function vitalSigns(bound: string): string {
  return `{ patient(id: "p1") { vitalSigns(first: 1, ${bound}) { id } } }`;
}

describe('a FhirDateTime argument', () => {
  it.each(['+15:00', '+14:30', '-23:30'])(
    'rejects an offset that FHIR does not allow: %s',
    async (offset) => {
      const time = `2026-05-01T09:30:00${offset}`;
      expect(
        await onlyErrorOf(`query ($time: FhirDateTime) ${vitalSigns('since: $time')}`, { time }),
      ).toMatchObject({
        code: 'BAD_USER_INPUT',
        message: matching(/^Variable "\$time" got an invalid value; .*offset of at most 14:00\.$/),
      });
      expect(await onlyErrorOf(vitalSigns(`until: "${time}"`), {})).toMatchObject({
        message: matching(/^Expected a FhirDateTime, such as /),
      });
    },
  );
});

describe('a patient search [T1-T2]', () => {
  it.each<[filter: Record<string, unknown>, message: string]>([
    [{ family: 'Lin' }, CRITERIA_RULE],
    [{ given: 'Derrick', family: 'Lin' }, CRITERIA_RULE],
    [{ birthDate: born }, CRITERIA_RULE],
    [{ given: 'Derrick', birthDate: born }, CRITERIA_RULE],
    [{ family: 'Lin', birthDate: born }, CRITERIA_RULE],
    [{ given: 'Derrick', family: 'Lin', gender: 'MALE' }, CRITERIA_RULE],
    [{ given: 'Derrick', family: 'Lin', phone: '608-555-0100' }, CRITERIA_RULE],
    [{ family: 'Lin', gender: 'MALE', phone: '608-555-0100', email: 'a@example.org' }, CRITERIA_RULE],
    [{ gender: 'MALE' }, CRITERIA_RULE],
    [{ phone: '608-555-0100' }, CRITERIA_RULE],
    [{ email: 'a@example.org' }, CRITERIA_RULE],
    [
      { ids: ['a'], family: 'Lin' },
      'filter.ids cannot be combined with other criteria, because the FHIR server would ignore them.',
    ],
    [
      { ids: [], identifier: { system: 'MRN', value: '1' } },
      'filter.ids cannot be combined with other criteria, because the FHIR server would ignore them.',
    ],
    [
      { ids: Array.from({ length: 101 }, (_, index) => `id${index}`) },
      'filter.ids expects at most 100 ids; it has 101.',
    ],
    [
      { given: 'Derrick', family: 'Lin', birthDate: '1973' },
      'filter.birthDate expects a full date, such as 1987-09-12.',
    ],
    [
      { given: 'Derrick', family: 'Lin', gender: 'UNRECOGNIZED', phone: '1' },
      'filter.gender expects MALE, FEMALE, OTHER or UNKNOWN.',
    ],
    [{ given: ' ', family: 'Lin', birthDate: born }, `filter.given ${TEXT_RULE}`],
    [{ given: 'Derrick', family: 'Lin\r\nHost: evil', birthDate: born }, `filter.family ${TEXT_RULE}`],
    [{ given: 'Derrick', family: 'L'.repeat(201), birthDate: born }, `filter.family ${TEXT_RULE}`],
    [{ identifier: { system: '', value: '1' } }, `identifier.system ${TEXT_RULE}`],
    [{ identifier: { system: 'MRN', value: '\u0000' } }, `identifier.value ${TEXT_RULE}`],
  ])('explains why Epic would reject the criteria, and sends no search: %j', async (filter, message) => {
    for (const list of [
      'patients(filter: $filter) { id }',
      'patientsConnection(filter: $filter) { nodes { id } }',
    ]) {
      expect(await onlyErrorOf(`query ($filter: PatientFilter) { ${list} }`, { filter })).toMatchObject({
        code: 'BAD_USER_INPUT',
        message,
      });
    }
  });

  it('escapes a value that looks like search syntax, and finds nothing', async () => {
    const value = '1|2,3$4\\5&_id=6#7?8%20+9 "; DROP';
    const { data, errors } = await gateway.query(
      'query ($value: String!) { patientByIdentifier(system: "MRN", value: $value) { id } }',
      { value },
    );
    expect([data, errors]).toEqual([{ patientByIdentifier: null }, undefined]);
    expect(sandbox.requests.map(({ query }) => Object.fromEntries(new URLSearchParams(query)))).toEqual([
      { identifier: 'MRN|1\\|2\\,3\\$4\\\\5&_id=6#7?8%20+9 "; DROP' },
    ]);
  });
});
