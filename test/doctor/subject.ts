/** What the doctor examines, as a test wants it. */
import { bareConnection } from '../../src/config/connection.ts';
import { type EpicConnection, loadConfig } from '../../src/config.ts';
import type { Subject } from '../../src/doctor/configuration.ts';
import { rsa } from '../config/key-material.ts';

export function subjectOf(connection: Partial<EpicConnection>, subject: Partial<Subject> = {}): Subject {
  const needed = {
    baseUrl: 'https://fhir.example.org/R4',
    clientId: 'client-1',
    privateKey: rsa().privateKey,
    keyId: null,
  };
  return {
    connection: { ...bareConnection(needed), ...connection },
    limits: { ...loadConfig({}).limits, timeoutMs: 5_000 },
    panel: { kind: 'none' },
    mrnSystem: 'MRN',
    keySetUrl: null,
    panelOnly: false,
    isSandbox: false,
    writesEnabled: false,
    ...subject,
  };
}
