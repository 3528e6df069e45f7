import { describe, expect, it } from 'vitest';
import { allergyVerification } from '../../src/fhir/allergy.ts';
import { conditionVerification } from '../../src/fhir/condition.ts';
import { GRAPH_TYPES } from '../../src/fhir/graph-types.ts';
import {
  exclusionOf,
  exclusionsOf,
  isEnteredInError,
  originalOf,
  reduceToIdAndStatus,
} from '../../src/fhir/modifiers.ts';
import { factsOf, RESOURCE_TYPES } from '../../src/fhir/resources.ts';
import type { AllergyIntolerance, Condition } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';
import { type CodedElement, readCodedElements } from '../support/fhir-definitions.ts';
import { namedType } from '../support/all-fields.ts';
import { OBJECT_TYPES } from '../support/schema-files.ts';

const CODED = readCodedElements();

/** Codes for records that did not happen, are wrong, or are only possible. */
const NEGATING =
  /^(?:aborted|abandoned|cancelled|declined|entered-in-error|failed|never|noshow|not-.*|option|proposal|proposed|refuted|rejected|revoked|superseded|unavailable)$/;

/** The direct elements of a resource that FHIR binds to a closed set of codes. */
function codedElementsOf(type: string): CodedElement[] {
  return (CODED.get(type) ?? []).filter(({ path }) => path.split('.').length === 2);
}

const CONCEPTS = new Set(['verificationStatus']);

/** Builds a status as in R4: a code or a concept. */
function statusIn(element: string, code: string): unknown {
  return CONCEPTS.has(element) ? { coding: [{ code }] } : code;
}

/** Returns the names of the fields of a type of the schema and of its parts, with their descriptions. */
function fieldsBelow(type: string, above: readonly string[] = []): string[] {
  const fields = OBJECT_TYPES.get(type)?.fields ?? [];
  const below = fields
    .map((field) => namedType(field.type))
    .filter((inner) => !above.includes(inner) && OBJECT_TYPES.has(inner) && !CODED.has(inner))
    .flatMap((inner) => fieldsBelow(inner, [...above, inner]));
  return [...fields.map(({ name, description }) => `${name.value} ${description?.value ?? ''}`), ...below];
}

/** `isActive` shows the element `active`. Where the names differ more, the description names the element. */
function shows(field: string, element: string): boolean {
  return field.toLowerCase().includes(element.toLowerCase());
}

describe('the table of modifiers', () => {
  it.each(RESOURCE_TYPES)('the table of modifiers has the element that marks errors of %s', (type) => {
    const elements = factsOf(type)
      .modifiers.filter(({ reason }) => reason === 'ENTERED_IN_ERROR')
      .map(({ element }) => element);
    const defined = codedElementsOf(type).filter(({ codes = [] }) => codes.includes('entered-in-error'));
    expect(elements).toEqual(defined.map(({ path }) => path.slice(type.length + 1)));
    for (const element of elements) {
      const record = { resourceType: type, id: 'x', [element]: statusIn(element, 'entered-in-error') };
      expect(isEnteredInError(record)).toBe(true);
      expect(isEnteredInError({ ...record, [element]: statusIn(element, 'active') })).toBe(false);
    }
    expect(isEnteredInError({ resourceType: type, id: 'x' })).toBe(false);
  });

  it.each(RESOURCE_TYPES)(
    'lists leave out %s by each code that negates it, unless its row lists the code in shownCodes [CS-130]',
    (type) => {
      const { modifiers, shownCodes = {} } = factsOf(type);
      const decided = new Set([
        ...modifiers.flatMap(({ element, codes }) => codes.map((code) => `${element} ${code}`)),
        ...Object.entries(shownCodes).flatMap(([element, codes]) =>
          codes.map((code) => `${element} ${code}`),
        ),
      ]);
      const negating = codedElementsOf(type)
        .filter(({ isModifier }) => isModifier)
        .flatMap(({ path, codes = [] }) =>
          codes.filter((code) => NEGATING.test(code)).map((code) => `${path.slice(type.length + 1)} ${code}`),
        );
      expect(negating.filter((code) => !decided.has(code))).toEqual([]);
      for (const [element, codes] of Object.entries(shownCodes))
        for (const code of codes) expect(exclusionOf({ resourceType: type, [element]: code })).toBeNull();
    },
  );

  it.each(GRAPH_TYPES)('the graph has a field of %s for each modifier element of FHIR', (type) => {
    const elements = (CODED.get(type) ?? []).filter(({ isModifier }) => isModifier);
    const names = elements.map(({ path }) => (path.split('.').at(-1) ?? '').replace('[x]', ''));
    const fields = fieldsBelow(type);
    expect(names.filter((name) => !fields.some((field) => shows(field, name)))).toEqual([]);
  });

  it('lists keep plans, directives and every kind of order, and leave out proposals and options', () => {
    const orders = ['order', 'original-order', 'reflex-order', 'filler-order', 'instance-order'];
    for (const type of ['MedicationRequest', 'ServiceRequest']) {
      for (const intent of ['plan', 'directive', ...orders])
        expect(exclusionOf({ resourceType: type, intent })).toBeNull();
      for (const intent of ['proposal', 'option'])
        expect(exclusionOf({ resourceType: type, intent })).toBe('PROPOSED');
    }
    for (const intent of ['proposal', 'plan', 'order', 'option'])
      expect(exclusionOf({ resourceType: 'CarePlan', intent })).toBeNull();
  });

  it('a superseded document, and a vaccination or procedure not done, have other reasons than errors', () => {
    expect(exclusionOf({ resourceType: 'DocumentReference', status: 'superseded' })).toBe('SUPERSEDED');
    expect(exclusionOf({ resourceType: 'Immunization', status: 'not-done' })).toBe('NOT_DONE');
    expect(exclusionOf({ resourceType: 'Procedure', status: 'not-done' })).toBe('NOT_DONE');
    const replaced = {
      resourceType: 'DocumentReference',
      status: 'superseded',
      docStatus: 'entered-in-error',
    };
    expect(exclusionOf(replaced)).toBe('ENTERED_IN_ERROR');
    expect(exclusionsOf('DocumentReference')).toEqual(['ENTERED_IN_ERROR', 'SUPERSEDED']);
    expect(exclusionsOf('RelatedPerson')).toEqual([]);
  });
});

describe('a verification status', () => {
  const HL7 = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
  it.each<[string, unknown, string | null]>([
    ['by its code', { coding: [{ system: HL7, code: 'refuted' }] }, 'REFUTED'],
    ['by the second of two codings', { coding: [{ code: '51' }, { code: 'refuted' }] }, 'REFUTED'],
    ['by its text only', { text: 'Entered in Error' }, 'ENTERED_IN_ERROR'],
    ['by the display of a local code', { coding: [{ code: '7', display: 'Refuted' }] }, 'REFUTED'],
    ['as a bare code, as older servers send it', 'entered-in-error', 'ENTERED_IN_ERROR'],
    ['in a list of concepts', [{ coding: [{ code: 'refuted' }] }], 'REFUTED'],
    ['by the word Error', { text: 'Error' }, 'ENTERED_IN_ERROR'],
    [
      "by the display of HL7's system without a code",
      { coding: [{ system: HL7, display: 'Entered in Error' }] },
      'ENTERED_IN_ERROR',
    ],
    ['as ruled out', { text: 'Ruled out' }, 'REFUTED'],
    ['as delabeled', { text: 'Delabeled' }, 'REFUTED'],
    ['by a code in capitals', { coding: [{ system: HL7, code: 'Refuted' }] }, 'REFUTED'],
    ['as a bare code in capitals', 'REFUTED', 'REFUTED'],
    [
      'as an error among several',
      { coding: [{ code: 'confirmed' }, { code: 'entered-in-error' }] },
      'ENTERED_IN_ERROR',
    ],
    ['as null with other words around it', { text: 'not refuted' }, null],
    [
      "with HL7's code against its text",
      { coding: [{ system: HL7, code: 'confirmed' }], text: 'Refuted' },
      null,
    ],
    ['as null for a number', 7, null],
  ])('a verification status is read %s [CS-51]', (_how, verificationStatus, reason) => {
    for (const resourceType of ['Condition', 'AllergyIntolerance'])
      expect(exclusionOf({ resourceType, id: 'c', verificationStatus })).toBe(reason);
    // The fields agree.
    const record = asSent<
      Pick<Condition, 'verificationStatus'> & Pick<AllergyIntolerance, 'verificationStatus'>
    >({
      verificationStatus,
    });
    for (const shown of [conditionVerification(record), allergyVerification(record)])
      expect(shown === 'REFUTED' || shown === 'ENTERED_IN_ERROR' ? shown : null).toBe(reason);
  });
});

describe('a record of a type outside the graph', () => {
  it('a record of a type outside the graph is an error by its status', () => {
    expect(isEnteredInError({ resourceType: 'MedicationStatement', status: 'entered-in-error' })).toBe(true);
    expect(isEnteredInError({ resourceType: 'MedicationStatement', status: 'active' })).toBe(false);
  });
});

describe('a record entered in error, as patients see it', () => {
  it('patients see only the id and status of an error, without text that could quote the record', () => {
    const allergy = {
      resourceType: 'AllergyIntolerance',
      id: 'a1',
      meta: { security: [{ code: 'R' }] },
      text: { div: 'Penicillin' },
      verificationStatus: {
        coding: [{ code: 'entered-in-error', display: 'Not Penicillin' }],
        text: 'Penicillin',
      },
      code: { text: 'Penicillin' },
    };
    const shown = reduceToIdAndStatus(allergy);
    expect(JSON.parse(JSON.stringify(shown))).toEqual({
      resourceType: 'AllergyIntolerance',
      id: 'a1',
      verificationStatus: { coding: [{ code: 'entered-in-error' }] },
    });
    expect(isEnteredInError(shown)).toBe(true);
    expect(originalOf(shown)).toBe(allergy);
  });

  it('a reduced document keeps both statuses, except one that is not a code', () => {
    const note = {
      resourceType: 'DocumentReference',
      id: 'd',
      status: 'current',
      docStatus: 'entered-in-error',
    };
    expect(
      JSON.parse(JSON.stringify(reduceToIdAndStatus({ ...note, type: { text: 'Psychiatry' } }))),
    ).toEqual(note);
    const odd = { ...note, status: 'current: the psychiatry note of Tuesday' };
    expect(JSON.stringify(reduceToIdAndStatus(odd))).not.toContain('psychiatry');
  });
});
