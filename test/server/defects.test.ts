import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNoteConverter } from 'clinical-notes';
import { ANONYMOUS_CALLERS } from '../../src/access/caller.ts';
import { openSiteClient, type SiteClient } from '../support/site.ts';
import { createLog } from '../../src/observability/log.ts';
import { serveSite } from '../../src/server/served-site.ts';
import { createServer, type Server } from '../../src/server/server.ts';
import { createOnlySite } from '../../src/server/sites.ts';
import { at, including, matching } from '../support/expected.ts';
import { connectionTo } from '../support/gateway.ts';

/** Must appear neither in a response nor in the log. */
const CANARY = 'Lopez-19870912';
const UNEXPECTED_FAILURE =
  /^The gateway failed unexpectedly\. Give its operator the error id [\w-]{36}, which is in the log\.$/;

let sandbox: Sandbox;
let client: SiteClient;
let server: Server | null = null;
let logLines: string[];

beforeEach(async () => {
  logLines = [];
  sandbox = await startSandbox();
  client = await openSiteClient({
    connection: connectionTo(sandbox),
    log: createLog('silent'),
  });
});

afterEach(async () => {
  await server?.stop();
  client.close();
  await sandbox.close();
});

/** Starts the server on a client with some members replaced by defective ones. */
async function start(defect: Partial<SiteClient>): Promise<ReturnType<typeof supertest>> {
  const defective: SiteClient = Object.defineProperties(
    { ...client, as: () => defective },
    Object.getOwnPropertyDescriptors(defect),
  );
  const shared = { audit: null, state: null, routerSecrets: null, documentLinkSeconds: 120 };
  const served = serveSite({
    ...shared,
    site: defective,
    notes: createNoteConverter({ maxBytes: 1, timeoutMs: 1 }),
    panel: { kind: 'none' },
    idBatchSize: 10,
    sharedCacheSeconds: 0,
    mrnSystem: 'MRN',
    siteTimeZone: 'UTC',
    isPanelOnly: false,
    panelCacheSeconds: 15,
    patientSees: 'N',
    maxUpstreamCallsPerMinute: 0,
  });
  server = await createServer({
    ...shared,
    sites: createOnlySite(served, ANONYMOUS_CALLERS),
    writeService: null,
    isLoopbackOnly: true,
    trustedDocuments: null,
    hasSubgraphScopes: false,
    canIntrospect: false,
    hasApolloSandbox: false,
    explorer: null,
    landing: null,
    maxUpstreamCalls: 10_000,
    maxResponseBytes: 20_000_000,
    maxHeldBytes: 128_000_000,
    operationTimeoutMs: 30_000,
    corsOrigins: [],
    shutdownTimeoutMs: 1_000,
    log: createLog('trace', { write: (line) => void logLines.push(line) }),
  });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  return supertest(server.app.server);
}

function fail(): never {
  throw new Error(`Cannot read ${CANARY}`);
}

/** Returns the log line with this error id. */
function logLineOf(errorId: unknown): unknown {
  return logLines.map((line): unknown => JSON.parse(line)).find((line) => at(line, 'errorId') === errorId);
}

describe('a defect of the gateway [T1-I16]', () => {
  it('masks a defect in an operation, logs it under the error id, and resolves the other fields', async () => {
    const http = await start({ read: async () => fail() });
    const answer = await http.post('/graphql').send({ query: '{ patient(id: "x") { id } __typename }' });
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        data: { patient: null, __typename: 'Query' },
        errors: [
          {
            message: matching(UNEXPECTED_FAILURE),
            locations: [{ line: 1, column: 3 }],
            path: ['patient'],
            extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: matching(/^[\w-]{36}$/) },
          },
        ],
        extensions: { fhir: { requests: 0, estimatedRequests: 1, warnings: [] } },
      },
    ]);
    const error = at(at(answer.body, 'errors'), '0');
    expect(logLineOf(at(at(error, 'extensions'), 'errorId'))).toMatchObject({
      event: 'unexpected_error',
      errorName: 'Error',
      stack: including(matching(/^at fail \(.*defects\.test\.ts:\d+:\d+\)$/)),
    });
    expect(answer.text + logLines.join('')).not.toContain(CANARY);
  });

  it('masks a defect outside the graph in the shape of a GraphQL error, and logs it once', async () => {
    const http = await start({
      get publicKeys() {
        return fail();
      },
    });
    const answer = await http.get('/.well-known/jwks.json');
    expect([answer.status, answer.body]).toEqual([
      500,
      {
        errors: [
          {
            message: matching(UNEXPECTED_FAILURE),
            extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: matching(/^[\w-]{36}$/) },
          },
        ],
      },
    ]);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(logLines).toHaveLength(1);
    expect(answer.text + logLines.join('')).not.toContain(CANARY);
  });

  it('reports not ready because of a defect, and logs it under the error id', async () => {
    const http = await start({ probe: async () => fail() });
    const answer = await http.get('/readyz');
    expect([answer.status, answer.body]).toMatchObject([
      503,
      { status: 'unavailable', code: 'INTERNAL_SERVER_ERROR', message: matching(UNEXPECTED_FAILURE) },
    ]);
    const [, errorId] = /id ([\w-]{36}),/.exec(answer.text) ?? [];
    expect(logLineOf(errorId)).toMatchObject({ event: 'unexpected_error' });
    expect(answer.text + logLines.join('')).not.toContain(CANARY);
  });
});
