/** Laboratory results: one Observation for each test of each panel. */
import type { CodeableConcept, Observation, Reference, Stored } from '../../types.ts';
import { organizationReference } from '../organizations.ts';
import { createRandom, type Random } from '../random.ts';
import { type Chart, clinicalId, referenceTo } from './chart.ts';
import { epicSystem } from './code-systems.ts';
import { withDecimal } from './decimal.ts';
import { chartFor } from './sampling.ts';
import { coding, concept, encounterReference, hl7Concept, patientReference } from './elements.ts';
import { type LabPanel, labPanelsOf } from './lab-panels.ts';
import type { CodedTest, LabTest, NumericTest, WordedTest } from './lab-tests.ts';
import { instantAt } from './times.ts';

const LABORATORY: CodeableConcept[] = [
  hl7Concept('observation-category', 'laboratory', 'Laboratory'),
  concept('Lab', coding(epicSystem('7.10.798268.30'), 'Lab', 'Lab')),
];

/** Returns results panel by panel, in the order of {@link labPanelsOf}. */
export function labResultsOf(chart: Chart): Stored<Observation>[] {
  const drawing = chartFor(chart, 'laboratory results');
  return labPanelsOf(chart).flatMap((panel) =>
    panel.row.tests.map((test, place) => createLabResult(drawing, panel, test, place)),
  );
}

/** Returns the references of a report to its results. */
export function createResultReferences(
  { patient }: Chart,
  { row, number }: LabPanel,
): Reference<Observation>[] {
  return row.tests.map(({ code }, place) => ({
    reference: `Observation/${resultId(patient, number, place)}`,
    display: `Component (1): ${(code.text ?? '').toUpperCase()}`,
  }));
}

function resultId(patient: Chart['patient'], number: number, place: number): string {
  return clinicalId(patient, 'Observation laboratory', number * 100 + place);
}

function createLabResult(chart: Chart, panel: LabPanel, test: LabTest, place: number): Stored<Observation> {
  const { patient, random, organizations } = chart;
  const { number, day, minute, encounter, order } = panel;
  const [specimen] = order?.specimen ?? [];
  return {
    resourceType: 'Observation',
    id: resultId(patient, number, place),
    ...(order !== null && { basedOn: [referenceTo(order, panel.row.code.text)] }),
    status: random.chance(94) ? 'final' : random.pick(['corrected', 'preliminary', 'amended']),
    category: LABORATORY,
    code: test.code,
    subject: patientReference(patient),
    ...(encounter !== null && { encounter: encounterReference(encounter) }),
    effectiveDateTime: instantAt(day, minute),
    issued: instantAt(day, minute + random.integer(35, 300)),
    ...(random.chance(30) && { performer: [organizationReference(random.pick(organizations))] }),
    ...drawResult(chart, panel, test),
    ...(random.chance(4) && { note: [{ text: 'Specimen slightly hemolyzed.' }] }),
    ...(specimen !== undefined && { specimen: { ...specimen, display: 'Specimen' } }),
  };
}

function drawResult(chart: Chart, panel: LabPanel, test: LabTest): Partial<Observation> {
  const { random, patient } = chart;
  if (random.chance(1)) return { dataAbsentReason: hl7Concept('data-absent-reason', 'error', 'Error') };
  switch (test.kind) {
    case 'number':
      return drawNumericResult(chart, panel, test);
    case 'words':
      return drawWordedResult(random, test);
    case 'concept':
      return drawCodedResult(patient, test);
  }
}

/** Combines the patient's own level, its yearly change, and a small random part. */
function drawNumericResult(
  { random, patient, story }: Chart,
  { day }: LabPanel,
  test: NumericTest,
): Partial<Observation> {
  const { unit, low, high, decimals, usual, spread, yearly } = test;
  const name = test.code.text ?? '';
  const level =
    story === undefined
      ? createRandom(`${patient.id} ${name}`).integer(-100, 140) / 100
      : (story.laboratory.levels[name] ?? 0);
  const deviation = random.integer(-15, 15) / (story === undefined ? 100 : LESS_VARIABLE);
  const value = usual + spread * level + (yearly * day) / 365 + spread * deviation;
  const written = Math.max(value, 10 ** -decimals).toFixed(decimals);
  return {
    valueQuantity: withDecimal(
      { unit, ...(random.chance(92) && { system: UCUM_SYSTEM, code: unit }) },
      written,
    ),
    ...(low !== null && Number(written) < low && interpretation('L', 'Low')),
    ...(high !== null && Number(written) > high && interpretation('H', 'High')),
    ...((low !== null || high !== null) && { referenceRange: [rangeOf(test)] }),
  };
}

/** Keeps the results of a story consistent with each other: the parts of the cholesterol add up. */
const LESS_VARIABLE = 300;
const UCUM_SYSTEM = 'http://unitsofmeasure.org';

function rangeOf({
  unit,
  low,
  high,
  decimals,
}: NumericTest): NonNullable<Observation['referenceRange']>[number] {
  const end = (value: number): ReturnType<typeof withDecimal> =>
    withDecimal({ unit, system: UCUM_SYSTEM, code: unit }, value.toFixed(decimals));
  const words =
    low === null
      ? `<=${high?.toFixed(decimals)}`
      : high === null
        ? `>=${low.toFixed(decimals)}`
        : `${low.toFixed(decimals)} - ${high.toFixed(decimals)}`;
  return {
    ...(low !== null && { low: end(low) }),
    ...(high !== null && { high: end(high) }),
    text: `${words} ${readable(unit)}`,
  };
}

/** Writes UCUM's `mL/min/{1.73_m2}` as laboratories do: `mL/min/1.73 m2`. */
function readable(unit: string): string {
  return unit.replaceAll(/[{}]/g, '').replaceAll('_', ' ');
}

/** Uses the expected word as the reference range. */
function drawWordedResult(random: Random, { results }: WordedTest): Partial<Observation> {
  const value = random.pickUsual(results);
  return {
    valueString: value,
    ...(value !== results[0] && interpretation('A', 'Abnormal')),
    ...(random.chance(80) && { referenceRange: [{ text: results[0] }] }),
  };
}

/** Draws the same value every time, because a blood group and past infections don't change. */
function drawCodedResult(
  patient: Chart['patient'],
  { code, results, firstIsNormal }: CodedTest,
): Partial<Observation> {
  const value = createRandom(`${patient.id} ${code.text}`).pick(results);
  return {
    valueCodeableConcept: value,
    ...(firstIsNormal && value !== results[0] && interpretation('A', 'Abnormal')),
    ...(firstIsNormal && { referenceRange: [{ text: results[0].text ?? 'Not detected' }] }),
  };
}

function interpretation(code: string, display: string): Partial<Observation> {
  return { interpretation: [hl7Concept('v3-ObservationInterpretation', code, display)] };
}
