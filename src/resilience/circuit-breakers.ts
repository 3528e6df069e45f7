/** The circuit breakers of one FHIR server: one for each class of requests, and within it one for each resource type. */
import { ConsecutiveBreaker, CountBreaker } from 'cockatiel';
import {
  type CircuitBreaker,
  type CircuitOpenError,
  type CircuitPermit,
  createCircuitBreaker,
} from './circuit-breaker.ts';
import { classify, type RequestOutcome } from './failure-classifier.ts';
import { REQUEST_CLASS_NAMES, REQUEST_CLASSES, type RequestClass } from './request-class.ts';
import type { CircuitHealth, RequestClassHealth } from './upstream-health.ts';

/** What a request is about. */
export interface RequestTarget {
  readonly requestClass: RequestClass;
  /** The resource type. Errors name it, so it is no secret. */
  readonly type: string;
}

interface CircuitBreakers {
  /** @throws CircuitOpenError, or the signal's reason */
  acquire(target: RequestTarget, signal?: AbortSignal): Promise<CircuitPermit>;
  /** Returns false while requests about this are refused, so that one in flight is not repeated. */
  isClosedTo(target: RequestTarget): boolean;
  run(target: RequestTarget, work: () => Promise<RequestOutcome>): Promise<RequestOutcome>;
  health(requestClass: RequestClass): CircuitHealth & Pick<RequestClassHealth, 'refusedTypes'>;
}

/** Called with each circuit that opens: no queued request that it is meant for is going to be sent. */
type CircuitOpenListener = (isMeant: (target: RequestTarget) => boolean, error: CircuitOpenError) => void;

/** The circuit of a class opens if more than half of the latest twenty requests failed, once there are at least ten. */
const CLASS_BREAKER = { threshold: 0.5, size: 20, minimumNumberOfCalls: 10 };
const CLASS_OPEN_FOR_MS = 2_000;
/**
 * The circuit of a type, or of a class without types, opens after this many failures in a row. Epic has one API for each type, and one can be
 * down or slow while the others are well.
 */
const FAILURES_IN_A_ROW = 5;
/**
 * Long enough that the trials of one type are fewer than the breaker of the class counts: a single type that is down does not open the circuit of
 * its class, as long as the other types are read now and then.
 */
const TYPE_OPEN_FOR_MS = 5_000;

interface ClassResult {
  readonly outcome: RequestOutcome;
  /** Whether the circuit of the type was not closed when it was sent, so that a failure is no news. */
  readonly isTrial: boolean;
}

export function createCircuitBreakers(onOpen: CircuitOpenListener): CircuitBreakers {
  const byClass = new Map<RequestClass, CircuitBreaker<ClassResult>>(
    REQUEST_CLASS_NAMES.map((requestClass) => [
      requestClass,
      createCircuitBreaker<ClassResult>({
        label: REQUEST_CLASSES[requestClass].label,
        breaker: REQUEST_CLASSES[requestClass].hasTypes
          ? new CountBreaker(CLASS_BREAKER)
          : new ConsecutiveBreaker(FAILURES_IN_A_ROW),
        openForMs: CLASS_OPEN_FOR_MS,
        // A failure of a type whose circuit is open says nothing more about its class.
        classify: ({ outcome, isTrial }) =>
          isTrial && classify(outcome) === 'down' ? 'unknown' : classify(outcome),
        onOpen: (error) => onOpen((target) => target.requestClass === requestClass, error),
      }),
    ]),
  );
  const types = new Map<string, CircuitBreaker<RequestOutcome>>();

  const classCircuit = (requestClass: RequestClass): CircuitBreaker<ClassResult> => {
    const circuit = byClass.get(requestClass);
    if (circuit === undefined) throw new Error(`There is no circuit for ${requestClass}.`);
    return circuit;
  };
  /** Creates the circuit when it is first needed. There are no more of them than resource types. */
  const typeCircuit = ({ requestClass, type }: RequestTarget): CircuitBreaker<RequestOutcome> => {
    if (!REQUEST_CLASSES[requestClass].hasTypes) return ALWAYS_CLOSED;
    const key = `${requestClass} ${type}`;
    const existing = types.get(key);
    if (existing !== undefined) return existing;
    const circuit = createCircuitBreaker<RequestOutcome>({
      label: `${REQUEST_CLASSES[requestClass].label} of ${type}`,
      breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
      openForMs: TYPE_OPEN_FOR_MS,
      classify,
      onOpen: (error) =>
        onOpen((target) => target.requestClass === requestClass && target.type === type, error),
    });
    types.set(key, circuit);
    return circuit;
  };

  return {
    async acquire(target, signal) {
      // In this order, so that the trial of a class is not a request that its type refuses.
      const typePermit = await typeCircuit(target).acquire(signal);
      try {
        const classPermit = await classCircuit(target.requestClass).acquire(signal);
        return {
          release() {
            classPermit.release();
            typePermit.release();
          },
        };
      } catch (error) {
        typePermit.release();
        throw error;
      }
    },
    isClosedTo: (target) =>
      classCircuit(target.requestClass).state !== 'open' && typeCircuit(target).state !== 'open',
    async run(target, work) {
      const circuit = typeCircuit(target);
      const isTrial = circuit.state !== 'closed';
      const { outcome } = await classCircuit(target.requestClass).run(async () => ({
        outcome: await circuit.run(work),
        isTrial,
      }));
      return outcome;
    },
    health(requestClass) {
      const { state, opensForMs } = classCircuit(requestClass);
      const refusedTypes = [...types].flatMap(([key, circuit]) =>
        key.startsWith(`${requestClass} `) && circuit.state === 'open'
          ? [key.slice(requestClass.length + 1)]
          : [],
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
