/** The errors of answers that go beyond the bounds. */
import { GatewayError } from '../errors.ts';
import type { JsonForm } from '../size/json-forms.ts';
import { DEEPEST, MOST_MEMBERS } from '../size/json-size.ts';

export function tooManyBytes({ mostBytes }: JsonForm, server: string): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `${server} answered with more than ${mostBytes} bytes, which no answer should have.`,
  );
}

export function tooManyValues({ mostValues }: JsonForm, server: string): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `${server} answered with JSON of more than ${mostValues} values, of an object with more than ${MOST_MEMBERS} members, or of more than ` +
      `${DEEPEST} levels, which no answer should have.`,
  );
}

/** The error of the largest answer when all together take too much memory. */
export function tooMuchIncoming(): GatewayError {
  return new GatewayError(
    'GATEWAY_OVERLOADED',
    'The gateway receives more answers at once than it has memory for, so it dropped the largest one. Retry later, or request less in one ' +
      'operation.',
  );
}
