/** How much of a medication is to be taken (FHIR R4 Dosage). */
import { codingsOf } from './concepts.ts';
import { quantityText, rangeText, ratioText } from './quantities.ts';
import { flag, object, objects, text } from './shape.ts';
import type { Dosage, DosageDoseAndRate } from './types.ts';

/** Epic gives a dose in several ways (http://epic.com/CodeSystem/dose-rate-type): as ordered, calculated, and as so many tablets. */
const AMOUNT = 'admin-amount';
const PREFERENCE = ['ordered', 'calculated', null, AMOUNT];

/** The dose as it was ordered, else in the way that comes next to that; null where there is none. */
export function orderedDose(dosage: Dosage): DosageDoseAndRate | null {
  return dosesByWay(dosage)[0] ?? null;
}

/** The dose in each of the ways in which it is given, as it was ordered first. */
export function dosesByWay({ doseAndRate }: Dosage): DosageDoseAndRate[] {
  return objects(doseAndRate)
    .filter(isDose)
    .toSorted((one, other) => rank(one) - rank(other));
}

/** The dose ready to show, such as `500 mg` or `1–2 tablets`. */
export function doseText(dosage: Dosage): string | null {
  return textOf(orderedDose(dosage));
}

/** What the dose comes to as it is given, such as `1 tablet`; null where the server does not tell that apart. */
export function amountText({ doseAndRate }: Dosage): string | null {
  return textOf(objects(doseAndRate).find((dose) => isDose(dose) && wayOf(dose) === AMOUNT));
}

/** How fast it is to be given, such as `100 mL/h`. */
export function rateText({ doseAndRate }: Dosage): string | null {
  return (
    objects(doseAndRate)
      .map(textOfRate)
      .find((shown) => shown !== null) ?? null
  );
}

/** Whether it is to be taken only when needed; a reason for it says so too. */
export function isAsNeeded({ asNeededBoolean, asNeededCodeableConcept }: Dosage): boolean | null {
  const isNeeded = flag(asNeededBoolean) ?? SENT_AS_TEXT.get(text(asNeededBoolean)?.toLowerCase());
  return isNeeded ?? (object(asNeededCodeableConcept) === null ? null : true);
}

/** Servers also send booleans as strings. */
const SENT_AS_TEXT: ReadonlyMap<string | undefined, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function isDose({ doseQuantity, doseRange }: DosageDoseAndRate): boolean {
  return object(doseQuantity) !== null || object(doseRange) !== null;
}

function textOf(dose: DosageDoseAndRate | null | undefined): string | null {
  const [quantity, range] = [object(dose?.doseQuantity), object(dose?.doseRange)];
  return (quantity === null ? null : quantityText(quantity)) ?? (range === null ? null : rangeText(range));
}

function textOfRate({ rateQuantity, rateRange, rateRatio }: DosageDoseAndRate): string | null {
  const [quantity, range, ratio] = [object(rateQuantity), object(rateRange), object(rateRatio)];
  if (quantity !== null) return quantityText(quantity);
  if (range !== null) return rangeText(range);
  return ratio === null ? null : ratioText(ratio);
}

function wayOf({ type }: DosageDoseAndRate): string | null {
  const codes = new Set<unknown>(codingsOf(object(type) ?? {}).map(({ code }) => code));
  return PREFERENCE.find((way) => codes.has(way)) ?? null;
}

function rank(dose: DosageDoseAndRate): number {
  return PREFERENCE.indexOf(wayOf(dose));
}
