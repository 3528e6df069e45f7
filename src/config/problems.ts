/** Says what is wrong with the value of a variable, and repeats the value only where that can do no harm. */
import type { EpicConnection } from '../config.ts';
import { NODE_ENVIRONMENTS, SHORTEST_SECRET } from './values.ts';
import { VARIABLES } from './variables.ts';

/** The problem of a variable whose value is not what it expects. */
export function unexpectedValue(name: string, value: string): string {
  const { expects, isConfidential } = VARIABLES.get(name) ?? {};
  const got = isConfidential !== true && isHarmless(value) ? `, got ${value}` : '';
  return `${name}: expected ${expects}${got}`;
}

/** Shorter than any secret, of visible characters, and without those that set off credentials in URLs and connection strings. */
function isHarmless(value: string): boolean {
  return value.length < SHORTEST_SECRET && /^[\x20-\x7e]+$/.test(value) && !/[@?#&=]/.test(value);
}

/** The problem of a variable that is not set. @param when it is needed, such as `with AUTH_MODE=jwt` */
export function missingVariable(name: string, when: string): string {
  return `${name} is needed ${when}: it expects ${VARIABLES.get(name)?.expects}`;
}

/** Returns a warning if NODE_ENV has a value that nothing documents. */
export function nodeEnvironmentWarnings(value: string | undefined): readonly string[] {
  return value === undefined || NODE_ENVIRONMENTS.includes(value)
    ? []
    : [`${unexpectedValue('NODE_ENV', value)}. It counts as production.`];
}

/** The consequence of an open FHIR server. Production logs it at each start; elsewhere the banner and the doctor say it. */
export const OPEN_SERVER =
  'EPIC_AUTH=none: the gateway sends no token, so the FHIR server has to be open, and anyone who reaches it can read and change every record.';

/** Returns a warning if an open server is used in production. */
export function openServerWarnings(epic: EpicConnection | null, isInProduction: boolean): readonly string[] {
  return isInProduction && epic?.authentication.kind === 'none'
    ? [`${OPEN_SERVER} Let nothing but the gateway reach it.`]
    : [];
}
