import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy, KNOWN_ID } from '../support/still-healthy.ts';

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

function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}

function nested(depth: number, open: string, core: string, close: string): string {
  return open.repeat(depth) + core + close.repeat(depth);
}

/** What is still held once all that can go has gone. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  return process.memoryUsage().heapUsed;
}

const TOO_LONG = 'Syntax Error: The document has more than 10000 tokens. Select less in one operation.';
const TOO_MANY = 'The document repeats too many fields to be validated. Select less in one operation.';

describe('a document that is meant to be a burden', () => {
  it.each<[what: string, query: string, code: string, message: string]>([
    [
      '1,000 aliases',
      `{ ${times(1_000, (index) => `p${index}: patient(id: "id${index}") { id }`)} }`,
      'GRAPHQL_PARSE_FAILED',
      TOO_LONG,
    ],
    [
      'a flood of directives',
      `{ patients { id ${'@include(if: true) '.repeat(10_000)} } }`,
      'GRAPHQL_PARSE_FAILED',
      TOO_LONG,
    ],
    [
      'as many directives as can be read',
      `{ patients { ${'...F @skip(if: false) '.repeat(1_000)} } } fragment F on Patient { id }`,
      'GRAPHQL_VALIDATION_FAILED',
      'The document has more than 100 directives. Select less in one operation.',
    ],
    [
      'as many aliases as can be read',
      `{ ${times(800, (index) => `p${index}: patient(id: "id${index}") { id }`)} }`,
      'GRAPHQL_VALIDATION_FAILED',
      'The operation has more than 100 aliases, including those in its fragments. Select less in one operation.',
    ],
    [
      'records that lead to each other and back',
      `{ patient(id: "eUnknown") { ${nested(6, 'conditions { subject { resource { ', 'id', '} } } ')} } }`,
      'GRAPHQL_VALIDATION_FAILED',
      'The operation has more than 16 levels of fields. Select less in one operation.',
    ],
    [
      'a flood of unknown directives',
      `{ patients { id ${'@x '.repeat(3_000)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
      'Unknown directive "@x".',
    ],
    ['a field many times', `{ patients { ${'id '.repeat(9_000)} } }`, 'GRAPHQL_VALIDATION_FAILED', TOO_MANY],
    ['a list many times', `{ ${'patients { id } '.repeat(1_500)} }`, 'GRAPHQL_VALIDATION_FAILED', TOO_MANY],
    [
      'a fragment that holds itself',
      '{ patients { ...A } } fragment A on Patient { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot spread fragment "A" within itself.',
    ],
    [
      'fragments that hold each other',
      '{ patients { ...A } } fragment A on Patient { ...B } fragment B on Patient { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot spread fragment "A" within itself via "B".',
    ],
    [
      'introspection that goes round',
      `{ __schema { types { ${nested(4, 'fields { type { ', 'name', '} }')} } } }`,
      'GRAPHQL_VALIDATION_FAILED',
      'Maximum introspection depth exceeded',
    ],
    [
      'more variables than anybody needs',
      `query (${times(1_500, (index) => `$v${index}: Int`)}) { __typename }`,
      'GRAPHQL_VALIDATION_FAILED',
      'Variable "$v0" is never used.',
    ],
  ])('is refused, and asks nothing of the FHIR server: %s', async (_what, query, code, message) => {
    const { errors } = await gateway.query(query);
    expect(errors?.[0]).toMatchObject({ message, extensions: { code } });
    expect(errors?.length).toBeLessThanOrEqual(101);
    expect(sandbox.requests).toEqual([]);
  });

  it.each([
    ['fields', `{ patients ${nested(3_300, '{ patients', '', '}')} }`],
    ['fragments', `{ patients ${nested(2_400, '{ ... on Patient ', '{ nonsense }', '}')} }`],
    ['lists', `{ patients(filter: { ids: ${nested(4_900, '[', '', ']')} }) { id } }`],
    ['objects', `{ patients(filter: ${nested(2_400, '{ a: ', '1', '}')}) { id } }`],
  ])('is refused, be it by its depth or by what is in it: %s nested without end', async (_what, query) => {
    const { errors } = await gateway.query(query);
    expect(errors?.[0]?.extensions.code).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
    expect(sandbox.requests).toEqual([]);
  });

  it.each([
    ['a mutation', 'mutation { __typename }', 'mutation'],
    [
      'a mutation beside a query, if that is what is meant',
      'query Q { __typename } mutation M { __typename }',
      'mutation',
    ],
    ['a subscription', 'subscription { __typename }', 'subscription'],
  ])('is refused by GET, which must change nothing: %s', async (_what, query, kind) => {
    const answer = await gateway.http
      .get('/graphql')
      .set('apollo-require-preflight', '1')
      .query({ query, ...(query.startsWith('query') ? { operationName: 'M' } : {}) });
    expect([answer.status, answer.body, sandbox.requests]).toEqual([
      405,
      {
        errors: [
          {
            message: `GET requests only support query operations, not ${kind} operations`,
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      },
      [],
    ]);
  });

  it.each([1, 3_000])('is refused in a batch of %d', async (size) => {
    const batch = Array.from({ length: size }, () => ({ query: '{ patients { id } }' }));
    const answer = await gateway.http.post('/graphql').send(batch);
    expect([answer.status, answer.body, sandbox.requests]).toEqual([
      400,
      { errors: [{ message: 'Operation batching disabled.', extensions: { code: 'BAD_REQUEST' } }] },
      [],
    ]);
  });

  it('leaves nothing behind in memory, however many come with values of their own', async () => {
    const before = heapUsed();
    for (let round = 0; round < 60; round += 1) {
      const ids = times(4_000, (index) => `"${round}.${index}"`);
      const { errors } = await gateway.query(`{ patients(filter: { ids: [${ids}] }) { id } }`);
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(heapUsed() - before).toBeLessThan(8 * 1024 * 1024);
  });

  it('costs what one patient costs where all of its aliases are of one', async () => {
    const { data, extensions } = await gateway.query(
      `{ ${times(50, (index) => `p${index}: patient(id: "${KNOWN_ID}") { id }`)} }`,
    );
    expect(Object.keys(data)).toHaveLength(50);
    expect(extensions?.fhir.requests).toBe(1);
  });
});

describe('variables that are meant to be a burden', () => {
  it('are refused as a whole where they are larger than a request may be', async () => {
    const answer = await gateway.http.post('/graphql').send({
      query: 'query ($family: String) { patients(filter: { family: $family }) { id } }',
      variables: { family: 'x'.repeat(256 * 1024) },
    });
    expect([answer.status, answer.body, sandbox.requests]).toEqual([
      413,
      {
        errors: [
          {
            message: 'The request is larger than 262144 bytes. Send less in one request.',
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      },
      [],
    ]);
  });

  it('are counted before they are used', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `id${index}`);
    const { errors } = await gateway.query('query ($ids: [ID!]) { patients(filter: { ids: $ids }) { id } }', {
      ids,
    });
    expect(errors).toMatchObject([
      {
        message: 'filter.ids expects at most 100 ids; it has 10000.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(sandbox.requests).toEqual([]);
  });

  it('are told of by their first errors only', async () => {
    const { errors } = await gateway.query('query ($ids: [ID!]) { patients(filter: { ids: $ids }) { id } }', {
      ids: Array.from({ length: 5_000 }, () => ({})),
    });
    expect(errors?.length).toBeLessThanOrEqual(51);
    expect(errors?.at(-1)).toMatchObject({
      message: 'Too many errors processing variables, error limit reached.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(sandbox.requests).toEqual([]);
  });

  it.each<[what: string, query: string, before: string, after: string, status: number]>([
    ['a list', 'query ($x: [ID!]) { patients(filter: { ids: $x }) { id } }', '', '', 400],
    [
      'an entity',
      'query ($x: [_Any!]!) { _entities(representations: $x) { __typename } }',
      '{"__typename":"Patient","id":',
      '}',
      200,
    ],
  ])(
    'are read as far as needed where they are nested without end: %s',
    async (_what, query, before, after, status) => {
      const value = before + nested(100_000, '[', '', ']') + after;
      const answer = await gateway.http
        .post('/graphql')
        .type('application/json')
        .send(`{"query":${JSON.stringify(query)},"variables":{"x":[${value}]}}`);
      expect(answer.status).toBe(status);
      expect(answer.text).not.toContain('INTERNAL_SERVER_ERROR');
      expect(sandbox.requests).toEqual([]);
    },
  );

  it.each(['__proto__', 'constructor', 'prototype'])('pollute no prototype by %s', async (key) => {
    const poison = `{"${key}":{"polluted":true,"prototype":{"polluted":true}}}`;
    const bodies = [
      `{"query":"{ __typename }","variables":${poison}}`,
      `{"query":"query ($x: [_Any!]!) { _entities(representations: $x) { __typename } }","variables":{"x":[${poison}]}}`,
      `{"query":"{ __typename }","extensions":${poison}}`,
      JSON.stringify({
        query: `{ _entities(representations: [{ __typename: "Patient", ${key}: { polluted: true } }]) { __typename } }`,
      }),
    ];
    for (const body of bodies) {
      await gateway.http.post('/graphql').type('application/json').send(body);
      await gateway.http
        .get('/graphql')
        .set('apollo-require-preflight', '1')
        .query({ query: '{ __typename }', variables: poison });
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get(Object, 'polluted')).toBeUndefined();
  });

  it('bring no header and no parameter of their own upstream', async () => {
    const value = 'x HTTP/1.1\u2028Host: evil.example\u2028&_id=other#frag';
    const { errors } = await gateway.query(
      'query ($value: String!) { patientByIdentifier(system: "MRN", value: $value) { id } }',
      { value },
    );
    expect(errors).toBeUndefined();
    const [request] = sandbox.requests;
    expect([...new URLSearchParams(request?.query).keys()]).toEqual(['identifier']);
    expect(request?.headers.host).toBe(new URL(sandbox.origin).host);
    expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'authorization',
      'cache-control',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it('cannot use the headers of their own request either', async () => {
    await gateway.http
      .post('/graphql')
      .set({
        authorization: 'Bearer forged',
        accept: 'application/json',
        'epic-client-id': 'forged',
        cookie: 'session=1',
        'x-forwarded-for': '10.0.0.1',
      })
      .send({ query: '{ patient(id: "unknown") { id } }' });
    const [request] = sandbox.requests;
    expect(request?.headers).toMatchObject({ accept: 'application/fhir+json' });
    expect(request?.headers.authorization).not.toContain('forged');
    expect(request?.headers).not.toHaveProperty('cookie');
    expect(request?.headers).not.toHaveProperty('epic-client-id');
    expect(request?.headers).not.toHaveProperty('x-forwarded-for');
  });
});
