import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

/** Runs an operation that is refused before anything is asked of the FHIR server, and gives its only error. */
async function refusal(query: string, variables: Record<string, unknown>): Promise<unknown> {
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
  'x'.repeat(257),
  'x'.repeat(100_000),
];

describe('an id', () => {
  it.each(MALFORMED_IDS)('that cannot be one is refused without a request: %j', async (id) => {
    expect(await refusal('query ($id: ID!) { patient(id: $id) { id } }', { id })).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'id expects a FHIR id: at most 256 letters, digits, ".", "-", "_" and "~".',
      path: ['patient'],
    });
  });

  it.each(MALFORMED_IDS)('that cannot be one is refused in a list of good ones: %j', async (id) => {
    const query = 'query ($ids: [ID!]) { patients(filter: { ids: $ids }) { id } }';
    expect(await refusal(query, { ids: ['good', id, 'better'] })).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'filter.ids expects a FHIR id: at most 256 letters, digits, ".", "-", "_" and "~".',
      path: ['patients'],
    });
  });

  it.each(MALFORMED_IDS)('that cannot be one is no entity: %j', async (id) => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
    const { data, errors } = await gateway.query(query, { of: [{ __typename: 'Patient', id }] });
    expect([data, errors]).toEqual([{ _entities: [null] }, undefined]);
    expect(sandbox.requests).toEqual([]);
  });

  it.each<[what: string, representation: unknown]>([
    ['a number', { __typename: 'Patient', id: 5 }],
    ['a list', { __typename: 'Patient', id: ['a'] }],
    ['an object that pretends to be a text', { __typename: 'Patient', id: { length: 1, toString: 'a' } }],
  ])('that is %s is no entity', async (_what, representation) => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
    const { data, errors } = await gateway.query(query, { of: [representation] });
    expect([data, errors]).toEqual([{ _entities: [null] }, undefined]);
    expect(sandbox.requests).toEqual([]);
  });

  it.each([{ __typename: 'Patient', id: null }, { __typename: 'Patient' }])(
    'that is missing is a mistake of whoever names the entity: %j',
    async (representation) => {
      const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
      expect(await refusal(query, { of: [representation] })).toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(sandbox.requests).toEqual([]);
    },
  );

  it.each(['unknown', 'eUnknown.Patient-0000001', '~', 'x'.repeat(256), '...a', 'constructor', '__proto__'])(
    'that nobody has is no patient, and no error: %s',
    async (id) => {
      const { data, errors } = await gateway.query('query ($id: ID!) { patient(id: $id) { id } }', { id });
      expect([data, errors]).toEqual([{ patient: null }, undefined]);
      expect(sandbox.requests.map(({ operation }) => operation)).toEqual(['read']);
    },
  );
});

describe('first', () => {
  const LISTS = ['patients(first: $first) { id }', 'patientsConnection(first: $first) { nodes { id } }'];

  it.each([0, -1, 101, -2_147_483_648, 2_147_483_647].flatMap((first) => LISTS.map((list) => [first, list])))(
    '%d is refused by %s',
    async (first, list) => {
      expect(await refusal(`query ($first: Int!) { ${list} }`, { first })).toMatchObject({
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
  ])('%j is refused', async (first, message) => {
    expect(await refusal(`query ($first: Int!) { ${LISTS[0]} }`, { first })).toMatchObject({
      code: 'BAD_USER_INPUT',
      message,
    });
  });

  it.each(['Int', 'Int!', 'Int = 3', 'Int! = 3'])(
    'null is refused, also for a variable of type %s',
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

/** Names that every object has, or that lead to what all objects share. */
const INHERITED = ['constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];
const FILTER = 'query ($filter: PatientFilter) { patients(filter: $filter) { id } }';

function unknownField(name: string): string {
  return `Field "${name}" is not defined by type "PatientFilter".`;
}

describe('a name that objects have of themselves', () => {
  it.each(INHERITED)('is no field of a filter: %s', async (name) => {
    expect(await refusal(FILTER, { filter: { family: 'Lin', [name]: { polluted: true } } })).toEqual({
      code: 'BAD_USER_INPUT',
      message: `Variable "$filter" got an invalid value; ${unknownField(name)}`,
      path: undefined,
    });
  });

  it.each([...INHERITED, '__proto__'])('is no field of a filter in a document: %s', async (name) => {
    expect(await refusal(`{ patients(filter: { ${name}: { polluted: true } }) { id } }`, {})).toEqual({
      code: 'GRAPHQL_VALIDATION_FAILED',
      message: unknownField(name),
      path: undefined,
    });
  });

  it.each([...INHERITED, '__proto__'])('is no argument: %s', async (name) => {
    expect(await refusal(`{ patients(${name}: { polluted: true }) { id } }`, {})).toEqual({
      code: 'GRAPHQL_VALIDATION_FAILED',
      message: `Unknown argument "${name}" on field "Query.patients".`,
      path: undefined,
    });
  });

  it.each(INHERITED)('is no value of a variable that was not given: %s', async (name) => {
    expect(await refusal(`query ($${name}: ID!) { patient(id: $${name}) { id } }`, {})).toEqual({
      code: 'BAD_USER_INPUT',
      message: `Variable "$${name}" of required type "ID!" was not provided.`,
      path: undefined,
    });
  });

  it.each([
    [
      'as a field of a filter',
      `{"query":"${FILTER}","variables":{"filter":{"__proto__":{"polluted":true}}}}`,
    ],
    ['as a variable', '{"query":"{ __typename }","variables":{"__proto__":{"polluted":true}}}'],
    ['beside the query', '{"query":"{ __typename }","__proto__":{"polluted":true}}'],
    [
      'in extensions',
      '{"query":"{ __typename }","extensions":{"persistedQuery":{"__proto__":{"version":1}}}}',
    ],
    [
      'two levels down',
      '{"query":"{ __typename }","variables":{"a":{"constructor":{"prototype":{"polluted":true}}}}}',
    ],
  ])('that leads to the prototype is refused in JSON: %s', async (_where, body) => {
    const answer = await gateway.http.post('/graphql').type('application/json').send(body);
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        errors: [
          {
            message: 'The gateway cannot read the request. Send a JSON body with a "query".',
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      },
    ]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each([...INHERITED, '__proto__'])(
    'may be an alias, an operation and a fragment, and is no more: %s',
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

const RULE =
  'Search for patients by ids, by identifier, by given + family + birthDate, or by given + family + gender + phone or email. ' +
  'Fewer criteria find nothing at Epic.';
const TEXT = 'expects 1 to 200 characters, without control characters.';
const born = '1987-09-12';

function vitalSigns(bound: string): string {
  return `{ patient(id: "p1") { vitalSigns(first: 1, ${bound}) { id } } }`;
}

describe('a time with an offset that FHIR does not have', () => {
  it.each(['+15:00', '+14:30', '-23:30'])('is refused with its path: %s', async (offset) => {
    const time = `2026-05-01T09:30:00${offset}`;
    expect(
      await refusal(`query ($time: FhirDateTime) ${vitalSigns('since: $time')}`, { time }),
    ).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: matching(/^Variable "\$time" got an invalid value; .*offset of at most 14:00\.$/),
    });
    expect(await refusal(vitalSigns(`until: "${time}"`), {})).toMatchObject({
      message: matching(/^Expected value of type "FhirDateTime"/),
    });
  });
});

describe('a search that Epic would refuse', () => {
  it.each<[filter: Record<string, unknown>, message: string]>([
    [{ family: 'Lin' }, RULE],
    [{ given: 'Derrick', family: 'Lin' }, RULE],
    [{ birthDate: born }, RULE],
    [{ given: 'Derrick', birthDate: born }, RULE],
    [{ family: 'Lin', birthDate: born }, RULE],
    [{ given: 'Derrick', family: 'Lin', gender: 'MALE' }, RULE],
    [{ given: 'Derrick', family: 'Lin', phone: '608-555-0100' }, RULE],
    [{ family: 'Lin', gender: 'MALE', phone: '608-555-0100', email: 'a@example.org' }, RULE],
    [{ gender: 'MALE' }, RULE],
    [{ phone: '608-555-0100' }, RULE],
    [{ email: 'a@example.org' }, RULE],
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
    [{ given: ' ', family: 'Lin', birthDate: born }, `filter.given ${TEXT}`],
    [{ given: 'Derrick', family: 'Lin\r\nHost: evil', birthDate: born }, `filter.family ${TEXT}`],
    [{ given: 'Derrick', family: 'L'.repeat(201), birthDate: born }, `filter.family ${TEXT}`],
    [{ identifier: { system: '', value: '1' } }, `identifier.system ${TEXT}`],
    [{ identifier: { system: 'MRN', value: '\u0000' } }, `identifier.value ${TEXT}`],
  ])('is refused with the rule in words, and not sent: %j', async (filter, message) => {
    for (const list of [
      'patients(filter: $filter) { id }',
      'patientsConnection(filter: $filter) { nodes { id } }',
    ]) {
      expect(await refusal(`query ($filter: PatientFilter) { ${list} }`, { filter })).toMatchObject({
        code: 'BAD_USER_INPUT',
        message,
      });
    }
  });

  it('is sent as a whole where its values look like syntax, and finds nothing', async () => {
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
