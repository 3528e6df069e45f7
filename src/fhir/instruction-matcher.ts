/**
 * Decides which parts of an instruction a free text already states. Showing a part twice is harmless, but a part wrongly considered stated
 * would be lost. So only whole phrases count, each piece of text states one part, and ambiguous text states nothing.
 */
import { escapeRegExp } from './phrase-patterns.ts';

/** A part of an instruction, such as its frequency. */
export interface InstructionPart {
  readonly words: string;
  /** Matches the phrases that state the part; null if no phrase can. */
  readonly phrase: string | null;
  /** A text states a frequency only if it mentions no other. Only a limit may match within words such as "at most". */
  readonly kind?: 'frequency' | 'count' | 'limit';
}

export interface InstructionMatcher {
  /** Returns whether a phrase in the text states the part. Consumes the phrase, so that it states no other part. */
  states(part: InstructionPart): boolean;
  /** Returns whether a phrase in the text states the part, even if it also states another part: `inhale` is a route and a method. */
  mentions(part: InstructionPart): boolean;
  /** Returns whether the text contains the words themselves, ignoring case. */
  containsText(words: string): boolean;
  /** Returns whether the text contains nothing except stated parts. */
  isExhausted(): boolean;
}

/** Longer than any instruction. A longer text states nothing. */
const MAX_TEXT_LENGTH = 2_000;
/** More than any instruction has. A text with more clauses states nothing, because the search visits every clause for every part. */
const MAX_CLAUSES = 50;
/** More than any instruction has. Further parts count as not stated, because the search visits the whole text for each part. */
const MAX_PARTS = 50;
/** More than the phrase of any part has. A longer one matches nothing, because V8 refuses to compile patterns from some 30,000 characters. */
const MAX_PHRASE_LENGTH = 10_000;
/** Shorter words are abbreviations, which can be ambiguous: `OD` is the right eye or once a day (ISMP). */
const MIN_WORDS_LENGTH = 4;
/** Replaces a consumed phrase. */
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
/** Text directly before or after a match that makes it part of a longer word, number or range. */
const CUT_BEFORE = /(?:[\p{L}\p{N}]|\p{N}[.,/:]|[<>=≤≥~+/-] ?)$/u;
const CUT_BEHIND = /^(?:[\p{L}\p{N}%/]|-[\p{L}\p{N}]|[.,:]\p{N}| ?(?:-|to|or|and) ?\p{N})/u;
/** Matches a number or fraction before a word, as in `4 hourly`. */
const COUNTED_BEFORE = new RegExp(String.raw`(?:\p{N} |\b(?:${COUNTS.join('|')})[ -])$`, 'u');
/** The number of characters that these patterns see; they need fewer. */
const WINDOW = 16;

const CLAUSE_END = /[;!?]|\.(?!\p{N})/u;
/** Words that negate the phrase after them. */
const NEGATED =
  /\b(?:not|no|never|don'?t|avoid|except|unless|instead|hold|withhold|stop|skip|wait|if|when)\b|n['’]t\b/;
const LIMITED = /\b(?:max|maximum|limit|exceed|more than|at most|less than|(?<!\bfor )up to)\b/;
const FREQUENT =
  /\b(?:daily|nightly|hourly|weekly|monthly|yearly|annually|every|once|twice|thrice|times?|alternate|[bt]id)\b|\b(?:an?|per|each) (?:day|night|morning|evening|hour|week|month|year|dose)\b|\bq(?![a-z]{3})|\d ?x\b|\bx ?\d|\/ ?(?:d|day|h|hr|hour|wk|week)\b/;

export function createInstructionMatcher(written: string): InstructionMatcher {
  const read = written.length > MAX_TEXT_LENGTH ? '' : normalizeInstruction(written);
  const isReadable = read.split(CLAUSE_END, MAX_CLAUSES + 1).length <= MAX_CLAUSES;
  const text = isReadable ? read : '';
  const clauses = text.split(CLAUSE_END).map((clause) => clause.trim());
  let lookUpCount = 0;
  let statedCount = 0;
  return {
    states({ phrase, kind }) {
      lookUpCount += 1;
      if (phrase === null || phrase.length > MAX_PHRASE_LENGTH || lookUpCount > MAX_PARTS) return false;
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
    mentions: ({ phrase }) =>
      phrase !== null &&
      phrase.length <= MAX_PHRASE_LENGTH &&
      text.split(CLAUSE_END).some((clause) => consumePart(clause, new RegExp(phrase, 'g'), 'limit') !== null),
    containsText: (words) => containsInstruction(text, normalizeInstruction(words).replace(/[.,;!?]$/, '')),
    isExhausted: () => statedCount > 0 && !clauses.some((clause) => /[\p{L}\p{N}]/u.test(clause)),
  };
}

/** Returns the parts that the text does not state. Matches limits first, so that `at most 4 g a day` does not state a frequency. */
export function withoutStated(
  parts: readonly InstructionPart[],
  matcher: InstructionMatcher,
): InstructionPart[] {
  return parts
    .toReversed()
    .filter((part) => !matcher.states(part))
    .toReversed();
}

/** Returns the clause with a mark in place of the stated part; null if it does not state the part. */
function consumePart(clause: string, pattern: RegExp, kind: InstructionPart['kind']): string | null {
  const isUncounted = kind === 'frequency' || kind === 'count';
  // The first match decides, because a negation before it also precedes any later match.
  const [before, after] = splitAround(clause, pattern, isUncounted) ?? [];
  if (before === undefined || after === undefined || NEGATED.test(before)) return null;
  const rest = before + CONSUMED + after;
  return kind !== 'limit' && LIMITED.test(rest) ? null : rest;
}

function isFrequent(clause: string): boolean {
  return FREQUENT.test(clause);
}

function containsInstruction(text: string, words: string): boolean {
  if (words.length < MIN_WORDS_LENGTH || words.length > text.length || !/\p{L}/u.test(words)) return false;
  const [before, after] = splitAround(text, new RegExp(escapeRegExp(words), 'g'), true) ?? [];
  if (before === undefined || after === undefined) return false;
  // `take 5 mg` does not state the instruction `take 5`.
  if (/\d$/.test(words) && /^ ?[\p{L}\p{N}(]/u.test(after)) return false;
  const clause = [before.split(CLAUSE_END).at(-1) ?? '', after.split(CLAUSE_END)[0] ?? ''];
  const isOpposed = FREQUENT.test(words) && FREQUENT.test(before + CONSUMED + after);
  return !NEGATED.test(clause[0] ?? '') && !LIMITED.test(clause.join(CONSUMED)) && !isOpposed;
}

/** Returns the text before and after the first match that is not part of a longer word or number; null without one. */
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

/** Converts to lower case, and unifies spaces, dashes, ranges, thousands separators and Latin abbreviations. */
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

/** Drops the word in `every 4 (four) hours`, as Epic writes it. */
function withoutRepetition(match: string, digits: string, word: string): string {
  return NUMBER_WORDS[Number(digits) - 1] === word ? digits : match;
}
