/**
 * Decides which parts of an instruction a text that people wrote states already. A part that is shown twice does no harm, and a part that is wrongly held to be
 * stated is lost. So only a whole phrase counts, each piece of the text states one part, and whatever may be read otherwise states nothing.
 */
import { escapeRegExp } from './phrase-patterns.ts';

/** A part of an instruction, such as its frequency. */
export interface InstructionPart {
  readonly words: string;
  /** The pattern of the phrases that state it; null: none does. */
  readonly phrase: string | null;
  /** A frequency is stated only where the text gives no other; only a limit may stand in the words of a limit. */
  readonly kind?: 'frequency' | 'count' | 'limit';
}

export interface InstructionMatcher {
  /** Whether the text states the part by a phrase. Consumes the phrase: it states nothing else from then on. */
  states(part: InstructionPart): boolean;
  /** Whether the text contains the words themselves, in any case. */
  containsText(words: string): boolean;
  /** Whether the text has nothing besides the parts that it states. */
  isExhausted(): boolean;
}

/** Instructions are shorter. A longer text states nothing. */
const LONGEST_TEXT = 2_000;
/** Instructions have fewer clauses. A text with more states nothing, since each part would be looked for in each clause. */
const MOST_CLAUSES = 50;
/** Instructions have fewer parts. The text states none of those beyond, since each is looked for in the whole text. */
const MOST_PARTS = 50;
/** Shorter words are abbreviations, and these are ambiguous: `OD` is the right eye or once a day (ISMP). */
const SHORTEST_WORDS = 4;
/** Replaces a phrase that has stated a part. */
export const CONSUMED = '\u0000';

const NUMBER_WORDS = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const COUNTS = [
  ...NUMBER_WORDS,
  'once',
  'twice',
  'thrice',
  'half',
  'other',
  'second',
  'third',
  'alternate',
  'and',
  'or',
  'to',
];
/** Ends of what stands before, and starts of what stands behind: they make the match a piece of something else. */
const CUT_BEFORE = /(?:[\p{L}\p{N}]|\p{N}[.,/:]|[<>=≤≥~+/-] ?)$/u;
const CUT_BEHIND = /^(?:[\p{L}\p{N}%/]|-[\p{L}\p{N}]|[.,:]\p{N}| ?(?:-|to|or|and) ?\p{N})/u;
/** What counts or halves the word behind it, as in `4 hourly`. */
const COUNTED_BEFORE = new RegExp(String.raw`(?:\p{N} |\b(?:${COUNTS.join('|')})[ -])$`, 'u');
/** More than these patterns look at. */
const WINDOW = 16;

const CLAUSE_END = /[;!?]|\.(?!\p{N})/u;
/** In front of a phrase, these negate it. */
const NEGATED =
  /\b(?:not|no|never|don'?t|avoid|except|unless|instead|hold|withhold|stop|skip|wait|if|when)\b|n['’]t\b/;
const LIMITED = /\b(?:max|maximum|limit|exceed|more than|at most|less than|(?<!\bfor )up to)\b/;
const FREQUENT =
  /\b(?:daily|nightly|hourly|weekly|monthly|yearly|annually|every|once|twice|thrice|times?|alternate|[bt]id)\b|\b(?:an?|per|each) (?:day|night|morning|evening|hour|week|month|year|dose)\b|\bq(?![a-z]{3})|\d ?x\b|\bx ?\d|\/ ?(?:d|day|h|hr|hour|wk|week)\b/;

export function createInstructionMatcher(written: string): InstructionMatcher {
  const read = written.length > LONGEST_TEXT ? '' : normalizeInstruction(written);
  const isReadable = read.split(CLAUSE_END, MOST_CLAUSES + 1).length <= MOST_CLAUSES;
  const text = isReadable ? read : '';
  const clauses = text.split(CLAUSE_END).map((clause) => clause.trim());
  let lookUpCount = 0;
  let statedCount = 0;
  return {
    states({ phrase, kind }) {
      lookUpCount += 1;
      if (phrase === null || lookUpCount > MOST_PARTS) return false;
      const pattern = new RegExp(phrase, 'g');
      for (const [at, clause] of clauses.entries()) {
        const rest = consumePart(clause, pattern, kind);
        if (rest === null || (kind === 'frequency' && clauses.with(at, rest).some(isFrequent))) continue;
        clauses[at] = rest;
        statedCount += 1;
        return true;
      }
      return false;
    },
    containsText: (words) => containsInstruction(text, normalizeInstruction(words).replace(/[.,;!?]$/, '')),
    isExhausted: () => statedCount > 0 && !clauses.some((clause) => /[\p{L}\p{N}]/u.test(clause)),
  };
}

/** Returns the clause with a mark in place of the part that it states; null if it does not state the part. */
function consumePart(clause: string, pattern: RegExp, kind: InstructionPart['kind']): string | null {
  const isUncounted = kind === 'frequency' || kind === 'count';
  // The first match decides, because words that negate it also stand in front of the next.
  const [before, after] = splitAround(clause, pattern, isUncounted) ?? [];
  if (before === undefined || after === undefined || NEGATED.test(before)) return null;
  const rest = before + CONSUMED + after;
  return kind !== 'limit' && LIMITED.test(rest) ? null : rest;
}

function isFrequent(clause: string): boolean {
  return FREQUENT.test(clause);
}

function containsInstruction(text: string, words: string): boolean {
  if (words.length < SHORTEST_WORDS || words.length > text.length || !/\p{L}/u.test(words)) return false;
  const [before, after] = splitAround(text, new RegExp(escapeRegExp(words), 'g'), true) ?? [];
  if (before === undefined || after === undefined) return false;
  // `take 5 mg` does not contain the instruction `take 5`.
  if (/\d$/.test(words) && /^ ?[\p{L}\p{N}(]/u.test(after)) return false;
  const clause = [before.split(CLAUSE_END).at(-1) ?? '', after.split(CLAUSE_END)[0] ?? ''];
  const isOpposed = FREQUENT.test(words) && FREQUENT.test(before + CONSUMED + after);
  return !NEGATED.test(clause[0] ?? '') && !LIMITED.test(clause.join(CONSUMED)) && !isOpposed;
}

/** What stands before and after the first match that is no piece of a word or a number; null without one. */
function splitAround(
  written: string,
  pattern: RegExp,
  isUncounted: boolean,
): [before: string, after: string] | null {
  for (const { 0: found, index } of written.matchAll(pattern)) {
    const end = index + found.length;
    const before = written.slice(Math.max(0, index - WINDOW), index);
    const isCut = CUT_BEFORE.test(before) || CUT_BEHIND.test(written.slice(end, end + WINDOW));
    if (!isCut && !(isUncounted && COUNTED_BEFORE.test(before)))
      return [written.slice(0, index), written.slice(end)];
  }
  return null;
}

/** In lower case, with one spelling of spaces, dashes, ranges, thousands and Latin abbreviations. */
function normalizeInstruction(written: string): string {
  return written
    .toLowerCase()
    .replaceAll(CONSUMED, ' ')
    .replaceAll(/[‐-―−]/g, '-')
    .replaceAll('µ', 'μ')
    .replaceAll(/[\r\n]/g, '; ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\b([a-z])\.(?=[a-z]\b)/g, '$1')
    .replaceAll(/(?<![\d.,])[1-9]\d{0,2}(?:,\d{3}){1,3}(?![\d,])/g, (number) => number.replaceAll(',', ''))
    .replaceAll(/(\d{1,2}) \(([a-z]+)\)/g, withoutRepetition)
    .replaceAll(/(\d) ?(?:-|to) ?(?=\d)/g, '$1-')
    .trim();
}

/** Epic repeats numbers in words: `every 4 (four) hours`. */
function withoutRepetition(match: string, digits: string, word: string): string {
  return NUMBER_WORDS[Number(digits) - 1] === word ? digits : match;
}
