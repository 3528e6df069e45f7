import { describe, expect, it } from 'vitest';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { authenticationTimeOf, relatesTo } from '../../src/fhir/documents.ts';
import type { DocumentReference } from '../../src/fhir/types.ts';

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-authentication-time';
const EPIC = 'http://open.epic.com/FHIR/StructureDefinition/extension/clinical-note-authentication-instant';
const TIME = '2024-10-08T19:48:54-07:00';
const server = createServerUrls({ baseUrl: 'https://ehr.example/fhir', linkBaseUrl: null });

function document(parts: object): DocumentReference {
  return { resourceType: 'DocumentReference', status: 'current', content: [], ...parts };
}

describe('the authentication time', () => {
  it.each<[where: string, parts: object]>([
    ['on the document, as in US Core', { extension: [{ url: US_CORE, valueDateTime: TIME }] }],
    [
      'on the authenticator, as Epic sends it',
      { authenticator: { display: 'Dr Ekström', extension: [{ url: EPIC, valueDateTime: TIME }] } },
    ],
    [
      'after an extension without a value',
      { extension: [{ url: US_CORE }, null, { url: EPIC, valueInstant: TIME }] },
    ],
  ])('the authentication time is found %s [CS-101]', (_where, parts) => {
    expect(authenticationTimeOf(document(parts))).toBe(TIME);
  });

  it('the authentication time is not read from another extension', () => {
    const other = { extension: [{ url: 'http://ehr.example/printed', valueDateTime: TIME }] };
    expect(authenticationTimeOf(document(other))).toBeNull();
  });
});

describe('a relation', () => {
  const appends = { code: 'appends', target: { reference: 'https://ehr.example/fhir/DocumentReference/n1' } };
  const related = document({ relatesTo: [null, { code: 'signs' }, appends] });

  it.each(['APPENDS', null] as const)('a relation is found by its target and its kind: %s', (kind) => {
    expect(relatesTo(related, { id: 'n1', kind, server })).toBe(true);
  });

  it('a relation of another kind does not match', () => {
    expect(relatesTo(related, { id: 'n1', kind: 'REPLACES', server })).toBe(false);
  });

  it.each([
    'https://elsewhere.example/DocumentReference/n1',
    'Composition/n1',
    'DocumentReference/n2',
    '#n1',
  ])('a relation to %s is not a relation to n1', (reference) => {
    const other = document({ relatesTo: [{ code: 'appends', target: { reference } }] });
    expect(relatesTo(other, { id: 'n1', kind: null, server })).toBe(false);
  });
});
