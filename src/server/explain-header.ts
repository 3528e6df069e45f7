/** Reads the header X-Explain: whether a response explains its FHIR requests, or states the price of the operation instead of executing it. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Explanation } from '../graphql/context.ts';

const EXPLAIN_HEADER = 'x-explain';

/**
 * Never ignores a request for a price, or a value that could mean one: the client expects that the operation is not executed.
 * @param isServed whether the gateway serves the explorer, and so explanations
 */
export function readExplanation(headers: IncomingHttpHeaders, isServed: boolean): Explanation {
  const value = String(headers[EXPLAIN_HEADER] ?? 'false')
    .trim()
    .toLowerCase();
  if (value === 'false') return 'none';
  if (value === 'true') return isServed ? 'requests' : 'none';
  return value === 'price' && isServed ? 'price' : 'unavailable';
}
