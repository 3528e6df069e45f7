/** The circuits of one FHIR server: one for each kind of request, and within it one for each resource type. */
import { ConsecutiveBreaker, CountBreaker } from 'cockatiel';
import {
  type CircuitBreaker,
  type CircuitOpenError,
  createCircuitBreaker,
  type CircuitPermit,
} from './circuit-breaker.ts';
import type { CircuitHealth, RequestClassHealth } from './upstream-health.ts';
import { REQUEST_CLASS_NAMES, type RequestClass, REQUEST_CLASSES } from './request-class.ts';
import { type RequestOutcome, classify } from './failure-classifier.ts';

/** What a request is about. */
export interface RequestTarget {
  readonly kind: RequestClass;
  /** The resource type. Errors name it, so it is no secret. */
  readonly type: string;
}

export interface CircuitBreakers {
  /** @throws CircuitOpen, or the signal's reason */
  acquire(subject: RequestTarget, signal?: AbortSignal): Promise<CircuitPermit>;
  /** Returns false while requests about this are refused, so that one in flight is not repeated. */
  isClosedTo(subject: RequestTarget): boolean;
  run(subject: RequestTarget, work: () => Promise<RequestOutcome>): Promise<RequestOutcome>;
  health(kind: RequestClass): CircuitHealth & Pick<RequestClassHealth, 'refusedTypes'>;
}

/** Called with each circuit that opens: no queued request that it is meant for is going to be sent. */
export type CircuitOpenListener = (
  isMeant: (subject: RequestTarget) => boolean,
  error: CircuitOpenError,
) => void;

/** The circuit of a kind opens if more than half of the latest twenty requests failed, once there are at least ten. */
const CLASS_BREAKER = { threshold: 0.5, size: 20, minimumNumberOfCalls: 10 };
const CLASS_OPEN_FOR_MS = 2_000;
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

interface ClassResult {
  readonly outcome: RequestOutcome;
  /** Whether the circuit of the type was not closed when it was sent, so that a failure is no news. */
  readonly isTrial: boolean;
}

export function createCircuitBreakers(onOpen: CircuitOpenListener): CircuitBreakers {
  const kinds = new Map<RequestClass, CircuitBreaker<ClassResult>>(
    REQUEST_CLASS_NAMES.map((kind) => [
      kind,
      createCircuitBreaker<ClassResult>({
        label: REQUEST_CLASSES[kind].label,
        breaker: REQUEST_CLASSES[kind].hasTypes
          ? new CountBreaker(CLASS_BREAKER)
          : new ConsecutiveBreaker(FAILURES_IN_A_ROW),
        openForMs: CLASS_OPEN_FOR_MS,
        // A failure of a type whose circuit is open says nothing more of the kind.
        signOf: ({ outcome, isTrial }) =>
          isTrial && classify(outcome) === 'down' ? 'unknown' : classify(outcome),
        onOpen: (error) => onOpen((subject) => subject.kind === kind, error),
      }),
    ]),
  );
  const types = new Map<string, CircuitBreaker<RequestOutcome>>();

  const kindCircuit = (kind: RequestClass): CircuitBreaker<ClassResult> => {
    const circuit = kinds.get(kind);
    if (circuit === undefined) throw new Error(`There is no circuit for ${kind}.`);
    return circuit;
  };
  /** Creates the circuit when it is first needed. There are no more of them than resource types. */
  const typeCircuit = ({ kind, type }: RequestTarget): CircuitBreaker<RequestOutcome> => {
    if (!REQUEST_CLASSES[kind].hasTypes) return ALWAYS_CLOSED;
    const key = `${kind} ${type}`;
    const known = types.get(key);
    if (known !== undefined) return known;
    const circuit = createCircuitBreaker<RequestOutcome>({
      label: `${REQUEST_CLASSES[kind].label} of ${type}`,
      breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
      openForMs: TYPE_OPEN_FOR_MS,
      signOf: classify,
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

const ALWAYS_CLOSED: CircuitBreaker<RequestOutcome> = {
  state: 'closed',
  opensForMs: 0,
  acquire: async () => ({ release: () => {} }),
  run: (work) => work(),
};
