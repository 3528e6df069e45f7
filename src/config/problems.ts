/** Says what is wrong with the value of a variable, and repeats the value only where that can do no harm. */
import { MIN_SECRET_LENGTH, NODE_ENVIRONMENTS } from './values.ts';
import { VARIABLES } from './variables.ts';

/** The problem of a variable whose value is not what it expects. */
export function describeUnexpectedValue(name: string, value: string): string {
  const { expects, isConfidential } = VARIABLES.get(name) ?? {};
  const got = isConfidential !== true && isHarmless(value) ? `, got ${value}` : '';
  return `${name}: expected ${expects}${got}`;
}

/** Shorter than any secret, of visible characters, and without those that set off credentials in URLs and connection strings. */
function isHarmless(value: string): boolean {
  return value.length < MIN_SECRET_LENGTH && /^[\x20-\x7e]+$/.test(value) && !/[@?#&=]/.test(value);
}

/** The problem of a variable that is not set. @param when it is needed, such as `with AUTH_MODE=jwt` */
export function describeMissingVariable(name: string, when: string): string {
  return `${name} is needed ${when}: it expects ${VARIABLES.get(name)?.expects}`;
}

/** Returns a warning if NODE_ENV has a value that nothing documents. */
export function warnOfNodeEnvironment(value: string | undefined): readonly string[] {
  return value === undefined || NODE_ENVIRONMENTS.includes(value)
    ? []
    : [`${describeUnexpectedValue('NODE_ENV', value)}. It counts as production.`];
}
