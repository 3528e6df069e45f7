/**
 * Puts a whole instruction into words (FHIR R4 Dosage). The server's text comes first, followed in parentheses by each number that it lacks.
 * No number of a dosage is ever missing from its text.
 */
import { conceptText } from './concepts.ts';
import { dosesByWay } from './dosage.ts';
import { quantityText, rangeText, ratioText } from './quantities.ts';
import { flag, object, objects, text, texts, whole } from './shape.ts';
import { spanText } from './spans.ts';
import { readStated } from './stated.ts';
import { timingCodeText } from './timing.ts';
import { figureOf, type Part, partWith, timingParts } from './timing-parts.ts';
import type { CodeableConcept, Dosage, Quantity, Range, Ratio } from './types.ts';

/** Joins all instructions of a request: `then` between sequences, `and` within one (FHIR R4 Dosage.sequence). */
export function instructionsText(dosages: readonly (Dosage | null | undefined)[] | undefined): string | null {
  const told = objects(dosages).flatMap((dosage) => {
    const words = instruction(dosage);
    return words === null
      ? []
      : [{ words, step: whole(dosage.sequence), isGiven: text(dosage.text) !== null }];
  });
  // An instruction without a sequence belongs to no particular step, so it comes last.
  const steps = Map.groupBy(
    told.toSorted((one, other) => (one.step ?? Infinity) - (other.step ?? Infinity)),
    ({ step }) => step,
  );
  const words = [...steps].reduce((before, [step, same]) => {
    const together = same.map((one) => one.words).join(' and ');
    return before === '' ? together : `${before}${step === null ? ' and ' : ', then '}${together}`;
  }, '');
  const [first] = steps.values().next().value ?? [];
  return text(first?.isGiven === false ? capitalized(words) : words);
}

/** Returns one instruction in words; null if it is empty. */
export function dosageText(dosage: Dosage): string | null {
  return instructionsText([{ ...dosage, sequence: 1 }]);
}

function instruction(dosage: Dosage): string | null {
  const given = text(dosage.text);
  if (given === null) return composed(dosage);
  const stated = readStated(given);
  const missing = [...figureParts(dosage), ...remarkParts(dosage)].filter((part) => !part.isStated(stated));
  return missing.length === 0 ? given : `${given} (${wordsOfEach(missing).join('; ')})`;
}

/** Builds the sentence from the elements, such as `take 40 mg (1 tablet) oral daily for 5 days, as needed for pain, at most 4 g in 24 hours`. */
function composed(dosage: Dosage): string | null {
  const [dose, ...otherDoses] = doseParts(dosage).map(({ words }) => words);
  const timing = timingParts(dosage.timing);
  const code = timingCodeText(dosage.timing);
  // Epic's `0900` reads better as `at 09:00`, which the times of day give.
  const codeWords = code !== null && timing.length > 0 && !/\p{L}/u.test(code) ? null : code;
  const stated = readStated(codeWords ?? '');
  const sentence = [
    uncapitalized(wordsFor(dosage.method)),
    dose,
    ...otherDoses.map((other) => `(${other})`),
    ...wordsOfEach(rateParts(dosage)),
    uncapitalized(wordsFor(dosage.route)),
    siteWords(dosage),
    uncapitalized(codeWords),
    ...wordsOfEach(timing.filter((part) => !part.isStated(stated))),
  ];
  const needed = neededParts(dosage).filter((part) => !part.isStated(stated));
  const limits = wordsOfEach([...needed, ...maxParts(dosage), ...remarkParts(dosage)]);
  const [begun = '', ...others] = [text(texts(sentence).join(' ')), ...limits].filter(
    (part) => part !== null,
  );
  return text([capitalized(begun), ...others].join(', '));
}

/** Returns the parts with numbers, in the order of a sentence. */
function figureParts(dosage: Dosage): Part[] {
  return [
    ...doseParts(dosage),
    ...rateParts(dosage),
    ...timingParts(dosage.timing),
    ...neededParts(dosage),
    ...maxParts(dosage),
  ];
}

function doseParts(dosage: Dosage): Part[] {
  return distinct(
    dosesByWay(dosage).flatMap(({ doseQuantity, doseRange }) => [
      quantityPart(doseQuantity),
      rangePart(doseRange),
    ]),
  );
}

function rateParts({ doseAndRate }: Dosage): Part[] {
  return distinct(
    objects(doseAndRate).flatMap(({ rateQuantity, rateRange, rateRatio }) =>
      [quantityPart(rateQuantity), rangePart(rateRange), ratioPart(rateRatio)].map((part) =>
        prefixed('at', part),
      ),
    ),
  );
}

/** FHIR R4 has one ratio; later versions have several (R5 Dosage.maxDosePerPeriod). */
function maxParts({ maxDosePerPeriod, maxDosePerAdministration, maxDosePerLifetime }: Dosage): Part[] {
  const periods: readonly (Ratio | undefined)[] = [maxDosePerPeriod].flat();
  return distinct([
    ...periods.map((ratio) => prefixed('at most', ratioPart(ratio, ' in '))),
    prefixed('at most', quantityPart(maxDosePerAdministration), 'at a time'),
    prefixed('at most', quantityPart(maxDosePerLifetime), 'in a lifetime'),
  ]);
}

/** These count like numbers: a dose that is taken only when needed is another dose. */
function neededParts({ asNeededBoolean, asNeededCodeableConcept }: Dosage): Part[] {
  const reason = wordsFor(asNeededCodeableConcept)?.replace(/^for /i, '') ?? null;
  if (reason === null && flag(asNeededBoolean) !== true) return [];
  return [
    {
      words: reason === null ? AS_NEEDED : `${AS_NEEDED} for ${uncapitalized(reason)}`,
      isStated: (by) => by.matches(WHEN_NEEDED) && (reason === null || by.hasWords(reason)),
    },
  ];
}

const AS_NEEDED = 'as needed';
const WHEN_NEEDED = /\b(?:as|if|when|where|whenever) (?:needed|required|necessary)\b|\bp\.?r\.?n\b/;

function remarkParts({ additionalInstruction, patientInstruction }: Dosage): Part[] {
  const remarks = [...objects(additionalInstruction).map(wordsFor), text(patientInstruction)];
  return distinct(
    remarks.map((words) =>
      words === null ? null : { words: uncapitalized(words) ?? words, isStated: (by) => by.hasWords(words) },
    ),
  );
}

function quantityPart(quantity: Quantity | null | undefined): Part | null {
  const value = object(quantity);
  const shown = value === null ? null : quantityText(value);
  return shown === null ? null : partWith(shown, [figureOf(value)]);
}

function rangePart(value: Range | null | undefined): Part | null {
  const range = object(value);
  const shown = range === null ? null : rangeText(range);
  return shown === null ? null : partWith(shown, [figureOf(range?.low), figureOf(range?.high)]);
}

/** @param between what stands between the two amounts; by default they are written as a ratio */
function ratioPart(value: Ratio | null | undefined, between?: string): Part | null {
  const ratio = object(value);
  const parts = [quantityInTime(ratio?.numerator), quantityInTime(ratio?.denominator)];
  const told = parts.filter((part) => part !== null);
  if (ratio === null || told.length === 0) return null;
  const isWhole = told.length === parts.length;
  // A ratio that lacks one number still shows the other.
  const shown =
    (between === undefined ? ratioText(ratio) : null) ?? told.join(isWhole ? (between ?? ' / ') : '');
  return partWith(shown, [figureOf(ratio.numerator), figureOf(ratio.denominator)]);
}

function quantityInTime(quantity: Quantity | null | undefined): string | null {
  const value = object(quantity);
  return value === null ? null : spanText(value);
}

function prefixed(before: string, part: Part | null, after?: string): Part | null {
  return part === null
    ? null
    : { ...part, words: `${before} ${part.words}${after === undefined ? '' : ` ${after}`}` };
}

/** Without those that say the same. */
function distinct(parts: readonly (Part | null)[]): Part[] {
  const byWords = new Map(parts.flatMap((part) => (part === null ? [] : [[part.words, part] as const])));
  return [...byWords.values()];
}

function wordsOfEach(parts: readonly Part[]): string[] {
  return parts.map(({ words }) => words);
}

function wordsFor(concept: CodeableConcept | null | undefined): string | null {
  const coded = object(concept);
  return coded === null ? null : conceptText(coded);
}

function siteWords({ site }: Dosage): string | null {
  const words = wordsFor(site);
  return words === null ? null : `(site: ${uncapitalized(words)})`;
}

/** A word in capitals, such as `IV`, is an abbreviation. */
function uncapitalized(words: string | null): string | null {
  return words?.replace(/^\p{Lu}(?=\p{Ll}|$)/u, (first) => first.toLowerCase()) ?? null;
}

function capitalized(words: string): string {
  return words.replace(/^\p{Ll}(?=\p{Ll}|\s|$)/u, (first) => first.toUpperCase());
}
