/** The vaccination forecast of a chart. Epic serves forecasts only in the Netherlands. */
import type { ImmunizationRecommendation, ImmunizationRecommendationRecommendation } from '../../types.ts';
import { organizationReference } from '../organizations.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { CVX, LOINC } from './code-systems.ts';
import { coding, concept, hl7Concept, patientReference, usualIdentifier } from './elements.ts';
import { immunizationsOf } from './immunization.ts';
import { chartFor, drawCount, sample } from './sampling.ts';
import { dateAt, dayWithin, lifespanOf } from './times.ts';
import type { ChartedType } from '../served-type.ts';

interface Forecast {
  readonly vaccine: readonly [cvx: string, name: string];
  readonly disease: string;
}

const FORECASTS: readonly Forecast[] = [
  { vaccine: ['140', 'Influenza, Trivalent, Preservative Free'], disease: 'Influenza' },
  { vaccine: ['115', 'Tdap'], disease: 'Tetanus, diphtheria and pertussis' },
  { vaccine: ['03', 'MMR'], disease: 'Measles, mumps and rubella' },
  { vaccine: ['187', 'Zoster, Recombinant'], disease: 'Shingles' },
];
const STATUSES: NonEmpty<readonly [code: string, display: string]> = [
  ['due', 'Due'],
  ['due', 'Due'],
  ['overdue', 'Overdue'],
  ['immune', 'Immune'],
  ['contraindicated', 'Contraindicated'],
  ['complete', 'Complete'],
];
/** The dates of a forecast with their LOINC codes, and their days after the earliest. */
const CRITERIA: readonly (readonly [code: string, display: string, day: number])[] = [
  ['30981-5', 'Earliest date to give', 0],
  ['30980-7', 'Date vaccine due', 28],
  ['59778-1', 'Date when overdue for immunization', 120],
  ['59777-3', 'Latest date next dose may be given', 1460],
];
const FORECASTS_PER_CHART = 4;

const recommendationsOf: ChartWriter<ImmunizationRecommendation> = (chart) => {
  const { patient, random, organizations } = chart;
  return Array.from({ length: drawCount(chart, FORECASTS_PER_CHART + 1) }, (_none, number) => ({
    resourceType: 'ImmunizationRecommendation',
    id: clinicalId(patient, 'ImmunizationRecommendation', number),
    identifier: [usualIdentifier('7.2.768077', random.integer(10_000, 99_999))],
    patient: patientReference(patient),
    date: dateAt(dayWithin(random, lifespanOf(patient), 2)),
    ...(random.chance(70) && { authority: organizationReference(random.pick(organizations)) }),
    recommendation: sample(random, FORECASTS, 2).map((forecast) => createItem(chart, forecast)),
  }));
};

function createItem(chart: Chart, { vaccine, disease }: Forecast): ImmunizationRecommendationRecommendation {
  const { random, patient } = chart;
  const [cvx, name] = vaccine;
  const status = random.pickUsual(STATUSES);
  const code = concept(name, coding(CVX, cvx));
  const earliest = dayWithin(random, lifespanOf(patient), 1);
  const given = immunizationsOf(chartFor(chart, 'Immunization')).find(
    ({ vaccineCode }) => vaccineCode.text === name,
  );
  const isContraindicated = status[0] === 'contraindicated';
  return {
    ...(isContraindicated ? { contraindicatedVaccineCode: [code] } : { vaccineCode: [code] }),
    targetDisease: { text: disease },
    forecastStatus: hl7Concept('immunization-recommendation-status', ...status),
    ...(isContraindicated && { forecastReason: [{ text: 'Severe reaction to an earlier dose' }] }),
    ...((status[0] === 'due' || status[0] === 'overdue') && {
      dateCriterion: CRITERIA.map(([loinc, display, day]) => ({
        code: concept(display, coding(LOINC, loinc, display)),
        value: dateAt(earliest - day),
      })),
    }),
    ...(random.chance(50) && { series: `${disease} series` }),
    ...(random.chance(60) && { doseNumberPositiveInt: random.integer(1, 2), seriesDosesPositiveInt: 2 }),
    ...(given !== undefined && { supportingImmunization: [referenceTo(given, name)] }),
  };
}

export const servedImmunizationRecommendation: ChartedType<ImmunizationRecommendation> = {
  type: 'ImmunizationRecommendation',
  write: recommendationsOf,
  patientParameters: ['patient'],
  criteria: [],
  labels: [],
  unknownCodes: {},
};
