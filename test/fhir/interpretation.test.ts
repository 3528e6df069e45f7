import { describe, expect, it } from 'vitest';
import {
  interpretationConcepts,
  interpretationOf,
  interpretationText,
  isAbnormal,
} from '../../src/fhir/interpretation.ts';
import { JUDGEMENTS } from '../../src/fhir/interpretation-codes.ts';
import type { CodeableConcept, Coding } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const V3 = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const LOCAL = 'urn:oid:1.2.840.114350.1.13.0.1.7.2.1';

type Judged = Parameters<typeof isAbnormal>[0];

/** One concept for each coding. */
const judged = (...codings: readonly Coding[]): Judged => ({
  interpretation: codings.map((coding) => ({ coding: [coding] })),
});
const coded = (...codes: readonly string[]): Judged => judged(...codes.map((code) => ({ system: V3, code })));
const said = (...texts: readonly string[]): Judged => ({ interpretation: texts.map((text) => ({ text })) });
const judgementOf = (observation: Judged) => [interpretationOf(observation), isAbnormal(observation)];

describe('a single code of v3-ObservationInterpretation or v2-0078', () => {
  const ABNORMAL = new Set(['A', 'AA', 'HH', 'LL', 'H', 'L', 'HU', 'LU', 'H>', 'L<', 'R', 'NS', 'SYN-R']);
  const NORMAL = new Set(['N', 'S']);

  it.each(Object.entries(JUDGEMENTS))(
    '%s has a member of its own, and is abnormal only if HL7 says so',
    (code, row) => {
      const abnormal = ABNORMAL.has(code) ? true : NORMAL.has(code) ? false : null;
      expect(judgementOf(coded(code))).toEqual([row.member, abnormal]);
    },
  );

  it('covers all that HL7 has', () => {
    const hl7 =
      'A AA HH LL H H> HU L L< LU N < > EX HX LX B D U W CAR IE IND E NEG ND POS DET EXP UNE NR RR WR I MS NCL NS R SYN-R S SDD SYN-S VS';
    expect(Object.keys(JUDGEMENTS)).toEqual(expect.arrayContaining(hl7.split(' ')));
    expect(Object.keys(JUDGEMENTS)).toEqual(expect.arrayContaining(['AC', 'TOX', 'QCF', 'HM']));
  });

  it.each(
    Object.values(JUDGEMENTS).flatMap(({ member, phrases }) => phrases.map((phrase) => [phrase, member])),
  )('is recognized by the phrase %j alone', (phrase, member) => {
    expect(interpretationOf(said(phrase))).toBe(member);
  });
});

describe('a code system of judgements', () => {
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
  ])('is known as %j', (system) => {
    expect(judgementOf(judged({ system, code: 'HH', display: 'see the note' }))).toEqual([
      'CRITICAL_HIGH',
      true,
    ]);
    expect(judgementOf(judged({ system, code: 'n' }))).toEqual(['NORMAL', false]);
  });

  it.each([
    LOCAL,
    'http://lab.example.org/fhir/CodeSystem/flags',
    'http://lab.example.org/CodeSystem/v3-ObservationInterpretation',
    'http://terminology.hl7.org/CodeSystem/v2-0085',
    'http://lab.example.org/0078',
  ])('that is not HL7’s, such as %j, is read by its displays', (system) => {
    const read = (display?: string, code = 'A') =>
      judgementOf(judged({ system, code, ...(display === undefined ? {} : { display }) }));
    expect(read('Acceptable')).toEqual(['UNRECOGNIZED', null]);
    expect(read()).toEqual(['UNRECOGNIZED', null]);
    expect(read(undefined, 'N')).toEqual(['UNRECOGNIZED', null]);
    expect(read('Critically High', 'N')).toEqual(['CRITICAL_HIGH', true]);
    expect(read('Normal')).toEqual(['NORMAL', false]);
  });

  it('that is missing is HL7’s, unless the display takes a normal back', () => {
    expect(judgementOf(judged({ code: 'H' }))).toEqual(['HIGH', true]);
    expect(judgementOf(judged({ code: 'H', display: 'call the ward' }))).toEqual(['HIGH', true]);
    expect(judgementOf(judged({ code: 'N', display: 'Not tested' }))).toEqual(['UNRECOGNIZED', null]);
    expect(judgementOf(judged({ code: 'N', display: 'Abnormal' }))).toEqual(['ABNORMAL', true]);
    expect(judgementOf(judged({ code: 'HIGH' }))).toEqual(['HIGH', true]);
  });
});

describe('a judgement in words alone', () => {
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
  ])('is recognized as a whole: %j', (words, member, abnormal) => {
    expect(judgementOf(said(words))).toEqual([member, abnormal]);
    expect(interpretationText(said(words))).toBe(words.trim());
  });

  it('has nothing to say where Epic sends a placeholder', () => {
    expect(judgementOf(said('(NONE)'))).toEqual([null, null]);
  });
});

describe('of several judgements', () => {
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
  ])('%j, the most severe counts, in either order', (codes, member, abnormal) => {
    expect(judgementOf(coded(...codes))).toEqual([member, abnormal]);
    expect(judgementOf(coded(...codes.toReversed()))).toEqual([member, abnormal]);
  });

  it('the codes of one concept are translations, so an unknown one takes nothing back', () => {
    const interpretation = [
      {
        coding: [
          { system: LOCAL, code: '7' },
          { system: V3, code: 'N' },
        ],
      },
    ];
    expect(judgementOf({ interpretation })).toEqual(['NORMAL', false]);
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
      'a second code that HL7 does not have',
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
      'words of the wrong kind',
      asSent({ coding: [{ system: V3, code: 'N', display: 7 }] }),
      'UNRECOGNIZED',
      null,
    ],
    ['a negative finding', { coding: [{ system: V3, code: 'N' }], text: 'Negative' }, 'NEGATIVE', null],
    ['nothing', { coding: [{ system: V3, code: 'N', display: ' ' }], text: '' }, 'NORMAL', false],
  ])('a normal code next to %s', (_what, concept, member, abnormal) => {
    expect(judgementOf({ interpretation: [concept] })).toEqual([member, abnormal]);
  });

  it('an unreadable text does not hide a judgement that is not normal', () => {
    for (const [code, member, abnormal] of [
      ['L', 'LOW', true],
      ['POS', 'POSITIVE', null],
      ['NEG', 'NEGATIVE', null],
    ])
      expect(
        judgementOf({ interpretation: [{ coding: [{ system: V3, code: String(code) }], text: 'call' }] }),
      ).toEqual([member, abnormal]);
  });

  it('an abnormal text outweighs a normal code', () => {
    const interpretation = [{ coding: [{ system: V3, code: 'N' }], text: 'Critical high' }];
    expect(judgementOf({ interpretation })).toEqual(['CRITICAL_HIGH', true]);
  });
});

function panel(own: readonly string[], ...parts: readonly (readonly string[])[]): Judged {
  return { ...coded(...own), component: parts.map((codes) => Object.assign({ code: {} }, coded(...codes))) };
}

describe('a panel', () => {
  it.each<[string, Judged, string | null, boolean | null]>([
    ['is abnormal when a component is', panel([], ['N'], ['HH']), 'CRITICAL_HIGH', true],
    ['is abnormal when a component is, whatever it says of itself', panel(['N'], ['N'], ['L']), 'LOW', true],
    ['with components of opposite directions is abnormal', panel([], ['H'], ['L']), 'ABNORMAL', true],
    ['is as severe as its worst component', panel(['H'], ['HH']), 'CRITICAL_HIGH', true],
    ['is normal by its own judgement', panel(['N'], ['POS'], []), 'NORMAL', false],
    ['is not normal when a component is unreadable', panel(['N'], ['N'], ['??']), 'UNRECOGNIZED', null],
    ['keeps its own finding next to an unreadable component', panel(['POS'], ['??']), 'POSITIVE', null],
    ['is abnormal next to an unreadable component', panel(['N'], ['H'], ['??']), 'HIGH', true],
    ['is normal when each component is', panel([], ['N'], ['S']), 'NORMAL', false],
    ['is not normal when a component was not judged', panel([], ['N'], []), 'NORMAL', null],
    ['is not normal when a component is unclear', panel([], ['N'], ['POS']), 'POSITIVE', null],
    ['without judgements has none', panel([], [], []), null, null],
  ])('%s', (_what, observation, member, abnormal) => {
    expect(judgementOf(observation)).toEqual([member, abnormal]);
  });
});

describe('a judgement of an odd shape', () => {
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
  ])('is never nothing where something stands: %j', (interpretation, member, abnormal, words) => {
    const observation = asSent<Judged>({ interpretation });
    expect(judgementOf(observation)).toEqual([member, abnormal]);
    expect(interpretationText(observation)).toBe(words);
    expect(interpretationConcepts(observation).length > 0).toBe(member !== null);
  });
});
