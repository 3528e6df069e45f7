/** Puts a whole FHIR R4 Timing into words: the words of its code, followed by everything that only its elements say. */
import { createInstructionMatcher, type InstructionPart, withoutStated } from './instruction-matcher.ts';
import { readText } from './lenient-read.ts';
import { timingCodeText } from './timing.ts';
import { frequencyParts, timingParts } from './timing-parts.ts';
import type { Timing } from './types.ts';

/** Returns how often something happens, such as `every other day at 09:00`, without dates and limits; null if the timing does not say. */
export function timingText(timing: Timing | null | undefined): string | null {
  return textOf(readTiming(timing, frequencyParts(timing)));
}

/** Returns the text of the timing with its dates and limits, such as `3 times a day from 2026-05-01`; null for an empty timing. */
export function wholeTimingText(timing: Timing | null | undefined): string | null {
  return textOf(readTiming(timing, timingParts(timing)));
}

function textOf({ code, left }: ReadTiming): string | null {
  return readText([...(code === null ? [] : [code]), ...left.map(({ words }) => words)].join(' '));
}

export interface ReadTiming {
  /** The words of the code; null without a code, and for a number such as Epic's `0900`, for which the parts read better. */
  readonly code: string | null;
  /** The parts that the code does not state. */
  readonly left: InstructionPart[];
  /** Whether the code says nothing that the parts do not. */
  readonly isWhole: boolean;
}

/** Compares the code of a timing with the parts of the instruction. A code never hides a part, nor a part the code. */
export function readTiming(timing: Timing | null | undefined, parts: readonly InstructionPart[]): ReadTiming {
  const code = timingCodeText(timing);
  const matcher = createInstructionMatcher(code ?? '');
  const left = withoutStated(parts, matcher);
  const isWhole = matcher.isExhausted();
  return isWhole && code !== null && !/\p{L}/u.test(code)
    ? { code: null, left: [...parts], isWhole }
    : { code, left: left.filter((part) => !isImplied(part, code)), isWhole };
}

/** A code that names a time of each day, such as `Every night at 2100`. */
const TIME_OF_EACH_DAY =
  /^(?:nightly|at bedtime|every (?:morning|afternoon|evening|night))(?: (?:at \d{1,2}:?\d{2}|(?:before|with|after) (?:breakfast|lunch|dinner)))?$/i;

/** `Nightly` is also daily. */
function isImplied({ words }: InstructionPart, code: string | null): boolean {
  return words === 'daily' && code !== null && TIME_OF_EACH_DAY.test(code);
}
