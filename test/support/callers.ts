/** Callers as a token would make them, for what lies below the server. */
import { ANONYMOUS, type Caller } from '../../src/caller.ts';
import { parseScopes } from '../../src/fhir/scopes.ts';

/** A caller with these SMART scopes. */
export function callerWith(scopes: string, known: Partial<Omit<Caller, 'scopes'>> = {}): Caller {
  return { ...ANONYMOUS, issuer: 'https://id.example.org', ...known, scopes: parseScopes(scopes) };
}
