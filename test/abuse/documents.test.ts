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

function repeated(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}

function nested(depth: number, open: string, core: string, close: string): string {
  return open.repeat(depth) + core + close.repeat(depth);
}

const TOO_MANY_TOKENS =
  'Syntax Error: The document has more than 10000 tokens. Select less in one operation.';
const TOO_MANY_FIELDS = 'The document repeats too many fields to be validated. Select less in one operation.';
const TOO_MUCH_DESCRIPTION =
  "The operation selects more than 1500000 bytes of the schema's description. Select _service, __schema or __type once, without aliases.";

describe('an abusive document', () => {
  it.each<[what: string, query: string, code: string, message: string]>([
    [
      '1,000 aliases',
      `{ ${repeated(1_000, (index) => `p${index}: patient(id: "id${index}") { id }`)} }`,
      'GRAPHQL_PARSE_FAILED',
      TOO_MANY_TOKENS,
    ],
    [
      '10,000 directives',
      `{ patients { id ${'@include(if: true) '.repeat(10_000)} } }`,
      'GRAPHQL_PARSE_FAILED',
      TOO_MANY_TOKENS,
    ],
    [
      'as many directives as the parser accepts',
      `{ patients { ${'...F @skip(if: false) '.repeat(1_000)} } } fragment F on Patient { id }`,
      'GRAPHQL_VALIDATION_FAILED',
      'The document has more than 100 directives. Select less in one operation.',
    ],
    [
      'as many aliases as the parser accepts',
      `{ ${repeated(800, (index) => `p${index}: patient(id: "id${index}") { id }`)} }`,
      'GRAPHQL_VALIDATION_FAILED',
      'The operation has more than 100 aliases, including those in its fragments. Select less in one operation.',
    ],
    [
      'records that reference each other in a cycle',
      `{ patient(id: "eUnknown") { ${nested(6, 'conditions { subject { resource { ', 'id', '} } } ')} } }`,
      'GRAPHQL_VALIDATION_FAILED',
      'The operation has more than 16 levels of fields. Select less in one operation.',
    ],
    [
      '3,000 unknown directives',
      `{ patients { id ${'@x '.repeat(3_000)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
      'Unknown directive "@x".',
    ],
    [
      'the SDL under 50 aliases',
      `{ ${repeated(50, (index) => `a${index}: _service { sdl }`)} }`,
      'RESPONSE_TOO_LARGE',
      TOO_MUCH_DESCRIPTION,
    ],
    [
      'introspection under 50 aliases',
      `{ ${repeated(50, (index) => `a${index}: __schema { types { fields { type { fields { name } } } } }`)} }`,
      'RESPONSE_TOO_LARGE',
      TOO_MUCH_DESCRIPTION,
    ],
    [
      '9,000 repetitions of a field',
      `{ patients { ${'id '.repeat(9_000)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
      TOO_MANY_FIELDS,
    ],
    [
      '1,500 repetitions of a list',
      `{ ${'patients { id } '.repeat(1_500)} }`,
      'GRAPHQL_VALIDATION_FAILED',
      TOO_MANY_FIELDS,
    ],
    [
      'a fragment that spreads itself',
      '{ patients { ...A } } fragment A on Patient { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot spread fragment "A" within itself.',
    ],
    [
      'fragments that spread each other',
      '{ patients { ...A } } fragment A on Patient { ...B } fragment B on Patient { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot spread fragment "A" within itself via "B".',
    ],
    [
      'nested introspection',
      `{ __schema { types { ${nested(4, 'fields { type { ', 'name', '} }')} } } }`,
      'GRAPHQL_VALIDATION_FAILED',
      'Maximum introspection depth exceeded',
    ],
    [
      '1,500 unused variables',
      `query (${repeated(1_500, (index) => `$v${index}: Int`)}) { __typename }`,
      'GRAPHQL_VALIDATION_FAILED',
      'Variable "$v0" is never used.',
    ],
  ])('rejects %s without a FHIR request [T1-D4]', async (_what, query, code, message) => {
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
  ])('rejects thousands of nested %s, at their depth or their content', async (_what, query) => {
    const { errors } = await gateway.query(query);
    expect(errors?.[0]?.extensions.code).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
    expect(sandbox.requests).toEqual([]);
  });

  it.each([
    ['a mutation', 'mutation { __typename }', 'mutation'],
    [
      'a mutation selected by operationName next to a query',
      'query Q { __typename } mutation M { __typename }',
      'mutation',
    ],
    ['a subscription', 'subscription { __typename }', 'subscription'],
  ])('rejects %s sent by GET [T1-T10]', async (_what, query, kind) => {
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

  it.each([1, 3_000])('rejects a batch of %d operations', async (size) => {
    const batch = Array.from({ length: size }, () => ({ query: '{ patients { id } }' }));
    const answer = await gateway.http.post('/graphql').send(batch);
    expect([answer.status, answer.body, sandbox.requests]).toEqual([
      400,
      { errors: [{ message: 'Operation batching disabled.', extensions: { code: 'BAD_REQUEST' } }] },
      [],
    ]);
  });

  it('rejects a document of thousands of ids', async () => {
    const ids = repeated(4_000, (index) => `"${index}"`);
    const { errors } = await gateway.query(`{ patients(filter: { ids: [${ids}] }) { id } }`);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(sandbox.requests).toEqual([]);
  });

  it('reads one patient once for fifty aliases', async () => {
    const { data, extensions } = await gateway.query(
      `{ ${repeated(50, (index) => `p${index}: patient(id: "${KNOWN_ID}") { id }`)} }`,
    );
    expect(Object.keys(data)).toHaveLength(50);
    expect(extensions?.fhir.requests).toBe(1);
  });
});

describe('abusive variables [T1-D5]', () => {
  it('rejects variables that exceed the size limit of a request', async () => {
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

  it('counts ids in a variable before using them', async () => {
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

  it('reports only the first errors of a variable', async () => {
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
  ])('survives 100,000 nested lists in the variable of %s', async (_what, query, before, after, status) => {
    const value = before + nested(100_000, '[', '', ']') + after;
    const answer = await gateway.http
      .post('/graphql')
      .type('application/json')
      .send(`{"query":${JSON.stringify(query)},"variables":{"x":[${value}]}}`);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('INTERNAL_SERVER_ERROR');
    expect(sandbox.requests).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'pollutes no prototype when variables contain %s [T1-T3]',
    async (key) => {
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
    },
  );

  it('sends no header or parameter upstream that a variable contains [T1-T2]', async () => {
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

  it("forwards none of the client's headers upstream", async () => {
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
