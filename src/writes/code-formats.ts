/** The formats of the codes that mutations accept, to find typing errors before they reach a record. */

interface CodeFormat {
  readonly isCode: (code: string) => boolean;
  readonly rule: string;
}

/** Keyed by the values of the graph's enums. */
export const CODE_FORMATS = {
  RXNORM: {
    isCode: (code) => /^[1-9]\d{0,7}$/.test(code),
    rule: 'expects an RxNorm concept identifier (RXCUI): up to 8 digits, such as 7980.',
  },
  SNOMED: {
    isCode: (code) => /^[1-9]\d{5,17}$/.test(code) && isVerhoeff(code) && isConceptPartition(code),
    rule: 'expects a SNOMED CT concept identifier (SCTID): 6 to 18 digits with a valid check digit, such as 247472004.',
  },
  ICD10CM: {
    // ICD-10-CM Official Guidelines, I.A.1 to I.A.5: three to seven characters, with a dot after the third.
    isCode: (code) => /^[A-Z]\d[\dA-Z](?:\.[\dA-Z]{1,4})?$/.test(code),
    rule: 'expects an ICD-10-CM code with its dot, such as E11.9.',
  },
} as const satisfies Readonly<Record<string, CodeFormat>>;

export type WritableCodeSystem = keyof typeof CODE_FORMATS;

/** Reads the partition before the check digit, which is 00 or 10 for concepts (SNOMED CT TIG §6.4). */
function isConceptPartition(sctid: string): boolean {
  return ['00', '10'].includes(sctid.slice(-3, -1));
}

/** Verhoeff's check (SNOMED CT TIG §6.6) detects every single wrong digit and every transposition of adjacent digits. */
function isVerhoeff(digits: string): boolean {
  let check = 0;
  for (const [at, digit] of Array.from(digits, Number).toReversed().entries()) {
    check = dihedralProduct(check, permuteDigit(digit, at % 8));
  }
  return check === 0;
}

/** Multiplies in the dihedral group of order 10: 0 to 4 are rotations, 5 to 9 are reflections. */
function dihedralProduct(one: number, other: number): number {
  const turn = one < 5 ? (one + other) % 5 : (one - other + 10) % 5;
  return one < 5 === other < 5 ? turn : turn + 5;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4] as const;

function permuteDigit(digit: number, times: number): number {
  let result = digit;
  for (let time = 0; time < times; time += 1) result = PERMUTATION[result] ?? 0;
  return result;
}
