/** How the example app arranges results: flowsheets, trends and groups of vital signs. */
import { describe, expect, it } from 'vitest';
import { arrangeFlowsheet } from '../../examples/chart/src/chart/flowsheet-table.ts';
import { type Measured, prepareTrend, readTime } from '../../examples/chart/src/chart/trend-points.ts';
import { groupVitalSigns } from '../../examples/chart/src/chart/vital-sign-groups.ts';

interface Given {
  readonly name?: string;
  readonly loinc?: string;
  readonly effective?: string | null;
  readonly dateElement?: string;
  readonly value?: number | string;
  readonly comparator?: string;
  /** What people read, and the code. */
  readonly unit?: string | null;
  readonly status?: string | null;
}

/** A result as the graph returns it; by default a final hemoglobin. */
function result(given: Given = {}, others: Partial<Measured> = {}) {
  const { name = 'Hemoglobin', loinc = '718-7', effective = '2026-05-01T08:00:00Z', value = 14 } = given;
  const unit = given.unit === undefined ? 'g/dL' : given.unit;
  const isNumber = typeof value === 'number';
  return {
    name,
    code: { loinc, coding: [{ system: 'http://loinc.org', code: loinc }] },
    effective,
    dateElement: given.dateElement ?? 'effectiveDateTime',
    effectivePeriod: null,
    status: given.status === undefined ? 'FINAL' : given.status,
    unit: isNumber ? unit : null,
    value: isNumber
      ? {
          __typename: 'Quantity',
          text: `${value} ${unit ?? ''}`.trim(),
          value,
          comparator: given.comparator ?? null,
          unit,
        }
      : { __typename: 'StringValue' },
    valueText: `${value} ${unit ?? ''}`.trim(),
    isEnteredInError: false,
    hasUnknownModifier: false,
    isAbnormal: null,
    isOutsideReferenceRange: null,
    referenceRange: [],
    components: [],
    ...others,
  };
}

/** A component of a blood pressure. */
function component(name: string, loinc: string, value: number) {
  const { code, value: quantity, valueText, referenceRange } = result({ loinc, value, unit: 'mmHg' });
  return { name, code, unit: 'mm[Hg]', value: quantity, valueText, isAbnormal: null, referenceRange };
}

const bloodPressure = (systolic: number, diastolic: number, others: Partial<Measured> = {}) =>
  result(
    { name: 'BP', loinc: '85354-9' },
    {
      unit: null,
      value: null,
      components: [
        component('Systolic blood pressure', '8480-6', systolic),
        component('Diastolic blood pressure', '8462-4', diastolic),
      ],
      ...others,
    },
  );

describe('a flowsheet', () => {
  it('has a row for each test and a column for each time, the newest first', () => {
    const { rows, columns } = arrangeFlowsheet([
      result({ name: 'Sodium', loinc: '2951-2', unit: 'mmol/L', effective: '2026-05-01T08:00:00Z' }),
      result({ effective: '2026-05-03T08:00:00Z' }),
      result({ effective: '2026-05-01T08:00:00Z' }),
    ]);
    expect(rows.map(({ name, unit }) => [name, unit])).toEqual([
      ['Sodium', 'mmol/L'],
      ['Hemoglobin', 'g/dL'],
    ]);
    expect(columns.map(({ effective }) => effective)).toEqual([
      '2026-05-03T08:00:00Z',
      '2026-05-01T08:00:00Z',
    ]);
  });

  it('separates the rows of different units, and of numbers without a unit', () => {
    const { rows } = arrangeFlowsheet([result(), result({ unit: 'g/L' }), result({ unit: null })]);
    expect(rows.map(({ unit }) => unit)).toEqual(['g/dL', 'g/L', null]);
  });

  it('puts a text into the row of the newest number of its test', () => {
    const { rows } = arrangeFlowsheet([result({ value: 'Hemolyzed' }), result(), result({ unit: 'g/L' })]);
    const row = rows.find(({ unit }) => unit === 'g/dL');
    expect([...(row?.cells.values() ?? [])].flat()).toHaveLength(2);
  });

  it('shows all results of a cell, and two spellings of one time as one column', () => {
    const { rows, columns } = arrangeFlowsheet([
      result({ effective: '2026-05-01T08:00:00Z', value: 14 }),
      result({ effective: '2026-05-01T10:00:00+02:00', value: 15 }),
    ]);
    expect(columns).toHaveLength(1);
    expect([...(rows[0]?.cells.values() ?? [])][0]).toHaveLength(2);
  });

  it('keeps partial dates and the times of reports in columns of their own, and undated results last', () => {
    const { columns } = arrangeFlowsheet([
      result({ effective: null }),
      result({ effective: '2026-05' }),
      result({ effective: '2026-05-01T08:00:00Z', dateElement: 'issued' }),
      result({ effective: '2026-05-01T08:00:00Z' }),
    ]);
    expect(columns).toHaveLength(4);
    expect(columns.at(-1)?.effective).toBeNull();
    expect(columns.filter(({ isReported }) => isReported)).toHaveLength(1);
  });
});

/** Returns the reference range in the plot of one result. */
function rangesOf(others: Partial<Measured>) {
  return prepareTrend([result({}, others)]).scales[0]?.lines[0]?.range;
}

describe('a trend', () => {
  it('draws each unit on a scale of its own, the unit of the newest result first', () => {
    const { scales } = prepareTrend([result({ unit: 'g/L' }), result(), result({ unit: 'g/L' })]);
    expect(scales.map(({ unit, points }) => [unit, points.length])).toEqual([
      ['g/L', 2],
      ['g/dL', 1],
    ]);
  });

  it('names a unit as people read it', () => {
    const value = {
      __typename: 'Quantity',
      text: '<36.3 °C',
      value: 36.3,
      comparator: 'LESS_THAN',
      unit: 'Cel',
    };
    expect(prepareTrend([result({}, { value, unit: 'Cel' })]).scales[0]?.unit).toBe('°C');
    expect(prepareTrend([result({}, { value: { ...value, text: null } })]).scales[0]?.unit).toBe('Cel');
  });

  it('draws systolic and diastolic pressure as two lines of one scale', () => {
    const [scale, ...others] = prepareTrend([bloodPressure(120, 80), bloodPressure(130, 85)]).scales;
    expect(others).toEqual([]);
    expect(scale?.lines.map(({ name }) => name)).toEqual([
      'Systolic blood pressure',
      'Diastolic blood pressure',
    ]);
    expect(scale?.points).toHaveLength(4);
  });

  it('leaves the components of a result with a value off its scale', () => {
    const { components } = bloodPressure(1, 2);
    const { scales } = prepareTrend([result({ value: 97, unit: '%' }, { components })]);
    expect(scales.map(({ points }) => points.map(({ value }) => value))).toEqual([[97]]);
  });

  it('marks bounds, abnormal values and results that are not final', () => {
    const [scale] = prepareTrend([
      result({ comparator: 'LESS_THAN' }),
      result({ comparator: 'GREATER_OR_EQUAL' }),
      result({ status: 'PRELIMINARY' }),
      result({ status: null }),
      result({}, { isOutsideReferenceRange: true }),
      result({}, { isAbnormal: true }),
    ]).scales;
    expect(scale?.points.map(({ bound }) => bound).slice(0, 3)).toEqual(['below', 'above', 'none']);
    expect(scale?.points.map(({ isFinal }) => isFinal)).toEqual([true, true, false, false, true, true]);
    expect(scale?.points.map(({ isOutOfRange }) => isOutOfRange)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('marks both pressures if the source flagged the whole, and otherwise the one that it flagged', () => {
    const marksOf = (others: Partial<Measured>) =>
      prepareTrend([bloodPressure(190, 80, others)]).scales[0]?.points.map(
        ({ isOutOfRange }) => isOutOfRange,
      );
    const [systolic, diastolic] = bloodPressure(190, 80).components;
    const components =
      systolic === undefined || diastolic === undefined ? [] : [{ ...systolic, isAbnormal: true }, diastolic];
    expect(marksOf({})).toEqual([false, false]);
    expect(marksOf({ isAbnormal: true })).toEqual([true, true]);
    expect(marksOf({ isAbnormal: true, components })).toEqual([true, false]);
  });

  it('counts what it cannot draw, by reason', () => {
    const { scales, notPlotted } = prepareTrend(
      [
        result({ value: 'Hemolyzed' }),
        result({ comparator: 'UNRECOGNIZED' }),
        result({ effective: null }),
        result({ effective: '2026-05' }),
        result({ effective: '2062-05-01' }),
        result({ status: 'CANCELLED' }),
        result({}, { isEnteredInError: true }),
        result({}, { hasUnknownModifier: true }),
      ],
      Date.parse('2026-06-01'),
    );
    expect(scales).toEqual([]);
    expect(Object.fromEntries(notPlotted)).toEqual({
      'without a number': 2,
      'without an exact date': 2,
      'dated in the future': 1,
      'canceled or not yet resulted': 1,
      'entered in error': 1,
      'with an unrecognized modifier': 1,
    });
  });

  it('shows a reference range only if it is the only one, and the gateway could compare the value with it', () => {
    const range = { type: null, low: { value: 12, unit: 'g/dL' }, high: { value: 16, unit: 'g/dL' } };
    expect(rangesOf({ referenceRange: [range], isOutsideReferenceRange: false })).toEqual({
      low: 12,
      high: 16,
    });
    expect(rangesOf({ referenceRange: [range], isOutsideReferenceRange: null })).toBeNull();
    expect(rangesOf({ referenceRange: [range, range], isOutsideReferenceRange: false })).toBeNull();
    expect(rangesOf({ referenceRange: [] })).toBeNull();
  });

  it('shows the range of a component only in the unit of its value', () => {
    const [systolic] = bloodPressure(120, 80).components;
    const rangeOf = (unit: string | null) => {
      const referenceRange = [{ type: null, low: { value: 90, unit }, high: null }];
      const components = systolic === undefined ? [] : [{ ...systolic, referenceRange }];
      return prepareTrend([bloodPressure(120, 80, { components })]).scales[0]?.lines[0]?.range;
    };
    expect(rangeOf('mmHg')).toEqual({ low: 90, high: null });
    expect(rangeOf('kPa')).toBeNull();
    expect(rangeOf(null)).toBeNull();
  });

  it('draws a period from its start to its end', () => {
    const effectivePeriod = { start: '2026-05-01T08:00:00Z', end: '2026-05-02T08:00:00Z' };
    const [point] = prepareTrend([result({}, { effectivePeriod })]).scales[0]?.points ?? [];
    expect(point?.until?.toISOString()).toBe('2026-05-02T08:00:00.000Z');
  });

  it('gives a month and a year no place, and a date local midnight', () => {
    expect(['2026', '2026-05', null, 'yesterday'].map(readTime)).toEqual([null, null, null, null]);
    expect(readTime('2026-05-01')).toEqual(new Date(2026, 4, 1));
  });
});

describe('groups of vital signs', () => {
  it('have the order of a chart, and end with other measurements by their own names', () => {
    const { groups, missing } = groupVitalSigns([
      result({ name: 'Head circumference', loinc: '9843-4' }),
      result({ name: 'Pulse', loinc: '8867-4' }),
      bloodPressure(120, 80),
      result({ name: 'HR', loinc: '8867-4' }),
    ]);
    expect(groups.map(({ title, results }) => [title, results.length])).toEqual([
      ['Blood pressure', 1],
      ['Heart rate', 2],
      ['Head circumference', 1],
    ]);
    expect(missing).toContain('Temperature');
    expect(missing).not.toContain('Heart rate');
  });

  it('recognize a LOINC code among several, and keep measurements without a code apart by name', () => {
    const coding = [
      { system: 'http://loinc.org', code: '8716-3' },
      { system: 'http://loinc.org', code: '29463-7' },
    ];
    const { groups } = groupVitalSigns([
      { name: 'Wt', code: { loinc: '8716-3', coding } },
      { name: 'Pain', code: null },
      { name: 'Gait', code: { loinc: null, coding: [] } },
      { name: null, code: null },
    ]);
    expect(groups.map(({ title }) => title)).toEqual(['Weight', 'Pain', 'Gait', 'Unnamed measurement']);
  });
});
