/** Reads doses, rates, and where a dose goes (FHIR R4 Dosage). */
import { codingsOf, conceptText } from './concepts.ts';
import type { InstructionPart } from './instruction-matcher.ts';
import { readBoolean, readObject, readObjects, readText } from './lenient-read.ts';
import { escapeRegExp } from './phrase-patterns.ts';
import { quantityText, rangeText, ratioText } from './quantities.ts';
import type { CodeableConcept, Dosage, DosageDoseAndRate } from './types.ts';

/** Epic sends each dose by rate type (http://epic.com/CodeSystem/dose-rate-type): ordered, calculated, and the amount to administer. */
const AMOUNT = 'admin-amount';
const PREFERENCE = ['ordered', 'calculated', null, AMOUNT];

/** Returns the ordered dose, otherwise the dose of the next preferred rate type; null without a dose. */
export function orderedDose(dosage: Dosage): DosageDoseAndRate | null {
  return dosesByRateType(dosage)[0] ?? null;
}

/** Returns the doses of all rate types, the ordered one first. */
export function dosesByRateType({ doseAndRate }: Dosage): DosageDoseAndRate[] {
  return readObjects(doseAndRate)
    .filter(isDose)
    .toSorted((one, other) => rank(one) - rank(other));
}

/** Returns the text of the dose, such as `500 mg` or `1–2 tablets`. */
export function doseText(dosage: Dosage): string | null {
  return textOf(orderedDose(dosage));
}

/** Returns the amount to administer, such as `1 tablet`; null unless the server distinguishes it from the dose. */
export function amountText({ doseAndRate }: Dosage): string | null {
  return textOf(readObjects(doseAndRate).find((dose) => isDose(dose) && rateTypeOf(dose) === AMOUNT));
}

/** Returns the rate of administration, such as `100 mL/h`. */
export function rateText({ doseAndRate }: Dosage): string | null {
  return (
    readObjects(doseAndRate)
      .map(textOfRate)
      .find((shown) => shown !== null) ?? null
  );
}

/** Returns whether the medication is taken as needed (PRN). A reason also means that it is. */
export function isAsNeeded({ asNeededBoolean, asNeededCodeableConcept }: Dosage): boolean | null {
  const isNeeded = readBoolean(asNeededBoolean) ?? SENT_AS_TEXT.get(readText(asNeededBoolean)?.toLowerCase());
  return isNeeded ?? (readObject(asNeededCodeableConcept) === null ? null : true);
}

/** Booleans sent as strings. */
const SENT_AS_TEXT: ReadonlyMap<string | undefined, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function isDose({ doseQuantity, doseRange }: DosageDoseAndRate): boolean {
  return readObject(doseQuantity) !== null || readObject(doseRange) !== null;
}

function textOf(dose: DosageDoseAndRate | null | undefined): string | null {
  const [quantity, range] = [readObject(dose?.doseQuantity), readObject(dose?.doseRange)];
  return inDoseUnits((quantity && quantityText(quantity)) ?? (range && rangeText(range)));
}

/** Writes out the abbreviations of units in an amount that cause dose errors: a `U` is read as a zero, and `µg` as mg (ISMP, Joint Commission). */
export function inDoseUnits(amount: string): string;
export function inDoseUnits(amount: string | null): string | null;
export function inDoseUnits(amount: string | null): string | null {
  return (
    amount &&
    amount
      .replaceAll(ERROR_PRONE, (unit) => (unit.endsWith('g') ? 'mcg' : 'units'))
      .replace(/^1 units\b/, '1 unit')
  );
}

const ERROR_PRONE = /(?<![\p{L}'-])(?:I?U|[µμu]g)(?![\p{L}'-])/gu;

function textOfRate({ rateQuantity, rateRange, rateRatio }: DosageDoseAndRate): string | null {
  const [quantity, range, ratio] = [readObject(rateQuantity), readObject(rateRange), readObject(rateRatio)];
  if (quantity !== null) return inDoseUnits(quantityText(quantity));
  return inDoseUnits((range && rangeText(range)) ?? (ratio && ratioText(ratio)));
}

function rateTypeOf({ type }: DosageDoseAndRate): string | null {
  const codes = new Set<unknown>(
    codingsOf(readObject(type) ?? {}).flatMap(({ code }) => readText(code) ?? []),
  );
  return PREFERENCE.find((rateType) => codes.has(rateType)) ?? null;
}

function rank(dose: DosageDoseAndRate): number {
  return PREFERENCE.indexOf(rateTypeOf(dose));
}

/**
 * Routes by all their names (SNOMED CT 284009009, HL7 v3 RouteOfAdministration, EDQM), and the phrases in which prescribers state them.
 * Abbreviations count only for their own route. `IT` is no phrase: it also means intratracheal, and is an English word.
 */
const ROUTES: readonly { readonly names: readonly string[]; readonly phrases: string }[] = [
  {
    names: ['oral', 'by mouth', 'po', 'per os', 'swallow, oral'],
    phrases: 'oral|orally|by mouth|po|per os',
  },
  {
    names: ['intravenous', 'iv', 'injection, intravenous', 'infusion, intravenous'],
    phrases: 'intravenous|intravenously|iv|into (?:a|the) vein',
  },
  {
    names: ['intramuscular', 'im', 'injection, intramuscular'],
    phrases: 'intramuscular|intramuscularly|im|into (?:a|the) muscle',
  },
  {
    names: ['subcutaneous', 'sc', 'sq', 'subq', 'subcut', 'injection, subcutaneous'],
    phrases: 'subcutaneous|subcutaneously|subcut|subq|sc|sq|under the skin',
  },
  { names: ['sublingual', 'sl'], phrases: 'sublingual|sublingually|sl|under the tongue' },
  { names: ['rectal', 'pr', 'per rectum'], phrases: 'rectal|rectally|pr|per rectum|into the rectum' },
  {
    names: ['vaginal', 'pv', 'per vagina'],
    phrases: 'vaginal|vaginally|pv|per vagina|into the vagina',
  },
  {
    names: ['topical', 'top', 'cutaneous'],
    phrases: 'topical|topically|(?:to|on) (?:the )?skin',
  },
  {
    names: ['inhalation', 'inhaled', 'respiratory (inhalation)', 'inhalation, oral', 'respiratory tract'],
    phrases: 'inhale|inhaled|by inhalation|into the lungs|nebulized',
  },
  {
    names: ['nasal', 'intranasal', 'each nare', 'inhalation, nasal'],
    phrases: 'nasal|nasally|intranasal|intranasally|nostrils?|nares?',
  },
  { names: ['ophthalmic', 'ocular'], phrases: 'ophthalmic|eyes?' },
  { names: ['otic', 'auricular'], phrases: 'otic|ears?' },
  { names: ['transdermal'], phrases: 'transdermal|transdermally|onto (?:the )?skin' },
];

/** Returns method, route and site in words, each with the phrases that state it. */
export function placeParts(dosage: Dosage): InstructionPart[] {
  const [method, route, site] = [dosage.method, dosage.route, dosage.site].map((concept) =>
    uncapitalize(wordsFor(concept)),
  );
  return [
    ...(method ? [partOf(method)] : []),
    ...(route ? [routePart(route)] : []),
    ...(site ? [{ ...partOf(site), words: `site: ${site}` }] : []),
  ];
}

function routePart(words: string): InstructionPart {
  const name = words.toLowerCase().replace(/ (?:route|use)(?: of administration)?$/, '');
  const phrases = ROUTES.find(({ names }) => names.includes(name))?.phrases;
  return phrases === undefined ? partOf(words) : { words, phrase: `(?:${phrases})` };
}

/** Short words are abbreviations, which can be ambiguous: `OD` is the right eye or once a day (ISMP). */
function partOf(words: string): InstructionPart {
  return { words, phrase: words.length < 4 ? null : escapeRegExp(words.toLowerCase()) };
}

/** Lowers the first letter, except in words such as `IV`, which are abbreviations. */
export function uncapitalize(words: string | null): string | null {
  return words?.replace(/^\p{Lu}(?=\p{Ll}|$)/u, (first) => first.toLowerCase()) ?? null;
}

export function wordsFor(concept: CodeableConcept | null | undefined): string | null {
  const coded = readObject(concept);
  return coded === null ? null : conceptText(coded);
}
