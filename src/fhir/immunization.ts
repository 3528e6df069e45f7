/** What an Immunization says of its place in a series. */
import { decimalText } from './decimals.ts';
import { text } from './shape.ts';
import type { ImmunizationProtocolApplied } from './types.ts';

/** Which dose of the series it is, such as `2` or `booster`. */
export function doseNumber(protocol: ImmunizationProtocolApplied): string | null {
  return decimalText(protocol.doseNumberPositiveInt) ?? text(protocol.doseNumberString);
}

/** How many doses the series has, such as `3`. */
export function seriesDoses(protocol: ImmunizationProtocolApplied): string | null {
  return decimalText(protocol.seriesDosesPositiveInt) ?? text(protocol.seriesDosesString);
}
