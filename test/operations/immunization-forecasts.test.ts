import { afterEach, describe, expect, it } from 'vitest';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const criterion = (code: string, value: string): object => ({
  code: { coding: [{ system: 'http://loinc.org', code }] },
  value,
});

describe('vaccination forecasts', () => {
  it('shows what is due by its dates, and keeps a contraindicated vaccine apart [CS-36, CS-45]', async () => {
    patient = await startHapiPatient([
      {
        resourceType: 'ImmunizationRecommendation',
        id: 'f',
        patient: { reference: 'Patient/p1' },
        date: '2026-06-01',
        authority: { display: 'Health department' },
        recommendation: [
          {
            vaccineCode: [{ text: 'Tdap' }],
            targetDisease: { text: 'Tetanus' },
            forecastStatus: { text: 'Overdue' },
            dateCriterion: [
              criterion('30981-5', '2026-01-01'),
              criterion('30980-7', '2026-02-01'),
              criterion('30980-7', '2026-02-02'),
              criterion('59778-1', '2026-03-01'),
              { code: { text: 'Latest date' }, value: '2030' },
              'x',
            ],
            doseNumberPositiveInt: '2',
            seriesDosesString: 'three',
            supportingImmunization: [{ reference: 'Immunization/i' }],
          },
          {
            contraindicatedVaccineCode: [{ text: 'MMR' }],
            targetDisease: { text: 'Measles' },
            forecastStatus: { text: 'Contraindicated' },
            forecastReason: [{ text: 'Anaphylaxis' }],
          },
          {
            vaccineCode: [{ text: 'MMR' }],
            forecastStatus: { coding: [{ code: 'contraindicated' }] },
            dateCriterion: criterion('30980-7', '2026-02-01'),
          },
          { vaccineCode: { text: 'HepB' }, forecastStatus: { text: 'Due', coding: [{ code: 'immune' }] } },
          { vaccineCode: { text: 'HepA' }, forecastStatus: 'Complete' },
          { vaccineCode: { text: 'Polio' } },
          { vaccineCode: { text: 'Rabies' }, forecastStatus: { coding: [{ code: 'due', display: 'Due' }] } },
          null,
        ],
      },
      {
        resourceType: 'Immunization',
        id: 'i',
        status: 'completed',
        patient: { reference: 'Patient/p1' },
        vaccineCode: { text: 'Tdap' },
      },
    ]);
    const { data, errors, extensions } = await patient.gateway.query(`{ patient(id: "p1") {
      immunizationRecommendations { date authority { display } recommendations {
        name vaccines { text } contraindicatedVaccines { text } forecastStatus { text } forecastReasons { text }
        earliest due overdue latest dateCriteria { code { text } value } doseNumber seriesDoses
        supportingImmunizations { resource { ... on Immunization { name } } }
      } }
    } }`);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      patient: {
        immunizationRecommendations: [
          {
            date: '2026-06-01',
            authority: { display: 'Health department' },
            recommendations: [
              {
                name: 'Tdap',
                forecastStatus: { text: 'Overdue' },
                earliest: '2026-01-01',
                // Two dates contradict each other: `dateCriteria` has both.
                due: null,
                overdue: '2026-03-01',
                latest: null,
                doseNumber: '2',
                seriesDoses: 'three',
                supportingImmunizations: [{ resource: { name: 'Tdap' } }],
              },
              {
                name: 'Contraindicated: Measles',
                vaccines: [],
                contraindicatedVaccines: [{ text: 'MMR' }],
                forecastStatus: { text: 'Contraindicated' },
                forecastReasons: [{ text: 'Anaphylaxis' }],
                due: null,
                dateCriteria: [],
              },
              { name: 'contraindicated: MMR', vaccines: [{ text: 'MMR' }], due: '2026-02-01' },
              { name: 'immune: HepB' },
              { name: 'Complete: HepA' },
              { name: 'Status unknown: Polio' },
              { name: 'Rabies' },
            ],
          },
        ],
      },
    });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['NUMBER_IN_TEXT']);
  });
});
