/**
 * The authorization walk over grants while the FHIR server fails for some of them: nothing of one grant appears for another, no request is sent
 * with another token, and a failure for one person changes nothing for others.
 */
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { disagreements } from '../support/agreement.ts';
import { differingFields, SAMPLE, type WalkOperation } from '../support/authorization-walk.ts';
import type { TokenFault } from '../support/cross-reference-server.ts';
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
import { skipPauses } from '../support/time.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY } from '../support/valkey.ts';

skipPauses();

interface FaultyRequest {
  /** How many requests with its token the server has received so far. */
  readonly sent: number;
  /** Whether it is one in three of its type. */
  readonly isOneInThree: boolean;
  /** Answers once the operations of the other side have ended. */
  readonly hold: () => void;
}

interface Fault {
  readonly name: string;
  /** Answers the request, or returns false to let the server answer. */
  readonly answer: (response: ServerResponse, request: FaultyRequest) => boolean;
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
  return (response, { isOneInThree }) => isOneInThree && answer(response);
}

/** In these rounds, the first, second and third request of each type fails. */
const ROUNDS = [0, 1, 2] as const;

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
    // Only the first: the gateway sends a limited number of requests at the same time, to all grants together.
    answer(_response, { sent, hold }) {
      if (sent > 1) return false;
      hold();
      return true;
    },
    isOfServer: false,
  },
  { name: 'refuses tokens', answer: refuse(401), isOfServer: false },
  { name: 'refuses access', answer: refuse(403), isOfServer: false },
  {
    name: 'revokes tokens during the operation',
    answer: (response, { sent }) => sent > BEFORE_REVOCATION && refuse(401)(response),
    isOfServer: false,
  },
];

interface Unhit {
  readonly fault: RegExp;
  readonly operation: RegExp;
  /** The person for whom requests fail, or `others`. */
  readonly who: RegExp;
}

/** The rows in which a fault hits no request. */
const UNHIT: readonly Unhit[] = [
  // These operations send one request, so a token is never revoked between two.
  {
    fault: /^revokes/,
    operation: /^(patientsConnection|lists of a patient, from (documents|vitalSigns))/,
    who: /./,
  },
  { fault: /^revokes/, operation: /^Patient, included, lists [23]/, who: /^(clinician|others)$/ },
  // The gateway sends no request about a patient outside the scopes of the person.
  { fault: /./, operation: /^(patientsConnection|lists of a patient)/, who: /^patient$/ },
];

const ROWS = FAULTS.flatMap((fault) =>
  SAMPLE.map((operation) => [fault.name, operation.name, operation, fault] as const),
);

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

  /** One round is enough with replicas: the types do not depend on them. Null is the round of the first request. */
  const roundsOf = ({ isOfServer }: Fault): readonly (number | null)[] =>
    isOfServer && !isReplicated ? ROUNDS : [null];

  /** Fails requests with the tokens. */
  function failFor(
    tokens: readonly string[],
    fault: Fault,
    { who = 'others', round, until }: FailureOptions,
  ): FailedTypes {
    let residue = round;
    const counts = new Map<string, number>();
    const increment = (key: string): number => {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count;
    };
    const types: FailedTypes = { who, requested: new Set(), failed: new Set() };
    const answerInstead: TokenFault = (token, response, { type, answer }) => {
      if (!tokens.includes(token)) return false;
      // By type too, so that at no time most requests fail.
      const turn = increment(`${token} ${type}`) + walk.server.types.indexOf(type);
      residue ??= turn % ROUNDS.length;
      const hold = (): void => void until.then(answer);
      const isHit = fault.answer(response, {
        sent: increment(token),
        isOneInThree: turn % ROUNDS.length === residue,
        hold,
      });
      types.requested.add(type);
      if (isHit) types.failed.add(type);
      return isHit;
    };
    walk.server.fault = answerInstead;
    return types;
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
    async (_name, _operation, operation, fault) => {
      const { document } = operation;
      const never = await observeNever(document);
      await Promise.all(sendOthers(document));
      const rounds = roundsOf(fault);
      const failed: FailedTypes[] = [];
      for (const [nth, round] of rounds.entries())
        for (const [index, person] of walk.signInLimited().entries()) {
          // Retries take long, and the failures do not depend on the person.
          if (rounds.length > 1 && index !== nth % 2) continue;
          const there = await walk.observe(walk.busy, document, person, (answered) => {
            failed.push(failFor([SYSTEM, OTHER], fault, { round, until: answered }));
            return sendOthers(document);
          });
          expectOnlyGaps(operation, never[index], there);
          // A failure of the server can leave gaps in the answers of all, and a failure for others none.
          expect(fault.isOfServer ? never[index] : there).toEqual(never[index]);
        }
      expectHits(fault, operation, failed);
    },
  );

  it.skipIf(!isThere).each(ROWS)(
    'a server that %s for a person shows the person nothing of others, and fails for no others: %s',
    async (_name, _operation, operation, fault) => {
      const { document } = operation;
      const never = await observeNever(document);
      await Promise.all(sendOthers(document));
      walk.server.forgetRequests();
      const before = await Promise.all(sendOthers(document));
      const sentBefore = sentByOthers(walk);
      const rounds = roundsOf(fault);
      const failed: FailedTypes[] = [];
      for (const round of rounds)
        for (const [index, person] of walk.signInLimited([LIMITED, LIMITED]).entries()) {
          const others = Promise.all(sendOthers(document));
          failed.push(failFor([LIMITED], fault, { who: person.name, round, until: others }));
          const there = await walk.observe(walk.busy, document, person, () => [others]);
          expectOnlyGaps(operation, never[index], there);
          for (const [position, { body }] of (await others).entries())
            expect(disagreements(before[position]?.body, body)).toEqual([]);
          // Retries and pauses are for all requests to a server that fails.
          expect(fault.isOfServer ? sentBefore : sentByOthers(walk)).toEqual(sentBefore);
          // A session ends if its token was refused twice.
          expect(person.ended > 0).toBe(JSON.stringify(there.body).includes('SESSION_EXPIRED'));
        }
      expectHits(fault, operation, failed);
    },
  );
});

interface FailureOptions {
  readonly who?: string;
  readonly round: number | null;
  /** Ends the wait of answers that are held. */
  readonly until: Promise<unknown>;
}

/** The types of the requests, and of those that failed. */
interface FailedTypes {
  readonly who: string;
  readonly requested: Set<string>;
  readonly failed: Set<string>;
}

/** Expects that requests failed in every row but the named ones, and that each type failed in one of all rounds. */
function expectHits(fault: Fault, { name }: WalkOperation, all: readonly FailedTypes[]): void {
  for (const [who, runs] of Map.groupBy(all, (run) => run.who)) {
    const failed = new Set(runs.flatMap((run) => Array.from(run.failed)));
    const isUnhit = UNHIT.some(
      (row) => row.fault.test(fault.name) && row.operation.test(name) && row.who.test(who),
    );
    expect({ who, isUnhit: failed.size === 0 }).toEqual({ who, isUnhit });
    if (runs.length < ROUNDS.length) continue;
    const requested = runs.flatMap((run) => Array.from(run.requested));
    expect(requested.filter((type) => !failed.has(type))).toEqual([]);
  }
}

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
function expectOnlyGaps(operation: WalkOperation, never: Outcome | undefined, there: Outcome): void {
  const paths = disagreements(never?.body, there.body).filter(
    (path) => at(there.body, 'data', ...path.split('.')) !== null,
  );
  const fields = paths.length === 0 ? [] : differingFields(operation, never?.body, there.body);
  expect({ paths, fields }).toEqual({ paths: [], fields: [] });
  const expected = new Set(never?.requests.flatMap((request) => [request, withoutIncludes(request)]));
  expect(there.requests.filter((request) => !expected.has(request))).toEqual([]);
  const errors = at(there.body, 'errors');
  const codes = (Array.isArray(errors) ? errors : []).map((error: unknown) =>
    at(error, 'extensions', 'code'),
  );
  expect(codes.filter((code) => !CODES.has(code))).toEqual([]);
}
