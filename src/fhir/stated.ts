/** Finds numbers with units, dates, times of day and words in a text that people wrote. */
import { text } from './shape.ts';

/** A number, and what can follow it. */
export interface Figure {
  readonly number: string;
  /** The unit, in each spelling that counts as the same; none: any. */
  readonly units: readonly string[];
}

export interface Stated {
  /** Whether the number stands there with one of its units. `40 mg` is not stated by `40 mg/kg`. */
  has(figure: Figure): boolean;
  /** Whether the day stands there, or one next to it: servers give the end of a local day in UTC. */
  hasDay(dateTime: string): boolean;
  /** Whether the time of day stands there. */
  hasTime(time: string): boolean;
  /** Whether the words stand there, in this order, whatever the case and the punctuation. */
  hasWords(words: string): boolean;
  /** Whether the pattern matches the text in lower case. */
  matches(pattern: RegExp): boolean;
}

/** Numbers that people write as words. */
const NUMBER_WORDS: Readonly<Record<string, number>> = {
  once: 1,
  twice: 2,
  thrice: 3,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  half: 0.5,
  '½': 0.5,
  '¼': 0.25,
  '¾': 0.75,
};
const TIMES_WORDS: ReadonlySet<string> = new Set(['once', 'twice', 'thrice']);

/** Spellings of the same unit; others count only as they are sent. UCUM, and ISMP for `mcg`. */
const SPELLINGS: readonly (readonly string[])[] = [
  ['mcg', 'µg', 'μg', 'ug', 'microgram'],
  ['mg', 'milligram'],
  ['g', 'gram'],
  ['ml', 'milliliter', 'millilitre'],
  ['l', 'liter', 'litre'],
  ['tablet', 'tab', 'tbl', '{tbl}'],
  ['capsule', 'cap', '{capsule}'],
  ['unit', '[iu]', 'iu', "[arb'u]", '{unit}'],
  ['s', 'sec', 'second'],
  ['min', 'minute'],
  ['h', 'hr', 'hour'],
  ['d', 'day'],
  ['wk', 'week'],
  ['mo', 'month'],
  ['a', 'yr', 'year'],
];

/** Digits with separators, or a number in words. A letter before it makes it part of a name, but for the `q` of `q4h`. */
const NUMBER = new RegExp(
  String.raw`(?<![a-pr-z\d/])(?:\d+(?:[.,]\d+)*|\.\d+|(?:${Object.keys(NUMBER_WORDS).join('|')})(?![a-z]))`,
  'g',
);
const DATE = /(?<!\d)(?:(\d{1,2})\/(\d{1,2})\/(\d{4})|(\d{4})-(\d{2})-(\d{2}))(?!\d)/g;
const MS_PER_DAY = 86_400_000;
/** Epic repeats numbers in words: `every 4 (four) hours`. */
const REPEATED = new RegExp(String.raw`\((?:${Object.keys(NUMBER_WORDS).join('|')})\)`, 'g');
const TO_HIGHER = /^(?:-|–|—|to\s|or\s)\s*$/;
/** More than the longest unit. */
const LOOKAHEAD = 60;

interface Token {
  readonly value: number;
  readonly isTimes: boolean;
  /** What follows. */
  readonly after: string;
  /** What stands between it and the next number. */
  readonly between: string;
}

export function readStated(written: string): Stated {
  const lower = written.toLowerCase();
  const days = daysIn(lower);
  // The parts of a date are not doses.
  const rest = lower.replace(DATE, ' ').replace(REPEATED, ' ');
  const tokens = tokensIn(rest);
  const plain = inPlainWords(lower);
  return {
    has: ({ number, units }) =>
      tokens.some(
        (token, at) => token.value === Number(number) && isFollowedBy(tokens, at, spellingsOf(units)),
      ),
    hasDay(dateTime) {
      const day = dayOf(dateTime);
      return day === null
        ? plain.includes(inPlainWords(dateTime.toLowerCase()))
        : days.some((one) => Math.abs(one - day) <= MS_PER_DAY);
    },
    hasTime: (time) => spellingsOfTime(time).some((spelling) => standsIn(lower, spelling)),
    hasWords: (words) => plain.includes(inPlainWords(words.toLowerCase())),
    matches: (pattern) => pattern.test(lower),
  };
}

function tokensIn(lower: string): Token[] {
  const matches = [...lower.matchAll(NUMBER)];
  return matches.flatMap((match, at): Token[] => {
    const [found] = match;
    const value = valueOf(found);
    if (value === null) return [];
    const end = match.index + found.length;
    const next = matches[at + 1]?.index ?? end;
    return [
      {
        value,
        isTimes: TIMES_WORDS.has(found),
        after: lower.slice(end, end + LOOKAHEAD).trimStart(),
        between: lower.slice(end, Math.min(next, end + LOOKAHEAD)).trimStart(),
      },
    ];
  });
}

/** `1,000` is a thousand, and `0,5` a half. */
function valueOf(found: string): number | null {
  const word = Object.hasOwn(NUMBER_WORDS, found) ? NUMBER_WORDS[found] : undefined;
  if (word !== undefined) return word;
  const isGrouped = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(found);
  const value = Number(isGrouped ? found.replaceAll(',', '') : found.replace(',', '.'));
  return Number.isNaN(value) ? null : value;
}

function isFollowedBy(tokens: readonly Token[], at: number, units: readonly string[]): boolean {
  const token = tokens[at];
  if (token === undefined) return false;
  if (units.length === 0 || units.some((unit) => beginsWith(token.after, unit))) return true;
  if (token.isTimes) return units.includes('time');
  // The unit of `4-6 hours` stands behind the higher number.
  return TO_HIGHER.test(token.between) && isFollowedBy(tokens, at + 1, units);
}

/** As a whole unit: `mg` does not begin `mg/kg`, and `h` does not begin `half`. */
function beginsWith(after: string, unit: string): boolean {
  const unhyphenated = after.replace(/^-\s*/, '');
  return (
    unhyphenated.startsWith(unit) && /^(?:s|es|\(s\))?(?![\p{L}\d/%])/u.test(unhyphenated.slice(unit.length))
  );
}

function spellingsOf(units: readonly string[]): string[] {
  const own = units.map((unit) => unit.toLowerCase());
  const known = SPELLINGS.filter((spellings) =>
    own.some((unit) => spellings.includes(unit) || spellings.includes(unit.replace(/s$/, ''))),
  );
  return [...new Set([...own, ...known.flat()])].filter((unit) => unit !== '');
}

function daysIn(lower: string): number[] {
  return [...lower.matchAll(DATE)].flatMap(([, month, day, year, isoYear, isoMonth, isoDay]) => {
    const at = Date.UTC(Number(year ?? isoYear), Number(month ?? isoMonth) - 1, Number(day ?? isoDay));
    return Number.isNaN(at) ? [] : [at];
  });
}

/** Null for a partial date. */
function dayOf(dateTime: string): number | null {
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}(?!\d)/.exec(dateTime)?.[0] ?? '');
  return Number.isNaN(at) ? null : at;
}

/** `09:00`, `0900`, `9:00`, `9 am`. */
function spellingsOfTime(time: string): string[] {
  const [, hh = '', mm = ''] = /^(\d{2}):(\d{2})/.exec(time) ?? [];
  const hour = Number(hh);
  const twelve = `${hour % 12 === 0 ? 12 : hour % 12}`;
  const half = hour < 12 ? 'am' : 'pm';
  const onTheHour = mm === '00' ? [`${twelve} ${half}`, `${twelve}${half}`] : [];
  return [`${hh}:${mm}`, `${hh}${mm}`, `${twelve}:${mm} ${half}`, `${twelve}:${mm}${half}`, ...onTheHour];
}

function standsIn(lower: string, spelling: string): boolean {
  for (let at = lower.indexOf(spelling); at !== -1; at = lower.indexOf(spelling, at + 1)) {
    const [before, behind] = [lower.charAt(at - 1), lower.charAt(at + spelling.length)];
    if (!/[\d:]/.test(before) && !/\d/.test(behind)) return true;
  }
  return false;
}

/** Letters and digits, with one space between words, so that punctuation does not matter. */
function inPlainWords(lower: string): string {
  return ` ${text(lower.replace(/[^\p{L}\d]+/gu, ' ')) ?? ''} `;
}
