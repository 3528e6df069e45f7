/** The circuit breaker of the token endpoint. */
import { ConsecutiveBreaker } from 'cockatiel';
import type { HttpClient } from '../http/http-client.ts';
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';
import { classifyOutcome, type RequestOutcome, settleRequest } from './failure-classifier.ts';

/** Two callers that each make three attempts reach it. */
const MAX_TOKEN_FAILURES = 5;
const OPEN_FOR_MS = 2_000;

interface TokenCircuitBreaker {
  /** The given client behind the circuit breaker. Its `send` also throws CircuitOpenError. */
  readonly http: HttpClient;
  readonly circuit: Pick<CircuitBreaker<unknown>, 'state' | 'remainingOpenMs'>;
}

export function createTokenCircuitBreaker(http: HttpClient): TokenCircuitBreaker {
  const circuit = createCircuitBreaker<RequestOutcome>({
    label: 'access tokens',
    breaker: new ConsecutiveBreaker(MAX_TOKEN_FAILURES),
    openForMs: OPEN_FOR_MS,
    classify: classifyOutcome,
  });
  return {
    circuit,
    http: {
      async send(request) {
        const circuitPermit = await circuit.acquire(request.signal);
        try {
          const outcome = await circuit.run(() => settleRequest(http.send(request)));
          if (outcome.kind === 'failed') throw outcome.error;
          return outcome.response;
        } finally {
          circuitPermit.release();
        }
      },
      close: () => http.close(),
    },
  };
}
