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
import { sampled } from './support/sampled.ts';
import { inputFor, memoryStore, MUTATION_NAMES, MUTATIONS, newKey } from './support/writing.ts';

let world: CanaryEnvironment;
let marked: CanaryGateway;

beforeAll(async () => {
  world = await startCanaryEnvironment();
});

afterEach(() => marked.close());

afterAll(() => world.close());

/** A gateway that writes, for a caller who may. */
async function start(options: StartOptions = {}): Promise<void> {
  marked = await world.start({ scopes: 'user/*.cruds', store: memoryStore(), ...options });
}

/** Every write, each with a key and an input of its own. */
function writes(): CanaryOperation[] {
  return MUTATION_NAMES.map((name) => ({
    name,
    query: MUTATIONS[name],
    variables: { input: inputFor(name, world.sandbox), key: newKey() },
  }));
}

/** What no field but those of the written record may tell: the texts of inputs that people make up, and the keys. */
function telling(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(telling);
  if (isObject(value)) return Object.values(value).flatMap(telling);
  // Codes and ids are short, or of letters alone.
  return typeof value === 'string' && /[\s-]/.test(value) && value.length > 8 ? value.split('\n\n') : [];
}

/** Sends the writes, and looks for what they hold beside the data, in the log and in the audit. */
async function expectNothingTold(operations: readonly CanaryOperation[]): Promise<Set<unknown>> {
  const answers = await marked.send(operations);
  marked.expectNoLeakOutsideData(answers);
  const events = marked.audit.take();
  // A look-up by what was written is a query, which is told as it was sent.
  const recorded = JSON.stringify(events.map(({ recorded: _at, ...event }) => event));
  const elsewhere = [...answers.map(textOutsideData), marked.logText(), recorded].join('\n');
  const hidden = operations
    .flatMap(({ variables }) => telling(variables))
    .filter((text) => !world.canaries.ids.has(text.toLowerCase()));
  expect(hidden.length).toBeGreaterThanOrEqual(operations.length);
  expect(hidden.filter((text) => elsewhere.includes(text))).toEqual([]);
  return codesOf(answers);
}

describe('nothing is told of what is written', () => {
  it('where all goes well, nor where it is sent again', async () => {
    await start();
    const operations = writes();
    expect(await expectNothingTold(operations)).toEqual(new Set());
    expect(await expectNothingTold(operations)).toEqual(new Set());
  });

  it('where the data has it', async () => {
    await start();
    const answers = await marked.send(writes());
    const data = answers.map(({ body }) => JSON.stringify(at(body, 'data'))).join('\n');
    for (const known of ['Penicillin G', 'Eye pain', 'Feels better.', 'Nowhere-'])
      expect(data).toContain(known);
  });

  it('where inputs are wrong', async () => {
    await start();
    const wrong = writes().map(({ name, query, variables: { input, key } }) => ({
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
    expect(await expectNothingTold(wrong)).toEqual(new Set(['BAD_USER_INPUT']));
  });

  it.each<[what: string, options: StartOptions, code: string]>([
    ['who may only read', { scopes: 'user/*.rs' }, 'FORBIDDEN'],
    ['of another patient', { scopes: 'patient/*.cruds', patient: 'eUnknown.Patient-0000001' }, 'FORBIDDEN'],
  ])('by a caller %s', async (_what, options, code) => {
    await start(options);
    expect(await expectNothingTold(writes())).toContain(code);
  });

  it('where nothing is written', async () => {
    marked = await world.start({ scopes: 'user/*.cruds' });
    expect(await expectNothingTold(writes())).toEqual(new Set(['WRITES_DISABLED']));
  });

  it('where the audit fails', async () => {
    await start();
    marked.audit.isBroken = true;
    expect(await expectNothingTold(writes())).toContain('AUDIT_UNAVAILABLE');
  });

  it.each(
    sampled<[what: string, fault: FaultKind]>([
      ['a refusal that echoes', { kind: 'json', status: 422, body: outcome('59012') }],
      ['a rule that was broken', { kind: 'json', status: 400, body: outcome('59159') }],
      ['a failure', { kind: 'status', status: 500, body: 'Camila Maria Lopez' }],
      ['nothing', { kind: 'empty', status: 403 }],
      ['silence', { kind: 'hang' }],
      ['a connection that is cut', { kind: 'cut' }],
      ['a page of HTML', { kind: 'html' }],
      ['a redirect elsewhere', { kind: 'redirect', location: 'http://camila-lopez.example/1987-09-12' }],
      ['a bearer that is refused', { kind: 'expired-token' }],
    ]),
  )('to a server that answers with %s', async (_what, fault) => {
    await start({ limits: { timeoutMs: 250 }, server: { operationTimeoutMs: 2_000 } });
    world.sandbox.fault({ match: { operation: 'create' }, times: Infinity, ...fault });
    await expectNothingTold(writes());
    expect(
      world.sandbox.requests.some(({ method, operation }) => method === 'POST' && operation === 'create'),
    ).toBe(true);
  });
});

function outcome(code: string): unknown {
  const text = 'Camila Maria Lopez, 9138 Specimen Lane';
  return {
    resourceType: 'OperationOutcome',
    issue: [
      { severity: 'fatal', code: 'processing', details: { coding: [{ code }], text }, diagnostics: text },
    ],
  };
}
