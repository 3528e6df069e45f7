/** What each section of a chart has to know in addition to its own data. */
import { createContext, use } from 'react';
import type { Warning } from '../answers.ts';
import type { Failure } from '../failures.ts';

export interface ChartFacts {
  readonly patientId: string;
  /** The gateway's warnings about these fields of the patient, and those about the type that name no field. */
  readonly warningsOf: (fields: readonly string[], resourceType?: string) => readonly Warning[];
  /** What kept a field of the patient from being answered. */
  readonly failureOf: (field: string) => Failure | null;
}

export const ChartContext = createContext<ChartFacts | null>(null);

export function useChart(): ChartFacts {
  const facts = use(ChartContext);
  if (facts === null) throw new Error('Expected a section of a chart to stand inside the chart.');
  return facts;
}
