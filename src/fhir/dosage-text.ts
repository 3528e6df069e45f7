/**
 * Puts a whole instruction into words (FHIR R4 Dosage). The server's text comes first, then in parentheses everything that it does not state.
 * The text never omits a number of the dosage, nor route, site or method.
 */
import { dosesByRateType, isAsNeeded, inDoseUnits, placeParts, uncapitalize, wordsFor } from './dosage.ts';
import { durationText, timeUnit } from './durations.ts';
import {
  CONSUMED,
  createInstructionMatcher,
  type InstructionPart,
  withoutStated,
} from './instruction-matcher.ts';
import { readInteger, readObject, readObjects, readText, readTexts } from './lenient-read.ts';
import {
  escapeRegExp,
  joinPatterns,
  numberPattern,
  quantityPattern,
  rangePattern,
  unitPattern,
} from './phrase-patterns.ts';
import { quantityText, rangeText, ratioText } from './quantities.ts';
import { timingParts } from './timing-parts.ts';
import { readTiming } from './timing-text.ts';
import type { Dosage, Quantity, Range, Ratio } from './types.ts';
import { areSameUnit, unitText } from './units.ts';

/** Joins all instructions of a request, with `then` between sequences and `and` within one (FHIR R4 Dosage.sequence). */
export function instructionsText(dosages: readonly (Dosage | null | undefined)[] | undefined): string | null {
  const instructions = readObjects(dosages).flatMap((dosage) => {
    const words = instructionText(dosage);
    return words === null
      ? []
      : [{ words, step: readInteger(dosage.sequence), isSentText: readText(dosage.text) !== null }];
  });
  // An instruction without a sequence belongs to no specific step, so it comes last.
  const steps = Map.groupBy(
    instructions.toSorted((one, other) => (one.step ?? Infinity) - (other.step ?? Infinity)),
    ({ step }) => step,
  );
  const words = [...steps].reduce((before, [step, same]) => {
    const together = same.map((one) => one.words).join(' and ');
    return before === '' ? together : `${before}${step === null ? ' and ' : ', then '}${together}`;
  }, '');
  const [first] = steps.values().next().value ?? [];
  return readText(first?.isSentText === false ? capitalize(words) : words);
}

/** Returns one instruction in words; null if it is empty. */
export function dosageText(dosage: Dosage): string | null {
  return instructionsText([{ ...dosage, sequence: 1 }]);
}

function instructionText(dosage: Dosage): string | null {
  const sentText = readText(dosage.text);
  if (sentText === null) return composeInstruction(dosage);
  const matcher = createInstructionMatcher(sentText);
  const parts = timedParts(dosage);
  const { code, isWhole, left } = readTiming(dosage.timing, parts);
  const codeWords =
    code === null || isWhole || matcher.containsText(code) ? [] : [uncapitalize(code) ?? code];
  const timed = isWhole ? parts : left;
  const figures = [...doseParts(dosage), ...rateParts(dosage), ...timed, ...maxParts(dosage)];
  const missing = withoutStated(figures, matcher);
  const words = [
    ...wordsOfEach(missing.filter((part) => !timed.includes(part) && part.kind !== 'limit')),
    ...codeWords,
    ...wordsOfEach(missing.filter((part) => timed.includes(part) || part.kind === 'limit')),
    ...wordsOfEach(placeParts(dosage).filter((part) => !matcher.mentions(part))),
    ...remarksOf(dosage).filter((remark) => !matcher.containsText(remark)),
  ];
  const distinctWords = [...new Set(words)];
  return distinctWords.length === 0 ? sentText : `${sentText} (${distinctWords.join('; ')})`;
}

/** Builds the sentence from the elements, such as `take 40 mg (1 tablet) oral daily for 5 days, as needed for pain, maximum 4 g in 24 hours`. */
function composeInstruction(dosage: Dosage): string | null {
  const [dose, ...otherDoses] = wordsOfEach(doseParts(dosage));
  const { code, left: timed } = readTiming(dosage.timing, timedParts(dosage));
  const needed = timed.filter(isNeededPart);
  const sentence = [
    uncapitalize(wordsFor(dosage.method)),
    dose,
    ...otherDoses.map((other) => `(${other})`),
    ...wordsOfEach(rateParts(dosage)),
    uncapitalize(wordsFor(dosage.route)),
    siteWords(dosage),
    uncapitalize(code),
    ...wordsOfEach(timed.filter((part) => !isNeededPart(part))),
  ];
  const limits = [...wordsOfEach([...needed, ...maxParts(dosage)]), ...remarksOf(dosage)];
  const [begun = '', ...others] = [readText(readTexts(sentence).join(' ')), ...limits].filter(
    (part) => part !== null,
  );
  return readText([capitalize(begun), ...others].join(', '));
}

/** Returns the parts of the timing, and `as needed`. */
function timedParts(dosage: Dosage): InstructionPart[] {
  return [...timingParts(dosage.timing), ...neededParts(dosage)];
}

function doseParts(dosage: Dosage): InstructionPart[] {
  return withoutDuplicates(
    dosesByRateType(dosage).flatMap(({ doseQuantity, doseRange }) => [
      asDose(amountPart(doseQuantity)),
      asDose(rangePart(doseRange)),
    ]),
  );
}

function rateParts({ doseAndRate }: Dosage): InstructionPart[] {
  return withoutDuplicates(
    readObjects(doseAndRate).flatMap(({ rateQuantity, rateRange, rateRatio }) =>
      [amountPart(rateQuantity), rangePart(rateRange), ratioPart(rateRatio)].map(toRatePart),
    ),
  );
}

/** Accepts several ratios, as in later versions of FHIR (R5 Dosage.maxDosePerPeriod). */
function maxParts({
  maxDosePerPeriod,
  maxDosePerAdministration,
  maxDosePerLifetime,
}: Dosage): InstructionPart[] {
  const periods: readonly (Ratio | undefined)[] = [maxDosePerPeriod].flat();
  return withoutDuplicates([
    ...periods.map((ratio) => ratioPart(ratio, ' in ')).map((part) => toLimitPart(part, '')),
    toLimitPart(amountPart(maxDosePerAdministration), ' per dose', '(?: at a time| at once| per dose)'),
    toLimitPart(amountPart(maxDosePerLifetime), ' per lifetime', '(?: in a lifetime| per lifetime)'),
  ]);
}

const AT_MOST =
  "(?:max(?:imum)?(?: of)?:? |(?:do not take |not |no )more than |(?:do not|don't) exceed |at most |up to )";

function toLimitPart(part: InstructionPart | null, end: string, phraseEnd = ''): InstructionPart | null {
  if (part === null) return null;
  const phrase = joinPatterns(AT_MOST, part.phrase, phraseEnd);
  return { words: `maximum ${part.words}${end}`, phrase, kind: 'limit' };
}

function neededParts(dosage: Dosage): InstructionPart[] {
  const reason = wordsFor(dosage.asNeededCodeableConcept)?.replace(/^for /i, '') ?? null;
  if (reason === null && isAsNeeded(dosage) !== true) return [];
  if (reason === null) return [{ words: AS_NEEDED, phrase: WHEN_NEEDED }];
  const phrase = `${WHEN_NEEDED}(?: for)? ${escapeRegExp(reason.toLowerCase())}`;
  return [{ words: `${AS_NEEDED} for ${uncapitalize(reason)}`, phrase }];
}

const AS_NEEDED = 'as needed';
const WHEN_NEEDED = '(?:(?:as|if|when|where|whenever) (?:needed|required|necessary)|prn)';

function isNeededPart({ words }: InstructionPart): boolean {
  return words.startsWith(AS_NEEDED);
}

function remarksOf({ additionalInstruction, patientInstruction }: Dosage): string[] {
  const words = [...readObjects(additionalInstruction).map(wordsFor), readText(patientInstruction)];
  return [...new Set(words.map(uncapitalize))].filter((remark) => remark !== null);
}

/** A dose follows the start of a sentence or one of these verbs. THEN rules out a strength, a fraction and a limit. */
const GIVE =
  '(?:^|(?:take|give|inject|inhale|apply|instill|insert|place|chew|swallow|drink|use|administer|infuse|dissolve) )';
const THEN = String.raw`(?= ?(?:$|[,;)${CONSUMED}]|\((?!s\)))| (?:by|via|oral|orally|under|into|on|daily|nightly|weekly|once|twice|every|bid|tid|qid|q ?\d+ ?h|prn|at|as|if|over|before|after|with|until|in the|in each|\d+(?:-\d+)? (?:times|x))\b)`;

/** Also matches Epic's dose in parentheses, such as `1 tablet (325 mg total)`. */
function asDose(amount: InstructionPart | null): InstructionPart | null {
  if (amount === null) return null;
  const { words, phrase } = amount;
  return {
    words,
    phrase: joinPatterns('(?:', GIVE, phrase, THEN, String.raw`|(?<=\()`, phrase, String.raw` total(?=\)))`),
  };
}

function amountPart(quantity: Quantity | null | undefined): InstructionPart | null {
  const value = readObject(quantity);
  const words = value === null ? null : quantityText(value);
  return words === null ? null : { words: inDoseUnits(words), phrase: quantityPattern(value) };
}

function rangePart(value: Range | null | undefined): InstructionPart | null {
  const range = readObject(value);
  const words = range === null ? null : rangeText(range);
  return range === null || words === null ? null : { words: inDoseUnits(words), phrase: rangePhrase(range) };
}

/** Matches two bounds with a shared unit after the upper one. */
function rangePhrase(range: Range): string | null {
  const [low, high] = [readObject(range.low), readObject(range.high)];
  if (low === null || high === null || !areSameUnit(low, high)) return null;
  if (readText(low.comparator) !== null || readText(high.comparator) !== null) return null;
  return joinPatterns(rangePattern(low.value ?? NaN, high.value ?? NaN), ' ?', unitPattern(unitText(high)));
}

/** @param between the separator of the two amounts; defaults to the notation of a ratio */
function ratioPart(value: Ratio | null | undefined, between?: string): InstructionPart | null {
  const ratio = readObject(value);
  const parts = [quantityInTime(ratio?.numerator), quantityInTime(ratio?.denominator)];
  const amounts = parts.filter((part) => part !== null);
  if (ratio === null || amounts.length === 0) return null;
  const isWhole = amounts.length === parts.length;
  // Show the other number of a ratio that lacks one.
  const words =
    (between === undefined ? ratioText(ratio) : null) ?? amounts.join(isWhole ? (between ?? ' / ') : '');
  return { words: inDoseUnits(words), phrase: ratioPhrase(ratio) };
}

/** Matches `100 mL/h`, `4 g in 24 hours` and `1 tablet a day`. */
function ratioPhrase(ratio: Ratio): string | null {
  const [above, below] = [readObject(ratio.numerator), readObject(ratio.denominator)];
  if (below === null || readText(below.comparator) !== null) return null;
  const number = numberPattern(below.value);
  const unit = unitPattern(timeUnit(below.code, '2') ?? timeUnit(below.unit, '2') ?? unitText(below));
  const time = joinPatterns(
    number === numberPattern(1) ? '(?:1 )?' : (joinPatterns(number, ' ?') ?? ''),
    unit,
  );
  return number === null
    ? null
    : joinPatterns(quantityPattern(above), '(?: ?/ ?| per | in | an? | every )', time);
}

function quantityInTime(quantity: Quantity | null | undefined): string | null {
  const value = readObject(quantity);
  return value === null ? null : durationText(value);
}

function toRatePart(part: InstructionPart | null): InstructionPart | null {
  return part === null
    ? null
    : { words: `at ${part.words}`, phrase: joinPatterns('at (?:a rate of )?', part.phrase) };
}

/** Removes missing parts, and parts with equal words. */
function withoutDuplicates(parts: readonly (InstructionPart | null)[]): InstructionPart[] {
  const byWords = new Map(parts.flatMap((part) => (part === null ? [] : [[part.words, part] as const])));
  return [...byWords.values()];
}

function wordsOfEach(parts: readonly InstructionPart[]): string[] {
  return parts.map(({ words }) => words);
}

function siteWords({ site }: Dosage): string | null {
  const words = wordsFor(site);
  return words === null ? null : `(site: ${uncapitalize(words)})`;
}

function capitalize(words: string): string {
  return words.replace(/^\p{Ll}(?=\p{Ll}|\s|$)/u, (first) => first.toUpperCase());
}
