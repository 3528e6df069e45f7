import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, Kind, parse } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isAboutPatients } from '../src/fhir/resource-kinds.ts';
import { factsOf, isResourceType } from '../src/fhir/resources.ts';
import type { AuditEvent } from '../src/fhir/types.ts';
import { at } from './support/expected.ts';
import {
  CALLER,
  CAMILA,
  codesOf,
  cursorsIn,
  type CanaryGateway,
  type CanaryEnvironment,
  receiveResponse,
  type ReceivedResponse,
  type StartOptions,
  startCanaryEnvironment,
} from './support/canary-gateway.ts';
import {
  EXAMPLES,
  listsOf,
  lookupsOf,
  type CanaryOperation,
  invalidOperationsWith,
  REGISTERED,
  searchesFor,
} from './support/canary-operations.ts';
import { fhirCalls } from './support/upstream.ts';

const MISTAKES = invalidOperationsWith(CAMILA);

let environment: CanaryEnvironment;
let canaryGateway: CanaryGateway;
/** All operations of this run. */
let operations: readonly CanaryOperation[] = [];

beforeAll(async () => {
  environment = await startCanaryEnvironment();
  operations = environment.operations;
});

afterEach(() => canaryGateway.close());

afterAll(() => environment.close());

async function start(options?: StartOptions): Promise<void> {
  canaryGateway = await environment.start(options);
}

/** Returns the names of the responses with, or without, a canary of a record. */
function namesOfResponses(answers: readonly ReceivedResponse[], hasCanary: boolean): string[] {
  return answers
    .filter(({ text }) => environment.canaries.findIn(text).length > 0 === hasCanary)
    .map(({ name }) => name);
}

function namesOfFailed(answers: readonly ReceivedResponse[]): string[] {
  return answers
    .filter(({ status, body }) => status !== 200 || at(body, 'errors') !== undefined)
    .map(({ name }) => name);
}

const QUERY = buildSchema(readFileSync('sdl/schema.graphql', 'utf8')).getQueryType()?.getFields() ?? {};

/** Whether all resources that the operation selects first belong to patients. Others are visible to any caller with their scope. */
function selectsOnlyRecords({ query }: CanaryOperation): boolean {
  const roots = parse(query).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [],
  );
  return roots.every((root) => {
    if (root.kind !== Kind.FIELD || root.name.value === '_entities') return false;
    const field = QUERY[root.name.value];
    const type = field === undefined ? '' : getNamedType(field.type).name.replace(/Connection$/, '');
    return !isResourceType(type) || isAboutPatients(factsOf(type));
  });
}

describe('the canaries of the charts', () => {
  it('are numerous, can be found, and appear in the selected data', async () => {
    await start();
    const { canaries } = environment;
    expect(canaries.count).toBeGreaterThan(1_000);
    expect(canaries.findIn('Camila Maria Lopez (203713), 9138 Specimen Lane').toSorted()).toEqual([
      '203713',
      '9138 specimen lane',
      'camila',
      'camila maria lopez',
      'lopez',
      'maria',
    ]);
    const answers = await canaryGateway.send(environment.operations);
    expect([namesOfFailed(answers), namesOfResponses(answers, false)]).toEqual([[], []]);
    expect(new Set(answers.flatMap(({ text }) => canaries.findIn(text))).size).toBeGreaterThan(500);
    expect(answers.flatMap(cursorsIn).length).toBeGreaterThan(100);
  });

  it('appear in no response that does not select them', async () => {
    await start();
    const bare = [
      ...listsOf(environment.sandbox),
      ...lookupsOf(environment.sandbox),
      ...searchesFor(CAMILA),
    ].map(({ name, query, variables }) => {
      const [opened = ''] = /^.*\$\w+\) \{/s.exec(query) ?? [];
      const ends = '}'.repeat(opened.split('{').length - 1);
      return { name, variables, query: `${opened} __typename ${ends}` };
    });
    const answers = await canaryGateway.send(bare);
    expect([namesOfFailed(answers), namesOfResponses(answers, true)]).toEqual([[], []]);
    canaryGateway.expectNoLeak(answers);
  });
});

describe('a response [T1-I5]', () => {
  it('contains no canary outside its data, even with the trace for a router [T2-I4]', async () => {
    await start();
    const answers = await canaryGateway.send(operations, {
      ...canaryGateway.headers,
      'apollo-federation-include-trace': 'ftv1',
    });
    expect(namesOfFailed(answers)).toEqual([]);
    expect(answers.filter(({ body }) => at(body, 'extensions', 'ftv1') === undefined)).toEqual([]);
    canaryGateway.expectNoLeakOutsideData(answers);
  });

  it('contains no canary outside its data for an invalid operation', async () => {
    await start();
    const answers = await canaryGateway.send(MISTAKES);
    expect(answers.filter(({ body }) => at(body, 'errors') === undefined).map(({ name }) => name)).toEqual(
      [],
    );
    canaryGateway.expectNoLeakOutsideData(answers);
  });

  it('contains no canary outside its data for a persisted query [T7-I2]', async () => {
    await start();
    const { headers, gateway } = canaryGateway;
    const persisted = operations.map(({ name, query, variables }) => {
      const sha256Hash = createHash('sha256').update(query).digest('hex');
      return { name, query, variables, extensions: { persistedQuery: { version: 1, sha256Hash } } };
    });
    const registered = await Promise.all(
      persisted.map(async (body) => gateway.http.post('/graphql').set(headers).send(body)),
    );
    expect(registered.filter(({ status }) => status !== 200)).toEqual([]);
    const answers = await Promise.all(
      persisted.map(({ name, variables, extensions }) => {
        const sent = gateway.http
          .get('/graphql')
          .set({ ...headers, 'apollo-require-preflight': '1' })
          .query({ variables: JSON.stringify(variables), extensions: JSON.stringify(extensions) });
        return receiveResponse({ name, variables }, sent);
      }),
    );
    expect([namesOfFailed(answers), namesOfResponses(answers, false)]).toEqual([[], []]);
    canaryGateway.expectNoLeakOutsideData(answers);
  });

  it('contains no canary outside its data for a trusted document, and none at all for other documents', async () => {
    await start({ server: { trustedDocuments: REGISTERED } });
    const { headers, gateway } = canaryGateway;
    const answers = await Promise.all(
      EXAMPLES.map(({ name, variables }) => {
        const extensions = { persistedQuery: { version: 1, sha256Hash: name } };
        const sent = gateway.http.post('/graphql').set(headers).send({ variables, extensions });
        return receiveResponse({ name, variables }, sent);
      }),
    );
    expect([namesOfFailed(answers), namesOfResponses(answers, false)]).toEqual([[], []]);
    canaryGateway.expectNoLeakOutsideData(answers);
    const others = await canaryGateway.send([...MISTAKES, ...listsOf(environment.sandbox)]);
    expect(codesOf(others)).toEqual(new Set(['DOCUMENT_NOT_TRUSTED']));
    canaryGateway.expectNoLeak(others);
  });
});

/** Returns the ids of the patients in audit events. */
function patientsInEvents(events: readonly AuditEvent[]): string[] {
  const named = events.flatMap(({ entity = [] }) =>
    entity
      .filter(({ role }) => role?.code === '1')
      .map(({ what }) => what?.reference?.split('/').at(-1) ?? ''),
  );
  return [...new Set(named)].toSorted();
}

/** Returns the patients whose ids, or whose records' ids, appear in FHIR requests or in the data. */
function patientsInResponse({ name, body }: ReceivedResponse): string[] {
  // A Provenance names its targets, and no patient.
  if (name === 'provenance') return [];
  const texts = [...fhirCalls(environment.sandbox), JSON.stringify(at(body, 'data'))].join('\n');
  const ids = texts.match(/[\w.~-]{10,}/g) ?? [];
  return [...new Set(ids.flatMap((id) => environment.canaries.owners.get(id) ?? []))].toSorted();
}

describe('the audit [T5-I1]', () => {
  it('names only the patients whose records an operation read, by their ids', async () => {
    await start();
    for (const operation of operations) {
      environment.sandbox.clearRequests();
      const [answer] = await canaryGateway.send([operation]);
      const events = canaryGateway.audit.take();
      expect({ name: operation.name, patients: patientsInEvents(events) }).toEqual({
        name: operation.name,
        patients: answer === undefined ? [] : patientsInResponse(answer),
      });
      // As BALP requires, a query event contains the criteria as sent, so a search or match by name and birth date contains these.
      const isByCriteria = fhirCalls(environment.sandbox).some((call) =>
        /^Patient(\?(?!_count=\d+&_id=)|\/\$match)/.test(call),
      );
      canaryGateway.expectOnlyIdsIn(events, !isByCriteria);
    }
  });

  it('is the only output that names the caller [T6-I6]', async () => {
    await start();
    const answers = await canaryGateway.send(EXAMPLES);
    const events = JSON.stringify(canaryGateway.audit.take());
    const others = answers.map(({ text }) => text).join('') + canaryGateway.logText();
    for (const name of Object.values(CALLER)) {
      expect(events).toContain(name);
      expect(others).not.toContain(name);
    }
  });
});

describe('a rejected operation', () => {
  it.each<[what: string, headers: () => Promise<Record<string, string>>]>([
    ['without a token', async () => ({})],
    ['with Basic authentication', async () => ({ authorization: `Basic ${CALLER.subject}` })],
    [
      'with an expired token',
      async () => ({
        authorization: `Bearer ${await environment.issuer.token({ exp: 1, sub: CALLER.subject })}`,
      }),
    ],
    [
      'with a malformed token',
      async () => ({ authorization: `Bearer ${CALLER.subject}.${CAMILA.id}.${CALLER.client}` }),
    ],
    [
      'from another router',
      async () => ({ ...canaryGateway.headers, 'router-authorization': 'Kanarienvogel-router-forged' }),
    ],
    [
      'with a token of another issuer',
      async () => ({ authorization: `Bearer ${await environment.issuer.token({ iss: CALLER.client })}` }),
    ],
  ])('reveals no canary to a caller %s', async (_what, headers) => {
    await start();
    const sent = await headers();
    const answers = await canaryGateway.send([...operations, ...MISTAKES], sent);
    expect(codesOf(answers)).toEqual(new Set(['UNAUTHENTICATED']));
    canaryGateway.expectNoLeak(answers);
    const events = canaryGateway.audit.take();
    canaryGateway.expectOnlyIdsIn(events);
    const [, token = 'no token'] = sent['authorization']?.split(' ') ?? [];
    const kept = JSON.stringify(events) + canaryGateway.logText();
    expect([token, 'Kanarienvogel-router'].filter((secret) => kept.includes(secret))).toEqual([]);
  });

  it('reveals no canary to a caller without any scope', async () => {
    await start({ scopes: '' });
    const answers = await canaryGateway.send(operations);
    expect(codesOf(answers)).toEqual(new Set(['FORBIDDEN']));
    canaryGateway.expectNoLeak(answers);
    canaryGateway.expectOnlyIdsIn(canaryGateway.audit.take(), false);
  });

  it('reveals no canary to another patient', async () => {
    await start({ scopes: 'patient/*.rs', patient: 'eUnknown.Patient-0000001' });
    const answers = await canaryGateway.send(environment.operations.filter(selectsOnlyRecords));
    expect(codesOf(answers)).toEqual(new Set(['FORBIDDEN']));
    canaryGateway.expectNoLeak(answers);
  });

  it.each<[what: string, options: StartOptions, code: string]>([
    ['exceeds its cost budget', { server: { maxUpstreamCalls: 0 } }, 'OPERATION_TOO_EXPENSIVE'],
    ['exceeds its size limit', { server: { maxResponseBytes: 1 } }, 'RESPONSE_TOO_LARGE'],
    ['exceeds the rate limit of its caller', { server: { maxUpstreamCallsPerMinute: 1 } }, 'RATE_LIMITED'],
  ])('reveals no canary if it %s', async (_what, options, code) => {
    await start(options);
    // Use up the rate limit.
    await canaryGateway.send([
      {
        name: 'first',
        query: 'query ($id: ID!) { patient(id: $id) { id } }',
        variables: { id: 'eUnknown.Patient-0000001' },
      },
    ]);
    const answers = await canaryGateway.send(operations);
    expect(codesOf(answers)).toEqual(new Set([code]));
    canaryGateway.expectNoLeak(answers);
    canaryGateway.expectOnlyIdsIn(canaryGateway.audit.take());
  });

  it('reveals no canary if its response exceeds the memory limit', async () => {
    await start({ server: { maxHeldBytes: 1 } });
    const answers = await canaryGateway.send(operations);
    expect(codesOf(answers)).toEqual(new Set(['RESPONSE_TOO_LARGE']));
    expect(answers.filter(({ status }) => status !== 400)).toEqual([]);
    canaryGateway.expectNoLeak(answers);
    canaryGateway.expectOnlyIdsIn(canaryGateway.audit.take(), false);
  });

  it('reveals no canary at its deadline', async () => {
    await start({ server: { operationTimeoutMs: 300 } });
    const hold = environment.sandbox.hold({ operation: 'search' });
    const answers = await canaryGateway.send(listsOf(environment.sandbox));
    hold.release();
    expect(codesOf(answers)).toContain('OPERATION_TIMEOUT');
    canaryGateway.expectNoLeakOutsideData(answers);
  });

  it('reveals no canary if a required audit fails', async () => {
    await start();
    canaryGateway.audit.isBroken = true;
    const answers = await canaryGateway.send(environment.operations.filter(selectsOnlyRecords));
    expect(codesOf(answers)).toEqual(new Set(['AUDIT_UNAVAILABLE']));
    expect(answers.filter(({ status }) => status !== 503)).toEqual([]);
    canaryGateway.expectNoLeak(answers);
  });
});
