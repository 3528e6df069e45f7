/** The circuit breakers of one FHIR server: one per request class, and within a class one per resource type. */
import { ConsecutiveBreaker, CountBreaker } from 'cockatiel';
import {
  type CircuitBreaker,
  type CircuitOpenError,
  type CircuitPermit,
  createCircuitBreaker,
} from './circuit-breaker.ts';
import { classifyOutcome, type RequestOutcome } from './failure-classifier.ts';
import { REQUEST_CLASS_NAMES, REQUEST_CLASSES, type RequestClass } from './request-class.ts';
import type { CircuitHealth, RequestClassHealth } from './upstream-health.ts';

/** Selects the circuits of a request. */
export interface RequestTarget {
  readonly requestClass: RequestClass;
  /** The resource type, which appears in error messages. */
  readonly type: string;
}

interface CircuitBreakers {
  /** @throws CircuitOpenError, or the signal's reason */
  acquire(target: RequestTarget, signal?: AbortSignal): Promise<CircuitPermit>;
  /** Returns false while a circuit of the target is open. A request in flight must not be repeated then. */
  canRepeat(target: RequestTarget): boolean;
  run(target: RequestTarget, work: () => Promise<RequestOutcome>): Promise<RequestOutcome>;
  health(requestClass: RequestClass): CircuitHealth & Pick<RequestClassHealth, 'refusedTypes'>;
}

/** Called when a circuit opens. None of the affected requests in the queue will be sent. */
type CircuitOpenListener = (isAffected: (target: RequestTarget) => boolean, error: CircuitOpenError) => void;

/** The circuit of a class opens when more than half of the last twenty requests failed, once there are at least ten. */
const CLASS_BREAKER = { threshold: 0.5, size: 20, minimumNumberOfCalls: 10 };
const CLASS_OPEN_FOR_MS = 2_000;
/**
 * The circuit of a type, or of a class without types, opens after this many consecutive failures. Epic has one API per resource type, and one
 * can be down or slow while the others are healthy.
 */
const MAX_CONSECUTIVE_FAILURES = 5;
/**
 * Long enough that a class circuit counts few probes of a type: one type that is down does not open the circuit of its class, as long as other
 * types are requested now and then.
 */
const TYPE_OPEN_FOR_MS = 5_000;

interface ClassResult {
  readonly outcome: RequestOutcome;
  /** Whether the type's circuit was open or half-open when the request was sent. A failure is no new evidence then. */
  readonly isProbe: boolean;
}

export function createCircuitBreakers(onOpen: CircuitOpenListener): CircuitBreakers {
  const byClass = new Map<RequestClass, CircuitBreaker<ClassResult>>(
    REQUEST_CLASS_NAMES.map((requestClass) => [
      requestClass,
      createCircuitBreaker<ClassResult>({
        label: REQUEST_CLASSES[requestClass].label,
        breaker: REQUEST_CLASSES[requestClass].hasTypes
          ? new CountBreaker(CLASS_BREAKER)
          : new ConsecutiveBreaker(MAX_CONSECUTIVE_FAILURES),
        openForMs: CLASS_OPEN_FOR_MS,
        // A failed probe of a type says nothing new about its class.
        classify: ({ outcome, isProbe }) =>
          isProbe && classifyOutcome(outcome) === 'down' ? 'unknown' : classifyOutcome(outcome),
        onOpen: (error) => onOpen((target) => target.requestClass === requestClass, error),
      }),
    ]),
  );
  const types = new Map<string, CircuitBreaker<RequestOutcome>>();

  const getClassCircuit = (requestClass: RequestClass): CircuitBreaker<ClassResult> => {
    const circuit = byClass.get(requestClass);
    if (circuit === undefined) throw new Error(`There is no circuit for ${requestClass}.`);
    return circuit;
  };
  /** Creates the circuit on first use. There are at most as many as resource types. */
  const getTypeCircuit = ({ requestClass, type }: RequestTarget): CircuitBreaker<RequestOutcome> => {
    if (!REQUEST_CLASSES[requestClass].hasTypes) return ALWAYS_CLOSED;
    const key = `${requestClass} ${type}`;
    const existing = types.get(key);
    if (existing !== undefined) return existing;
    const circuit = createCircuitBreaker<RequestOutcome>({
      label: `${REQUEST_CLASSES[requestClass].label} of ${type}`,
      breaker: new ConsecutiveBreaker(MAX_CONSECUTIVE_FAILURES),
      openForMs: TYPE_OPEN_FOR_MS,
      classify: classifyOutcome,
      onOpen: (error) =>
        onOpen((target) => target.requestClass === requestClass && target.type === type, error),
    });
    types.set(key, circuit);
    return circuit;
  };

  return {
    async acquire(target, signal) {
      // In this order, because a request that its type's circuit refuses must not be the probe of its class.
      const typePermit = await getTypeCircuit(target).acquire(signal);
      try {
        const classPermit = await getClassCircuit(target.requestClass).acquire(signal);
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
    canRepeat: (target) =>
      getClassCircuit(target.requestClass).state !== 'open' && getTypeCircuit(target).state !== 'open',
    async run(target, work) {
      const circuit = getTypeCircuit(target);
      const isProbe = circuit.state !== 'closed';
      const { outcome } = await getClassCircuit(target.requestClass).run(async () => ({
        outcome: await circuit.run(work),
        isProbe,
      }));
      return outcome;
    },
    health(requestClass) {
      const { state, remainingOpenMs } = getClassCircuit(requestClass);
      const refusedTypes = [...types].flatMap(([key, circuit]) =>
        key.startsWith(`${requestClass} `) && circuit.state === 'open'
          ? [key.slice(requestClass.length + 1)]
          : [],
      );
      return { state, remainingOpenMs, refusedTypes };
    },
  };
}

const ALWAYS_CLOSED: CircuitBreaker<RequestOutcome> = {
  state: 'closed',
  remainingOpenMs: 0,
  acquire: async () => ({ release: () => {} }),
  run: (work) => work(),
};
