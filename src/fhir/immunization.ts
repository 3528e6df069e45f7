/** What an Immunization says of its dose, and of its place in a series. */
import { decimalText } from './decimals.ts';
import { quantityText } from './quantities.ts';
import { readObject, readText } from './lenient-read.ts';
import type { Immunization, ImmunizationProtocolApplied } from './types.ts';

/** How much was given, such as `0.5 mL`. */
export function vaccineDoseText({ doseQuantity }: Pick<Immunization, 'doseQuantity'>): string | null {
  const dose = readObject(doseQuantity);
  return dose === null ? null : quantityText(dose);
}

/** Which dose of the series it is, such as `2` or `booster`. */
export function doseNumber(protocol: ImmunizationProtocolApplied): string | null {
  return decimalText(protocol.doseNumberPositiveInt) ?? readText(protocol.doseNumberString);
}

/** How many doses the series has, such as `3`. */
export function seriesDoses(protocol: ImmunizationProtocolApplied): string | null {
  return decimalText(protocol.seriesDosesPositiveInt) ?? readText(protocol.seriesDosesString);
}
