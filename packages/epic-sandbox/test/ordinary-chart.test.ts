import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servedAllergyIntolerance } from '../src/data/clinical/allergy-intolerance.ts';
import { servedAppointment } from '../src/data/clinical/appointment.ts';
import { servedBinary } from '../src/data/clinical/binary.ts';
import { LATEST } from '../src/data/clinical/chart.ts';
import { servedCondition } from '../src/data/clinical/condition.ts';
import { servedDocumentReference } from '../src/data/clinical/document-reference.ts';
import { servedImmunization } from '../src/data/clinical/immunization.ts';
import { servedMedicationRequest } from '../src/data/clinical/medication-request.ts';
import { servedObservation } from '../src/data/clinical/observation.ts';
import { chartedResources } from '../src/data/charts.ts';
import { CAMILA_LOPEZ, ELIJAH_DAVIS } from '../src/data/patients.ts';
import type { Sandbox } from '../src/sandbox.ts';
import type { Observation } from '../src/types.ts';
import { RECORD } from './support/clinical-record.ts';
import { type Get, outcomeCodes, signIn } from './support/client.ts';
import { borrowSandbox } from './support/sandbox.ts';

const OBSERVATIONS = chartedResources(servedObservation).ofPatient(CAMILA_LOPEZ);
const CONDITIONS = chartedResources(servedCondition).ofPatient(CAMILA_LOPEZ);
const PROBLEMS = CONDITIONS.filter(({ clinicalStatus }) => clinicalStatus !== undefined);

function readingsOf(name: string): Observation[] {
  return OBSERVATIONS.filter(({ code }) => code.text === name);
}

function valueAt(name: string, time: string | undefined): number | undefined {
  return readingsOf(name).find(({ effectiveDateTime }) => effectiveDateTime === time)?.valueQuantity?.value;
}

describe("the first patient's chart", () => {
  it("has no code outside FHIR's value sets", () => {
    const odd = new Set(RECORD.flatMap(({ unknownCodes }) => Object.keys(unknownCodes)));
    const hers = RECORD.flatMap(({ ofPatient }) => ofPatient(CAMILA_LOPEZ).map(({ id }) => id));
    expect(hers.filter((id) => odd.has(id))).toEqual([]);
  });

  it('has confirmed problems with names and onsets', () => {
    expect(PROBLEMS.length).toBeGreaterThan(3);
    for (const { verificationStatus, code, onsetDateTime, abatementDateTime = '9999' } of PROBLEMS) {
      expect(verificationStatus?.text).toBe('Confirmed');
      expect(code?.text).toMatch(/^[A-Z]/);
      expect(onsetDateTime).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(abatementDateTime > (onsetDateTime ?? '')).toBe(true);
    }
  });

  it('has confirmed allergies with names and reactions', () => {
    const allergies = chartedResources(servedAllergyIntolerance).ofPatient(CAMILA_LOPEZ);
    expect(allergies.map(({ code }) => code?.text)).toEqual(['PENICILLINS', 'SHELLFISH']);
    for (const { verificationStatus, reaction } of allergies) {
      expect(verificationStatus?.text).toBe('Confirmed');
      expect(reaction?.[0]?.manifestation[0]?.text).toMatch(/^[A-Z]/);
    }
  });

  it('has medications with dosages, ordered after the onset of the problem that they treat', () => {
    const onsets = new Map(PROBLEMS.map(({ id, onsetDateTime }) => [`Condition/${id}`, onsetDateTime]));
    const medications = chartedResources(servedMedicationRequest).ofPatient(CAMILA_LOPEZ);
    expect(medications.length).toBeGreaterThan(4);
    for (const one of medications) {
      expect(['active', 'completed']).toContain(one.status);
      expect(one.medicationReference?.display).toMatch(/^[a-z]/i);
      expect(one.dosageInstruction?.[0]?.doseAndRate).toHaveLength(3);
      const onset = onsets.get(one.reasonReference?.[0]?.reference ?? '') ?? '';
      expect((one.authoredOn ?? '') > onset).toBe(true);
    }
  });

  it('has vital signs of every visit of two years, with a BMI that fits the height and the weight', () => {
    const recent = readingsOf('BP').filter(({ effectiveDateTime = '' }) => effectiveDateTime > '2024-11-01');
    expect(recent.length).toBeGreaterThan(8);
    for (const { effectiveDateTime } of recent) {
      const height = (valueAt('Height', effectiveDateTime) ?? 0) / 100;
      const weight = valueAt('Weight', effectiveDateTime) ?? 0;
      expect(valueAt('BMI (Calculated)', effectiveDateTime)).toBeCloseTo(weight / height ** 2, 1);
    }
  });

  it('has a falling HbA1c, and lipids that add up', () => {
    const trend = readingsOf('Hemoglobin A1C')
      .toSorted((a, b) => (a.effectiveDateTime ?? '').localeCompare(b.effectiveDateTime ?? ''))
      .map(({ valueQuantity }) => valueQuantity?.value ?? 0);
    expect(trend.length).toBeGreaterThan(5);
    expect(trend.at(-1)).toBeLessThan(trend[0] ?? 0);
    for (const { effectiveDateTime, valueQuantity } of readingsOf('Cholesterol, Total')) {
      const [hdl = 0, ldl = 0, triglycerides = 0] = ['HDL', 'LDL Calculated', 'Triglycerides'].map((name) =>
        valueAt(name, effectiveDateTime),
      );
      expect(Math.abs((valueQuantity?.value ?? 0) - hdl - ldl - triglycerides / 5)).toBeLessThan(10);
    }
  });

  it('has vaccines that were given, and a booked visit', () => {
    const immunizations = chartedResources(servedImmunization).ofPatient(CAMILA_LOPEZ);
    expect(new Set(immunizations.map(({ status }) => status))).toEqual(new Set(['completed']));
    const booked = chartedResources(servedAppointment)
      .ofPatient(CAMILA_LOPEZ)
      .filter(({ start = '', status }) => start > LATEST && status === 'booked');
    expect(booked.length).toBeGreaterThan(0);
  });

  it('has no record from outside to withhold, unlike others', async () => {
    expect(await withheldFrom(CAMILA_LOPEZ)).toEqual([]);
    expect(await withheldFrom(ELIJAH_DAVIS)).toEqual(['warning 59204']);
  });
});

describe('her documents in PDF', () => {
  const files = chartedResources(servedBinary)
    .ofPatient(CAMILA_LOPEZ)
    .filter(({ contentType }) => contentType === 'application/pdf')
    .map(({ data = '' }) => Buffer.from(data, 'base64').toString('latin1'));

  it('belong to documents with a title', () => {
    const documents = chartedResources(servedDocumentReference).ofPatient(CAMILA_LOPEZ);
    const inPdf = documents.filter(({ content }) => content[0]?.attachment.contentType === 'application/pdf');
    expect(inPdf.map(({ type }) => type?.text)).toEqual(['After Visit Summary', 'Outside Consult']);
  });

  it.each(files.map((file, number) => [number, file] as const))(
    'document %i has two pages of text and exact offsets',
    (_number, file) => {
      expect(file.match(/\/Type \/Page /g)).toHaveLength(2);
      expect(file).toContain('(Camila Maria Lopez ');
      const start = Number(/startxref\n(\d+)/.exec(file)?.[1]);
      expect(file.slice(start, start + 4)).toBe('xref');
      const offsets = [...file.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
      for (const [index, offset] of offsets.entries()) {
        expect(file.slice(offset).startsWith(`${index + 1} 0 obj`)).toBe(true);
      }
      for (const [, length, stream] of file.matchAll(/\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g)) {
        expect(stream).toHaveLength(Number(length));
      }
    },
  );
});

let sandbox: Sandbox;
let get: Get;

async function withheldFrom(patient: string): Promise<string[]> {
  return outcomeCodes((await get(`/Observation?patient=${patient}&category=vital-signs`)).body);
}

beforeAll(async () => {
  sandbox = await borrowSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());
