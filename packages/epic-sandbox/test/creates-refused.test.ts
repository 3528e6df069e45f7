import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DERRICK_LIN } from '../src/data/patients.ts';
import {
  DELETED,
  MERGED_AS_OUTCOME,
  MERGED_BY_REDIRECT,
  RESTRICTED,
  RESTRICTED_AS_BAD_REQUEST,
} from '../src/data/special-patients.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import { outcomeCodes, type Post, signInToWrite } from './support/client.ts';
import {
  ALLERGY,
  ANSWERS,
  BLOOD_PRESSURE,
  CLOSED_ENCOUNTER,
  codedConcept,
  encounterOf,
  HEART_RATE,
  NEW_PATIENT,
  NEW_RESOURCES,
  NOTE,
  OPEN_ENCOUNTER,
  PROBLEM,
  quantity,
} from '../src/data/new-resources.ts';

const MISSING = '400 fatal 59108';
const WRONG = '400 fatal 59111';
const RULE = '400 fatal 59159';
const UNKNOWN = '400 fatal 59008';
const SSN = 'urn:oid:2.16.840.1.113883.4.1';
const ABSENT = undefined;

let sandbox: Sandbox;
let post: Post;

beforeAll(async () => {
  sandbox = await startSandbox();
  post = await signInToWrite(sandbox);
});

afterEach(() => {
  if (sandbox.created.length > 0) throw new Error('A refused create has left something behind.');
});

afterAll(() => sandbox.close());

/** Returns the status and codes of the response to a create, and the elements that it names. */
async function refusalOf(resource: {
  resourceType: string;
  [element: string]: unknown;
}): Promise<{ refusal: string; elements: string[] }> {
  const { status, body } = await post(resource.resourceType, resource);
  return { refusal: [status, ...outcomeCodes(body)].join(' '), elements: elementsIn(body) };
}

function elementsIn(body: unknown): string[] {
  return [...JSON.stringify(body).matchAll(/"expression":\["([^"]*)"\]/g)].map(([, element = '']) => element);
}

const BAD_PATIENTS = [
  ['nobody', ABSENT, MISSING],
  ['an unknown patient', { reference: 'Patient/eNobody' }, UNKNOWN],
  ['a deleted patient', { reference: `Patient/${DELETED}` }, UNKNOWN],
  ['a restricted patient', { reference: `Patient/${RESTRICTED}` }, '403 fatal 4130'],
  ['another restricted patient', { reference: `Patient/${RESTRICTED_AS_BAD_REQUEST}` }, '400 fatal 4134'],
  ['a patient merged into another', { reference: `Patient/${MERGED_AS_OUTCOME}` }, '400 fatal 4107'],
  ['a patient merged by a redirect', { reference: `Patient/${MERGED_BY_REDIRECT}` }, '400 fatal 4107'],
  ['a reference to another type', { reference: 'Practitioner/e1' }, WRONG],
  ['no reference', { display: 'Lopez, Camila' }, WRONG],
] as const;

describe.each([
  ['Observation', 'subject', HEART_RATE],
  ['DocumentReference', 'subject', NOTE],
  ['AllergyIntolerance', 'patient', ALLERGY],
  ['Condition', 'subject', PROBLEM],
  ['QuestionnaireResponse', 'subject', ANSWERS],
] as const)('a create of %s', (type, element, resource) => {
  it.each(BAD_PATIENTS)(`a create of ${type} for %s is refused`, async (_name, reference, refusal) => {
    expect(await refusalOf({ ...resource, [element]: reference })).toEqual({
      refusal,
      elements: [`${type}.${element}`],
    });
  });
});

describe('the encounter of a create', () => {
  const foreign = { reference: `Encounter/${encounterOf(DERRICK_LIN, 'in-progress')}` };

  it.each([
    ['missing', ABSENT, MISSING],
    ['unknown', { reference: 'Encounter/eNone' }, UNKNOWN],
    ['of another patient', foreign, RULE],
    ['closed', { reference: `Encounter/${CLOSED_ENCOUNTER}` }, RULE],
    ['without a reference', { display: 'Office Visit' }, WRONG],
    ['of another type', { reference: `EpisodeOfCare/${OPEN_ENCOUNTER}` }, WRONG],
  ])('a vital sign with an encounter %s is refused', async (_name, encounter, refusal) => {
    expect(await refusalOf({ ...HEART_RATE, encounter })).toEqual({
      refusal,
      elements: ['Observation.encounter'],
    });
  });

  it.each([
    ['missing', ABSENT, MISSING],
    ['unknown', [{ reference: 'Encounter/eNone' }], UNKNOWN],
    ['of another patient', [foreign], RULE],
    ['of two patients', [{ reference: `Encounter/${OPEN_ENCOUNTER}` }, foreign], WRONG],
  ])('a note with an encounter %s is refused', async (_name, encounter, refusal) => {
    expect(await refusalOf({ ...NOTE, context: { encounter } })).toEqual({
      refusal,
      elements: ['DocumentReference.context.encounter'],
    });
  });
});

describe('answers to a questionnaire', () => {
  it.each([
    ['without a form', { questionnaire: ABSENT }, MISSING, 'questionnaire'],
    ['to an unknown form', { questionnaire: 'Questionnaire/eNone' }, UNKNOWN, 'questionnaire'],
    ['with an item that the form lacks', { item: [{ linkId: 'x' }] }, WRONG, 'item.linkId'],
    ['that were entered in error', { status: 'entered-in-error' }, WRONG, 'status'],
    ['without an instant', { authored: '2026-10-01' }, WRONG, 'authored'],
    ['of an unknown encounter', { encounter: { reference: 'Encounter/eNone' } }, UNKNOWN, 'encounter'],
  ])('answers %s are refused', async (_name, changes, refusal, element) => {
    expect(await refusalOf({ ...ANSWERS, ...changes })).toEqual({
      refusal,
      elements: [`QuestionnaireResponse.${element}`],
    });
  });
});

describe('a vital sign', () => {
  const loinc = codedConcept('http://loinc.org', '8867-4').coding;

  it.each([
    ['without a status', { status: ABSENT }, MISSING, 'status'],
    ['that is preliminary', { status: 'preliminary' }, WRONG, 'status'],
    ['without a category', { category: ABSENT }, MISSING, 'category'],
    ['of the category laboratory', { category: [codedConcept('http://x', 'laboratory')] }, WRONG, 'category'],
    ['without a code', { code: ABSENT }, MISSING, 'code'],
    [
      'with a code of another system',
      { code: codedConcept('http://snomed.info/sct', '364075005') },
      WRONG,
      'code',
    ],
    ['with two LOINC codes', { code: { coding: [...loinc, ...loinc] } }, WRONG, 'code'],
    ['with only a text', { code: { text: 'Pulse' } }, WRONG, 'code'],
    [
      'with a LOINC code without a flowsheet row',
      { code: codedConcept('http://loinc.org', '2339-0') },
      RULE,
      'code',
    ],
    [
      'with the LOINC code of all vital signs',
      { code: codedConcept('http://loinc.org', '8716-3') },
      RULE,
      'code',
    ],
    ['with a calculated value', { code: codedConcept('http://loinc.org', '39156-5') }, RULE, 'code'],
    ['without a time', { effectiveDateTime: ABSENT }, MISSING, 'effectiveDateTime'],
    ['with only a date', { effectiveDateTime: '2026-10-01' }, WRONG, 'effectiveDateTime'],
    ['at a time without an offset', { effectiveDateTime: '2026-10-01T09:30:00' }, WRONG, 'effectiveDateTime'],
    ['with an invalid time', { effectiveDateTime: '2026-13-01T09:30:00Z' }, WRONG, 'effectiveDateTime'],
    ['without a value', { valueQuantity: ABSENT }, MISSING, 'valueQuantity'],
    ['without a unit', { valueQuantity: { value: 72 } }, MISSING, 'valueQuantity'],
    ['without a number', { valueQuantity: { unit: '/min' } }, MISSING, 'valueQuantity'],
    ['with a text as value', { valueQuantity: { value: '72', unit: '/min' } }, WRONG, 'valueQuantity'],
    ['in the unit of another sign', { valueQuantity: quantity(72, 'kg') }, WRONG, 'valueQuantity'],
  ])('a vital sign %s is refused', async (_name, change, refusal, element) => {
    expect(await refusalOf({ ...HEART_RATE, ...change })).toEqual({
      refusal,
      elements: [`Observation.${element}`],
    });
  });

  const [systolic, diastolic] = BLOOD_PRESSURE.component ?? [];

  it.each([
    ['without components', { component: ABSENT }, MISSING, 'component'],
    ['with only one of the two', { component: [systolic] }, WRONG, 'component'],
    ['with two equal components', { component: [systolic, systolic] }, WRONG, 'component'],
    [
      'with a third component',
      { component: [systolic, diastolic, { code: { text: 'Mean' } }] },
      WRONG,
      'component',
    ],
    [
      'with a component without a value',
      { component: [systolic, { code: diastolic?.code }] },
      MISSING,
      'valueQuantity',
    ],
    [
      'with a component in another unit',
      { component: [systolic, { ...diastolic, valueQuantity: quantity(10, 'kPa') }] },
      WRONG,
      'valueQuantity',
    ],
  ])('a blood pressure %s is refused', async (_name, change, refusal, element) => {
    expect(await refusalOf({ ...BLOOD_PRESSURE, ...change })).toEqual({
      refusal,
      elements: [`Observation.${element}`],
    });
  });

  it('the refusal of a vital sign names all errors', async () => {
    expect(await refusalOf({ ...HEART_RATE, status: 'registered', effectiveDateTime: ABSENT })).toEqual({
      refusal: `${WRONG} fatal 59108`,
      elements: ['Observation.status', 'Observation.effectiveDateTime'],
    });
  });
});

describe('a note', () => {
  const text = { contentType: 'text/plain', data: 'VGV4dA==' };

  it.each([
    ['without a status', { status: ABSENT }, MISSING, 'status'],
    ['that is superseded', { status: 'superseded' }, WRONG, 'status'],
    ['without a docStatus', { docStatus: ABSENT }, MISSING, 'docStatus'],
    ['that is amended', { docStatus: 'amended' }, WRONG, 'docStatus'],
    ['without a type', { type: ABSENT }, MISSING, 'type'],
    ['with a type of another system', { type: codedConcept('http://x', '1') }, WRONG, 'type'],
    [
      'of a type that the site does not write',
      { type: codedConcept('http://loinc.org', '18748-4') },
      RULE,
      'type',
    ],
    ['without content', { content: ABSENT }, MISSING, 'content'],
    ['with two attachments', attached(text, text), WRONG, 'content'],
    ['of HTML', attached({ ...text, contentType: 'text/html' }), WRONG, 'content.attachment.contentType'],
    ['without a content type', attached({ data: text.data }), WRONG, 'content.attachment.contentType'],
    ['without data', attached({ contentType: 'text/plain' }), MISSING, 'content.attachment.data'],
    ['with empty data', attached({ ...text, data: '' }), MISSING, 'content.attachment.data'],
    ['with data that is not base64', attached({ ...text, data: 'Text!' }), WRONG, 'content.attachment.data'],
  ])('a note %s is refused', async (_name, change, refusal, element) => {
    expect(await refusalOf({ ...NOTE, ...change })).toEqual({
      refusal,
      elements: [`DocumentReference.${element}`],
    });
  });
});

describe('an allergy', () => {
  const hives = codedConcept('http://snomed.info/sct', '247472004');

  it.each([
    ['without a code', { code: ABSENT }, MISSING, 'code'],
    ['with only a text', { code: { text: 'Amoxicillin' } }, WRONG, 'code'],
    ['with a code of another system', { code: codedConcept('http://x', '723') }, WRONG, 'code'],
    ['without a clinical status', { clinicalStatus: ABSENT }, MISSING, 'clinicalStatus'],
    ['that is resolved', { clinicalStatus: codedConcept('http://x', 'resolved') }, WRONG, 'clinicalStatus'],
    ['without a verification status', { verificationStatus: ABSENT }, MISSING, 'verificationStatus'],
    [
      'that is confirmed',
      { verificationStatus: codedConcept('http://x', 'confirmed') },
      WRONG,
      'verificationStatus',
    ],
    [
      'with two manifestations of one reaction',
      { reaction: [{ manifestation: [hives, hives] }] },
      WRONG,
      'reaction',
    ],
    ['with a reaction without a manifestation', { reaction: [{ description: 'Hives' }] }, WRONG, 'reaction'],
  ])('an allergy %s is refused', async (_name, change, refusal, element) => {
    expect(await refusalOf({ ...ALLERGY, ...change })).toEqual({
      refusal,
      elements: [`AllergyIntolerance.${element}`],
    });
  });
});

describe('a problem', () => {
  const icd = { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'H57.10' };

  it.each([
    ['without a code', { code: ABSENT }, MISSING, 'code'],
    ['with a code of another system', { code: codedConcept('http://x', '1', 'Pain') }, WRONG, 'code'],
    ['with a code without a display or text', { code: { coding: [icd] } }, MISSING, 'code.text'],
    ['without a verification status', { verificationStatus: ABSENT }, MISSING, 'verificationStatus'],
    [
      'that is confirmed',
      { verificationStatus: codedConcept('http://x', 'confirmed') },
      '422 fatal 59012',
      'verificationStatus',
    ],
  ])('a problem %s is refused', async (_name, change, refusal, element) => {
    expect(await refusalOf({ ...PROBLEM, ...change })).toEqual({
      refusal,
      elements: [`Condition.${element}`],
    });
  });
});

describe('a patient', () => {
  it.each([
    ['without a name', { name: ABSENT }, MISSING, 'name'],
    ['without an official name', { name: [{ use: 'usual', family: 'A', given: ['B'] }] }, MISSING, 'name'],
    ['without a family name', named({ given: ['B'] }), MISSING, 'name.family'],
    ['without a given name', named({ family: 'A' }), MISSING, 'name.given'],
    ['without a birth date', { birthDate: ABSENT }, MISSING, 'birthDate'],
    ['with only a birth year', { birthDate: '1979' }, WRONG, 'birthDate'],
    ['with an invalid birth date', { birthDate: '1979-13-01' }, WRONG, 'birthDate'],
    ['without a gender', { gender: ABSENT }, MISSING, 'gender'],
    ['with an unknown gender', { gender: 'F' }, WRONG, 'gender'],
    ['without an address', { address: ABSENT }, MISSING, 'address'],
  ])('a patient %s is refused', async (_name, change, refusal, element) => {
    expect(await refusalOf({ ...NEW_PATIENT, ...change })).toEqual({
      refusal,
      elements: [`Patient.${element}`],
    });
  });

  it('a patient without a required identifier is refused', async () => {
    const site = await startSandbox({ requiredIdentifierSystems: [SSN] });
    const postThere = await signInToWrite(site);
    const without = await postThere('Patient', NEW_PATIENT);
    const withIt = await postThere('Patient', {
      ...NEW_PATIENT,
      identifier: [{ system: SSN, value: '927-80-3287' }],
    });
    await site.close();
    expect([without.status, ...outcomeCodes(without.body)].join(' ')).toBe(MISSING);
    expect(withIt.status).toBe(201);
  });

  it('a patient who matches two existing patients is refused', async () => {
    const site = await startSandbox();
    const postThere = await signInToWrite(site);
    for (const value of ['1', '2']) await postThere('Patient', numbered(value));
    const both = { ...NEW_PATIENT, identifier: ['1', '2'].flatMap((value) => numbered(value).identifier) };
    const { status, body } = await postThere('Patient', both);
    expect([status, ...outcomeCodes(body)]).toEqual([400, 'fatal 59141']);
    expect(site.created).toHaveLength(2);
    await site.close();
  });
});

describe('the body of a create', () => {
  it.each([
    ['that is not JSON', '{ "resourceType": Observation }'],
    ['that is empty', ''],
    ['that is a list', '[]'],
    ['that is null', 'null'],
    ['of another type', JSON.stringify(ALLERGY)],
    ['without a type', '{}'],
  ])('a body %s is refused', async (_name, body) => {
    const answer = await post('Observation', body);
    expect([answer.status, ...outcomeCodes(answer.body)]).toEqual([400, 'fatal 59100']);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'application/fhir+xml'])(
    'a body of content type %s is refused with 415',
    async (type) => {
      expect(await post('Observation', HEART_RATE, { 'Content-Type': type })).toMatchObject({
        status: 415,
        text: '',
      });
    },
  );

  it.each(NEW_RESOURCES)('a $resourceType with elements of the wrong type is refused', async (resource) => {
    for (const value of [null, true, 7, 'text', [], {}, [null], [[]], { reference: 7 }]) {
      const elements = Object.keys(resource).filter((name) => name !== 'resourceType');
      const garbled = Object.fromEntries(elements.map((name) => [name, value]));
      const { status } = await post(resource.resourceType, {
        ...garbled,
        resourceType: resource.resourceType,
      });
      expect(status).toBe(400);
    }
  });
});

describe('authorization of creates', () => {
  it('a create without an access token is refused', async () => {
    const answer = await post('Observation', HEART_RATE, { Authorization: '' });
    expect(answer).toMatchObject({ status: 401, text: '""' });
  });

  it.each(NEW_RESOURCES)(
    'a create without the $resourceType.create entitlement is refused',
    async (resource) => {
      const site = await startSandbox({ notEntitled: [`${resource.resourceType}.create`] });
      const answer = await (await signInToWrite(site))(resource.resourceType, resource);
      const metadata = await (
        await fetch(`${site.baseUrl}/metadata`, { headers: { Accept: 'application/json' } })
      ).text();
      await site.close();
      expect(answer).toMatchObject({ status: 403, text: '' });
      expect(answer.headers.get('content-type')).toBeNull();
      expect(site.created).toEqual([]);
      expect(metadata.match(/"create"/g)).toHaveLength(5);
    },
  );

  it.each(['Encounter', 'Appointment', 'MedicationRequest', 'Binary'])(
    'a create of type %s is not allowed',
    async (type) => {
      expect(await post(type, { resourceType: type })).toMatchObject({ status: 405, text: '' });
    },
  );
});

function attached(attachment: object, ...others: object[]): object {
  return { content: [attachment, ...others].map((each) => ({ attachment: each })) };
}

function named(name: object): object {
  return { name: [{ use: 'official', ...name }] };
}

function numbered(value: string): { birthDate: string; identifier: { system: string; value: string }[] } {
  return { ...NEW_PATIENT, birthDate: `1979-02-0${value}`, identifier: [{ system: 'urn:oid:1.2.3', value }] };
}
