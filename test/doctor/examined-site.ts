import { createSigningKeys } from '../../src/auth/signing-keys.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { ExaminedSite } from '../../src/doctor/configuration.ts';
import type { KeyCredential } from '../../src/doctor/credential.ts';
import { rsa } from '../config/key-material.ts';
import { type ConnectionChanges, connectionTo } from '../support/gateway.ts';
import { PATIENCE } from '../support/patience.ts';

/** Returns a site for a check, with changes. */
export function siteOf(changes: ConnectionChanges = {}, site: Partial<ExaminedSite> = {}): ExaminedSite {
  const server = {
    baseUrl: 'https://fhir.example.org/R4',
    credentials: { clientId: 'client-1', privateKey: rsa().privateKey, keyId: '' },
  };
  return {
    connection: connectionTo(server, { keyId: null, ...changes }),
    limits: { ...loadConfig({}).limits, timeoutMs: PATIENCE.timeout },
    panel: { kind: 'none' },
    mrnSystem: 'MRN',
    siteTimeZone: 'UTC',
    keySetUrl: null,
    isPanelOnly: false,
    patientSees: 'R',
    isSandbox: false,
    canWrite: false,
    smart: null,
    sessions: loadConfig({}).sessions,
    ...site,
  };
}

/** Returns the credential of such a connection. */
export async function keyOf(changes: ConnectionChanges = {}): Promise<KeyCredential> {
  const { authentication } = siteOf(changes).connection;
  if (authentication.kind !== 'private_key_jwt') throw new Error('Expected a connection with a key.');
  return { kind: 'key', authentication, keys: await createSigningKeys(authentication) };
}
