/**
 * Decides what a text that people wrote states already. A part that is shown twice does no harm, and a part that is wrongly held to be
 * stated is lost. So only a whole phrase counts, each piece of the text states one part, and whatever may be read otherwise states nothing.
 */
import { escapeRegExp } from './phrase-patterns.ts';

/** Something that an instruction says. */
export interface InstructionPart {
  readonly words: string;
  /** The pattern of the phrases that state it; null: none does. */
  readonly phrase: string | null;
  /** A frequency is stated only where the text gives no other; only a limit may stand in the words of a limit. */
  readonly kind?: 'frequency' | 'count' | 'limit';
}

export interface InstructionMatcher {
  /** Whether a phrase of the part stands there. What it matched states nothing else from then on. */
  states(part: InstructionPart): boolean;
  /** Whether the very words stand there, whatever their case. */
  containsText(words: string): boolean;
  /** Whether the parts that it states are all there is. */
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
/** Takes the place of what has stated a part. */
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
/** In front of a phrase, these turn its meaning. */
const NEGATED =
  /\b(?:not|no|never|don'?t|avoid|except|unless|instead|hold|withhold|stop|skip|wait|if|when)\b|n['’]t\b/;
const LIMITED = /\b(?:max|maximum|limit|exceed|more than|at most|less than|(?<!\bfor )up to)\b/;
const FREQUENT =
  /\b(?:daily|nightly|hourly|weekly|monthly|yearly|annually|every|once|twice|thrice|times?|alternate|[bt]id)\b|\b(?:an?|per|each) (?:day|night|morning|evening|hour|week|month|year|dose)\b|\bq(?![a-z]{3})|\d ?x\b|\bx ?\d|\/ ?(?:d|day|h|hr|hour|wk|week)\b/;

export function createInstructionMatcher(written: string): InstructionMatcher {
  const read = written.length > LONGEST_TEXT ? '' : normalizeInstruction(written);
  const isReadable = read.split(CLAUSE_END, MOST_CLAUSES + 1).length <= MOST_CLAUSES;
  const whole = isReadable ? read : '';
  const clauses = whole.split(CLAUSE_END).map((clause) => clause.trim());
  let asked = 0;
  let count = 0;
  return {
    states({ phrase, kind }) {
      asked += 1;
      if (phrase === null || asked > MOST_PARTS) return false;
      const pattern = new RegExp(phrase, 'g');
      const isUncounted = kind === 'frequency' || kind === 'count';
      return clauses.some((clause, at) => {
        // The first match decides, since words that turn its meaning also stand in front of the next.
        const [before, after] = splitAround(clause, pattern, isUncounted) ?? [];
        if (before === undefined || after === undefined || NEGATED.test(before)) return false;
        if (kind !== 'limit' && LIMITED.test(before + CONSUMED + after)) return false;
        const left = before + CONSUMED + after;
        if (kind === 'frequency' && clauses.with(at, left).some((one) => FREQUENT.test(one))) return false;
        clauses[at] = left;
        count += 1;
        return true;
      });
    },
    containsText(words) {
      const said = normalizeInstruction(words).replace(/[.,;!?]$/, '');
      if (said.length < SHORTEST_WORDS || said.length > whole.length || !/\p{L}/u.test(said)) return false;
      const [before, after] = splitAround(whole, new RegExp(escapeRegExp(said), 'g'), true) ?? [];
      if (before === undefined || after === undefined) return false;
      // `take 5` is not said by `take 5 mg`.
      if (/\d$/.test(said) && /^ ?[\p{L}\p{N}(]/u.test(after)) return false;
      const clause = [before.split(CLAUSE_END).at(-1) ?? '', after.split(CLAUSE_END)[0] ?? ''];
      const isOpposed = FREQUENT.test(said) && FREQUENT.test(before + CONSUMED + after);
      return !NEGATED.test(clause[0] ?? '') && !LIMITED.test(clause.join(CONSUMED)) && !isOpposed;
    },
    isExhausted: () => count > 0 && !clauses.some((clause) => /[\p{L}\p{N}]/u.test(clause)),
  };
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
function withoutRepetition(whole: string, digits: string, word: string): string {
  return NUMBER_WORDS[Number(digits) - 1] === word ? digits : whole;
}
