import { describe, expect, it } from 'vitest';
import { componentValueText, needsMembers, valueText } from '../../src/fhir/observation-text.ts';
import type { Observation, ObservationComponent, Quantity } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const LOINC = 'http://loinc.org';

const part = (code: string, text: string, valueQuantity?: Quantity): ObservationComponent => ({
  code: { text, coding: [{ system: LOINC, code }] },
  ...(valueQuantity === undefined ? {} : { valueQuantity }),
});
const mmHg = (value: number): Quantity => ({ value, unit: 'mm[Hg]', code: 'mm[Hg]' });
const systolic = (value?: Quantity) => part('8480-6', 'Systolic', value);
const diastolic = (value?: Quantity) => part('8462-4', 'Diastolic', value);
const absent = (code: string, display?: string) => ({
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
      code,
      ...(display === undefined ? {} : { display }),
    },
  ],
});

describe('the text of a blood pressure', () => {
  it.each<[string, ObservationComponent[], string | null]>([
    ['is both with one unit', [systolic(mmHg(118)), diastolic(mmHg(76))], '118/76 mmHg'],
    ['is both, whichever comes first', [diastolic(mmHg(76)), systolic(mmHg(118))], '118/76 mmHg'],
    [
      'keeps comparators',
      [systolic({ ...mmHg(250), comparator: '>' }), diastolic({ ...mmHg(30), comparator: '<' })],
      '>250/<30 mmHg',
    ],
    [
      'in two units shows each with its own',
      [systolic({ value: 15.7, unit: 'kPa' }), diastolic(mmHg(76))],
      'Systolic 15.7 kPa, Diastolic 76 mmHg',
    ],
    ['without the lower part has a gap', [systolic(mmHg(118)), diastolic()], '118/— mmHg'],
    ['without the upper part has a gap', [diastolic(mmHg(76)), systolic()], '—/76 mmHg'],
    ['with a single part has a gap', [systolic(mmHg(118))], '118/— mmHg'],
    [
      'shows why a part is missing',
      [systolic(mmHg(118)), { ...diastolic(), dataAbsentReason: absent('error') }],
      '118/— mmHg, Diastolic: Error',
    ],
    [
      'keeps a part in words',
      [systolic(mmHg(118)), { ...diastolic(), valueString: 'palpated' }],
      'Systolic 118 mmHg, Diastolic palpated',
    ],
    [
      'is followed by other components',
      [systolic(mmHg(120)), part('8478-0', 'Mean', mmHg(93)), diastolic(mmHg(80)), part('x', 'Cuff')],
      '120/80 mmHg, Mean 93 mmHg, Cuff —',
    ],
    [
      'of several measurements is not paired',
      [systolic(mmHg(120)), diastolic(mmHg(80)), systolic(mmHg(95)), diastolic(mmHg(60))],
      'Systolic 120 mmHg, Diastolic 80 mmHg, Systolic 95 mmHg, Diastolic 60 mmHg',
    ],
    ['without values is null', [systolic(), diastolic({ unit: 'mmHg' })], null],
    [
      'without values shows the reason',
      [
        { ...systolic(), dataAbsentReason: absent('not-performed') },
        { ...diastolic(), dataAbsentReason: absent('not-performed') },
      ],
      'No value: Not performed',
    ],
  ])('a blood pressure %s [CS-78]', (_what, component, expected) => {
    expect(valueText({ component })).toBe(expected);
  });

  it('a value of the observation itself does not hide the blood pressure of its components [CS-79]', () => {
    expect(
      valueText({ valueString: 'not taken', component: [systolic(mmHg(118)), diastolic(mmHg(76))] }),
    ).toBe('not taken (118/76 mmHg)');
  });

  it('each component shows why its value is missing [CS-78]', () => {
    expect(
      componentValueText({ ...systolic(), dataAbsentReason: absent('asked-declined', 'Declined') }),
    ).toBe('No value: Declined');
    expect(componentValueText(systolic(mmHg(118)))).toBe('118 mmHg');
    expect(componentValueText(systolic())).toBeNull();
  });
});

describe('a result of components', () => {
  it('a result of components names those without a value', () => {
    expect(
      valueText({
        component: [
          part('a', 'Color', { value: 2 }),
          { ...part('b', 'Tone'), dataAbsentReason: absent('not-performed') },
          part('c', 'Pulse'),
          asSent({}),
        ],
      }),
    ).toBe('Color 2, Tone: Not performed, Pulse —');
  });
});

const percent = (value: number): Quantity => ({
  value,
  unit: '%',
  code: '%',
  system: 'http://unitsofmeasure.org',
});

describe('the text of a result without a usable value', () => {
  const nullFlavor = {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code: 'MSK' }],
  };
  const extension = [
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' },
  ];

  it.each<[string, object, string]>([
    ['a NullFlavor', { valueCodeableConcept: nullFlavor }, 'No value: Masked'],
    ['a reason for the number', { valueQuantity: { unit: 'mg', _value: { extension } } }, 'No value: Masked'],
    ['a reason for the text', { _valueString: { extension } }, 'No value: Masked'],
    ['a reason for the concept', { valueCodeableConcept: { extension } }, 'No value: Masked'],
    [
      'a reason in a component',
      { component: [{ code: { text: 'Tone' }, _valueString: { extension } }] },
      'No value: Masked',
    ],
  ])('a result with %s says why it has no value [CS-77]', (_what, sent, expected) => {
    expect(valueText(asSent<Observation>(sent))).toBe(expected);
  });
});

describe('the text of a result with a value and components', () => {
  it('does not hide the components [CS-79]', () => {
    const component = [{ ...part('48018-6', 'Gene'), valueString: 'BRCA1' }, part('0', 'Empty')];
    expect(valueText({ valueString: 'Pathogenic', component })).toBe('Pathogenic (Gene BRCA1, Empty —)');
  });
});

describe('the text of an oxygen saturation', () => {
  const flow = part('3151-8', 'Flow rate', { value: 6, unit: 'L/min' });
  const share = part('3150-6', 'Concentration', percent(40));
  const saturation = (code: string, ...component: readonly ObservationComponent[]) =>
    valueText({
      code: { coding: [{ system: LOINC, code }] },
      valueQuantity: percent(88),
      component: [...component],
    });

  it.each([
    ['59408-5', [flow], '88 % on 6 L/min'],
    ['2708-6', [flow], '88 % on 6 L/min'],
    ['59408-5', [share], '88 % on 40 % oxygen'],
    ['59408-5', [share, flow], '88 % on 6 L/min, 40 % oxygen'],
    ['59408-5', [{ ...part('3151-8', 'Flow rate'), valueString: 'room air' }], '88 % on room air'],
    ['59408-5', [{ ...part('3151-8', 'Flow rate'), dataAbsentReason: absent('unknown') }], '88 %'],
    ['59408-5', [part('8867-4', 'Heart rate', { value: 72, unit: '/min' })], '88 % (Heart rate 72 /min)'],
    ['59408-5', [flow, { ...part('0', 'Mask'), valueString: 'Venturi' }], '88 % on 6 L/min (Mask Venturi)'],
    ['59408-5', [], '88 %'],
    ['20564-1', [flow], '88 % (Flow rate 6 L/min)'],
  ])('an oxygen saturation shows the supplemental oxygen: %s, %#', (code, component, expected) => {
    expect(saturation(code, ...component)).toBe(expected);
  });
});

describe('a result that refers to its comment [CS-77]', () => {
  const note = [{ text: 'Clotted sample.' }, { text: ' ' }, { text: 'Please redraw.' }];

  it.each(['See comment', 'SEE COMMENTS', 'see note', 'Please see comment.', '(See-Comment)', 'See below:'])(
    'a value that refers to the comment is followed by it: %j',
    (valueString) => {
      expect(valueText({ valueString, note })).toBe(`${valueString}: Clotted sample.; Please redraw.`);
      expect(valueText({ valueCodeableConcept: { text: valueString }, note })).toContain('Please redraw.');
      expect(valueText({ valueString })).toBe(valueString);
    },
  );

  it('a text that only mentions a comment is not followed by it', () => {
    expect(valueText({ valueString: 'See comment by Dr. A', note })).toBe('See comment by Dr. A');
    expect(valueText({ valueString: 'Positive', note })).toBe('Positive');
  });
});

describe('a result without a value [CS-77]', () => {
  it.each<[string, Partial<Observation>, string | null]>([
    ['shows that it was canceled', { status: 'cancelled' }, 'Canceled'],
    [
      'shows why it was canceled',
      { status: 'cancelled', dataAbsentReason: absent('error'), note: [{ text: 'Hemolyzed' }] },
      'Canceled: Error; Hemolyzed',
    ],
    [
      'marks its value as canceled, with space around the status',
      { status: asSent<'cancelled'>('cancelled '), valueQuantity: mmHg(90) },
      '90 mmHg (canceled)',
    ],
    ['marks its value as canceled', { status: 'cancelled', valueQuantity: mmHg(90) }, '90 mmHg (canceled)'],
    [
      'shows why its value was canceled',
      { status: 'cancelled', valueString: 'TNP', note: [{ text: 'Hemolyzed' }] },
      'TNP (canceled: Hemolyzed)',
    ],
    [
      'shows why it has no value',
      { dataAbsentReason: { text: 'Patient refused' } },
      'No value: Patient refused',
    ],
    [
      'shows the reason for a bare code',
      { dataAbsentReason: absent('asked-unknown') },
      'No value: Asked but unknown',
    ],
    [
      'shows the reason with a comment',
      { dataAbsentReason: absent('as-text'), note: [{ text: 'Growth of E. coli' }] },
      'No value: As text; Growth of E. coli',
    ],
    ['shows the comment', { note: [{ text: 'Growth of E. coli' }] }, 'Comment: Growth of E. coli'],
    [
      'shows the reason if the value is empty',
      { valueQuantity: { unit: 'mg' }, dataAbsentReason: absent('unknown') },
      'No value: Unknown',
    ],
    ['is null if there is nothing to show', { status: 'final' }, null],
  ])('a result %s', (_what, observation, expected) => {
    expect(valueText(observation)).toBe(expected);
  });

  it('a reason of the wrong type is shown', () => {
    expect(valueText({ dataAbsentReason: asSent('unknown') })).toBe('No value: unknown');
    expect(valueText({ dataAbsentReason: asSent(7), note: asSent('x') })).toBeNull();
  });
});

const panel = (count: number): Partial<Observation> => ({
  hasMember: Array.from({ length: count }, (_none, at) => ({ reference: `Observation/${at}` })),
});

describe('a panel without a value', () => {
  it('a panel needs its members unless it has its own value', () => {
    expect(needsMembers(panel(2))).toBe(true);
    expect(needsMembers({ ...panel(2), valueQuantity: { value: 9, unit: 'score' } })).toBe(false);
    expect(needsMembers({ ...panel(2), component: [systolic(mmHg(118))] })).toBe(false);
    expect(needsMembers(panel(0))).toBe(false);
  });

  it.each([
    [
      [
        { name: 'Interest', text: '2' },
        { name: null, text: '1' },
      ],
      'Interest 2, 1',
    ],
    [
      [
        { name: 'Interest', text: '2' },
        { name: null, text: null },
      ],
      'Interest 2, and 1 more result listed separately',
    ],
    [
      [
        { name: null, text: null },
        { name: null, text: null },
      ],
      '2 results listed separately',
    ],
    [
      [
        { name: 'Interest', text: null },
        { name: 'Mood', text: null },
      ],
      '2 results listed separately: Interest, Mood',
    ],
  ])('a panel without a value shows its members: %#', (members, expected) => {
    expect(valueText(panel(2), members)).toBe(expected);
    expect(valueText({ ...panel(2), status: 'cancelled' }, members)).toBe(`${expected} (canceled)`);
  });

  it('a panel truncates the texts of its members', () => {
    const members = Array.from({ length: 5_000 }, () => ({ name: 'n'.repeat(500), text: 't'.repeat(1e5) }));
    const shown = valueText(panel(5_000), members) ?? '';
    expect(shown).toContain('and 4950 more results listed separately');
    expect(shown.length).toBeLessThan(25_000);
  });
});

describe('a value without words', () => {
  it.each<[Partial<Observation>, string | null]>([
    [
      { valueSampledData: { origin: {}, period: 10, dimensions: 1, data: '1 2 E' } },
      'Series of 3 measurements',
    ],
    [
      { valueSampledData: { origin: {}, period: 10, dimensions: 3, data: '1 2 3' } },
      'Series of 1 measurement',
    ],
    [{ valueSampledData: { origin: {}, period: 10, dimensions: 1 } }, null],
    [{ valueInteger: asSent('7') }, '7'],
    [{ valueQuantity: { value: asSent('7.20'), unit: 'g/dL' } }, '7.20 g/dL'],
    [{ valueQuantity: { value: asSent('trace'), unit: 'g/dL' } }, 'trace g/dL'],
    [{ valueBoolean: false }, 'No'],
  ])('the text of a value is shown: %j', (observation, expected) => {
    expect(valueText(observation)).toBe(expected);
  });
});
