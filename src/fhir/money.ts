/** Reads bills: amounts of money (FHIR R4 Money), which are never rounded, and explanations of benefit. */
import { firstName } from './concepts.ts';
import { decimalText, toPlainDecimal } from './decimals.ts';
import { readObject, readText } from './lenient-read.ts';
import type { ExplanationOfBenefit, Money } from './types.ts';

/** Returns the amount with the digits that the server sent and its currency, such as `125.50 USD`; null without an amount. */
export function moneyText(money: Money): string | null {
  const amount = decimalText(money.value);
  if (amount === null) return null;
  return [toPlainDecimal(amount), readText(money.currency)].filter((part) => part !== null).join(' ');
}

/** Returns the use and the type, such as `Preauthorization: Professional`. An estimate must never look like a claim, even without a use. */
export function benefitName({
  use,
  type,
  subType,
}: Pick<ExplanationOfBenefit, 'use' | 'type' | 'subType'>): string | null {
  const code = readText(use);
  const kind = firstName(readObject(type), readObject(subType));
  if (code === null && kind === null) return null;
  const words = code === null ? 'Claim or estimate' : code.charAt(0).toUpperCase() + code.slice(1);
  return kind === null ? words : `${words}: ${kind}`;
}
