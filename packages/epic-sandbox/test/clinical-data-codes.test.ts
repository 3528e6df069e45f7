import { describe, expect, it } from 'vitest';
import { objectsIn, codingsIn, ALL_RESOURCES, RECORD } from './support/clinical-record.ts';
import type { Coding } from '../src/types.ts';
import * as systems from '../src/data/clinical/code-systems.ts';
import { CODES_OUTSIDE_FHIR } from '../src/data/clinical/shapes-record.ts';
import { MEDICATIONS } from '../src/data/clinical/medication.ts';
import { hasGtinDigit, hasLoincDigit, hasVerhoeffDigit } from './support/check-digits.ts';

const CODINGS: readonly Coding[] = codingsIn([ALL_RESOURCES, MEDICATIONS]);

function codesOf(system: string): string[] {
  return [...new Set(CODINGS.filter((one) => one.system === system).map(({ code = '' }) => code))];
}

function isLocal({ system }: Coding): boolean {
  return system?.startsWith('urn:oid:1.2.840.114350.') === true;
}

describe('the codes of a chart', () => {
  it.each<[system: string, pattern: RegExp, atLeast: number]>([
    [systems.ICD_10_CM, /^[A-TV-Z]\d[\dA-Z](\.[\dA-Z]{1,4})?$/, 25],
    [systems.ICD_9_CM, /^\d{3}(\.\d{1,2})?$/, 15],
    [systems.RXNORM, /^\d{3,7}$/, 30],
    [systems.NDC, /^(\d{4}-\d{4}-\d{2}|\d{5}-\d{3}-\d{2}|\d{5}-\d{4}-\d)$/, 8],
    [systems.CVX, /^\d{2,3}$/, 15],
    [systems.CPT, /^\d{5}$/, 12],
    [systems.UNII, /^[\dA-Z]{10}$/, 4],
    [systems.LOINC, /^(\d{3,5}-\d|LA\d{4,6}-\d)$/, 10],
  ])('of %s look like codes of it, and are not a few', (system, pattern, atLeast) => {
    const codes = codesOf(system);
    expect(codes.filter((code) => !pattern.test(code))).toEqual([]);
    expect(codes.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('of SNOMED CT have its check digit, but for reactions that Epic sends by their name', () => {
    const codes = codesOf(systems.SNOMED);
    const names = codes.filter((code) => !/^\d+$/.test(code));
    expect(codes.filter((code) => !names.includes(code) && !hasVerhoeffDigit(code))).toEqual([]);
    expect(codes.length).toBeGreaterThan(60);
    expect(names.toSorted()).toEqual(['Hives', 'Itching', 'Rash']);
  });

  it('of LOINC have its check digit', () => {
    const numbers = codesOf(systems.LOINC).filter((code) => /^\d/.test(code));
    expect(numbers.filter((code) => !hasLoincDigit(code))).toEqual([]);
  });

  it('of the site stand beside public ones, and now and then alone', () => {
    const coded = objectsIn(ALL_RESOURCES).filter(({ coding }) => Array.isArray(coding));
    const kinds = coded.map(({ coding }) => new Set(codingsIn(coding).map(isLocal)));
    expect(kinds.filter((kind) => kind.size === 2).length).toBeGreaterThan(100);
    expect(kinds.filter((kind) => kind.size === 1 && kind.has(true)).length).toBeGreaterThan(20);
  });

  it('are at times a text alone, a code of the site alone, displays without a text, or a text without displays', () => {
    const concepts = objectsIn(ALL_RESOURCES).flatMap((object) =>
      'resourceType' in object ? objectsIn(object['code']).slice(0, 1) : [],
    );
    const shapes = concepts.map((concept) => {
      const hasDisplay = codingsIn(concept).some(({ display }) => display !== undefined);
      return ['text' in concept && 'text', 'coding' in concept && 'coding', hasDisplay && 'display']
        .filter((part) => part !== false)
        .join(' and ');
    });
    expect([...new Set(shapes)].toSorted()).toEqual([
      'coding',
      'coding and display',
      'text',
      'text and coding',
      'text and coding and display',
    ]);
  });
});

/** FHIR's required bindings (R4), for the elements that charts have. */
const BINDINGS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  AllergyIntolerance: {
    type: ['allergy', 'intolerance'],
    criticality: ['low', 'high', 'unable-to-assess'],
  },
  Appointment: {
    status: [
      'proposed',
      'pending',
      'booked',
      'arrived',
      'fulfilled',
      'cancelled',
      'noshow',
      'entered-in-error',
      'checked-in',
      'waitlist',
    ],
  },
  CarePlan: {
    status: ['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown'],
    intent: ['proposal', 'plan', 'order', 'option'],
  },
  CareTeam: { status: ['proposed', 'active', 'suspended', 'inactive', 'entered-in-error'] },
  Coverage: { status: ['active', 'cancelled', 'draft', 'entered-in-error'] },
  Device: { status: ['active', 'inactive', 'entered-in-error', 'unknown'] },
  FamilyMemberHistory: { status: ['partial', 'completed', 'entered-in-error', 'health-unknown'] },
  Goal: {
    lifecycleStatus: [
      'proposed',
      'planned',
      'accepted',
      'active',
      'on-hold',
      'completed',
      'cancelled',
      'entered-in-error',
      'rejected',
    ],
  },
  Immunization: { status: ['completed', 'entered-in-error', 'not-done'] },
  MedicationDispense: {
    status: [
      'preparation',
      'in-progress',
      'cancelled',
      'on-hold',
      'completed',
      'entered-in-error',
      'stopped',
      'declined',
      'unknown',
    ],
  },
  MedicationRequest: {
    status: [
      'active',
      'on-hold',
      'cancelled',
      'completed',
      'entered-in-error',
      'stopped',
      'draft',
      'unknown',
    ],
    intent: [
      'proposal',
      'plan',
      'order',
      'original-order',
      'reflex-order',
      'filler-order',
      'instance-order',
      'option',
    ],
    priority: ['routine', 'urgent', 'asap', 'stat'],
  },
  Procedure: {
    status: [
      'preparation',
      'in-progress',
      'not-done',
      'on-hold',
      'stopped',
      'completed',
      'entered-in-error',
      'unknown',
    ],
  },
  RelatedPerson: { gender: ['male', 'female', 'other', 'unknown'] },
  ServiceRequest: {
    status: ['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown'],
    intent: [
      'proposal',
      'plan',
      'directive',
      'order',
      'original-order',
      'reflex-order',
      'filler-order',
      'instance-order',
      'option',
    ],
    priority: ['routine', 'urgent', 'asap', 'stat'],
  },
  Specimen: { status: ['available', 'unavailable', 'unsatisfactory', 'entered-in-error'] },
};

/** Statuses that FHIR sends as a concept with a required binding; `worsening` is the one of our own. */
const CONCEPT_BINDINGS: Readonly<Record<string, readonly string[]>> = {
  'condition-clinical': ['active', 'recurrence', 'relapse', 'inactive', 'remission', 'resolved'],
  'condition-ver-status': [
    'unconfirmed',
    'provisional',
    'differential',
    'confirmed',
    'refuted',
    'entered-in-error',
  ],
  'allergyintolerance-clinical': ['active', 'inactive', 'resolved'],
  'allergyintolerance-verification': ['unconfirmed', 'confirmed', 'refuted', 'entered-in-error'],
};

describe('the statuses of a chart', () => {
  it.each(
    Object.entries(BINDINGS).flatMap(([type, elements]) =>
      Object.entries(elements).map(([element, codes]) => ({ type, element, codes })),
    ),
  )(
    '$element of $type is in FHIR’s set, but for the one that is made not to be',
    ({ type, element, codes }) => {
      const resources = RECORD.find((one) => one.type === type)?.all ?? [];
      const beyond = objectsIn(resources)
        .filter(({ resourceType }) => resourceType === type)
        .flatMap((resource) => {
          const code = resource[element];
          return typeof code === 'string' && !codes.includes(code) ? [{ id: resource['id'], code }] : [];
        });
      const exceptions = Object.entries(CODES_OUTSIDE_FHIR).flatMap(([id, elements]) => {
        const code = elements[element];
        return code !== undefined && resources.some((one) => one.id === id) ? [{ id, code }] : [];
      });
      expect(beyond).toEqual(exceptions);
    },
  );

  it.each(Object.entries(CONCEPT_BINDINGS))('%s holds', (name, allowed) => {
    const codes = new Set(codesOf(systems.hl7System(name)));
    codes.delete('worsening');
    expect(codes.size).toBeGreaterThan(1);
    expect([...codes].filter((code) => !allowed.includes(code))).toEqual([]);
  });

  it.each([
    ['MedicationDispense', 9],
    ['MedicationRequest', 8],
    ['Appointment', 8],
    ['ServiceRequest', 6],
    ['Procedure', 5],
    ['CarePlan', 4],
    ['Goal', 4],
    ['Device', 4],
  ])('of %s are a mix', (type, atLeast) => {
    const resources = RECORD.find((one) => one.type === type)?.all ?? [];
    const statuses = new Set(
      objectsIn(resources)
        .filter(({ resourceType }) => resourceType === type)
        .map((one) => one['status'] ?? one['lifecycleStatus']),
    );
    expect(statuses.size).toBeGreaterThanOrEqual(atLeast);
  });
});

describe('the devices', () => {
  it('have numbers out of GS1’s range for examples, with their check digit, and the same in the label', () => {
    const carriers = objectsIn(RECORD.find(({ type }) => type === 'Device')?.all).filter(
      ({ deviceIdentifier }) => deviceIdentifier !== undefined,
    );
    expect(carriers.length).toBeGreaterThan(10);
    for (const { deviceIdentifier, carrierHRF } of carriers) {
      expect(deviceIdentifier).toMatch(/^0952\d{10}$/);
      expect(hasGtinDigit(String(deviceIdentifier))).toBe(true);
      expect(carrierHRF).toContain(`(01)${String(deviceIdentifier)}(11)`);
    }
  });
});
