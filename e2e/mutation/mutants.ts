/** THE TABLE of mutants: one mistake that a person could make in each guard and clinical rule, and the test that must then fail. */
import { ACCESS_MUTANTS } from './access-mutants.ts';
import { CLINICAL_MUTANTS } from './clinical-mutants.ts';
import { REQUEST_MUTANTS } from './request-mutants.ts';

export interface Mutant {
  /** The guard or clinical rule that the mutant breaks. */
  readonly rule: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly text: string;
  readonly replacement: string;
  /** The test file that must fail. */
  readonly test: string;
}

export const MUTANTS: readonly Mutant[] = [...ACCESS_MUTANTS, ...REQUEST_MUTANTS, ...CLINICAL_MUTANTS];

/** Returns the source with the mutant; null if the text does not occur exactly once. */
export function applyMutant({ text, replacement }: Mutant, source: string): string | null {
  const [before, after, ...others] = source.split(text);
  if (before === undefined || after === undefined || others.length > 0) return null;
  return before + replacement + after;
}
