import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { parse } from 'graphql';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { LIMITS, OPERATION_DEADLINE_MS, SUBGRAPH_TIMEOUT_MS } from '../../deploy/supergraph/figures.ts';
import {
  ALLOWED_HEADERS,
  FORWARDED_HEADERS,
  headersFor,
  keepSessionCookies,
  SESSION_HEADERS,
} from '../../deploy/supergraph/headers.ts';
import type { Program } from '../../examples/supergraph/programs.ts';
import { CLINIC } from '../../examples/supergraph/scheduling/clinic.ts';
import { BUILT_SDL } from '../../scripts/published-sdl.ts';
import manifest from '../package.json' with { type: 'json' };
import { PURPOSE_HEADER } from '../../src/audit/request-origin.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { DOCUMENT_LIMITS } from '../../src/graphql/plugins/validation-rules.ts';
import { SESSION_HEADER } from '../../src/server/request-credentials.ts';
import { SITE_HEADER } from '../../src/server/sites.ts';
import { at, matching, namesIn } from '../../test/support/expected.ts';
import { startRouter } from './routers.ts';
import { startSubgraphs, type Subgraphs } from './subgraphs.ts';

const FOLDER = 'deploy/supergraph';
const readYaml = (file: string): unknown => parseYaml(readFileSync(join(FOLDER, file), 'utf8'));
const duration = z
  .string()
  .regex(/^\d+s$/)
  .transform((text) => Number.parseInt(text, 10) * 1_000);

describe('deploy/supergraph/figures.ts', () => {
  it('has the document limits of the gateway', () => {
    expect(DOCUMENT_LIMITS).toMatchObject(LIMITS);
  });

  it('gives a subgraph more time than its own timeout, and an operation enough for two subgraphs in sequence', () => {
    const subgraphMs = Number(VARIABLES.get('OPERATION_TIMEOUT_MS')?.default);
    expect(SUBGRAPH_TIMEOUT_MS).toBe(subgraphMs + 1_000);
    expect(OPERATION_DEADLINE_MS).toBe(2 * SUBGRAPH_TIMEOUT_MS);
  });
});

const APP_ORIGIN = 'https://app.example.org';
const SESSIONS = ['__Host-session-AAAAAAAAAAAAAAAA=first', '__Host-session-BBBBBBBBBBBBBBBB=second'] as const;
/** The Cookie header of a browser, and the session cookies in it. */
const COOKIES: readonly (readonly [sent: string, kept: string | null])[] = [
  [SESSIONS[0], SESSIONS[0]],
  [`theme=dark; ${SESSIONS.join('; ')}; other=1`, SESSIONS.join('; ')],
  [`${SESSIONS.join(';')} ;`, SESSIONS.join('; ')],
  [`__Host-sign-in-0123456789abcdef=state; ${SESSIONS[0]}`, SESSIONS[0]],
  [`copy=${SESSIONS[0]}; x${SESSIONS[1]}; __Host-sessions-1=2; __host-session-1=2`, null],
  ['theme=dark', null],
  ['', null],
];

describe('deploy/supergraph/headers.ts', () => {
  const client: Readonly<Record<string, string>> = {
    ...Object.fromEntries([...FORWARDED_HEADERS, ...SESSION_HEADERS].map((name) => [name, `the ${name}`])),
    cookie: `theme=dark; ${SESSIONS[0]}`,
    'x-other': '1',
  };
  const read = (name: string): string | null => client[name] ?? null;

  it('forwards the headers that the gateway reads', () => {
    expect(FORWARDED_HEADERS).toEqual(
      expect.arrayContaining(['authorization', 'traceparent', PURPOSE_HEADER, SITE_HEADER]),
    );
    expect(SESSION_HEADERS).toEqual(['origin', SESSION_HEADER]);
  });

  it('forwards session cookies, Origin and X-Session to the gateway only [T2-I2]', () => {
    expect(Object.keys(headersFor('scheduling', read))).toEqual(FORWARDED_HEADERS);
    expect(headersFor('fhir', read)).toEqual({
      ...Object.fromEntries([...FORWARDED_HEADERS, ...SESSION_HEADERS].map((name) => [name, client[name]])),
      cookie: SESSIONS[0],
      'router-authorization': null,
    });
  });

  it.each(COOKIES)('forwards of the cookies "%s" only "%s"', (sent, kept) => {
    expect(keepSessionCookies(sent)).toBe(kept);
  });
});

const propagation = z.object({ propagate: z.object({ named: z.string() }) });
const sessionOperations = [
  ...SESSION_HEADERS.map((named) => ({ propagate: { named } })),
  { insert: { name: 'router-authorization', value: '${env.ROUTER_SECRET}' } },
];
/** The pages of one origin may send requests with their session cookie. */
const policies = z.tuple([
  z.strictObject({
    origins: z.tuple([z.literal(APP_ORIGIN)]),
    allow_credentials: z.literal(true),
    methods: z.tuple([z.literal('POST')]),
    allow_headers: z.array(z.string()),
  }),
]);

describe.each(['router.yaml', 'router.graphos.yaml'])('%s', (file) => {
  /** Strict for objects in which an unknown member keeps Apollo Router 2.17 from starting. */
  const shape = z.object({
    cors: z.strictObject({ policies }),
    rhai: z.strictObject({ scripts: z.literal('.'), main: z.string() }),
    headers: z.strictObject({
      all: z.strictObject({ request: z.strictObject({ operations: z.array(propagation) }) }),
      subgraphs: z.object({
        fhir: z.strictObject({ request: z.strictObject({ operations: z.array(z.unknown()) }) }),
      }),
    }),
    traffic_shaping: z.object({
      router: z.object({ timeout: duration }),
      all: z.object({ timeout: duration, deduplicate_query: z.literal(false) }),
    }),
    limits: z.strictObject({ router: z.record(z.string(), z.int()) }),
    response_cache: z.object({
      enabled: z.literal(false),
      subgraph: z.object({ all: z.object({ enabled: z.literal(false) }) }),
    }),
    include_subgraph_errors: z.object({
      all: z.literal(false),
      subgraphs: z.object({ fhir: z.literal(true) }),
    }),
    supergraph: z.object({ introspection: z.literal(false) }),
    telemetry: z.object({
      apollo: z.object({ send_headers: z.literal('none'), send_variable_values: z.literal('none') }),
    }),
  });

  it('has the structure that Apollo Router 2.17 needs to start, and the limits of figures.ts', () => {
    const config = shape.parse(readYaml(file));
    expect(config.headers.all.request.operations.map(({ propagate }) => propagate.named)).toEqual(
      FORWARDED_HEADERS,
    );
    expect(config.headers.subgraphs.fhir.request.operations).toEqual(sessionOperations);
    expect(config.cors.policies[0].allow_headers).toEqual(ALLOWED_HEADERS);
    expect(existsSync(join(FOLDER, config.rhai.main))).toBe(true);
    expect(config.traffic_shaping.router.timeout).toBe(OPERATION_DEADLINE_MS);
    expect(config.traffic_shaping.all.timeout).toBe(SUBGRAPH_TIMEOUT_MS);
    expect(config.limits.router).toMatchObject({
      http_max_request_bytes: DOCUMENT_LIMITS.bodyBytes,
      parser_max_tokens: DOCUMENT_LIMITS.tokens,
    });
  });
});

describe('router.yaml', () => {
  it('has no option for which Apollo Router needs a GraphOS plan', () => {
    const config = z
      .object({ limits: z.object({ router: z.record(z.string(), z.unknown()) }) })
      .loose()
      .parse(readYaml('router.yaml'));
    expect(config).not.toHaveProperty('authentication');
    expect(config).not.toHaveProperty('authorization');
    expect(Object.keys(config.limits.router)).toEqual(['http_max_request_bytes', 'parser_max_tokens']);
  });
});

describe('router.graphos.yaml', () => {
  it('makes the router check tokens, scopes and document limits as the gateway does', () => {
    const jwks = z.strictObject({
      url: z.url(),
      issuers: z.array(z.url()).min(1),
      algorithms: z.array(z.string()),
    });
    const config = z
      .object({
        limits: z.object({ router: z.record(z.string(), z.int()) }),
        authorization: z.object({ directives: z.object({ enabled: z.literal(true) }) }),
        authentication: z.object({ router: z.object({ jwt: z.object({ jwks: z.tuple([jwks]) }) }) }),
      })
      .parse(readYaml('router.graphos.yaml'));
    expect(config.limits.router).toMatchObject({
      max_depth: DOCUMENT_LIMITS.depth,
      max_aliases: DOCUMENT_LIMITS.aliases,
      max_root_fields: DOCUMENT_LIMITS.rootFields,
    });
    expect(config.authentication.router.jwt.jwks[0].algorithms.join(',')).toBe(
      VARIABLES.get('AUTH_ALGORITHMS')?.default,
    );
  });
});

describe('hive-router.yaml', () => {
  it('shows the error messages of the gateway, hides the schema, prevents caching and has the limits of figures.ts', () => {
    const limit = z.strictObject({ n: z.int() });
    const config = z
      .strictObject({
        supergraph: z.strictObject({ source: z.literal('file'), path: z.string() }),
        http: z.strictObject({ host: z.string(), port: z.int() }),
        introspection: z.literal(false),
        laboratory: z.strictObject({ enabled: z.literal(false) }),
        error_masking: z.strictObject({
          all: z.strictObject({ enabled: z.literal(true) }),
          subgraphs: z.strictObject({ fhir: z.strictObject({ enabled: z.literal(false) }) }),
        }),
        cors: z.strictObject({ enabled: z.literal(true), policies }),
        headers: z.strictObject({
          all: z.strictObject({
            request: z.tuple([z.strictObject({ propagate: z.strictObject({ named: z.array(z.string()) }) })]),
            response: z.array(z.unknown()),
          }),
          subgraphs: z.strictObject({ fhir: z.strictObject({ request: z.array(z.unknown()) }) }),
        }),
        traffic_shaping: z.strictObject({
          router: z.strictObject({
            request_timeout: duration,
            dedupe: z.strictObject({ enabled: z.literal(false) }),
          }),
          all: z.strictObject({ request_timeout: duration, dedupe_enabled: z.literal(false) }),
        }),
        limits: z.strictObject({
          max_request_body_size: z.string(),
          max_tokens: limit,
          max_depth: limit,
          max_aliases: limit,
        }),
        log: z.strictObject({ level: z.literal('warn') }),
      })
      .parse(readYaml('hive-router.yaml'));
    expect(config.headers.all.request[0].propagate.named).toEqual(FORWARDED_HEADERS);
    expect(config.headers.all.response).toEqual([
      { insert: { name: 'cache-control', value: 'private, no-store' } },
    ]);
    expect(config.headers.subgraphs.fhir.request).toEqual([
      { propagate: { named: SESSION_HEADERS } },
      { insert: { name: 'cookie', expression: matching(/^cookies = /) } },
      { insert: { name: 'router-authorization', expression: 'env("ROUTER_SECRET")' } },
    ]);
    expect(config.cors.policies[0].allow_headers).toEqual(ALLOWED_HEADERS);
    expect(config.traffic_shaping.router.request_timeout).toBe(OPERATION_DEADLINE_MS);
    expect(config.traffic_shaping.all.request_timeout).toBe(SUBGRAPH_TIMEOUT_MS);
    const { max_tokens: tokens, max_depth: depth, max_aliases: aliases } = config.limits;
    expect([tokens.n, depth.n, aliases.n]).toEqual([
      DOCUMENT_LIMITS.tokens,
      DOCUMENT_LIMITS.depth,
      DOCUMENT_LIMITS.aliases,
    ]);
    expect(config.limits.max_request_body_size).toBe(`${DOCUMENT_LIMITS.bodyBytes / 1024} KiB`);
  });
});

describe('the expression for cookies in hive-router.yaml', () => {
  /** The statements of the expression, whose language (VRL) no package of npm runs. The regular expressions mean the same in JavaScript. */
  const STATEMENTS =
    /^cookies = ";" \+ \(string\(\.request\.headers\.cookie\) \?\? ""\)\n(?<replacements>(?:cookies = replace\(.*\)\n)+)cookies = strip_whitespace\(cookies\)\n(?<last>replace\(.*\))\n$/;
  const REPLACEMENT = /replace\(cookies, r'(?<pattern>[^']*)', (?<text>"[^"]*")\)/g;

  const expression = z
    .string()
    .parse(
      at(readYaml('hive-router.yaml'), 'headers', 'subgraphs', 'fhir', 'request', 1, 'insert', 'expression'),
    );

  const replaceAll = (text: string, statements: string): string =>
    [...statements.matchAll(REPLACEMENT)].reduce(
      (replaced, { groups }) =>
        replaced.replaceAll(
          new RegExp(groups?.['pattern'] ?? '', 'g'),
          z.string().parse(JSON.parse(groups?.['text'] ?? '')),
        ),
      text,
    );

  it.each(COOKIES)('keeps of "%s" only "%s"', (sent, kept) => {
    const { replacements = '', last = '' } = STATEMENTS.exec(expression)?.groups ?? {};
    expect(last).not.toBe('');
    expect(replaceAll(replaceAll(`;${sent}`, replacements).trim(), last)).toBe(kept ?? '');
  });
});

describe('session-cookies.rhai', () => {
  it('keeps the same cookies for the same subgraph as headers.ts [T2-I2]', () => {
    const script = readFileSync(join(FOLDER, 'session-cookies.rhai'), 'utf8');
    expect(script.match(/if subgraph == "[^"]+"|starts_with\("[^"]+"\)/g)).toEqual([
      'if subgraph == "fhir"',
      'starts_with("__Host-session-")',
    ]);
  });
});

describe('supergraph.yaml', () => {
  const shape = z.object({
    federation_version: z.string(),
    subgraphs: z.record(
      z.string(),
      z.object({ routing_url: z.url(), schema: z.object({ file: z.string() }) }),
    ),
  });

  it('names schema files of the repository or its build, and the composition version that the tests use', () => {
    const { federation_version: version, subgraphs } = shape.parse(readYaml('supergraph.yaml'));
    expect(version).toBe(`=${manifest.devDependencies['@apollo/composition']}`);
    expect(Object.keys(subgraphs)).toEqual(['fhir', 'scheduling']);
    const [fhir, scheduling] = Object.values(subgraphs).map(({ schema }) => join(FOLDER, schema.file));
    expect(Object.keys(BUILT_SDL)).toContain(fhir);
    expect(parse(readFileSync(scheduling ?? '', 'utf8')).definitions.length).toBeGreaterThan(0);
  });
});

describe('Hive Gateway with its configuration', () => {
  let sandbox: Sandbox;
  let subgraphs: Subgraphs;
  let router: Program;

  beforeAll(async () => {
    sandbox = await startSandbox();
    subgraphs = await startSubgraphs(sandbox, CLINIC);
    router = await startRouter('Hive Gateway', subgraphs.all);
  });

  afterAll(async () => {
    await router.close();
    await subgraphs.close();
    await sandbox.close();
  });

  const post = async (body: unknown): Promise<{ readonly status: number; readonly body: unknown }> =>
    supertest(router.url).post('').set('content-type', 'application/json').send(JSON.stringify(body));

  it.each([
    ['tokens', `{ rooms { ${'id '.repeat(LIMITS.tokens)} } }`, /limit/i],
    ['depth', `{ slots ${'{ patient { upcomingSlots '.repeat(9)}{ id }${' } }'.repeat(9)} }`, /depth/i],
    [
      'aliases',
      `{ rooms { ${Array.from({ length: LIMITS.aliases + 1 }, (_, index) => `a${index}: id`).join(' ')} } }`,
      /aliases/i,
    ],
    ['introspection', '{ __schema { queryType { name } } }', /introspection/i],
  ])('refuses a query for its %s without calling a subgraph', async (_reason, query, message) => {
    const before = subgraphs.scheduling.received.length;
    const { body } = await post({ query });
    const { errors } = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) }).parse(body);
    expect(errors[0]?.message).toMatch(message);
    expect(subgraphs.scheduling.received.length).toBe(before);
  });

  it('accepts a query with as many aliases as the limit allows', async () => {
    const aliases = Array.from({ length: LIMITS.aliases }, (_, index) => `a${index}`);
    const { body } = await post({
      query: `{ rooms { ${aliases.map((alias) => `${alias}: id`).join(' ')} } }`,
    });
    expect(body).toEqual({
      data: { rooms: CLINIC.rooms.map(({ id }) => Object.fromEntries(aliases.map((alias) => [alias, id]))) },
    });
  });

  it('refuses a body that is too large, and a body without Content-Length', async () => {
    const query = `{ rooms { id } } #${'x'.repeat(LIMITS.bodyBytes)}`;
    expect((await post({ query })).status).toBe(413);
    const body = ReadableStream.from([new TextEncoder().encode('{"query":"{ rooms { id } }"}')]);
    const headers = { 'content-type': 'application/json' };
    const chunked = await fetch(router.url, { method: 'POST', headers, body, duplex: 'half' });
    expect(chunked.status).toBe(411);
  });

  it('allows no page of another origin to call it without APP_ORIGINS', async () => {
    const preflight = { origin: APP_ORIGIN, 'access-control-request-method': 'POST' };
    const { headers } = await supertest(router.url).options('').set(preflight);
    expect(namesIn(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('refuses several operations in one request', async () => {
    const { body } = await post([{ query: '{ rooms { id } }' }, { query: '{ rooms { id } }' }]);
    expect(body).toHaveProperty('errors');
  });

  it('sends the subgraph each of several equal requests, so that no client waits for the request of another', async () => {
    const before = subgraphs.scheduling.received.length;
    await Promise.all(Array.from({ length: 5 }, () => post({ query: '{ rooms { id } }' })));
    expect(subgraphs.scheduling.received.length - before).toBe(5);
  });

  it('sends the router secret only to the gateway, and never a secret from a client', async () => {
    const [, clinic] = subgraphs.all;
    if (clinic === undefined) throw new Error('The second subgraph is missing.');
    const receiveSecret = async (name: string): Promise<unknown> => {
      const named = await startRouter('Hive Gateway', [{ ...clinic, name }], 0, {
        ROUTER_SECRET: 'of routers',
      });
      const { status } = await supertest(named.url)
        .post('')
        .set('router-authorization', 'made up')
        .send({ query: '{ rooms { id } }' });
      await named.close();
      expect(status).toBe(200);
      return subgraphs.scheduling.received.at(-1)?.['router-authorization'];
    };
    expect(await receiveSecret('fhir')).toBe('of routers');
    expect(await receiveSecret('scheduling')).toBeUndefined();
  });
});
