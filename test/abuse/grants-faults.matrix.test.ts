/**
 * The authorization walk over grants while the FHIR server fails for some of them: nothing of one grant appears for another, no request is sent
 * with another token, and a failure for one person changes nothing for others.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isSharedType } from '../../src/fhir/resource-kinds.ts';
import { disagreements } from '../support/agreement.ts';
import { documentOf, INCLUDED, LOOKUPS, ROOTS, selectionOf, TYPES } from '../support/authorization-walk.ts';
import { FOREIGN } from '../support/cross-reference-records.ts';
import { cacheableId, type TokenFault } from '../support/cross-reference-server.ts';
import { at } from '../support/expected.ts';
import {
  ask,
  type GrantsWalk,
  LIMITED,
  type Outcome,
  OTHER,
  startGrantsWalk,
  SYSTEM,
} from '../support/grants-walk.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY } from '../support/valkey.ts';

interface Fault {
  readonly name: string;
  /** Answers the request, or returns false to let the server answer. @param sent the number of requests with the token so far */
  readonly answer: (response: ServerResponse, sent: number, answer: () => void) => boolean;
  /** Whether the failure says something about the FHIR server, and so about the requests of all grants. */
  readonly isOfServer: boolean;
}

function refuse(status: number): (response: ServerResponse) => boolean {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/fhir+json', 'retry-after': '0' }).end('{}');
    return true;
  };
}

/** One request in three fails, because the circuit of a server that always fails opens, and the others would not be sent. */
function oneInThree(answer: (response: ServerResponse) => boolean): Fault['answer'] {
  return (response, sent) => sent % 3 === 0 && answer(response);
}

/** The requests of an operation that are answered before its token is revoked. */
const BEFORE_REVOCATION = 1;

const FAULTS: readonly Fault[] = [
  { name: 'fails', answer: oneInThree(refuse(503)), isOfServer: true },
  {
    name: 'cuts connections',
    answer: oneInThree((response) => response.destroy() === response),
    isOfServer: true,
  },
  { name: 'has too many requests', answer: oneInThree(refuse(429)), isOfServer: true },
  {
    name: 'is slow',
    answer: (_response, _sent, answer) => {
      void delay(40).then(answer);
      return true;
    },
    isOfServer: false,
  },
  { name: 'refuses tokens', answer: refuse(401), isOfServer: false },
  { name: 'refuses access', answer: refuse(403), isOfServer: false },
  {
    name: 'revokes tokens during the operation',
    answer: (response, sent) => sent > BEFORE_REVOCATION && refuse(401)(response),
    isOfServer: false,
  },
];

/** An operation of each kind: one in twelve of the fields of Query, lookups of records that are cached, and lists with what they include. */
const OPERATIONS: readonly string[] = [
  ...ROOTS.filter((_root, index) => index % 12 === 0).map(([, document]) => document),
  ...TYPES.filter((type) => isSharedType(type))
    .slice(0, 2)
    .map((type) => `{ found: ${LOOKUPS.get(type)}(id: "${cacheableId(type)}") { id } }`),
  ...INCLUDED.filter((_path, index) => index % 12 === 0).map(({ type, path }) =>
    documentOf(type, [FOREIGN, 'own'], selectionOf(type, path)),
  ),
];

const ROWS = FAULTS.flatMap((fault) => OPERATIONS.map((document) => [fault.name, document, fault] as const));

/** The codes of errors that the failures cause. */
const CODES: ReadonlySet<unknown> = new Set([
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'UPSTREAM_AUTHENTICATION_FAILED',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_UNAVAILABLE',
]);

describe.each([
  { name: 'one process', isReplicated: false },
  { name: `two replicas that share a store ${SKIPS_WITHOUT_VALKEY}`, isReplicated: true },
])('with $name', ({ isReplicated }) => {
  const isThere = !isReplicated || isValkeyThere;
  let walk: GrantsWalk;

  beforeAll(async () => {
    if (isThere) walk = await startGrantsWalk(isReplicated);
  });
  afterEach(() => {
    if (isThere) walk.server.fault = null;
  });
  afterAll(async () => {
    if (isThere) await walk.close();
  });

  function failFor(tokens: readonly string[], { answer }: Fault): void {
    const sent = new Map<string, number>();
    const fault: TokenFault = (token, response, context) => {
      if (!tokens.includes(token)) return false;
      const count = (sent.get(token) ?? 0) + 1;
      sent.set(token, count);
      return answer(response, count, context.answer);
    };
    walk.server.fault = fault;
  }

  /** Sends the operation of the others: the gateway itself, another person, and the same person who signed in again. */
  const sendOthers = (document: string) => [
    ask(walk.busy, document, null),
    ask(walk.busy, document, walk.other),
    ask(walk.elsewhere, document, walk.again),
  ];
  const observeNever = async (document: string): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const person of walk.signInLimited())
      outcomes.push(await walk.observe(walk.alone, document, person));
    return outcomes;
  };

  it.skipIf(!isThere).each(ROWS)(
    'a server that %s for others changes nothing for a person: %s',
    async (_name, document, fault) => {
      const never = await observeNever(document);
      await Promise.all(sendOthers(document));
      for (const [index, person] of walk.signInLimited().entries()) {
        failFor([SYSTEM, OTHER], fault);
        const there = await walk.observe(walk.busy, document, person, () => sendOthers(document));
        expectOnlyGaps(never[index], there);
        // A failure of the server can leave gaps in the answers of all, and a failure for others none.
        expect(fault.isOfServer ? never[index] : there).toEqual(never[index]);
      }
    },
  );

  it.skipIf(!isThere).each(ROWS)(
    'a server that %s for a person shows the person nothing of others, and fails for no others: %s',
    async (_name, document, fault) => {
      const never = await observeNever(document);
      await Promise.all(sendOthers(document));
      walk.server.forgetRequests();
      const before = await Promise.all(sendOthers(document));
      const sentBefore = sentByOthers(walk);
      for (const [index, person] of walk.signInLimited([LIMITED, LIMITED]).entries()) {
        failFor([LIMITED], fault);
        const others = sendOthers(document);
        const there = await walk.observe(walk.busy, document, person, () => others);
        expectOnlyGaps(never[index], there);
        for (const [position, { body }] of (await Promise.all(others)).entries())
          expect(disagreements(before[position]?.body, body)).toEqual([]);
        // Retries and pauses are for all requests to a server that fails.
        expect(fault.isOfServer ? sentBefore : sentByOthers(walk)).toEqual(sentBefore);
        // A session ends if its token was refused twice.
        expect(person.ended > 0).toBe(JSON.stringify(there.body).includes('SESSION_EXPIRED'));
      }
    },
  );
});

function sentByOthers(walk: GrantsWalk): readonly string[] {
  return [SYSTEM, OTHER].flatMap((token) => walk.requestsOf(token).map((request) => `${token} ${request}`));
}

function withoutIncludes(request: string): string {
  return request.replaceAll(/_(?:rev)?include=[^& ]*&?/g, '').replace(/&$/, '');
}

/**
 * Expects the answer without the failures, except for nulls that an error explains, and no other request, unless one is repeated without its includes. With `patient/` scopes, a record that
 * the server refuses is null without an error, as one that does not exist.
 */
function expectOnlyGaps(never: Outcome | undefined, there: Outcome): void {
  const found = disagreements(never?.body, there.body);
  expect(found.filter((path) => at(there.body, 'data', ...path.split('.')) !== null)).toEqual([]);
  const expected = new Set(never?.requests.flatMap((request) => [request, withoutIncludes(request)]));
  expect(there.requests.filter((request) => !expected.has(request))).toEqual([]);
  const errors = at(there.body, 'errors');
  const codes = (Array.isArray(errors) ? errors : []).map((error: unknown) =>
    at(error, 'extensions', 'code'),
  );
  expect(codes.filter((code) => !CODES.has(code))).toEqual([]);
}
