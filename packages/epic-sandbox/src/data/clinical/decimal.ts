/** Decimals as they were written: how many digits there were is part of a value (FHIR R4 §2.24.0.1), and a JavaScript number forgets it. */
import type { Quantity } from '../../types.ts';

/** Copied with the quantity, and left out by JSON. */
const WRITTEN = Symbol('written');

/** The quantity with the value that `decimal` says, for the server to send just so: `7.0` and not `7`. */
export function withDecimal(quantity: Omit<Quantity, 'value'>, decimal: string): Quantity {
  const written: Quantity & { [WRITTEN]: string } = {
    value: Number(decimal),
    ...quantity,
    [WRITTEN]: decimal,
  };
  return written;
}

/** How the `value` of the quantity is to be written; null where the number says it all. */
export function writtenDecimal(quantity: unknown): string | null {
  if (typeof quantity !== 'object' || quantity === null || !(WRITTEN in quantity)) return null;
  return typeof quantity[WRITTEN] === 'string' ? quantity[WRITTEN] : null;
}
