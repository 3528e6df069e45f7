import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Audit } from '../../src/audit/audit.ts';
import { isObject } from '../../src/fhir/lenient-read.ts';
import type { ServerOptions } from '../../src/server/server.ts';
import { matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type HeavyServer, startHeavyServer } from '../support/heavy-server.ts';
import { inputFor, memoryStore, newKey, postsOf } from '../support/writing.ts';

let heavy: HeavyServer;
let gateway: Gateway | null = null;

beforeAll(async () => {
  heavy = await startHeavyServer();
});

beforeEach(() => heavy.clearRequests());

afterEach(async () => {
  await gateway?.close();
  gateway = null;
});

afterAll(() => heavy.close());

async function startWith(server: Partial<ServerOptions> = {}): Promise<Gateway> {
  gateway = await startGateway(heavy, {
    panel: { kind: 'list', identifier: 'clinic' },
    connection: { tokenUrl: heavy.tokenUrl },
    limits: { maxConcurrency: 2 },
    server,
  });
  return gateway;
}

interface Posted {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

async function post({ http }: Gateway, query: string, variables = {}): Promise<Posted> {
  const response = await http.post('/graphql').send({ query, variables });
  const { status, headers, text } = response;
  const body: unknown = response.body;
  return { status, headers, text, body: isObject(body) ? body : {} };
}

function aliases(count: number, field: string): string {
  return Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
}

const labs = (selection: string, first = 100): string =>
  `{ patient(id: "p1") { observations(first: ${first}) { ${selection} } } }`;

/** Matches content of a patient, a record or a document. */
const PATIENT_DATA = /Ada|Heavy|Potassium|observation-|QUJD|ABCABC/;

const TOO_LARGE = {
  message:
    'The response would exceed 200000 bytes (MAX_RESPONSE_BYTES). The gateway sent none of it. Select less in one operation: a smaller ' +
    '`first`, fewer aliases, fewer documents.',
  extensions: { code: 'RESPONSE_TOO_LARGE' },
};

const ENTITIES = Array.from({ length: 300 }, (_, id) => `{ __typename: "Patient", id: "p${id}" }`).join(' ');

describe('an operation whose response exceeds the size limit [T1-D8]', () => {
  it.each<[what: string, query: string]>([
    ['records under many aliases', labs(aliases(10, 'resource'))],
    [
      'records in nodes and in edges',
      `{ patient(id: "p1") { observationsConnection(first: 100) { nodes { ${aliases(3, 'resource')} }
      edges { node { b: resource c: resource } } } } }`,
    ],
    [
      'lists below lists of one patient',
      labs('subject { resource { observations(first: 100) { id status } } }'),
    ],
    ['objects under many aliases', labs(aliases(99, 'code { text }'))],
    ['nested lists under many aliases', labs(aliases(99, 'categories { text }'))],
    ['texts under many aliases, which exceed the limit only during encoding', labs(aliases(30, 'notes'))],
    [
      'entities',
      `{ _entities(representations: [${ENTITIES}]) { ... on Patient { ${aliases(60, 'fullName')} } } }`,
    ],
    [
      'a document under many aliases',
      `{ documentReference(id: "documents-30000-1") { content { ${aliases(9, 'data')} } } }`,
    ],
    [
      'the text of a document under many aliases',
      `{ documentReference(id: "documents-30000-1") { content { ${aliases(9, 'text')} } } }`,
    ],
    ['documents', '{ patient(id: "documents-30000") { documents(first: 20) { content { data } } } }'],
    ['errors', labs(aliases(20, 'performers { resource { __typename } }'))],
  ])(
    'returns one RESPONSE_TOO_LARGE error and no data if a response is too large: %s',
    async (_what, query) => {
      const bounded = await startWith({ maxResponseBytes: 200_000 });
      const { status, body, text } = await post(bounded, query);
      const { logLines } = bounded;
      expect(status).toBe(400);
      expect(body).toMatchObject({ errors: [TOO_LARGE] });
      expect(Object.keys(body)).toEqual(['errors', 'extensions']);
      expect(text).not.toMatch(PATIENT_DATA);
      expect(logLines.filter((line) => line.includes('"codes":["RESPONSE_TOO_LARGE"]'))).toHaveLength(1);
      expect(logLines.filter((line) => /unexpected_error|apollo_server/.test(line))).toEqual([]);
    },
  );

  it('stops sending FHIR requests once the response is too large', async () => {
    const bounded = await startWith({ maxResponseBytes: 200_000 });
    const query = '{ patient(id: "documents-90000") { documents(first: 100) { content { data } } } }';
    await post(bounded, query);
    // The list, two documents, and the requests that were in flight when the limit was reached.
    expect(heavy.requests.length).toBeLessThan(10);
    const before = heavy.requests.length;
    await post(bounded, '{ __typename }');
    expect(heavy.requests).toHaveLength(before);
  });

  it('refuses an operation before any FHIR request if the estimate is far too large, and names its largest fields', async () => {
    const bounded = await startWith();
    const query = `{ patients(first: 100) { id observations(first: 100) { ${aliases(95, 'resource')} } } }`;
    const { status, body } = await post(bounded, query);
    expect(status).toBe(400);
    expect(body).toEqual({
      errors: [
        {
          message:
            'The response could have about 481552814 bytes, but the limit is 20000000 (MAX_RESPONSE_BYTES). The largest fields are ' +
            'patients.observations.resource: 481550000. Select less in one operation: a smaller `first`, or fewer aliases.',
          extensions: { code: 'RESPONSE_TOO_LARGE' },
        },
      ],
      extensions: { fhir: { requests: 0, estimatedRequests: 111, warnings: [] } },
    });
    expect(heavy.requests).toEqual([]);
  });

  it('refuses an operation with a far too large estimate even without a limit on FHIR requests', async () => {
    const bounded = await startWith({ maxUpstreamCalls: Infinity });
    const query = labs(`subject { resource { observations(first: 100) { ${aliases(40, 'resource')} } } }`);
    const { status, body } = await post(bounded, query);
    expect([status, heavy.requests]).toEqual([400, []]);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'RESPONSE_TOO_LARGE' } }] });
  });

  it('stops an operation as soon as its response exceeds the memory for one operation', async () => {
    const bounded = await startWith({ maxHeldBytes: 600_000 });
    const { status, body } = await post(bounded, labs(aliases(99, 'id')));
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errors: [
        {
          message:
            'The response and its documents would exceed 300000 bytes of memory, the limit of one operation. The gateway sent none of it. ' +
            'Select less in one operation: a smaller `first`, fewer aliases, fewer documents.',
          extensions: { code: 'RESPONSE_TOO_LARGE' },
        },
      ],
    });
  });
});

/** Returns the text with its errors sorted: the gateway reports them in the order in which fields fail. */
function sortErrors(text: string): string {
  const [start = '', end = ''] = text.split(/(?<=\]),(?="data":)/);
  const errors = start
    .split(/(?<=\}),(?=\{"message")/)
    .map((error) => error.replace(/^\{"errors":\[|\]$/g, ''));
  return [...errors.toSorted(), end].join('\n');
}

describe('a large response within the size limit', () => {
  it.each<[what: string, query: string]>([
    ['records', labs(aliases(20, 'resource'))],
    ['a document', '{ documentReference(id: "documents-3000000-1") { content { data text } } }'],
    [
      'lists that the gateway completes over many turns of the event loop',
      labs(`${aliases(90, 'status')} code { text coding { code } }`),
    ],
    ['texts next to errors', labs(`${aliases(20, 'notes')} performers { display resource { __typename } }`)],
    [
      'records of entities',
      `{ _entities(representations: [${ENTITIES}]) { ... on Patient { ${aliases(20, 'resource')} } } }`,
    ],
  ])(
    'sends the same text with and without a size limit if the response is smaller: %s',
    async (_what, query) => {
      const bounded = await startWith();
      const { status, headers, text } = await post(bounded, query);
      await bounded.close();
      const expected = await post(await startWith({ maxResponseBytes: Infinity }), query);
      expect(text.length).toBeGreaterThan(100_000);
      expect([status, headers['content-type'], headers['content-length']]).toEqual([
        200,
        expected.headers['content-type'],
        String(Buffer.byteLength(text)),
      ]);
      expect(sortErrors(text) === sortErrors(expected.text)).toBe(true);
    },
  );

  it('sends no more FHIR requests for a response that it completes over many turns of the event loop', async () => {
    const bounded = await startWith();
    const { body } = await post(
      bounded,
      labs(`${aliases(60, 'status')} encounter { resource { statusCode } }`),
    );
    expect(body).toMatchObject({ extensions: { fhir: { requests: 11 } } });
    expect(heavy.requests.filter((request) => request.startsWith('Encounter?'))).toHaveLength(10);
  });

  it('keeps the connection usable after a large response', async () => {
    const bounded = await startWith();
    await post(bounded, labs(aliases(20, 'resource')));
    const { body } = await post(bounded, '{ patients(first: 1) { fullName } }');
    expect(body).toMatchObject({ data: { patients: [{ fullName: 'Ada Heavy' }] } });
  });
});

const NO_AUDIT: Audit = {
  isRequired: false,
  isStalled: false,
  record: async () => {},
  recordSignInRefusal: async () => {},
  recordUnknownSite: async () => {},
  recordSession: async () => {},
  close: async () => {},
};

describe('operations that together exceed the memory limit [T1-D8]', () => {
  it('stops the operations that hold the most memory with a retryable 503, and completes the others', async () => {
    const bounded = await startWith({ maxHeldBytes: 40_000_000 });
    const query = '{ documentReference(id: "documents-6000000-1") { content { data } } }';
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(bounded, query)));
    const stopped = answers.filter(({ status }) => status !== 200);
    expect(stopped.length).toBeGreaterThan(0);
    expect(stopped.length).toBeLessThan(answers.length);
    for (const { status, headers, body } of stopped) {
      expect([status, headers['retry-after']]).toEqual([503, '1']);
      expect(body).toMatchObject({
        errors: [
          {
            message:
              'The gateway ran out of memory for responses and stopped this operation, which held the most. ' +
              'Retry later, or select less in one operation.',
            extensions: { code: 'GATEWAY_OVERLOADED' },
          },
        ],
      });
      expect(Object.keys(body)).toEqual(['errors', 'extensions']);
    }
    const again = await post(bounded, query);
    expect(again.status).toBe(200);
    expect(again.text.length).toBeGreaterThan(8_000_000);
  });
});

describe('an operation that the gateway stops after encoding its response', () => {
  it.each([
    ['a long answer', '{ documentReference(id: "documents-9000000-1") { content { data } } }'],
    [
      'a short answer whose documents are large',
      '{ patient(id: "documents-9000000") { documents(first: 2) { content { text } } } }',
    ],
  ])(
    'returns an error with Retry-After for an operation that it stops after encoding: %s',
    async (_what, query) => {
      const recording = Promise.withResolvers<undefined>();
      const recorded = Promise.withResolvers<undefined>();
      let operations = 0;
      const record = async (): Promise<void> => {
        operations += 1;
        if (operations > 1) return;
        recording.resolve(undefined);
        await recorded.promise;
      };
      const bounded = await startWith({ audit: { ...NO_AUDIT, record }, maxHeldBytes: 60_000_000 });
      const answer = post(bounded, query);
      await recording.promise;
      const others = '{ documentReference(id: "documents-6000000-1") { content { data } } }';
      await Promise.all(Array.from({ length: 6 }, () => post(bounded, others)));
      recorded.resolve(undefined);
      const { status, headers, body } = await answer;
      expect([status, headers['retry-after'], headers['connection']]).toEqual([503, '1', 'close']);
      expect(body).toMatchObject({ errors: [{ extensions: { code: 'GATEWAY_OVERLOADED' } }] });
      expect(Object.keys(body)).toEqual(['errors']);
    },
  );
});

describe('a mutation whose response exceeds the size limit', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  it('states in a RESPONSE_TOO_LARGE error that completed writes stand, and writes nothing more', async () => {
    gateway = await startGateway(sandbox, { store: memoryStore(), server: { maxResponseBytes: 10_000 } });
    const query = `mutation ($first: AddProblemInput!, $second: AddProblemInput!, $one: ID!, $other: ID!) {
      one: addProblem(input: $first, idempotencyKey: $one) { status problem { ${aliases(30, 'resource')} } }
      other: addProblem(input: $second, idempotencyKey: $other) { status }
    }`;
    const variables = {
      first: inputFor('addProblem', sandbox),
      second: inputFor('addProblem', sandbox),
      one: newKey(),
      other: newKey(),
    };
    const { status, body } = await post(gateway, query, variables);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errors: [
        {
          message: matching(
            /Writes that were already carried out stand. To see them, send the same idempotency keys with a smaller selection\.$/,
          ),
          extensions: { code: 'RESPONSE_TOO_LARGE' },
        },
      ],
    });
    expect(postsOf(sandbox, 'Condition')).toBe(1);
    const again = await post(gateway, query.replace(/problem \{[^}]*\}/, 'id'), variables);
    expect(again.body).toMatchObject({ data: { one: { status: 'CREATED' }, other: { status: 'CREATED' } } });
    expect(postsOf(sandbox, 'Condition')).toBe(2);
  });
});
