import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../src/errors.ts';
import {
  ALLERGY_CATEGORY,
  ALLERGY_CRITICALITY,
  REACTION_SEVERITY,
} from '../../src/fhir/clinical-codes-treatment.ts';
import { ADMINISTRATIVE_GENDER } from '../../src/fhir/codes.ts';
import type {
  CodeSystem,
  CodeSystemConcept,
  Coding,
  Resource,
  StructureDefinition,
  ValueSet,
} from '../../src/fhir/types.ts';
import {
  type VitalSignMeasure,
  partsOf,
  VITAL_SIGN_NAMES,
  VITAL_SIGNS,
  type VitalSign,
  type VitalSignName,
} from '../../src/fhir/vital-signs.ts';
import { toAllergyIntolerance } from '../../src/fhir/write-allergy.ts';
import { toCondition } from '../../src/fhir/write-condition.ts';
import { NOTE_TYPES, type NoteType, toDocumentReference } from '../../src/fhir/write-note.ts';
import { toObservation } from '../../src/fhir/write-observation.ts';
import { toPatient } from '../../src/fhir/write-patient.ts';
import { checkAllergy } from '../../src/writes/allergy-input.ts';
import { CODE_FORMATS } from '../../src/writes/code-formats.ts';
import { checkNote } from '../../src/writes/note-input.ts';
import { checkPatient } from '../../src/writes/patient-input.ts';
import { checkProblem } from '../../src/writes/problem-input.ts';
import { checkVitalSigns, type VitalSignsInput } from '../../src/writes/vital-signs-input.ts';
import { at } from '../../test/support/expected.ts';
import { resourcesIn, structuresIn } from './definitions.ts';

const WRITTEN = new Set(['Observation', 'DocumentReference', 'AllergyIntolerance', 'Condition', 'Patient']);
const BASE = ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']
  .flatMap(structuresIn)
  .filter(({ kind, name }) => kind !== 'resource' || WRITTEN.has(name));
const PROFILES = new Map(
  structuresIn('fhir/r4/profiles-others.json').map((profile) => [profile.url, profile]),
);
indexStructureDefinitionBundle([...BASE]);

const TERMS = ['fhir/r4/valuesets.json', 'fhir/r4/v3-codesystems.json'].flatMap(resourcesIn);
/** Code systems that the definitions contain completely. */
const SYSTEMS = new Map(
  TERMS.filter((resource): resource is CodeSystem => resource.resourceType === 'CodeSystem')
    .filter(({ content }) => content === 'complete')
    .map(({ url = '', concept = [] }) => [url, new Set(concept.flatMap(codesOf))]),
);

function codesOf({ code, concept = [] }: CodeSystemConcept): string[] {
  return [code, ...concept.flatMap(codesOf)];
}

const VALUE_SETS = new Map(
  TERMS.filter((resource): resource is ValueSet => resource.resourceType === 'ValueSet').map(
    ({ url = '', compose }) => [
      url,
      (compose?.include ?? []).flatMap(({ concept = [] }) => concept.map(({ code }) => code)),
    ],
  ),
);

/** Validates a resource against FHIR's definitions, and against a profile if given. Returns the problems. */
function validate(resource: Resource, profile?: StructureDefinition): string[] {
  try {
    const found = validateResource(resource, profile === undefined ? {} : { profile });
    return [...found.map(({ details }) => details?.text ?? ''), ...findUnknownCodes(resource)];
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return error.message.split('; ').filter((problem) => !VALIDATOR_LIMITATION.test(problem));
  }
}

/** The validator cannot match the slices of blood pressure, whose discriminator is a code in a nested slice. */
const VALIDATOR_LIMITATION = /slice '(Systolic|Diastolic)BP': expected 1\.\.1, but found 0/;

/** Finds codes that do not exist in a code system that FHIR defines. */
function findUnknownCodes(value: unknown): string[] {
  return codingsIn(value).flatMap(({ system = '', code = '' }) =>
    SYSTEMS.get(system)?.has(code) === false ? [`${system} has no code ${code}`] : [],
  );
}

function codingsIn(value: unknown): Coding[] {
  if (Array.isArray(value)) return value.flatMap(codingsIn);
  if (typeof value !== 'object' || value === null) return [];
  const [system, code] = [at(value, 'system'), at(value, 'code')];
  const own: Coding[] = typeof system === 'string' && typeof code === 'string' ? [{ system, code }] : [];
  return [...own, ...Object.values(value).flatMap(codingsIn)];
}

/** http://hl7.org/fhir/R4/observation-vitalsigns.html: the profile of each vital sign, and the units that it allows. */
const RULES: Readonly<
  Record<VitalSignName, { readonly profile: string; readonly units: string | readonly string[] }>
> = {
  heartRate: { profile: 'heartrate', units: ['/min'] },
  respiratoryRate: { profile: 'resprate', units: ['/min'] },
  bodyTemperature: { profile: 'bodytemp', units: 'ucum-bodytemp' },
  oxygenSaturation: { profile: 'oxygensat', units: ['%'] },
  bodyHeight: { profile: 'bodyheight', units: 'ucum-bodylength' },
  bodyWeight: { profile: 'bodyweight', units: 'ucum-bodyweight' },
  bloodPressure: { profile: 'bp', units: ['mm[Hg]'] },
};

function getUnits(name: VitalSignName): readonly string[] {
  const { units } = RULES[name];
  return typeof units === 'string' ? (VALUE_SETS.get(`http://hl7.org/fhir/ValueSet/${units}`) ?? []) : units;
}

const REQUEST = { idempotencyKey: 'a-key-of-sixteen-characters', now: Date.parse('2026-05-01T12:00:00Z') };

/** Returns the checked input; undefined for invalid input. */
function runCheck<T>(check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}

/** Generates mostly valid values, so properties do not only see rejected input. */
const mostly = <T>(good: fc.Arbitrary<T>, any: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: good, weight: 9 }, { arbitrary: any, weight: 1 });
const id = mostly(fc.stringMatching(/^[A-Za-z0-9.-]{4,40}$/), fc.string());
const text = mostly(
  fc.stringMatching(/^[A-Za-zäöüß'-][A-Za-z äöüß'-]{0,40}$/),
  fc.string({ unit: 'binary' }),
);
const instant = mostly(
  fc
    .tuple(
      fc.date({
        min: new Date('1990-01-01T00:00:00Z'),
        max: new Date('2026-05-01T00:00:00Z'),
        noInvalidDate: true,
      }),
      fc.constantFrom('Z', '+00:00', '-05:00', '+05:45'),
    )
    .map(([date, offset]) => date.toISOString().replace('Z', offset)),
  fc.string(),
);

function createQuantity({
  units,
  possible,
  decimals,
}: VitalSignMeasure): fc.Arbitrary<{ value: number; unit: string }> {
  const value = fc
    .double({ min: possible.low, max: possible.high, noNaN: true })
    .map((number) => Number(number.toFixed(decimals)));
  return fc.record({
    value: mostly(value, fc.double()),
    unit: mostly(fc.constantFrom(...Object.keys(units)), fc.string()),
  });
}

function createVitalSign(name: VitalSignName): fc.Arbitrary<Partial<VitalSignsInput>> {
  const sign: VitalSign = VITAL_SIGNS[name];
  if (sign.value !== null) return createQuantity(sign.value).map((given) => ({ [name]: given }));
  const { systolic, diastolic } = VITAL_SIGNS.bloodPressure.components;
  return fc.tuple(createQuantity(systolic), createQuantity(diastolic)).map(([upper, lower]) => ({
    bloodPressure: {
      systolic: Math.max(upper.value, lower.value),
      diastolic: Math.min(upper.value, lower.value),
      unit: upper.unit,
    },
  }));
}

describe.each(VITAL_SIGN_NAMES)('an accepted %s', (name) => {
  const { profile: profileName } = RULES[name];
  const profile = PROFILES.get(`http://hl7.org/fhir/StructureDefinition/${profileName}`);

  it(`becomes an Observation that conforms to FHIR's profile ${profileName} and to Epic's requirements`, () => {
    expect(profile?.type).toBe('Observation');
    expect(getUnits(name).length).toBeGreaterThan(0);
    let count = 0;
    fc.assert(
      fc.property(
        fc.record({ patientId: id, encounterId: id, takenAt: instant }),
        createVitalSign(name),
        (place, given) => {
          const checked = runCheck(() => checkVitalSigns({ ...place, ...given }, REQUEST));
          if (checked === undefined) return;
          count += 1;
          const [reading] = checked.readings;
          if (reading === undefined) throw new Error('The accepted input has no reading.');
          const observation = toObservation(reading, checked.taken);
          expect(validate(observation, profile)).toEqual([]);
          expect(
            validate(observation, PROFILES.get('http://hl7.org/fhir/StructureDefinition/vitalsigns')),
          ).toEqual([]);
          expect(observation.code.coding).toEqual([
            { system: 'http://loinc.org', code: VITAL_SIGNS[name].loinc, display: VITAL_SIGNS[name].display },
          ]);
          expect(observation).toMatchObject({
            status: 'final',
            subject: { reference: `Patient/${place.patientId}` },
            encounter: { reference: `Encounter/${place.encounterId}` },
          });
          expect(observation.effectiveDateTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);
          const quantities = [observation, ...(observation.component ?? [])].flatMap(
            ({ valueQuantity }) => valueQuantity ?? [],
          );
          const components = (observation.component ?? []).map(({ code }) =>
            code.coding?.map((coding) => coding.code),
          );
          expect(components).toEqual(name === 'bloodPressure' ? [['8480-6'], ['8462-4']] : []);
          expect(quantities).toHaveLength(name === 'bloodPressure' ? 2 : 1);
          for (const { value = Number.NaN, unit, code = '', system } of quantities) {
            expect(getUnits(name)).toContain(code);
            expect([unit, system, JSON.stringify(value)]).toEqual([
              code,
              'http://unitsofmeasure.org',
              String(value),
            ]);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(count).toBeGreaterThan(50);
  });
});

describe('an accepted note', () => {
  it('becomes a valid DocumentReference whose only attachment is the text', () => {
    const types: readonly NoteType[] = ['CONSULTATION', 'PROGRESS', 'PROCEDURE'];
    let count = 0;
    fc.assert(
      fc.property(
        fc.record({
          patientId: id,
          encounterId: id,
          type: fc.constantFrom(...types),
          status: fc.constantFrom('FINAL' as const, 'PRELIMINARY' as const),
          text: fc.oneof(
            fc.string({ unit: 'grapheme', maxLength: 200 }),
            fc.string({ unit: 'binary' }),
            fc.lorem({ mode: 'sentences' }),
          ),
        }),
        (input) => {
          const note = runCheck(() => checkNote(input, REQUEST));
          if (note === undefined) return;
          count += 1;
          const document = toDocumentReference(note);
          expect(validate(document)).toEqual([]);
          const [attached, ...others] = document.content;
          expect([others, attached?.attachment?.contentType]).toEqual([[], 'text/plain']);
          const sent = Buffer.from(attached?.attachment?.data ?? '', 'base64').toString();
          // The gateway replaces U+2028 and U+2029 with line breaks.
          expect(sent).toBe(input.text.replaceAll(/[\u2028\u2029]/g, '\n'));
        },
      ),
      { numRuns: 500 },
    );
    expect(count).toBeGreaterThan(50);
  });

  it('has a LOINC code with a valid check digit, as vital signs do', () => {
    const codes = [
      ...Object.values(NOTE_TYPES).map(({ loinc }) => loinc),
      ...Object.values<VitalSign>(VITAL_SIGNS).map(({ loinc }) => loinc),
      ...Object.values<VitalSign>(VITAL_SIGNS)
        .flatMap(partsOf)
        .map(({ loinc }) => loinc),
    ];
    expect(codes.filter((code) => !hasValidCheckDigit(code))).toEqual([]);
  });
});

/** LOINC Users' Guide, appendix B: mod 10, from the right. */
function hasValidCheckDigit(code: string): boolean {
  const sum = Array.from(code.replace('-', ''), Number)
    .toReversed()
    .reduce(
      (total, digit, place) => total + (place % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
      0,
    );
  return sum % 10 === 0;
}

const sctid = fc
  .tuple(fc.stringMatching(/^[1-9]\d{2,12}$/), fc.constantFrom('00', '10'))
  .map(([item, partition]) => item + partition)
  .map(
    (stem) =>
      Array.from({ length: 10 }, (_, digit) => `${stem}${digit}`).find((code) =>
        CODE_FORMATS.SNOMED.isCode(code),
      ) ?? '',
  );
const snomed = fc.record({
  system: fc.constant('SNOMED' as const),
  code: mostly(sctid, fc.string()),
  name: text,
});
const rxnorm = fc.record({
  system: fc.constant('RXNORM' as const),
  code: mostly(fc.integer({ min: 1, max: 99_999_999 }).map(String), fc.string()),
  name: text,
});
const icd = fc.record({
  system: fc.constant('ICD10CM' as const),
  code: mostly(fc.stringMatching(/^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$/), fc.string()),
  name: text,
});

const optionally = <T extends string>(...members: readonly T[]) =>
  fc.constantFrom(null, undefined, ...members);

describe('an accepted allergy or problem', () => {
  it('becomes a valid, unconfirmed AllergyIntolerance with one manifestation per reaction', () => {
    let count = 0;
    fc.assert(
      fc.property(
        fc.record({
          patientId: id,
          substance: fc.oneof(rxnorm, snomed),
          category: optionally(...Object.values(ALLERGY_CATEGORY)),
          criticality: optionally(...Object.values(ALLERGY_CRITICALITY)),
          onset: optionally('2019', '2019-03', '2019-03-31'),
          reactions: fc.array(
            fc.record({ manifestation: snomed, severity: optionally(...Object.values(REACTION_SEVERITY)) }),
            { maxLength: 4 },
          ),
        }),
        (input) => {
          const allergy = runCheck(() => checkAllergy(input, REQUEST));
          if (allergy === undefined) return;
          count += 1;
          const resource = toAllergyIntolerance(allergy);
          expect(validate(resource)).toEqual([]);
          expect(resource.verificationStatus?.coding?.[0]?.code).toBe('unconfirmed');
          expect(resource.reaction?.length ?? 0).toBe(input.reactions.length);
          expect((resource.reaction ?? []).every(({ manifestation }) => manifestation.length === 1)).toBe(
            true,
          );
        },
      ),
      { numRuns: 500 },
    );
    expect(count).toBeGreaterThan(50);
  });

  it('becomes a valid, provisional Condition on the problem list', () => {
    let count = 0;
    fc.assert(
      fc.property(fc.record({ patientId: id, problem: fc.oneof(icd, snomed) }), (input) => {
        const problem = runCheck(() => checkProblem(input, REQUEST));
        if (problem === undefined) return;
        count += 1;
        const condition = toCondition(problem);
        expect(validate(condition)).toEqual([]);
        expect(condition.verificationStatus?.coding?.[0]?.code).toBe('provisional');
        expect(condition.code?.text).toBe(input.problem.name.trim());
      }),
      { numRuns: 500 },
    );
    expect(count).toBeGreaterThan(50);
  });
});

describe('an accepted patient', () => {
  it('becomes a valid Patient with one official name, a full birth date and one address', () => {
    let count = 0;
    const optional = fc.option(text, { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({
          name: fc.record({ family: text, given: fc.array(text, { minLength: 1, maxLength: 3 }) }),
          birthDate: mostly(fc.constantFrom('1990-02-28', '2026-05-01', '1900-01-01'), fc.string()),
          gender: fc.constantFrom(...Object.values(ADMINISTRATIVE_GENDER)),
          address: fc.record({
            lines: fc.array(text, { maxLength: 4 }),
            city: text,
            state: optional,
            postalCode: optional,
            country: optional,
          }),
          identifiers: fc.array(
            fc.record({
              system: fc.constantFrom('1.2.3', 'urn:oid:1.2.3', 'https://example.org/ids'),
              value: text,
            }),
            { maxLength: 3 },
          ),
        }),
        (input) => {
          const patient = runCheck(() => checkPatient(input, REQUEST));
          if (patient === undefined) return;
          count += 1;
          const resource = toPatient(patient);
          expect(validate(resource)).toEqual([]);
          expect(resource).toMatchObject({ name: [{ use: 'official' }], birthDate: input.birthDate });
          expect(resource.address).toHaveLength(1);
        },
      ),
      { numRuns: 500 },
    );
    expect(count).toBeGreaterThan(50);
  });
});
