/** What each section of a chart has to know beside its own data. */
import { createContext, use } from 'react';
import type { Warning } from '../answers.ts';
import type { Failure } from '../failures.ts';

export interface ChartFacts {
  readonly patientId: string;
  /** What the gateway warned of in answers about this patient. */
  readonly warnings: readonly Warning[];
  /** What kept a field of the patient from being answered. */
  readonly failureOf: (field: string) => Failure | null;
}

export const ChartContext = createContext<ChartFacts | null>(null);

export function useChart(): ChartFacts {
  const facts = use(ChartContext);
  if (facts === null) throw new Error('Expected a section of a chart to stand inside the chart.');
  return facts;
}
