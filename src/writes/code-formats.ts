/** What codes of the systems look like that can be written in, so that an error of typing is found before it is in a record. */

interface CodeFormat {
  readonly isCode: (code: string) => boolean;
  readonly rule: string;
}

/** By the names of the graph's enums. */
export const CODE_FORMATS = {
  RXNORM: {
    isCode: (code) => /^[1-9]\d{0,7}$/.test(code),
    rule: 'expects an RxNorm concept (RXCUI): up to 8 digits, such as 7980.',
  },
  SNOMED: {
    isCode: (code) => /^[1-9]\d{5,17}$/.test(code) && isVerhoeff(code) && isConceptPartition(code),
    rule: 'expects a concept of SNOMED CT (SCTID): 6 to 18 digits of which the last is right, such as 247472004.',
  },
  ICD10CM: {
    // ICD-10-CM Official Guidelines, I.A.1 to I.A.5: three to seven characters, with a dot behind the third.
    isCode: (code) => /^[A-Z]\d[\dA-Z](?:\.[\dA-Z]{1,4})?$/.test(code),
    rule: 'expects a code of ICD-10-CM with its dot, such as E11.9.',
  },
} as const satisfies Readonly<Record<string, CodeFormat>>;

export type WritableCodeSystem = keyof typeof CODE_FORMATS;

/** SNOMED CT TIG §6.4: the digits before the check digit say what kind of component it is; 00 and 10 are concepts. */
function isConceptPartition(sctid: string): boolean {
  return ['00', '10'].includes(sctid.slice(-3, -1));
}

/** Verhoeff's dihedral check (SNOMED CT TIG §6.6), which finds every single wrong digit, and two neighbours that changed places. */
function isVerhoeff(digits: string): boolean {
  let check = 0;
  for (const [at, digit] of Array.from(digits, Number).toReversed().entries()) {
    check = dihedralProduct(check, permuteDigit(digit, at % 8));
  }
  return check === 0;
}

/** In the dihedral group of order 10: 0 to 4 are turns, 5 to 9 are turns after a flip. */
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
