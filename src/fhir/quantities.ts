/** Quantities and their kin, ready to show. */
import { decimalText } from './decimals.ts';
import { conceptText } from './concepts.ts';
import { isObject, object, text } from './shape.ts';
import type { Quantity, Range, Ratio } from './types.ts';

/** `7.2 g/dL`, `<0.5 mg/L`; the unit as people write it, else its code; null where there is no value. */
export function quantityText(quantity: Quantity): string | null {
  const value = decimalText(quantity.value);
  if (value === null) return null;
  const unit = printedUnit(text(quantity.unit) ?? text(quantity.code));
  const shown = `${text(quantity.comparator) ?? ''}${value}`;
  if (unit === null || unit === '1') return shown;
  return unit === '%' ? `${shown}${unit}` : `${shown} ${unit}`;
}

/** UCUM codes that people write otherwise, and that servers put where people read (UCUM, "print symbol"). */
const PRINT_SYMBOLS: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg',
  Cel: '°C',
  '[degF]': '°F',
  '[lb_av]': 'lb',
  '[oz_av]': 'oz',
  '[in_i]': 'in',
  '[ft_i]': 'ft',
};

function printedUnit(unit: string | null): string | null {
  return unit !== null && Object.hasOwn(PRINT_SYMBOLS, unit) ? (PRINT_SYMBOLS[unit] ?? unit) : unit;
}

/** `3.5–5.1 mmol/L`, `≥3.5 mmol/L`, `≤5.1 mmol/L`; null where there is neither bound. */
export function rangeText({ low, high }: Range): string | null {
  const [from, to] = [object(low), object(high)].map((bound) =>
    bound === null ? null : quantityText(bound),
  );
  if (from && to) return `${decimalText(low?.value)}–${to}`;
  if (from) return `≥${from}`;
  return to ? `≤${to}` : null;
}

/** `1:128`, `5 mg / 1 mL`; null where a part has no value. */
export function ratioText({ numerator, denominator }: Ratio): string | null {
  const [above, below] = [object(numerator), object(denominator)].map((part) =>
    part === null ? null : quantityText(part),
  );
  if (!above || !below) return null;
  const isTiter = text(numerator?.unit) === null && text(denominator?.unit) === null;
  return isTiter ? `${above}:${below}` : `${above} / ${below}`;
}

/** A concept or a text, whichever stands there. */
export function wordsOf(value: unknown): string | null {
  return isObject(value) ? conceptText(value) : text(value);
}
