/** Describes problems of variables. A value is repeated only if it cannot be a secret. */
import { MIN_SECRET_LENGTH, NODE_ENVIRONMENTS } from './values.ts';
import { VARIABLES } from './variables.ts';

/** Describes a variable with an invalid value. */
export function describeUnexpectedValue(name: string, value: string): string {
  const { expects, isConfidential } = VARIABLES.get(name) ?? {};
  const got = isConfidential !== true && isHarmless(value) ? `, got ${value}` : '';
  return `${name}: expected ${expects}${got}`;
}

/** Returns true for a value that is shorter than any secret, printable, and without the delimiters of credentials in URLs. */
function isHarmless(value: string): boolean {
  return value.length < MIN_SECRET_LENGTH && /^[\x20-\x7e]+$/.test(value) && !/[@?#&=]/.test(value);
}

/** Describes a variable that is not set. @param when the condition, such as `with AUTH_MODE=jwt` */
export function describeMissingVariable(name: string, when: string): string {
  return `${name} is required ${when}: expected ${VARIABLES.get(name)?.expects}`;
}

/** Returns `A`, `A and B` or `A, B and C`. */
export function joinNames(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(names);
}

/** Returns a warning if NODE_ENV has an undocumented value. */
export function warnOfNodeEnvironment(value: string | undefined): readonly string[] {
  return value === undefined || NODE_ENVIRONMENTS.includes(value)
    ? []
    : [`${describeUnexpectedValue('NODE_ENV', value)}. It counts as production.`];
}
