/** The rows of the laboratory's table: panels, and tests whose results are numbers, words or concepts. */
import type { CodeableConcept } from '../../types.ts';
import type { NonEmpty } from '../random.ts';
import { epicSystem, LOINC, SNOMED } from './code-systems.ts';
import { coding, concept } from './elements.ts';

/** A test whose result is a number. */
export interface NumericTest {
  readonly kind: 'number';
  readonly code: CodeableConcept;
  /** UCUM. */
  readonly unit: string;
  /** The reference range; null for an open end. */
  readonly low: number | null;
  readonly high: number | null;
  readonly decimals: number;
  /** The typical value, and the deviation from it. */
  readonly usual: number;
  readonly spread: number;
  /** How much higher the value was for each year back: positive if treatment lowers it, negative if it rises with age. */
  readonly yearly: number;
}

/** A test whose result is a word. All words but the first are abnormal. */
export interface WordedTest {
  readonly kind: 'words';
  readonly code: CodeableConcept;
  readonly results: NonEmpty<string>;
}

/** A test whose result is a concept. With `firstIsNormal`, all concepts but the first are abnormal. */
export interface CodedTest {
  readonly kind: 'concept';
  readonly code: CodeableConcept;
  readonly results: NonEmpty<CodeableConcept>;
  readonly firstIsNormal: boolean;
}

export type LabTest = CodedTest | NumericTest | WordedTest;

export interface LabPanelRow {
  /** The LOINC code, which orders have too. */
  readonly loinc: string;
  readonly code: CodeableConcept;
  readonly tests: readonly LabTest[];
}

type Range = readonly [low: number | null, high: number | null];

/** @param orderable the site's number of the ordered procedure */
export function labPanel(
  text: string,
  loinc: string,
  display: string,
  orderable: string,
  tests: readonly LabTest[],
): LabPanelRow {
  return {
    loinc,
    code: concept(
      text,
      coding(epicSystem('7.2.696580'), orderable, text.toUpperCase()),
      coding(LOINC, loinc, display),
    ),
    tests,
  };
}

export function numericTest(
  text: string,
  loinc: string,
  display: string,
  unit: string,
  [low, high]: Range,
  decimals: number,
  usual: number,
  spread: number,
  yearly: number,
): NumericTest {
  return {
    kind: 'number',
    code: component(text, loinc, display),
    unit,
    low,
    high,
    decimals,
    usual,
    spread,
    yearly,
  };
}

export function wordedTest(
  text: string,
  loinc: string,
  display: string,
  results: NonEmpty<string>,
): WordedTest {
  return { kind: 'words', code: component(text, loinc, display), results };
}

/** Derives Epic's own code of the component from the LOINC code, which keeps it the same on every run. */
export function component(text: string, loinc: string, display: string): CodeableConcept {
  return concept(
    text,
    coding(LOINC, loinc, display),
    coding(epicSystem('7.2.768282'), `15${loinc.replace('-', '')}`, text),
  );
}

export function snomed(text: string, code: string, display = text): CodeableConcept {
  return concept(text, coding(SNOMED, code, display));
}
