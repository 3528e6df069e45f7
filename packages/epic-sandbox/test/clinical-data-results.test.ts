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
/** Observations without an odd shape. */
const ORDINARY = ALL_OBSERVATIONS.filter(({ id }) => !id.startsWith('eShape'));

function ofCategory(category: string, observations: readonly Stored<Observation>[] = ORDINARY) {
  return observations.filter(({ category: categories }) =>
    categories?.some(({ coding }) => coding?.some(({ code }) => code === category)),
  );
}

/** The most specific LOINC code. `8716-3` covers all vital signs. */
function loincOf({ code }: Observation): string | undefined {
  return code.coding?.find((coding) => coding.system === LOINC && coding.code !== '8716-3')?.code;
}

function quantitiesOf(loinc: string): number[] {
  return ORDINARY.filter((one) => loincOf(one) === loinc).flatMap(({ valueQuantity }) =>
    valueQuantity?.value === undefined ? [] : [valueQuantity.value],
  );
}

describe('vital signs', () => {
  it('the second patient has more than 1,000 vital signs', () => {
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
  ])('vital signs have values of living people: %s', (_name, loinc, low, high) => {
    const values = quantitiesOf(loinc);
    expect(values.length).toBeGreaterThan(20);
    expect(values.filter((value) => value < low || value > high)).toEqual([]);
  });

  it('blood pressures have components, with the diastolic value below the systolic one', () => {
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

  it('the blood pressure of a treated patient falls over the year', () => {
    const upper = OBSERVATIONS.ofPatient(DERRICK_LIN)
      .filter((one) => loincOf(one) === '85354-9' && one.encounter === undefined)
      .toSorted((a, b) => (a.effectiveDateTime ?? '').localeCompare(b.effectiveDateTime ?? ''))
      .map(({ component }) => component?.[0]?.valueQuantity?.value ?? 0);
    expect(mean(upper.slice(0, 30)) - mean(upper.slice(-30))).toBeGreaterThan(10);
  });

  it('vital signs have 3 to 7 codings, from Epic and LOINC', () => {
    const codings = ofCategory('vital-signs').map(({ code }) => code.coding?.length ?? 0);
    expect(Math.max(...codings)).toBe(6);
    expect(codings.filter((count) => count >= 4).length).toBeGreaterThan(1000);
  });

  it('children have percentiles, with a note that names the reference table', () => {
    const percentiles = OBSERVATIONS.ofPatient(DESIREE_POWELL).filter((one) => loincOf(one) === '59576-9');
    expect(percentiles.length).toBeGreaterThan(0);
    expect(percentiles[0]).toMatchObject({ note: [{ text: 'CDC (Girls, 2-20 Years)' }] });
  });
});

describe('laboratory results', () => {
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
  ])('laboratory results have values of living people: %s', (_name, loinc, low, high) => {
    const values = quantitiesOf(loinc);
    expect(values.length).toBeGreaterThan(5);
    expect(values.filter((value) => value < low || value > high)).toEqual([]);
  });

  it('laboratory results are marked high or low if and only if they are out of range', () => {
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

  it('hemoglobin A1c falls over the years for most patients with several measurements', () => {
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

  it('laboratory results are numbers, words, concepts, or absent for a reason', () => {
    const kinds = new Set(
      ofCategory('laboratory').flatMap((one) =>
        Object.keys(one).filter((name) => name.startsWith('value') || name === 'dataAbsentReason'),
      ),
    );
    expect(kinds).toEqual(
      new Set(['valueQuantity', 'valueString', 'valueCodeableConcept', 'dataAbsentReason']),
    );
  });

  it('laboratory results have UCUM units, or a unit without a code', () => {
    const units = ofCategory('laboratory').flatMap(({ valueQuantity }) =>
      valueQuantity === undefined ? [] : [unitOf(valueQuantity)],
    );
    expect(units.filter((unit) => unit === 'coded').length).toBeGreaterThan(500);
    expect(new Set(units)).toEqual(new Set(['coded', 'text alone']));
  });

  it('laboratory results keep trailing zeros', () => {
    const written = ofCategory('laboratory')
      .map((one) => toJson(one))
      .join('\n');
    expect(written).toMatch(/"valueQuantity":\{"value":\d+\.0,/);
    expect(written).not.toContain('__decimal');
  });
});

describe('diagnostic reports', () => {
  it('each laboratory report has all of its results, and each result belongs to one report', () => {
    const results = ALL_REPORTS.flatMap(({ result = [] }) => result.map(({ reference }) => reference));
    const expected = ofCategory('laboratory').map(({ id }) => `Observation/${id}`);
    expect(results).toHaveLength(new Set(results).size);
    expect(new Set(results)).toEqual(new Set(expected));
  });

  it('laboratory reports refer to orders in the chart, with the collected specimen', () => {
    const ordered = ALL_REPORTS.filter(({ basedOn }) => basedOn?.[0]?.reference !== undefined);
    expect(ordered.length).toBeGreaterThan(50);
    expect(ordered.filter(({ specimen }) => specimen !== undefined).length).toBeGreaterThan(20);
  });

  it('imaging reports have a conclusion and a document', () => {
    const studies = ALL_REPORTS.filter(({ result }) => result === undefined);
    expect(studies.length).toBeGreaterThan(10);
    for (const { conclusion, presentedForm } of studies) {
      expect(conclusion).toMatch(/\.$/);
      expect(presentedForm).toMatchObject([{ contentType: 'text/html', url: matching(/^Binary\//) }]);
    }
  });

  it('reports have FHIR statuses, including unknown', () => {
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
