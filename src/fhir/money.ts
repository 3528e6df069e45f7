/** Reads amounts of money (FHIR R4 Money) without rounding them. */
import { decimalText, toPlainDecimal } from './decimals.ts';
import { readText } from './lenient-read.ts';
import type { Money } from './types.ts';

/** Returns the amount with the digits that the server sent, such as `125.50`; null without one. */
export function amountOf({ value }: Pick<Money, 'value'>): string | null {
  const amount = decimalText(value);
  return amount === null ? null : toPlainDecimal(amount);
}

/** Returns the amount with its currency, such as `125.50 USD`; null without an amount. */
export function moneyText(money: Money): string | null {
  const amount = amountOf(money);
  if (amount === null) return null;
  const currency = readText(money.currency);
  return currency === null ? amount : `${amount} ${currency}`;
}
