import { describe, expect, it } from 'vitest';
import { callerOf } from '../../src/server/session-authentication.ts';
import type { Session } from '../../src/sessions/sessions.ts';

const GRANTED = ['openid', 'user/*.rs', 'patient/Observation.rs', 'system/Patient.r'];

function sessionOf(audience: Session['audience']): Session {
  const facts = {
    audience,
    scopes: GRANTED,
    patient: 'p1',
    encounter: null,
    needPatientBanner: null,
    styleUrl: null,
    endsAt: 1,
  };
  return {
    ...facts,
    person: { issuer: 'https://fhir.example.org', subject: 's', fhirUser: null },
    clientId: 'app',
    access: {
      kind: 'person',
      id: 'grant',
      tokens: { get: async () => null, discard: () => {} },
      launch: { ...facts, fhirUser: null },
      end: () => {
        throw new Error('Not used.');
      },
    },
  };
}

const scopesOf = (audience: Session['audience']): string[] =>
  callerOf(sessionOf(audience), undefined).scopes.map(({ context, type }) => `${context}/${type}`);

describe('the caller of a session [T3-E3]', () => {
  it('has the granted scopes, if the person is a clinician', () => {
    expect(scopesOf('clinician')).toEqual(['user/*', 'patient/Observation', 'system/Patient']);
  });

  it('has scopes for the patient in context only, if the person is a patient', () => {
    expect(scopesOf('patient')).toEqual(['patient/*', 'patient/Observation', 'patient/Patient']);
  });
});
