/** Reads doses and rates (FHIR R4 Dosage). */
import { codingsOf } from './concepts.ts';
import { readBoolean, readObject, readObjects, readText } from './lenient-read.ts';
import { quantityText, rangeText, ratioText } from './quantities.ts';
import type { Dosage, DosageDoseAndRate } from './types.ts';

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
  return (quantity === null ? null : quantityText(quantity)) ?? (range === null ? null : rangeText(range));
}

function textOfRate({ rateQuantity, rateRange, rateRatio }: DosageDoseAndRate): string | null {
  const [quantity, range, ratio] = [readObject(rateQuantity), readObject(rateRange), readObject(rateRatio)];
  if (quantity !== null) return quantityText(quantity);
  if (range !== null) return rangeText(range);
  return ratio === null ? null : ratioText(ratio);
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
