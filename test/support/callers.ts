/** Makes callers without a token, for tests of the layers below the server. */
import { ANONYMOUS_CALLER, type Caller } from '../../src/access/caller.ts';
import { parseScopes } from '../../src/access/scopes.ts';

/** Returns a caller with these SMART scopes. */
export function callerWith(scopes: string, known: Partial<Omit<Caller, 'scopes'>> = {}): Caller {
  return { ...ANONYMOUS_CALLER, issuer: 'https://id.example.org', ...known, scopes: parseScopes(scopes) };
}
