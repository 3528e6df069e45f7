import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anyNumber, at, matching } from '../../support/expected.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';

let sandbox: Sandbox;
let gateway: Gateway;
let linesBefore = 0;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox);
  await gateway.query('{ patient(id: "warm.up") { id } }');
});

beforeEach(() => {
  sandbox.clearFaults();
  linesBefore = gateway.logLines.length;
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Returns the log lines of this test about operations. */
function operationLines(): unknown[] {
  return gateway.logLines
    .slice(linesBefore)
    .filter((line) => line.includes('"event":"operation"'))
    .map((line): unknown => JSON.parse(line));
}

const ANY_LINE = {
  level: 'info',
  event: 'operation',
  time: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  requestId: matching(/^[\da-f]{8}-[\da-f-]{27}$/),
  durationMs: anyNumber(),
};

describe('the log of operations', () => {
  it('writes one line for an operation, with only the allowed fields', async () => {
    await gateway.query('query OneName { patient(id: "erXuFYUfucBZaryVksYEcMg3") { fullName } }');
    expect(operationLines()).toEqual([
      {
        ...ANY_LINE,
        operationName: 'OneName',
        operationType: 'query',
        codes: [],
        upstreamRequests: 1,
        warnings: [],
      },
    ]);
  });

  it('names each error code of an operation once, and its warnings', async () => {
    sandbox.fault({ kind: 'status', status: 400, match: { operation: 'read' }, times: 2 });
    await gateway.query(
      '{ a: patient(id: "a b") { id } b: patient(id: "c d") { id } c: patient(id: "Good") { id } }',
    );
    expect(operationLines()).toMatchObject([
      { codes: ['BAD_USER_INPUT', 'UPSTREAM_REJECTED'], upstreamRequests: 1, warnings: [] },
    ]);
  });

  it('writes one line for a refused document, without the operation name that it claims', async () => {
    await gateway.http
      .post('/graphql')
      .send({ query: 'query Lopez { patients { nonsense } }', operationName: 'Lopez' });
    expect(operationLines()).toEqual([
      { ...ANY_LINE, codes: ['GRAPHQL_VALIDATION_FAILED'], upstreamRequests: 0, warnings: [] },
    ]);
  });

  it('logs the operation name in the document, not the names in the request', async () => {
    await gateway.http
      .post('/graphql')
      .set('x-apollo-operation-name', 'Lopez')
      .send({ query: 'query Real { __typename }', extensions: { clientLibrary: { name: 'Lopez' } } });
    expect(operationLines()).toMatchObject([{ operationName: 'Real' }]);
    expect(gateway.logLines.slice(linesBefore).join('')).not.toContain('Lopez');
  });

  it('truncates a very long operation name', async () => {
    await gateway.query(`query ${'A'.repeat(10_000)} { __typename }`);
    expect(operationLines()).toMatchObject([{ operationName: 'A'.repeat(100) }]);
  });

  it('writes one line for each of many concurrent operations, with its own request id', async () => {
    await Promise.all(Array.from({ length: 20 }, () => gateway.query('{ __typename }')));
    const ids = operationLines().map((line) => at(line, 'requestId'));
    expect(new Set(ids).size).toBe(20);
    expect(ids).toHaveLength(20);
  });
});
