import type { FaultKind } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isObject } from '../src/fhir/lenient-read.ts';
import { at } from './support/expected.ts';
import {
  textOutsideData,
  codesOf,
  type CanaryGateway,
  type CanaryEnvironment,
  type StartOptions,
  startCanaryEnvironment,
} from './support/canary-gateway.ts';
import type { CanaryOperation } from './support/canary-operations.ts';
import { inputFor, memoryStore, MUTATION_NAMES, MUTATIONS, newKey } from './support/writing.ts';

let environment: CanaryEnvironment;
let canaryGateway: CanaryGateway;

beforeAll(async () => {
  environment = await startCanaryEnvironment();
});

afterEach(() => canaryGateway.close());

afterAll(() => environment.close());

/** Starts a gateway with writes enabled, for a caller with the scopes to write. */
async function start(options: StartOptions = {}): Promise<void> {
  canaryGateway = await environment.start({ scopes: 'user/*.cruds', store: memoryStore(), ...options });
}

/** Returns one operation for every mutation, each with a key and an input of its own. */
function createWrites(): CanaryOperation[] {
  return MUTATION_NAMES.map((name) => ({
    name,
    query: MUTATIONS[name],
    variables: { input: inputFor(name, environment.sandbox), key: newKey() },
  }));
}

/** Returns the free text and keys in variables, which may appear only in the fields of the written record. */
function freeTextIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(freeTextIn);
  if (isObject(value)) return Object.values(value).flatMap(freeTextIn);
  // Codes and ids are short, or contain neither a space nor a hyphen.
  return typeof value === 'string' && /[\s-]/.test(value) && value.length > 8 ? value.split('\n\n') : [];
}

/** Sends the writes and expects none of their free text outside the data, in the log or in the audit events. Returns the error codes. */
async function expectNoInputLeak(operations: readonly CanaryOperation[]): Promise<Set<unknown>> {
  const answers = await canaryGateway.send(operations);
  canaryGateway.expectNoLeakOutsideData(answers);
  const events = canaryGateway.audit.take();
  // The event of a lookup by written values contains its query as sent.
  const recorded = JSON.stringify(events.map(({ recorded: _at, ...event }) => event));
  const elsewhere = [...answers.map(textOutsideData), canaryGateway.logText(), recorded].join('\n');
  const hidden = operations
    .flatMap(({ variables }) => freeTextIn(variables))
    .filter((text) => !environment.canaries.ids.has(text.toLowerCase()));
  expect(hidden.length).toBeGreaterThanOrEqual(operations.length);
  expect(hidden.filter((text) => elsewhere.includes(text))).toEqual([]);
  return codesOf(answers);
}

describe('the input of a write [T3-I3]', () => {
  it('does not leak when the write succeeds or is repeated', async () => {
    await start();
    const operations = createWrites();
    expect(await expectNoInputLeak(operations)).toEqual(new Set());
    expect(await expectNoInputLeak(operations)).toEqual(new Set());
  });

  it('appears in the data, so a leak could be found', async () => {
    await start();
    const answers = await canaryGateway.send(createWrites());
    const data = answers.map(({ body }) => JSON.stringify(at(body, 'data'))).join('\n');
    for (const known of ['Penicillin G', 'Eye pain', 'Feels better.', 'Nowhere-'])
      expect(data).toContain(known);
  });

  it('does not leak when it is invalid', async () => {
    await start();
    const wrong = createWrites().map(({ name, query, variables: { input, key } }) => ({
      name,
      query,
      variables: {
        input: {
          ...(isObject(input) ? input : {}),
          patientId: 'Camila Lopez/1987-09-12',
          birthDate: 'Camila Lopez',
        },
        key,
      },
    }));
    expect(await expectNoInputLeak(wrong)).toEqual(new Set(['BAD_USER_INPUT']));
  });

  it.each<[what: string, options: StartOptions, code: string]>([
    ['with read scopes only', { scopes: 'user/*.rs' }, 'FORBIDDEN'],
    ['of another patient', { scopes: 'patient/*.cruds', patient: 'eUnknown.Patient-0000001' }, 'FORBIDDEN'],
  ])('does not leak for a caller %s', async (_what, options, code) => {
    await start(options);
    expect(await expectNoInputLeak(createWrites())).toContain(code);
  });

  it('does not leak when writes are disabled', async () => {
    canaryGateway = await environment.start({ scopes: 'user/*.cruds' });
    expect(await expectNoInputLeak(createWrites())).toEqual(new Set(['WRITES_DISABLED']));
  });

  it('does not leak when the audit fails', async () => {
    await start();
    canaryGateway.audit.isBroken = true;
    expect(await expectNoInputLeak(createWrites())).toContain('AUDIT_UNAVAILABLE');
  });

  it.each<[what: string, fault: FaultKind]>([
    ['a rejection that echoes the input', { kind: 'json', status: 422, body: outcomeWith('59012') }],
    ['a broken business rule', { kind: 'json', status: 400, body: outcomeWith('59159') }],
    ['a server error', { kind: 'status', status: 500, body: 'Camila Maria Lopez' }],
    ['an empty response', { kind: 'empty', status: 403 }],
    ['no response', { kind: 'hang' }],
    ['a closed connection', { kind: 'cut' }],
    ['an HTML page', { kind: 'html' }],
    ['a redirect to another host', { kind: 'redirect', location: 'http://camila-lopez.example/1987-09-12' }],
    ['a rejected access token', { kind: 'expired-token' }],
  ])('does not leak when the FHIR server answers with %s', async (_what, fault) => {
    await start({ limits: { timeoutMs: 250 }, server: { operationTimeoutMs: 2_000 } });
    environment.sandbox.fault({ match: { operation: 'create' }, times: Infinity, ...fault });
    await expectNoInputLeak(createWrites());
    expect(
      environment.sandbox.requests.some(
        ({ method, operation }) => method === 'POST' && operation === 'create',
      ),
    ).toBe(true);
  });
});

function outcomeWith(code: string): unknown {
  const text = 'Camila Maria Lopez, 9138 Specimen Lane';
  return {
    resourceType: 'OperationOutcome',
    issue: [
      { severity: 'fatal', code: 'processing', details: { coding: [{ code }], text }, diagnostics: text },
    ],
  };
}
