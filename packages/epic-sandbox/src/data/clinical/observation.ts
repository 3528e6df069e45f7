/** The Observations of a chart, kind by kind. */
import type { Observation } from '../../types.ts';
import { type ChartWriter, ODD_SHAPES_PATIENT } from './chart.ts';
import { labResultsOf } from './lab-results.ts';
import { observationsOfOddShape } from './shapes-observations.ts';
import { socialHistoryOf } from './social-history.ts';
import { vitalSignsOf } from './vital-signs.ts';
import { byDate, byReference, byToken } from '../../criteria.ts';
import { NOPAT_LABEL } from './security-labels.ts';
import type { ChartedType } from '../served-type.ts';

const observationsOf: ChartWriter<Observation> = (chart) => [
  ...vitalSignsOf(chart),
  ...labResultsOf(chart),
  ...socialHistoryOf(chart),
  ...(chart.index === ODD_SHAPES_PATIENT ? observationsOfOddShape(chart) : []),
];

export const servedObservation: ChartedType<Observation> = {
  type: 'Observation',
  write: observationsOf,
  requiresOneOf: ['category', 'code'],
  criteria: [
    byReference('based-on', 'basedOn'),
    byToken('category', 'category'),
    byToken('code', 'code'),
    byDate('date', 'effectiveDateTime', 'effectivePeriod'),
    byDate('issued', 'issued'),
    byToken('status', 'status'),
  ],
  withheld: 'Observation - Outside Record Results',
  api: 'create, read, search',
  labels: [[2, NOPAT_LABEL]],
  unknownCodes: {},
};
