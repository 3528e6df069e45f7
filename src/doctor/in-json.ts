/** The findings as one JSON document, whose shape machines can go by (docs/doctor.md). */
import { type Outcome, type StepReport, STEPS } from './step.ts';

/** Counts up where a member changes its meaning or goes; new members alone do not change it. */
const FORMAT = 1;

export function inJson(reports: readonly StepReport[]): string {
  const document = {
    format: FORMAT,
    outcome: outcomeOf(reports),
    steps: reports.map(({ step, outcome, durationMs, tried, found, causes, certain, ruledOut, facts }) => ({
      step,
      title: STEPS[step],
      outcome,
      durationMs,
      tried,
      found,
      causes,
      certain,
      ruledOut,
      facts,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The worst of them; what was left out is not counted, since what was in its way is. */
export function outcomeOf(reports: readonly StepReport[]): Exclude<Outcome, 'skipped'> {
  const outcomes = new Set(reports.map(({ outcome }) => outcome));
  if (outcomes.has('failed')) return 'failed';
  return outcomes.has('warning') ? 'warning' : 'passed';
}
