import { describe, expect, it } from 'vitest';
import { ethnicityOf, patientExtension, raceOf } from '../../src/fhir/patient.ts';
import type { CodeableConcept, Coding, Extension, Patient } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const EPIC = 'http://open.epic.com/FHIR/StructureDefinition/extension';
const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';
const HL7 = 'http://hl7.org/fhir/StructureDefinition';
const SNOMED = 'http://snomed.info/sct';
const GENDER = 'http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender';

function patientWith(...extension: Extension[]): Patient {
  return { resourceType: 'Patient', extension };
}

function coded(system: string, code: string, display?: string): CodeableConcept {
  return { coding: [{ system, code, ...(display !== undefined && { display }) }] };
}

describe('an extension of a patient', () => {
  const female: CodeableConcept = { coding: [{ code: 'female', display: 'female' }], text: 'Female' };
  it.each<[string, Parameters<typeof patientExtension>[1], Extension, CodeableConcept]>([
    ['Epic’s legal sex', 'legalSex', { url: `${EPIC}/legal-sex`, valueCodeableConcept: female }, female],
    [
      'Epic’s sex for clinical use',
      'sexForClinicalUse',
      { url: `${EPIC}/sex-for-clinical-use`, valueCodeableConcept: female },
      female,
    ],
    [
      'FHIR’s sex parameter for clinical use, nested',
      'sexForClinicalUse',
      {
        url: `${HL7}/patient-sexParameterForClinicalUse`,
        extension: [
          { url: 'period', valuePeriod: {} },
          { url: 'value', valueCodeableConcept: female },
        ],
      },
      female,
    ],
    [
      'US Core’s sex of current versions, with a display',
      'sex',
      { url: `${US_CORE}/us-core-sex`, valueCode: '248152002' },
      coded(SNOMED, '248152002', 'Female'),
    ],
    [
      'US Core’s sex with a code without a display',
      'sex',
      { url: `${US_CORE}/us-core-sex`, valueCode: 'asked-declined' },
      coded(SNOMED, 'asked-declined'),
    ],
    [
      'US Core’s birth sex of older versions, with a display',
      'birthSex',
      { url: `${US_CORE}/us-core-birthsex`, valueCode: 'UNK' },
      coded(GENDER, 'UNK', 'Unknown'),
    ],
    [
      'US Core’s gender identity of older versions',
      'genderIdentity',
      { url: `${US_CORE}/us-core-genderIdentity`, valueCodeableConcept: { text: 'Nonbinary' } },
      { text: 'Nonbinary' },
    ],
    [
      'FHIR’s gender identity, nested',
      'genderIdentity',
      {
        url: `${HL7}/individual-genderIdentity`,
        extension: [{ url: 'value', valueCodeableConcept: { text: 'Nonbinary' } }],
      },
      { text: 'Nonbinary' },
    ],
    [
      'Epic’s pronouns',
      'pronouns',
      { url: `${EPIC}/calculated-pronouns-to-use-for-text`, valueCodeableConcept: { text: 'they/them' } },
      { text: 'they/them' },
    ],
    [
      'FHIR’s pronouns, nested',
      'pronouns',
      {
        url: `${HL7}/individual-pronouns`,
        extension: [{ url: 'value', valueCodeableConcept: { text: 'they/them' } }],
      },
      { text: 'they/them' },
    ],
  ])('an extension of a patient can be %s', (_what, name, extension, expected) => {
    expect(patientExtension(patientWith({ url: 'x', valueString: 'y' }, extension), name)).toEqual(expected);
  });

  it('an extension is read from the preferred URL if two are present', () => {
    const [older, newer] = [{ text: 'older' }, { text: 'newer' }];
    const patient = patientWith(
      { url: `${HL7}/individual-pronouns`, extension: [{ url: 'value', valueCodeableConcept: newer }] },
      { url: `${EPIC}/calculated-pronouns-to-use-for-text`, valueCodeableConcept: older },
    );
    expect(patientExtension(patient, 'pronouns')).toEqual(older);
  });

  it('an extension is read from the other URL if the preferred one has no value', () => {
    const patient = patientWith(
      { url: `${US_CORE}/us-core-genderIdentity` },
      {
        url: `${HL7}/individual-genderIdentity`,
        extension: [{ url: 'value', valueCodeableConcept: female }],
      },
    );
    expect(patientExtension(patient, 'genderIdentity')).toEqual(female);
  });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['an object instead of a list', { url: `${EPIC}/legal-sex` }],
    ['a list without extensions', [null, 'x', 7]],
    ['only other extensions', [{ url: `${US_CORE}/us-core-sex`, valueCode: '248152002' }]],
    ['malformed', [{ url: `${EPIC}/legal-sex`, valueCodeableConcept: 'Female', extension: 'x' }]],
  ])('an extension is null if the element is %s', (_what, extension) => {
    expect(patientExtension(asSent({ extension }), 'legalSex')).toBeNull();
  });
});

const CDC = 'urn:oid:2.16.840.1.113883.6.238';
const white: Coding = { system: CDC, code: '2106-3', display: 'White' };
const asian: Coding = { system: CDC, code: '2028-9', display: 'Asian' };
const japanese: Coding = { system: CDC, code: '2039-6', display: 'Japanese' };
const wordless: Coding = { system: CDC, code: '2131-1' };

function category(valueCoding: Coding): Extension {
  return { url: 'ombCategory', valueCoding };
}

function textPart(valueString: string): Extension {
  return { url: 'text', valueString };
}

describe.each([
  ['race', 'us-core-race', raceOf],
  ['ethnicity', 'us-core-ethnicity', ethnicityOf],
])('%s', (_name, extensionName, read) => {
  const url = `${US_CORE}/${extensionName}`;
  it('the demographic can have only its text', () => {
    const patient = patientWith({ url, extension: [textPart('Patient declined')] });
    expect(read(patient)).toEqual({ text: 'Patient declined', ombCategories: [], detailed: [] });
  });

  it('the demographic can have two categories and detailed codes', () => {
    const parts = [category(white), category(asian), { url: 'detailed', valueCoding: japanese }];
    const patient = patientWith({ url, extension: [...parts, textPart('White, Japanese')] });
    expect(read(patient)).toEqual({
      text: 'White, Japanese',
      ombCategories: [white, asian],
      detailed: [japanese],
    });
  });

  it('the text of the demographic falls back to its categories', () => {
    expect(read(patientWith({ url, extension: [category(white), category(asian)] }))?.text).toBe(
      'White, Asian',
    );
  });

  it.each([
    [[wordless, asian], 'Asian'],
    [[asian, wordless], 'Asian'],
    [[wordless, wordless], null],
    [[wordless], null],
  ])('the text of the demographic uses categories with a display: %j', (codings, expected) => {
    const patient = patientWith({ url, extension: [...codings.map(category), textPart(' ')] });
    expect(read(patient)?.text).toBe(expected);
  });

  it('the demographic is empty if its extension is', () => {
    expect(read(patientWith({ url }))).toEqual({ text: null, ombCategories: [], detailed: [] });
    const malformed = {
      extension: [{ url, extension: [null, { url: 'ombCategory', valueCoding: 'x' }, { url: 'text' }] }],
    };
    expect(read(asSent(malformed))).toEqual({ text: null, ombCategories: [], detailed: [] });
  });

  it('the demographic is null if missing', () => {
    expect(read({ resourceType: 'Patient' })).toBeNull();
    expect(read(patientWith({ url: `${US_CORE}/us-core-sex`, valueCode: 'x' }))).toBeNull();
    expect(read(asSent({ extension: 'x' }))).toBeNull();
  });
});
