import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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
import { sampled } from './support/sampled.ts';
import { fhirCalls } from './support/upstream.ts';

const MISTAKES = invalidOperationsWith(CAMILA);

let world: CanaryEnvironment;
let marked: CanaryGateway;
/** Those of the world that this run sends. */
let operations: readonly CanaryOperation[] = [];

beforeAll(async () => {
  world = await startCanaryEnvironment();
  operations = sampled(world.operations);
});

afterEach(() => marked.close());

afterAll(() => world.close());

async function start(options?: StartOptions): Promise<void> {
  marked = await world.start(options);
}

/** The names of the answers in which something of a record is, or nothing. */
function namesOf(answers: readonly ReceivedResponse[], isTold: boolean): string[] {
  return answers
    .filter(({ text }) => world.canaries.findIn(text).length > 0 === isTold)
    .map(({ name }) => name);
}

function failed(answers: readonly ReceivedResponse[]): string[] {
  return answers
    .filter(({ status, body }) => status !== 200 || at(body, 'errors') !== undefined)
    .map(({ name }) => name);
}

/** False for what asks for places and people of the hospital alone, or for these too. */
function isOfPatients({ name }: CanaryOperation): boolean {
  return !/^(location|medication|organization|practitioner|practitionerRole|_entities)$/.test(name);
}

describe('the words of the charts', () => {
  it('are many, are found, and are in the data that is selected', async () => {
    await start();
    const { canaries } = world;
    expect(canaries.count).toBeGreaterThan(1_000);
    expect(canaries.findIn('Camila Maria Lopez (203713), 9138 Specimen Lane').toSorted()).toEqual([
      '203713',
      '9138 specimen lane',
      'camila',
      'camila maria lopez',
      'lopez',
      'maria',
    ]);
    const answers = await marked.send(world.operations);
    expect([failed(answers), namesOf(answers, false)]).toEqual([[], []]);
    expect(new Set(answers.flatMap(({ text }) => canaries.findIn(text))).size).toBeGreaterThan(500);
    expect(answers.flatMap(cursorsIn).length).toBeGreaterThan(100);
  });

  it('are in no answer that does not select them', async () => {
    await start();
    const bare = sampled([...listsOf(CAMILA.id), ...lookupsOf(world.sandbox), ...searchesFor(CAMILA)]).map(
      ({ name, query, variables }) => ({
        name,
        variables,
        query: query.replace(/(_entities\(.*?\)|\$\w+\)) \{.*$/s, '$1 { __typename } }'),
      }),
    );
    const answers = await marked.send(bare);
    expect([failed(answers), namesOf(answers, true)]).toEqual([[], []]);
    marked.expectNoLeak(answers);
  });
});

describe('nothing is told beside the data', () => {
  it('of any operation that is answered, with the trace that a router asks for', async () => {
    await start();
    const answers = await marked.send(operations, {
      ...marked.headers,
      'apollo-federation-include-trace': 'ftv1',
    });
    expect(failed(answers)).toEqual([]);
    expect(answers.filter(({ body }) => at(body, 'extensions', 'ftv1') === undefined)).toEqual([]);
    marked.expectNoLeakOutsideData(answers);
  });

  it('of what callers get wrong', async () => {
    await start();
    const answers = await marked.send(MISTAKES);
    expect(answers.filter(({ body }) => at(body, 'errors') === undefined).map(({ name }) => name)).toEqual(
      [],
    );
    marked.expectNoLeakOutsideData(answers);
  });

  it('of what is asked for by its hash', async () => {
    await start();
    const { headers, gateway } = marked;
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
    expect([failed(answers), namesOf(answers, false)]).toEqual([[], []]);
    marked.expectNoLeakOutsideData(answers);
  });

  it('of operations that are registered, and nothing at all of others', async () => {
    await start({ server: { trustedDocuments: REGISTERED } });
    const { headers, gateway } = marked;
    const answers = await Promise.all(
      sampled(EXAMPLES).map(({ name, variables }) => {
        const extensions = { persistedQuery: { version: 1, sha256Hash: name } };
        const sent = gateway.http.post('/graphql').set(headers).send({ variables, extensions });
        return receiveResponse({ name, variables }, sent);
      }),
    );
    expect([failed(answers), namesOf(answers, false)]).toEqual([[], []]);
    marked.expectNoLeakOutsideData(answers);
    const others = await marked.send([...MISTAKES, ...listsOf(CAMILA.id)]);
    expect(codesOf(others)).toEqual(new Set(['DOCUMENT_NOT_TRUSTED']));
    marked.expectNoLeak(others);
  });
});

/** The patients whom events name. */
function patientsIn(events: readonly AuditEvent[]): string[] {
  const named = events.flatMap(({ entity = [] }) =>
    entity
      .filter(({ role }) => role?.code === '1')
      .map(({ what }) => what?.reference?.split('/').at(-1) ?? ''),
  );
  return [...new Set(named)].toSorted();
}

/** The patients whose records were asked for upstream, or are in an answer, by the ids there. */
function patientsOf({ body }: ReceivedResponse): string[] {
  const told = [...fhirCalls(world.sandbox), JSON.stringify(at(body, 'data'))].join('\n');
  const ids = told.match(/[\w.~-]{10,}/g) ?? [];
  return [...new Set(ids.flatMap((id) => world.canaries.owners.get(id) ?? []))].toSorted();
}

describe('the audit', () => {
  it('names just the patients whose records an operation touched, and tells nothing else of them', async () => {
    await start();
    for (const operation of operations) {
      world.sandbox.clearRequests();
      const [answer] = await marked.send([operation]);
      const events = marked.audit.take();
      expect({ name: operation.name, patients: patientsIn(events) }).toEqual({
        name: operation.name,
        patients: answer === undefined ? [] : patientsOf(answer),
      });
      // A query is told as it was sent, as BALP asks for: of people who are searched for, by their names and birth dates.
      const isByCriteria = fhirCalls(world.sandbox).some((call) =>
        /^Patient\?(?!_count=\d+&_id=)/.test(call),
      );
      marked.expectOnlyIdsIn(events, !isByCriteria);
    }
  });

  it('is all that is told of a caller', async () => {
    await start();
    const answers = await marked.send(sampled(EXAMPLES));
    const events = JSON.stringify(marked.audit.take());
    const others = answers.map(({ text }) => text).join('') + marked.logText();
    for (const name of Object.values(CALLER)) {
      expect(events).toContain(name);
      expect(others).not.toContain(name);
    }
  });
});

describe('nothing is told by a refusal', () => {
  it.each(
    sampled<[what: string, headers: () => Promise<Record<string, string>>]>([
      ['without a token', async () => ({})],
      ['of another kind', async () => ({ authorization: `Basic ${CALLER.subject}` })],
      [
        'of a token that is over',
        async () => ({
          authorization: `Bearer ${await world.issuer.token({ exp: 1, sub: CALLER.subject })}`,
        }),
      ],
      [
        'of a token that is none',
        async () => ({ authorization: `Bearer ${CALLER.subject}.${CAMILA.id}.${CALLER.client}` }),
      ],
      [
        'of another router',
        async () => ({ ...marked.headers, 'router-authorization': 'Kanarienvogel-router-forged' }),
      ],
      [
        'of a token of another issuer',
        async () => ({ authorization: `Bearer ${await world.issuer.token({ iss: CALLER.client })}` }),
      ],
    ]),
  )('to sign in, %s', async (_what, headers) => {
    await start();
    const sent = await headers();
    const answers = await marked.send([...operations, ...MISTAKES], sent);
    expect(codesOf(answers)).toEqual(new Set(['UNAUTHENTICATED']));
    marked.expectNoLeak(answers);
    const events = marked.audit.take();
    marked.expectOnlyIdsIn(events);
    const [, token = 'no token'] = sent['authorization']?.split(' ') ?? [];
    const kept = JSON.stringify(events) + marked.logText();
    expect([token, 'Kanarienvogel-router'].filter((secret) => kept.includes(secret))).toEqual([]);
  });

  it('of a caller without any scope', async () => {
    await start({ scopes: '' });
    const answers = await marked.send(operations);
    expect(codesOf(answers)).toEqual(new Set(['FORBIDDEN']));
    marked.expectNoLeak(answers);
    marked.expectOnlyIdsIn(marked.audit.take(), false);
  });

  it('of what is not the own record of a patient', async () => {
    await start({ scopes: 'patient/*.rs', patient: 'eUnknown.Patient-0000001' });
    // Not sampled: searches answer with an empty list, not an error.
    const answers = await marked.send(world.operations.filter(isOfPatients));
    expect(codesOf(answers)).toEqual(new Set(['FORBIDDEN']));
    marked.expectNoLeak(answers);
  });

  it.each<[what: string, options: StartOptions, code: string]>([
    ['for its price', { server: { maxUpstreamCalls: 0 } }, 'OPERATION_TOO_EXPENSIVE'],
    ['for its size', { server: { maxResponseBytes: 1 } }, 'RESPONSE_TOO_LARGE'],
    ['for what the caller has used up', { server: { maxUpstreamCallsPerMinute: 1 } }, 'RATE_LIMITED'],
  ])('%s', async (_what, options, code) => {
    await start(options);
    // It uses up what there is, if there is any.
    await marked.send([
      {
        name: 'first',
        query: 'query ($id: ID!) { patient(id: $id) { id } }',
        variables: { id: 'eUnknown.Patient-0000001' },
      },
    ]);
    const answers = await marked.send(operations);
    expect(codesOf(answers)).toEqual(new Set([code]));
    marked.expectNoLeak(answers);
    marked.expectOnlyIdsIn(marked.audit.take());
  });

  it('of an answer that is stopped on its way', async () => {
    await start({ server: { maxHeldBytes: 1 } });
    const answers = await marked.send(operations);
    expect(codesOf(answers)).toEqual(new Set(['RESPONSE_TOO_LARGE']));
    expect(answers.filter(({ status }) => status !== 400)).toEqual([]);
    marked.expectNoLeak(answers);
    marked.expectOnlyIdsIn(marked.audit.take(), false);
  });

  it('at the deadline', async () => {
    await start({ server: { operationTimeoutMs: 300 } });
    const hold = world.sandbox.hold({ operation: 'search' });
    const answers = await marked.send(sampled(listsOf(CAMILA.id)));
    hold.release();
    expect(codesOf(answers)).toContain('OPERATION_TIMEOUT');
    marked.expectNoLeakOutsideData(answers);
  });

  it('of an audit that is required and fails', async () => {
    await start();
    marked.audit.isBroken = true;
    const answers = await marked.send(sampled(world.operations.filter(isOfPatients)));
    expect(codesOf(answers)).toEqual(new Set(['AUDIT_UNAVAILABLE']));
    expect(answers.filter(({ status }) => status !== 503)).toEqual([]);
    marked.expectNoLeak(answers);
  });
});
