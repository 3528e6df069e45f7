/** The check digits of code systems, which detect typos in codes. */

/** The multiplication table of the dihedral group of order 10: row times column. */
const PRODUCTS: readonly (readonly number[])[] = Array.from({ length: 10 }, (_row, a) =>
  Array.from({ length: 10 }, (_column, b) => {
    if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
    return b < 5 ? 5 + ((a - b) % 5) : (a - b + 5) % 5;
  }),
);

const FIRST_PERMUTATION: readonly number[] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Verifies a SNOMED CT identifier's last digit, by Verhoeff's algorithm (SNOMED CT Release File Specification, 5.5). */
export function hasVerhoeffDigit(code: string): boolean {
  const digits = Array.from(code, Number).toReversed();
  return digits.reduce((check, digit, place) => product(check, permuted(digit, place)), 0) === 0;
}

/** Verifies a LOINC code's digit after the hyphen, by the mod 10 algorithm (LOINC Users' Guide, appendix B). */
export function hasLoincDigit(code: string): boolean {
  return luhnSum(code.replace('-', '')) % 10 === 0;
}

/** Verifies a GTIN's last digit, with weights of 3 and 1 from the right. */
export function hasGtinDigit(code: string): boolean {
  const digits = Array.from(code, Number).toReversed();
  return digits.reduce((sum, digit, place) => sum + digit * (place % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

function luhnSum(code: string): number {
  const digits = Array.from(code, Number).toReversed();
  return digits.reduce((sum, digit, place) => {
    const doubled = digit * 2;
    return sum + (place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled);
  }, 0);
}

function permuted(digit: number, times: number): number {
  return Array.from({ length: times }).reduce<number>((value) => FIRST_PERMUTATION[value] ?? 0, digit);
}

function product(a: number, b: number): number {
  return PRODUCTS[a]?.[b] ?? 0;
}
