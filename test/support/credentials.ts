import type { RequestCredentials } from '../../src/server/request-credentials.ts';

/** Returns the credentials of a POST request that has none, with changes. */
export function requestCredentials(changes: Partial<RequestCredentials> = {}): RequestCredentials {
  return {
    authorization: [],
    cookies: [],
    handles: [],
    method: 'POST',
    origin: null,
    fetchSite: null,
    fetchDestination: null,
    ...changes,
  };
}
