/** The circuit breaker of the token endpoint. */
import { ConsecutiveBreaker } from 'cockatiel';
import type { HttpClient } from '../http/http-client.ts';
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';
import { classify, type RequestOutcome, settleRequest } from './failure-classifier.ts';

/** Two callers that each try three times reach it. */
const MAX_TOKEN_FAILURES = 5;
const OPEN_FOR_MS = 2_000;

interface TokenCircuitBreaker {
  /** Sends requests as the given client does. @throws CircuitOpenError while the circuit is open */
  readonly http: HttpClient;
  readonly circuit: Pick<CircuitBreaker<unknown>, 'state' | 'opensForMs'>;
}

export function createTokenCircuitBreaker(http: HttpClient): TokenCircuitBreaker {
  const circuit = createCircuitBreaker<RequestOutcome>({
    label: 'access tokens',
    breaker: new ConsecutiveBreaker(MAX_TOKEN_FAILURES),
    openForMs: OPEN_FOR_MS,
    classify,
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
