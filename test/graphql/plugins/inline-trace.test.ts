import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, RESTRICTED } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../support/expected.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';

const SECRET = 'x'.repeat(32);
const TRACE_REQUEST = { 'apollo-federation-include-trace': 'ftv1' };
const OPERATION = {
  query:
    'query ($id: ID!, $restricted: ID!) { patient(id: $id) { fullName birthDate } other: patient(id: $restricted) { id } }',
  variables: { id: CAMILA_LOPEZ, restricted: RESTRICTED },
};

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

afterEach(() => gateway.close());

afterAll(() => sandbox.close());

async function start(routerSecrets: readonly string[] | null): Promise<void> {
  gateway = await startGateway(sandbox, { server: { routerSecrets } });
}

async function send(
  headers: Readonly<Record<string, string>>,
  operation: object = OPERATION,
): Promise<unknown> {
  const answer = await gateway.http
    .post('/graphql')
    .set({ 'router-authorization': SECRET, ...headers })
    .send(operation);
  const body: unknown = answer.body;
  return body;
}

/** Returns the protobuf message of the trace, in which names and texts are readable; null if there is none. */
function traceOf(body: unknown): string | null {
  const trace = at(body, 'extensions', 'ftv1');
  return typeof trace === 'string' ? Buffer.from(trace, 'base64').toString('latin1') : null;
}

describe('the inline trace', () => {
  it('sends a trace to a router that requests it, with the fields and the location of errors', async () => {
    await start([SECRET]);
    const body = await send(TRACE_REQUEST);
    expect(body).toMatchObject({
      data: { patient: { fullName: 'Camila Maria Lopez' }, other: null },
      errors: [{ extensions: { code: 'RESTRICTED_RECORD' } }],
      extensions: { fhir: {} },
    });
    const trace = traceOf(body) ?? '';
    for (const name of ['fullName', 'birthDate', 'FhirDate', 'Patient', 'other', '<masked>']) {
      expect(trace).toContain(name);
    }
  });

  it('puts no value, error message or error code into a trace', async () => {
    await start([SECRET]);
    const body = await send(TRACE_REQUEST);
    const trace = traceOf(body) ?? '';
    const message = at(body, 'errors', 0, 'message');
    expect(message).toMatch(/break-the-glass/i);
    for (const secret of [
      CAMILA_LOPEZ,
      RESTRICTED,
      'Camila',
      '1987',
      'RESTRICTED',
      'break',
      String(message),
    ]) {
      expect(trace).not.toContain(secret);
    }
  });

  it.each([
    ['a document with a syntax error', { query: '{ CANARY(' }],
    ['a document with an unknown field', { query: '{ CANARY }' }],
    ['an invalid variable', { ...OPERATION, variables: { id: { CANARY: 'CANARY' } } }],
  ])('puts nothing of %s into a trace', async (_what, operation) => {
    await start([SECRET]);
    const body = await send(TRACE_REQUEST, operation);
    expect(body).toHaveProperty('errors');
    expect(traceOf(body) ?? '').not.toContain('CANARY');
  });

  it.each<[what: string, headers: Record<string, string>]>([
    ['that requests none', {}],
    ['that requests another kind', { 'apollo-federation-include-trace': 'ftv2' }],
  ])('sends no trace to a router %s', async (_what, headers) => {
    await start([SECRET]);
    const body = await send(headers);
    expect(body).toHaveProperty('extensions.fhir');
    expect(traceOf(body)).toBeNull();
  });

  it('sends no trace without a router secret, when any client could request it', async () => {
    await start(null);
    const body = await send(TRACE_REQUEST);
    expect(body).toHaveProperty('extensions.fhir');
    expect(traceOf(body)).toBeNull();
  });
});
