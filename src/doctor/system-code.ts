/** The codes by which Node and the system say what has gone wrong. */

/** What Node tells of an error of the system. */
interface SystemError {
  readonly name?: string;
  readonly code?: unknown;
}

/** A code such as ENOENT; `unknown` where there is none. What is not a code can hold anything, and is not repeated. */
export function systemCode(error: unknown): string {
  const { code }: SystemError = error instanceof Error ? error : {};
  const told = typeof error === 'string' ? error : code;
  return typeof told === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(told) ? told : 'unknown';
}
