/** The circuits of one FHIR server: one for each kind of request, and within it one for each resource type. */
import { ConsecutiveBreaker, CountBreaker } from 'cockatiel';
import { type Circuit, type CircuitOpen, createCircuit, type Pass } from './circuit.ts';
import type { CircuitHealth, KindHealth } from './health.ts';
import { KIND_NAMES, type Kind, KINDS } from './kinds.ts';
import { type Outcome, signOf } from './outcome.ts';

/** What a request is about. */
export interface Subject {
  readonly kind: Kind;
  /** The resource type. Errors name it, so it is no secret. */
  readonly type: string;
}

export interface Circuits {
  /** @throws CircuitOpen, or the signal's reason */
  acquire(subject: Subject, signal?: AbortSignal): Promise<Pass>;
  /** Returns false while requests about this are refused, so that one in flight is not repeated. */
  isClosedTo(subject: Subject): boolean;
  run(subject: Subject, work: () => Promise<Outcome>): Promise<Outcome>;
  health(kind: Kind): CircuitHealth & Pick<KindHealth, 'refusedTypes'>;
}

/** Called with each circuit that opens: no queued request that it is meant for is going to be sent. */
export type OnOpen = (isMeant: (subject: Subject) => boolean, error: CircuitOpen) => void;

/** The circuit of a kind opens if more than half of the latest twenty requests failed, once there are at least ten. */
const KIND_BREAKER = { threshold: 0.5, size: 20, minimumNumberOfCalls: 10 };
const KIND_OPEN_FOR_MS = 2_000;
/**
 * The circuit of a type, or of a kind without types, opens after this many failures in a row. Epic has one API for each type, and one can be
 * down or slow while the others are well.
 */
const FAILURES_IN_A_ROW = 5;
/**
 * Long enough that the trials of one type are fewer than the kind's breaker counts: a single type that is down does not open the circuit of its
 * kind, as long as the other types are read now and then.
 */
const TYPE_OPEN_FOR_MS = 5_000;

interface Result {
  readonly outcome: Outcome;
  /** Whether the circuit of the type was not closed when it was sent, so that a failure is no news. */
  readonly isTrial: boolean;
}

export function createCircuits(onOpen: OnOpen): Circuits {
  const kinds = new Map<Kind, Circuit<Result>>(
    KIND_NAMES.map((kind) => [
      kind,
      createCircuit<Result>({
        label: KINDS[kind].label,
        breaker: KINDS[kind].hasTypes
          ? new CountBreaker(KIND_BREAKER)
          : new ConsecutiveBreaker(FAILURES_IN_A_ROW),
        openForMs: KIND_OPEN_FOR_MS,
        // A failure of a type whose circuit is open says nothing more of the kind.
        signOf: ({ outcome, isTrial }) =>
          isTrial && signOf(outcome) === 'down' ? 'unknown' : signOf(outcome),
        onOpen: (error) => onOpen((subject) => subject.kind === kind, error),
      }),
    ]),
  );
  const types = new Map<string, Circuit<Outcome>>();

  const kindCircuit = (kind: Kind): Circuit<Result> => {
    const circuit = kinds.get(kind);
    if (circuit === undefined) throw new Error(`There is no circuit for ${kind}.`);
    return circuit;
  };
  /** Creates the circuit when it is first needed. There are no more of them than resource types. */
  const typeCircuit = ({ kind, type }: Subject): Circuit<Outcome> => {
    if (!KINDS[kind].hasTypes) return ALWAYS_CLOSED;
    const key = `${kind} ${type}`;
    const known = types.get(key);
    if (known !== undefined) return known;
    const circuit = createCircuit<Outcome>({
      label: `${KINDS[kind].label} of ${type}`,
      breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
      openForMs: TYPE_OPEN_FOR_MS,
      signOf,
      onOpen: (error) => onOpen((subject) => subject.kind === kind && subject.type === type, error),
    });
    types.set(key, circuit);
    return circuit;
  };

  return {
    async acquire(subject, signal) {
      // In this order, so that the trial of a kind is not a request that its type refuses.
      const ofType = await typeCircuit(subject).acquire(signal);
      try {
        const ofKind = await kindCircuit(subject.kind).acquire(signal);
        return {
          release() {
            ofKind.release();
            ofType.release();
          },
        };
      } catch (error) {
        ofType.release();
        throw error;
      }
    },
    isClosedTo: (subject) =>
      kindCircuit(subject.kind).state !== 'open' && typeCircuit(subject).state !== 'open',
    async run(subject, work) {
      const ofType = typeCircuit(subject);
      const isTrial = ofType.state !== 'closed';
      const { outcome } = await kindCircuit(subject.kind).run(async () => ({
        outcome: await ofType.run(work),
        isTrial,
      }));
      return outcome;
    },
    health(kind) {
      const { state, opensForMs } = kindCircuit(kind);
      const refusedTypes = [...types].flatMap(([key, circuit]) =>
        key.startsWith(`${kind} `) && circuit.state === 'open' ? [key.slice(kind.length + 1)] : [],
      );
      return { state, opensForMs, refusedTypes };
    },
  };
}

const ALWAYS_CLOSED: Circuit<Outcome> = {
  state: 'closed',
  opensForMs: 0,
  acquire: async () => ({ release: () => {} }),
  run: (work) => work(),
};
