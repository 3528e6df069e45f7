import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, RESTRICTED } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../support/expected.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';

const SECRET = 'x'.repeat(32);
const WANTED = { 'apollo-federation-include-trace': 'ftv1' };
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

async function answerTo(
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

/** The protobuf message of the trace, in which names and texts stand as they are; null where there is none. */
function traceOf(body: unknown): string | null {
  const trace = at(body, 'extensions', 'ftv1');
  return typeof trace === 'string' ? Buffer.from(trace, 'base64').toString('latin1') : null;
}

describe('a trace', () => {
  it('comes to a router that asks for it, with the fields and where errors were', async () => {
    await start([SECRET]);
    const body = await answerTo(WANTED);
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

  it('holds no value, no message and no code', async () => {
    await start([SECRET]);
    const body = await answerTo(WANTED);
    const trace = traceOf(body) ?? '';
    const message = at(body, 'errors', 0, 'message');
    expect(message).toMatch(/break-the-glass/i);
    for (const kept of [CAMILA_LOPEZ, RESTRICTED, 'Camila', '1987', 'RESTRICTED', 'break', String(message)]) {
      expect(trace).not.toContain(kept);
    }
  });

  it.each([
    ['a document that cannot be read', { query: '{ MARKED(' }],
    ['one that the schema has no field for', { query: '{ MARKED }' }],
    ['a variable that is wrong', { ...OPERATION, variables: { id: { MARKED: 'MARKED' } } }],
  ])('holds nothing of %s', async (_what, operation) => {
    await start([SECRET]);
    const body = await answerTo(WANTED, operation);
    expect(body).toHaveProperty('errors');
    expect(traceOf(body) ?? '').not.toContain('MARKED');
  });

  it.each<[what: string, headers: Record<string, string>]>([
    ['that does not ask for one', {}],
    ['that asks for another kind', { 'apollo-federation-include-trace': 'ftv2' }],
  ])('does not come to a router %s', async (_what, headers) => {
    await start([SECRET]);
    const body = await answerTo(headers);
    expect(body).toHaveProperty('extensions.fhir');
    expect(traceOf(body)).toBeNull();
  });

  it('does not come where anyone may ask', async () => {
    await start(null);
    const body = await answerTo(WANTED);
    expect(body).toHaveProperty('extensions.fhir');
    expect(traceOf(body)).toBeNull();
  });
});
