/** How the steps name the client to which the server answers. */
import type { Authentication } from '../config/authentication.ts';

/** Such as `, as client 7f3a0d1e`; empty where the gateway does not sign in. */
export function asClient(authentication: Authentication): string {
  return authentication.kind === 'none' ? '' : `, as client ${authentication.clientId}`;
}
