/** The circuit of the token endpoint. */
import { ConsecutiveBreaker } from 'cockatiel';
import type { Http } from '../http/http.ts';
import { type Circuit, createCircuit } from './circuit.ts';
import { type Outcome, outcomeOf, signOf } from './outcome.ts';

/** Two callers that each try three times reach it. */
const FAILURES = 5;
const OPEN_FOR_MS = 2_000;

export interface TokenCircuit {
  /** Sends requests as the given client does. @throws CircuitOpen while the circuit is open */
  readonly http: Http;
  readonly circuit: Pick<Circuit<unknown>, 'state' | 'opensForMs'>;
}

export function createTokenCircuit(http: Http): TokenCircuit {
  const circuit = createCircuit<Outcome>({
    label: 'access tokens',
    breaker: new ConsecutiveBreaker(FAILURES),
    openForMs: OPEN_FOR_MS,
    signOf,
  });
  return {
    circuit,
    http: {
      async send(request) {
        const pass = await circuit.acquire(request.signal);
        try {
          const outcome = await circuit.run(() => outcomeOf(http.send(request)));
          if (outcome.kind === 'failed') throw outcome.error;
          return outcome.response;
        } finally {
          pass.release();
        }
      },
      close: () => http.close(),
    },
  };
}
