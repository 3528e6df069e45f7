/** Observations that do not describe the patient, and values that contradict themselves. */
import { describe, expect, it } from 'vitest';
import { startChartServer } from '../support/chart-server.ts';
import { ANN, coded, LOINC } from '../support/code-status-records.ts';
import { startGateway } from '../support/gateway.ts';
import type { RecordOfServer } from '../support/record-server.ts';

const UCUM = 'http://unitsofmeasure.org';

const vitalSign = (id: string, bpm: number, more: object = {}): RecordOfServer => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  subject: { reference: 'Patient/ann' },
  category: [{ coding: [{ code: 'vital-signs' }] }],
  code: coded(LOINC, '8867-4', 'Heart rate'),
  valueQuantity: { value: bpm, unit: '/min', code: '/min', system: UCUM },
  effectiveDateTime: `2026-11-2${id.length % 10}T10:00:00Z`,
  ...more,
});

const focusCode = {
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/observation-focusCode',
      valueCodeableConcept: { text: 'fetus' },
    },
  ],
};

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly isAbnormal: boolean | null;
}

interface Chart {
  readonly vitalSigns: readonly Shown[];
  readonly observations: readonly Shown[];
  readonly latestObservations: readonly { readonly observations: readonly Shown[] }[];
}

async function query(records: RecordOfServer[], fields: string) {
  const server = await startChartServer([ANN, ...records]);
  const gateway = await startGateway(server);
  const answer = await gateway.query<{ patient: Chart }>(`{ patient(id: "ann") { ${fields} } }`);
  await gateway.close();
  await server.close();
  expect(answer.errors).toBeUndefined();
  const warnings = answer.extensions?.fhir.warnings.map(({ code }) => code) ?? [];
  return { chart: answer.data.patient, warnings };
}

describe('an observation about a fetus or a donor [CS-131]', () => {
  const mother = vitalSign('own', 82, { focus: [{ reference: 'https://other/Patient/ann' }] });

  it.each<[string, object, string]>([
    ['a code', focusCode, 'Heart rate (fetus)'],
    ['a reference', { focus: [{ display: 'Donor' }] }, 'Heart rate (Donor)'],
    [
      'a reference without words',
      { focus: [{ reference: 'RelatedPerson/1' }] },
      'Heart rate (not of the patient: see focus)',
    ],
  ])('is named by %s, and is no vital sign or latest result of the patient', async (_what, focus, name) => {
    const records = [mother, vitalSign('another', 144, focus)];
    const { chart, warnings } = await query(
      records,
      `vitalSigns { id name } observations(code: "8867-4") { id name focus { reference } focusCodes { text } }
       latestObservations(codes: ["8867-4"]) { observations { id } }`,
    );
    expect(chart).toMatchObject({
      vitalSigns: [{ id: 'own', name: 'Heart rate' }],
      latestObservations: [{ observations: [{ id: 'own' }] }],
    });
    expect(chart.observations.find(({ id }) => id === 'another')?.name).toBe(name);
    expect(warnings.filter((code) => code === 'ABOUT_ANOTHER_LEFT_OUT')).toHaveLength(2);
  });
});

it('a unit that contradicts its UCUM code is shown with the code, and warned of [CS-132]', async () => {
  const odd = { valueQuantity: { value: 5.4, unit: 'mmol/L', code: 'mg/dL', system: UCUM } };
  const { chart, warnings } = await query([vitalSign('own', 82, odd)], 'vitalSigns { valueText unit }');
  expect(chart).toEqual({
    vitalSigns: [{ valueText: '5.4 mmol/L (coded as mg/dL)', unit: 'mmol/L (coded as mg/dL)' }],
  });
  expect(warnings).toContain('UNITS_CONTRADICT');
  const alike = ['µg/L ug/L', 'mcg/l ug/L', 'ml mL', 'x10E3/uL 10*3/uL', 'bpm /min', 'lbs [lb_av]'];
  for (const [unit, code] of alike.map((pair) => pair.split(' '))) {
    const spelled = { valueQuantity: { value: 5, unit, code, system: UCUM } };
    expect((await query([vitalSign('own', 1, spelled)], 'vitalSigns { unit }')).warnings).toEqual([]);
  }
});

const flagged = (code: string) => ({ interpretation: [{ coding: [{ code }] }] });

it('a panel flagged as normal is abnormal if a member in the same list is, and unknown if one was not read [CS-76]', async () => {
  const panel = (...ids: string[]) =>
    vitalSign('panel', 1, {
      ...flagged('N'),
      hasMember: ids.map((id) => ({ reference: `Observation/${id}` })),
    });
  const normal = vitalSign('normal', 1, flagged('N'));
  const critical = vitalSign('critical', 1, flagged('HH'));
  const isAbnormal = async (...ids: string[]) => {
    const { chart } = await query([panel(...ids), normal, critical], 'observations { id isAbnormal }');
    return chart.observations.find(({ id }) => id === 'panel')?.isAbnormal;
  };
  expect(await isAbnormal('normal')).toBe(false);
  expect(await isAbnormal('normal', 'critical')).toBe(true);
  expect(await isAbnormal('elsewhere')).toBeNull();
});
