/** The Observations of a chart, kind by kind. */
import type { Observation } from '../../types.ts';
import type { ChartWriter } from './chart.ts';
import { labResultsOf } from './lab-results.ts';
import { observationsOfOddShape } from './shapes-observations.ts';
import { socialHistoryOf } from './social-history.ts';
import { vitalSignsOf } from './vital-signs.ts';

/** The index of the patient whose Observations have odd shapes. */
const ODD_PATIENT = 6;

export const observationsOf: ChartWriter<Observation> = (chart) => [
  ...vitalSignsOf(chart),
  ...labResultsOf(chart),
  ...socialHistoryOf(chart),
  ...(chart.index === ODD_PATIENT ? observationsOfOddShape(chart) : []),
];
