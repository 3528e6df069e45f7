/** Decimals with their precision. It is part of the value (FHIR R4 §2.24.0.1), but a JavaScript number loses it. */
import type { Quantity } from '../../types.ts';

/** A symbol, which object spread copies and `JSON.stringify` omits. */
const WRITTEN = Symbol('written');

/** Returns the quantity with the value `decimal`, which the server sends with all its digits: `7.0`, not `7`. */
export function withDecimal(quantity: Omit<Quantity, 'value'>, decimal: string): Quantity {
  const written: Quantity & { [WRITTEN]: string } = {
    value: Number(decimal),
    ...quantity,
    [WRITTEN]: decimal,
  };
  return written;
}

/** Returns the digits in which to write the quantity's `value`; null if it has no recorded digits. */
export function writtenDecimal(quantity: unknown): string | null {
  if (typeof quantity !== 'object' || quantity === null || !(WRITTEN in quantity)) return null;
  return typeof quantity[WRITTEN] === 'string' ? quantity[WRITTEN] : null;
}
