import { expect, it } from 'vitest';
import { CONFIDENTIALITY, isHiddenByLabel, REFRAIN_POLICIES } from '../../src/access/security-labels.ts';
import type { CodeSystemConcept } from '../../src/fhir/types.ts';
import { codeSystemsIn } from './definitions.ts';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

/** Refrain policies that restrict the recipient of a record and do not hide the record. */
const RECIPIENT_POLICIES = ['NOCOLLECT', 'NOINTEGRATE', 'NOPERSISTP', 'NOREUSE'];

const SYSTEMS = codeSystemsIn('fhir/r4/v3-codesystems.json');

/** Returns the codes below a concept of an HL7 code system. */
function codesBelow(id: string, parent: string): string[] {
  const all = (concepts: readonly CodeSystemConcept[]): CodeSystemConcept[] =>
    concepts.flatMap((concept) => [concept, ...all(concept.concept ?? [])]);
  const concepts = all(SYSTEMS.find((system) => system.id === id)?.concept ?? []);
  return all(concepts.find(({ code }) => code === parent)?.concept ?? []).map(({ code }) => code);
}

function isShown(code: string): boolean {
  return !isHiddenByLabel({ meta: { security: [{ system: ACT_CODE, code }] } }, 'patient', 'N');
}

it('REFRAIN_POLICIES has every refrain policy of HL7, and only those for recipients do not hide a record', () => {
  const policies = codesBelow('v3-ActCode', 'RefrainPolicy');
  expect(policies.length).toBeGreaterThan(15);
  expect(Object.keys(REFRAIN_POLICIES)).toEqual(expect.arrayContaining(policies));
  expect(policies.filter(isShown).toSorted()).toEqual(RECIPIENT_POLICIES);
});

it('CONFIDENTIALITY has every confidentiality level of HL7, from the lowest to the highest', () => {
  const levels = codesBelow('v3-Confidentiality', '_Confidentiality');
  expect(Object.keys(CONFIDENTIALITY)).toEqual(expect.arrayContaining(levels));
  expect(Object.keys(CONFIDENTIALITY).filter((code) => levels.includes(code))).toEqual([
    'U',
    'L',
    'M',
    'N',
    'R',
    'V',
  ]);
});
