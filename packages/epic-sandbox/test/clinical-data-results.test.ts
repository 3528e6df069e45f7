import { describe, expect, it } from 'vitest';
import type { Observation, Quantity, Stored } from '../src/types.ts';
import { chartedResources } from '../src/data/charts.ts';
import { LOINC, UCUM } from '../src/data/clinical/code-systems.ts';
import { servedDiagnosticReport } from '../src/data/clinical/diagnostic-report.ts';
import { servedObservation } from '../src/data/clinical/observation.ts';
import { CAMILA_LOPEZ, DERRICK_LIN, DESIREE_POWELL } from '../src/data/patients.ts';
import { PANEL_PATIENTS } from '../src/data/panels.ts';
import { toJson } from '../src/json.ts';
import { matching } from './support/client.ts';

const OBSERVATIONS = chartedResources(servedObservation);
const REPORTS = chartedResources(servedDiagnosticReport);

const ALL_OBSERVATIONS = PANEL_PATIENTS.flatMap(({ id }) => OBSERVATIONS.ofPatient(id));
const ALL_REPORTS = PANEL_PATIENTS.flatMap(({ id }) => REPORTS.ofPatient(id));
/** Those that are not one of a kind. */
const ORDINARY = ALL_OBSERVATIONS.filter(({ id }) => !id.startsWith('eShape'));

function ofCategory(category: string, observations: readonly Stored<Observation>[] = ORDINARY) {
  return observations.filter(({ category: categories }) =>
    categories?.some(({ coding }) => coding?.some(({ code }) => code === category)),
  );
}

/** The LOINC code that says most: `8716-3` is every vital sign. */
function loincOf({ code }: Observation): string | undefined {
  return code.coding?.find((coding) => coding.system === LOINC && coding.code !== '8716-3')?.code;
}

function quantitiesOf(loinc: string): number[] {
  return ORDINARY.filter((one) => loincOf(one) === loinc).flatMap(({ valueQuantity }) =>
    valueQuantity?.value === undefined ? [] : [valueQuantity.value],
  );
}

describe('the vital signs', () => {
  it('of the second patient are more than 1,000', () => {
    expect(ofCategory('vital-signs', OBSERVATIONS.ofPatient(DERRICK_LIN)).length).toBeGreaterThan(1000);
    expect(ofCategory('vital-signs', OBSERVATIONS.ofPatient(CAMILA_LOPEZ)).length).toBeLessThan(200);
  });

  it.each<[name: string, loinc: string, low: number, high: number]>([
    ['pulse', '8867-4', 45, 160],
    ['temperature', '8310-5', 35, 40.5],
    ['respiration', '9279-1', 8, 50],
    ['saturation', '2708-6', 85, 100],
    ['height', '8302-2', 45, 200],
    ['weight', '29463-7', 2, 130],
    ['body mass index', '39156-5', 8, 40],
  ])('are values that live people have: %s', (_name, loinc, low, high) => {
    const values = quantitiesOf(loinc);
    expect(values.length).toBeGreaterThan(20);
    expect(values.filter((value) => value < low || value > high)).toEqual([]);
  });

  it('have blood pressure as components, the lower below the upper', () => {
    const pressures = ORDINARY.filter((one) => loincOf(one) === '85354-9');
    const pairs = pressures.map(({ component = [] }) =>
      ['8480-6', '8462-4'].map(
        (code) =>
          component.find((one) => one.code.coding?.some((coding) => coding.code === code))?.valueQuantity
            ?.value,
      ),
    );
    expect(pairs.length).toBeGreaterThan(500);
    for (const [systolic, diastolic] of pairs) {
      expect(systolic).toBeGreaterThan(60);
      expect(systolic).toBeLessThan(200);
      expect(diastolic ?? 0).toBeLessThan(systolic ?? 0);
    }
    expect(pairs.some(([, diastolic]) => diastolic === undefined)).toBe(true);
  });

  it('of who is treated come down over the year', () => {
    const upper = OBSERVATIONS.ofPatient(DERRICK_LIN)
      .filter((one) => loincOf(one) === '85354-9' && one.encounter === undefined)
      .toSorted((a, b) => (a.effectiveDateTime ?? '').localeCompare(b.effectiveDateTime ?? ''))
      .map(({ component }) => component?.[0]?.valueQuantity?.value ?? 0);
    expect(mean(upper.slice(0, 30)) - mean(upper.slice(-30))).toBeGreaterThan(10);
  });

  it('have 3 to 7 codings, Epic’s among LOINC’s', () => {
    const codings = ofCategory('vital-signs').map(({ code }) => code.coding?.length ?? 0);
    expect(Math.max(...codings)).toBe(6);
    expect(codings.filter((count) => count >= 4).length).toBeGreaterThan(1000);
  });

  it('of a child have percentiles, and a note of the table that they are from', () => {
    const percentiles = OBSERVATIONS.ofPatient(DESIREE_POWELL).filter((one) => loincOf(one) === '59576-9');
    expect(percentiles.length).toBeGreaterThan(0);
    expect(percentiles[0]).toMatchObject({ note: [{ text: 'CDC (Girls, 2-20 Years)' }] });
  });
});

describe('the results of the laboratory', () => {
  it.each<[name: string, loinc: string, low: number, high: number]>([
    ['hemoglobin A1c', '4548-4', 3.5, 12],
    ['glucose', '2345-7', 50, 250],
    ['creatinine', '2160-0', 0.2, 3],
    ['potassium', '2823-3', 2.8, 6],
    ['sodium', '2951-2', 125, 155],
    ['hemoglobin', '718-7', 9, 19],
    ['platelets', '777-3', 80, 500],
    ['LDL', '13457-7', 20, 260],
    ['TSH', '3016-3', 0.01, 10],
  ])('are values that live people have: %s', (_name, loinc, low, high) => {
    const values = quantitiesOf(loinc);
    expect(values.length).toBeGreaterThan(5);
    expect(values.filter((value) => value < low || value > high)).toEqual([]);
  });

  it('are marked high or low where they are out of their range, and only there', () => {
    const ranged = ofCategory('laboratory').filter(
      ({ valueQuantity, referenceRange: [range] = [] }) =>
        valueQuantity !== undefined && (range?.low ?? range?.high) !== undefined,
    );
    expect(ranged.length).toBeGreaterThan(500);
    for (const { valueQuantity, referenceRange, interpretation } of ranged) {
      const value = valueQuantity?.value ?? 0;
      const isLow = value < (referenceRange?.[0]?.low?.value ?? -Infinity);
      const isHigh = value > (referenceRange?.[0]?.high?.value ?? Infinity);
      expect(interpretation?.[0]?.coding?.[0]?.code).toBe(isLow ? 'L' : isHigh ? 'H' : undefined);
    }
  });

  it('show hemoglobin A1c falling over the years in most who have had it measured', () => {
    const trends = PANEL_PATIENTS.flatMap(({ id }) => {
      const values = OBSERVATIONS.ofPatient(id)
        .filter((one) => !one.id.startsWith('eShape') && loincOf(one) === '4548-4')
        .filter(({ valueQuantity }) => valueQuantity !== undefined)
        .toSorted((a, b) => (a.effectiveDateTime ?? '').localeCompare(b.effectiveDateTime ?? ''))
        .map(({ valueQuantity }) => valueQuantity?.value ?? 0);
      return values.length < 4 ? [] : [(values.at(-1) ?? 0) - (values[0] ?? 0)];
    });
    expect(trends.length).toBeGreaterThanOrEqual(4);
    expect(mean(trends)).toBeLessThan(-0.5);
  });

  it('are numbers, words, and concepts, and at times nothing, for a reason', () => {
    const kinds = new Set(
      ofCategory('laboratory').flatMap((one) =>
        Object.keys(one).filter((name) => name.startsWith('value') || name === 'dataAbsentReason'),
      ),
    );
    expect(kinds).toEqual(
      new Set(['valueQuantity', 'valueString', 'valueCodeableConcept', 'dataAbsentReason']),
    );
  });

  it('have units of UCUM, or a unit without a code', () => {
    const units = ofCategory('laboratory').flatMap(({ valueQuantity }) =>
      valueQuantity === undefined ? [] : [unitOf(valueQuantity)],
    );
    expect(units.filter((unit) => unit === 'coded').length).toBeGreaterThan(500);
    expect(new Set(units)).toEqual(new Set(['coded', 'text alone']));
  });

  it('are written as a laboratory writes them, zeros at the end too', () => {
    const written = ofCategory('laboratory')
      .map((one) => toJson(one))
      .join('\n');
    expect(written).toMatch(/"valueQuantity":\{"value":\d+\.0,/);
    expect(written).not.toContain('__decimal');
  });
});

describe('the reports', () => {
  it('of the laboratory have all of their results, and each result is in one report', () => {
    const results = ALL_REPORTS.flatMap(({ result = [] }) => result.map(({ reference }) => reference));
    const expected = ofCategory('laboratory').map(({ id }) => `Observation/${id}`);
    expect(results).toHaveLength(new Set(results).size);
    expect(new Set(results)).toEqual(new Set(expected));
  });

  it('answer orders of the chart, with the specimen that was taken', () => {
    const ordered = ALL_REPORTS.filter(({ basedOn }) => basedOn?.[0]?.reference !== undefined);
    expect(ordered.length).toBeGreaterThan(50);
    expect(ordered.filter(({ specimen }) => specimen !== undefined).length).toBeGreaterThan(20);
  });

  it('on imaging say it in words: a conclusion, and a form to read', () => {
    const studies = ALL_REPORTS.filter(({ result }) => result === undefined);
    expect(studies.length).toBeGreaterThan(10);
    for (const { conclusion, presentedForm } of studies) {
      expect(conclusion).toMatch(/\.$/);
      expect(presentedForm).toMatchObject([{ contentType: 'text/html', url: matching(/^Binary\//) }]);
    }
  });

  it('have statuses of FHIR, unknown among them', () => {
    const statuses = new Set(ALL_REPORTS.map(({ status }) => status));
    expect(statuses).toEqual(new Set(['final', 'amended', 'corrected', 'partial', 'preliminary', 'unknown']));
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function unitOf({ unit, system, code }: Quantity): string {
  if (system === UCUM && code === unit) return 'coded';
  return unit !== undefined && system === undefined && code === undefined ? 'text alone' : 'other';
}
