/** What the doctor examines, as a test wants it. */
import { loadConfig } from '../../src/config.ts';
import type { Subject } from '../../src/doctor/configuration.ts';
import type { ConfiguredKey } from '../../src/doctor/key.ts';
import { rsa } from '../config/key-material.ts';
import { type ConnectionChanges, connectionTo } from '../support/gateway.ts';

export function subjectOf(changes: ConnectionChanges = {}, subject: Partial<Subject> = {}): Subject {
  const server = {
    baseUrl: 'https://fhir.example.org/R4',
    credentials: { clientId: 'client-1', privateKey: rsa().privateKey, keyId: '' },
  };
  return {
    connection: connectionTo(server, { keyId: null, ...changes }),
    limits: { ...loadConfig({}).limits, timeoutMs: 5_000 },
    panel: { kind: 'none' },
    mrnSystem: 'MRN',
    siteTimeZone: 'UTC',
    keySetUrl: null,
    panelOnly: false,
    isSandbox: false,
    writesEnabled: false,
    ...subject,
  };
}

/** The key of such a connection. */
export function keyOf(changes: ConnectionChanges = {}): ConfiguredKey {
  const { connection, isSandbox } = subjectOf(changes);
  const { authentication } = connection;
  if (authentication.kind !== 'private_key_jwt') throw new Error('A connection by a key was expected.');
  return { authentication, isSandbox };
}
