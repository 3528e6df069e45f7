/** Gives each section of a chart the patient's id, warnings and failures. */
import { createContext, use } from 'react';
import type { Warning } from '../responses.ts';
import type { Failure } from '../failures.ts';

export interface ChartFacts {
  readonly patientId: string;
  /** Returns the warnings about these fields of the patient, and those about the resource type that name no field. */
  readonly warningsOf: (fields: readonly string[], resourceType?: string) => readonly Warning[];
  /** Returns why a field of the patient could not be loaded; null if it was. */
  readonly failureOf: (field: string) => Failure | null;
}

export const ChartContext = createContext<ChartFacts | null>(null);

export function useChart(): ChartFacts {
  const facts = use(ChartContext);
  if (facts === null) throw new Error('Expected the component to be rendered inside a chart.');
  return facts;
}
