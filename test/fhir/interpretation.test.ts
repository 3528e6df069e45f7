import { describe, expect, it } from 'vitest';
import {
  interpretationConcepts,
  interpretationOf,
  interpretationText,
  isAbnormal,
} from '../../src/fhir/interpretation.ts';
import { INTERPRETATIONS } from '../../src/fhir/interpretation-codes.ts';
import type { CodeableConcept, Coding } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const V3 = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const LOCAL = 'urn:oid:1.2.840.114350.1.13.0.1.7.2.1';

type Interpreted = Parameters<typeof isAbnormal>[0];

/** Builds one concept for each coding. */
const interpreted = (...codings: readonly Coding[]): Interpreted => ({
  interpretation: codings.map((coding) => ({ coding: [coding] })),
});
const coded = (...codes: readonly string[]): Interpreted =>
  interpreted(...codes.map((code) => ({ system: V3, code })));
const said = (...texts: readonly string[]): Interpreted => ({
  interpretation: texts.map((text) => ({ text })),
});
const evaluate = (observation: Interpreted) => [interpretationOf(observation), isAbnormal(observation)];

describe('the codes of v3-ObservationInterpretation and v2-0078 [CS-70]', () => {
  const ABNORMAL = new Set(['A', 'AA', 'HH', 'LL', 'H', 'L', 'HU', 'LU', 'H>', 'L<', 'R', 'NS', 'SYN-R']);
  const NORMAL = new Set(['N', 'S']);

  it.each(Object.entries(INTERPRETATIONS))(
    'the code %s has its own member, and is abnormal only if HL7 says so [CS-75]',
    (code, row) => {
      const abnormal = ABNORMAL.has(code) ? true : NORMAL.has(code) ? false : null;
      expect(evaluate(coded(code))).toEqual([row.member, abnormal]);
    },
  );

  it('the table covers all codes of HL7', () => {
    const hl7 =
      'A AA HH LL H H> HU L L< LU N < > EX HX LX B D U W CAR IE IND E NEG ND POS DET EXP UNE NR RR WR I MS NCL NS R SYN-R S SDD SYN-S VS';
    expect(Object.keys(INTERPRETATIONS)).toEqual(expect.arrayContaining(hl7.split(' ')));
    expect(Object.keys(INTERPRETATIONS)).toEqual(expect.arrayContaining(['AC', 'TOX', 'QCF', 'HM']));
  });

  it.each(
    Object.values(INTERPRETATIONS).flatMap(({ member, phrases }) =>
      phrases.map((phrase) => [phrase, member]),
    ),
  )('an interpretation is recognized by only the phrase %j', (phrase, member) => {
    expect(interpretationOf(said(phrase))).toBe(member);
  });
});

describe('a code system of interpretations [CS-70]', () => {
  it.each([
    V3,
    `${V3}/`,
    `${V3}|4.0.0`,
    'https://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
    'http://hl7.org/fhir/v3/ObservationInterpretation',
    'http://hl7.org/fhir/ValueSet/observation-interpretation',
    'urn:oid:2.16.840.1.113883.5.83',
    '2.16.840.1.113883.5.83',
    'http://terminology.hl7.org/CodeSystem/v2-0078',
    'http://hl7.org/fhir/v2/0078',
    'urn:oid:2.16.840.1.113883.12.78',
    '2.16.840.1.113883.12.78',
    'HL70078',
    'v2-0078',
    ' ',
  ])('HL7’s code system is recognized as %j', (system) => {
    expect(evaluate(interpreted({ system, code: 'HH', display: 'see the note' }))).toEqual([
      'CRITICAL_HIGH',
      true,
    ]);
    expect(evaluate(interpreted({ system, code: 'n' }))).toEqual(['NORMAL', false]);
  });

  it.each([
    LOCAL,
    'http://lab.example.org/fhir/CodeSystem/flags',
    'http://lab.example.org/CodeSystem/v3-ObservationInterpretation',
    'http://terminology.hl7.org/CodeSystem/v2-0085',
    'http://lab.example.org/0078',
  ])('a code system other than HL7’s, such as %j, is read by its displays', (system) => {
    const read = (display?: string, code = 'A') =>
      evaluate(interpreted({ system, code, ...(display === undefined ? {} : { display }) }));
    expect(read('Acceptable')).toEqual(['UNRECOGNIZED', null]);
    expect(read()).toEqual(['UNRECOGNIZED', null]);
    expect(read(undefined, 'N')).toEqual(['UNRECOGNIZED', null]);
    expect(read('Critically High', 'N')).toEqual(['CRITICAL_HIGH', true]);
    expect(read('Normal')).toEqual(['NORMAL', false]);
  });

  it('a missing system means HL7’s, unless the display contradicts a normal code', () => {
    expect(evaluate(interpreted({ code: 'H' }))).toEqual(['HIGH', true]);
    expect(evaluate(interpreted({ code: 'H', display: 'call the ward' }))).toEqual(['HIGH', true]);
    expect(evaluate(interpreted({ code: 'N', display: 'Not tested' }))).toEqual(['UNRECOGNIZED', null]);
    expect(evaluate(interpreted({ code: 'N', display: 'Abnormal' }))).toEqual(['ABNORMAL', true]);
    expect(evaluate(interpreted({ code: 'HIGH' }))).toEqual(['HIGH', true]);
  });
});

describe('an interpretation as text only', () => {
  it.each<[string, string, boolean | null]>([
    ['above high normal', 'HIGH', true],
    ['below low normal', 'LOW', true],
    ['Above High Normal', 'HIGH', true],
    [' (ABNORMAL) ', 'ABNORMAL', true],
    ['*H*', 'HIGH', true],
    ['critically_low.', 'CRITICAL_LOW', true],
    ['critical\u2013high', 'CRITICAL_HIGH', true],
    ['Normal (applies to non-numeric results)', 'NORMAL', false],
    ['Non-Reactive', 'NON_REACTIVE', null],
    ['not high', 'UNRECOGNIZED', null],
    ['no longer abnormal', 'UNRECOGNIZED', null],
    ['high?', 'UNRECOGNIZED', null],
    ['high risk', 'UNRECOGNIZED', null],
    ['H>', 'SIGNIFICANTLY_HIGH', true],
    ['>', 'OFF_SCALE_HIGH', null],
    ['> high', 'UNRECOGNIZED', null],
    ['<', 'OFF_SCALE_LOW', null],
    ['L<', 'SIGNIFICANTLY_LOW', true],
    ['N', 'NORMAL', false],
    ['(n)', 'NORMAL', false],
    ['N*', 'UNRECOGNIZED', null],
    ['Normal!', 'UNRECOGNIZED', null],
    ['N+', 'UNRECOGNIZED', null],
    ['N-', 'UNRECOGNIZED', null],
    ['A+', 'UNRECOGNIZED', null],
    ['A-', 'UNRECOGNIZED', null],
    ['H\u2193', 'UNRECOGNIZED', null],
    ['=', 'UNRECOGNIZED', null],
    ['L\uFF1C', 'UNRECOGNIZED', null],
    [`high${' '.repeat(500)}!`, 'UNRECOGNIZED', null],
  ])('an interpretation as text is recognized as a whole: %j [CS-73]', (words, member, abnormal) => {
    expect(evaluate(said(words))).toEqual([member, abnormal]);
    expect(interpretationText(said(words))).toBe(words.trim());
  });

  it('Epic’s placeholder is not an interpretation', () => {
    expect(evaluate(said('(NONE)'))).toEqual([null, null]);
  });
});

describe('several interpretations', () => {
  it.each<[codes: readonly string[], member: string, abnormal: boolean | null]>([
    [['N', 'HH'], 'CRITICAL_HIGH', true],
    [['H', 'HU'], 'SIGNIFICANTLY_HIGH', true],
    [['L<', 'L'], 'SIGNIFICANTLY_LOW', true],
    [['HU', 'HH'], 'CRITICAL_HIGH', true],
    [['A', 'H'], 'HIGH', true],
    [['AA', 'L'], 'CRITICAL_ABNORMAL', true],
    [['AA', 'LL'], 'CRITICAL_LOW', true],
    [['LU', 'A'], 'SIGNIFICANTLY_LOW', true],
    [['POS', 'A'], 'ABNORMAL', true],
    [['A', 'R'], 'RESISTANT', true],
    [['S', 'R'], 'RESISTANT', true],
    [['H', 'L'], 'ABNORMAL', true],
    [['HU', 'L'], 'ABNORMAL', true],
    [['HH', 'L'], 'CRITICAL_ABNORMAL', true],
    [['HH', 'LL'], 'CRITICAL_ABNORMAL', true],
    [['NEG', 'N'], 'NEGATIVE', false],
    [['N', 'S'], 'NORMAL', false],
    [['POS', 'N'], 'POSITIVE', null],
    [['S', 'I'], 'INTERMEDIATE', null],
    [['N', 'U'], 'CHANGED_UP', null],
    [['??', 'L'], 'LOW', true],
    [['??', 'POS'], 'POSITIVE', null],
    [['??', 'N'], 'UNRECOGNIZED', null],
    [['??', 'NEG'], 'UNRECOGNIZED', null],
  ])(
    'of the interpretations %j, the most severe counts, in either order [CS-74]',
    (codes, member, abnormal) => {
      expect(evaluate(coded(...codes))).toEqual([member, abnormal]);
      expect(evaluate(coded(...codes.toReversed()))).toEqual([member, abnormal]);
    },
  );

  it('the codes of one concept are translations, so an unknown one overrides nothing', () => {
    const interpretation = [
      {
        coding: [
          { system: LOCAL, code: '7' },
          { system: V3, code: 'N' },
        ],
      },
    ];
    expect(evaluate({ interpretation })).toEqual(['NORMAL', false]);
  });

  it.each<[string, CodeableConcept, string, boolean | null]>([
    ['a normal display', { coding: [{ system: V3, code: 'N', display: 'Normal' }] }, 'NORMAL', false],
    ['its own code', { coding: [{ system: V3, code: 'S', display: 'S' }], text: 's' }, 'SUSCEPTIBLE', false],
    ['an unreadable text', { coding: [{ system: V3, code: 'N' }], text: 'ok' }, 'UNRECOGNIZED', null],
    ['a negated text', { coding: [{ system: V3, code: 'N' }], text: 'not normal' }, 'UNRECOGNIZED', null],
    [
      'an unreadable display',
      { coding: [{ system: V3, code: 'N', display: 'Call!' }] },
      'UNRECOGNIZED',
      null,
    ],
    ['an abnormal display', { coding: [{ system: V3, code: 'N', display: 'Abnormal' }] }, 'ABNORMAL', true],
    [
      'a critical display',
      { coding: [{ system: V3, code: 'S', display: 'Critical low' }] },
      'CRITICAL_LOW',
      true,
    ],
    [
      'the unreadable display of a translation',
      {
        coding: [
          { system: V3, code: 'N' },
          { system: LOCAL, code: '7', display: 'Borderline' },
        ],
      },
      'UNRECOGNIZED',
      null,
    ],
    [
      'a second, unknown code',
      {
        coding: [
          { system: V3, code: 'N' },
          { system: V3, code: '??' },
        ],
      },
      'UNRECOGNIZED',
      null,
    ],
    [
      'text of the wrong type',
      asSent({ coding: [{ system: V3, code: 'N', display: 7 }] }),
      'UNRECOGNIZED',
      null,
    ],
    ['a negative finding', { coding: [{ system: V3, code: 'N' }], text: 'Negative' }, 'NEGATIVE', null],
    ['nothing', { coding: [{ system: V3, code: 'N', display: ' ' }], text: '' }, 'NORMAL', false],
  ])('a normal code next to %s is read together with it', (_what, concept, member, abnormal) => {
    expect(evaluate({ interpretation: [concept] })).toEqual([member, abnormal]);
  });

  it('an unrecognized text does not hide an abnormal code', () => {
    for (const [code, member, abnormal] of [
      ['L', 'LOW', true],
      ['POS', 'POSITIVE', null],
      ['NEG', 'NEGATIVE', null],
    ])
      expect(
        evaluate({ interpretation: [{ coding: [{ system: V3, code: String(code) }], text: 'call' }] }),
      ).toEqual([member, abnormal]);
  });

  it('an abnormal text outweighs a normal code', () => {
    const interpretation = [{ coding: [{ system: V3, code: 'N' }], text: 'Critical high' }];
    expect(evaluate({ interpretation })).toEqual(['CRITICAL_HIGH', true]);
  });
});

function panel(own: readonly string[], ...parts: readonly (readonly string[])[]): Interpreted {
  return { ...coded(...own), component: parts.map((codes) => Object.assign({ code: {} }, coded(...codes))) };
}

describe('a panel', () => {
  it.each<[string, Interpreted, string | null, boolean | null]>([
    ['is abnormal if a component is', panel([], ['N'], ['HH']), 'CRITICAL_HIGH', true],
    [
      'is abnormal if a component is, whatever its own interpretation',
      panel(['N'], ['N'], ['L']),
      'LOW',
      true,
    ],
    ['with components of opposite directions is abnormal', panel([], ['H'], ['L']), 'ABNORMAL', true],
    ['is as severe as its worst component', panel(['H'], ['HH']), 'CRITICAL_HIGH', true],
    ['is normal by its own interpretation', panel(['N'], ['POS'], []), 'NORMAL', false],
    ['is not normal if a component is unrecognized', panel(['N'], ['N'], ['??']), 'UNRECOGNIZED', null],
    ['keeps its own finding next to an unrecognized component', panel(['POS'], ['??']), 'POSITIVE', null],
    ['is abnormal next to an unrecognized component', panel(['N'], ['H'], ['??']), 'HIGH', true],
    ['is normal if each component is', panel([], ['N'], ['S']), 'NORMAL', false],
    ['is not normal if a component has no interpretation', panel([], ['N'], []), 'NORMAL', null],
    ['is not normal if a component is unclear', panel([], ['N'], ['POS']), 'POSITIVE', null],
    ['without interpretations has none', panel([], [], []), null, null],
  ])('a panel %s', (_what, observation, member, abnormal) => {
    expect(evaluate(observation)).toEqual([member, abnormal]);
  });
});

describe('an interpretation of an odd shape', () => {
  it.each<[unknown, string | null, boolean | null, string | null]>([
    [undefined, null, null, null],
    [null, null, null, null],
    [[], null, null, null],
    [[null, {}], null, null, null],
    ['H', 'HIGH', true, 'H'],
    ['odd', 'UNRECOGNIZED', null, 'odd'],
    [{ coding: [{ code: 'LL' }] }, 'CRITICAL_LOW', true, 'LL'],
    [[{ coding: 'H' }], 'UNRECOGNIZED', null, null],
    [[{ coding: [{ code: 7 }] }], 'UNRECOGNIZED', null, null],
    [[{ coding: [{ system: 7, code: 'H' }] }], 'HIGH', true, 'H'],
    [[{ coding: [{ display: 'High' }] }], 'HIGH', true, 'High'],
    [[null, 'L', { coding: [null, { code: 'N' }] }], 'LOW', true, 'L, N'],
    [
      [{ extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason' }] }],
      'UNRECOGNIZED',
      null,
      null,
    ],
  ])(
    'an interpretation of an odd shape is read, and never lost: %j',
    (interpretation, member, abnormal, words) => {
      const observation = asSent<Interpreted>({ interpretation });
      expect(evaluate(observation)).toEqual([member, abnormal]);
      expect(interpretationText(observation)).toBe(words);
      expect(interpretationConcepts(observation).length > 0).toBe(member !== null);
    },
  );
});
