/** THE TABLE of codes and whole phrases with which an AllergyIntolerance denies allergies, or says that none is on file. */
import type { StatementCodes } from './statement-codes.ts';

export interface AllergyStatement {
  readonly meaning: 'NO_KNOWN_ALLERGIES' | 'NO_KNOWN_ALLERGIES_OF_A_KIND' | 'NOT_ON_FILE' | 'UNKNOWN';
  /** The denied categories (R4 AllergyIntolerance.category); null if the statement denies all or none. */
  readonly categories: readonly string[] | null;
}

/** The weakest denial comes first. */
const BY_DENIAL: readonly AllergyStatement['meaning'][] = [
  'UNKNOWN',
  'NOT_ON_FILE',
  'NO_KNOWN_ALLERGIES_OF_A_KIND',
  'NO_KNOWN_ALLERGIES',
];

type Entry = readonly [key: string, statement: AllergyStatement];

interface Kind {
  readonly categories: readonly string[];
  readonly snomed: readonly string[];
  readonly patientSummary: readonly string[];
  /** The words before "allergies". */
  readonly words: readonly string[];
  readonly abbreviations: readonly string[];
}

/** Kinds of allergies that charts deny: SNOMED CT below 716186003, the International Patient Summary, and common words. */
const KINDS: readonly Kind[] = [
  {
    categories: ['medication'],
    snomed: ['409137002'],
    patientSummary: ['no-known-medication-allergies'],
    words: ['drug', 'medication', 'medicine'],
    abbreviations: ['nkda', 'n k d a', 'nkma'],
  },
  {
    categories: ['food'],
    snomed: ['429625007'],
    patientSummary: ['no-known-food-allergies'],
    words: ['food'],
    abbreviations: ['nkfa'],
  },
  {
    categories: ['environment'],
    snomed: ['428607008'],
    patientSummary: ['no-known-environmental-allergies'],
    words: ['environmental', 'seasonal'],
    abbreviations: ['nkea'],
  },
  {
    categories: ['environment', 'biologic'],
    snomed: ['428197003', '716220001'],
    patientSummary: [],
    words: ['insect', 'animal'],
    abbreviations: [],
  },
  {
    categories: ['environment', 'biologic'],
    // Latex, and latex of Hevea brasiliensis.
    snomed: ['716184000', '1003774007'],
    patientSummary: [],
    words: ['latex', 'hevea brasiliensis latex', 'natural rubber latex'],
    abbreviations: ['nkla'],
  },
];

const NONE = [
  'nka',
  'n k a',
  'no known allergies',
  'no known allergy',
  'no known active allergies',
  'no known current allergies',
  'no known allergies or intolerances',
  'no known allergies and intolerances',
  'no known allergies or adverse reactions',
  'no known adverse reactions',
  'no allergies',
  'no allergies known',
  'none',
  'none known',
  'nil',
  'nil known',
  'nil known allergies',
  'denies allergies',
  'denies any allergies',
  'denies known allergies',
  'denies any known allergies',
  'patient denies allergies',
  'patient denies any allergies',
  'patient has no known allergies',
];

const NOT_ON_FILE = [
  'not on file',
  'allergies not on file',
  'no allergies on file',
  'no allergy information',
  'no allergy information available',
  'no information about allergies',
  'patient not asked',
  'allergies not asked',
  'not assessed',
  'allergies not assessed',
  'allergies not recorded',
  'not recorded',
  'allergies not reviewed',
  'not reviewed',
];

/** Leaves out "unknown allergy" and "unknown substance", which can mean that the patient reacted to something. */
const UNKNOWN = [
  'allergies unknown',
  'allergy status unknown',
  'unable to assess',
  'unable to assess allergies',
  'unable to obtain',
];

const statementsFor = (
  meaning: AllergyStatement['meaning'],
  keys: readonly string[],
  categories: readonly string[] | null = null,
): Entry[] => keys.map((key) => [key, { meaning, categories }]);

const statementsForKinds = (keysOf: (kind: Kind) => readonly string[]): Entry[] =>
  KINDS.flatMap((kind) => statementsFor('NO_KNOWN_ALLERGIES_OF_A_KIND', keysOf(kind), kind.categories));

export const ALLERGY_STATEMENTS: StatementCodes<AllergyStatement> = {
  snomed: new Map([
    // 160244002 is retired, but charts still contain it.
    ...statementsFor('NO_KNOWN_ALLERGIES', ['716186003', '160244002']),
    // "Patient not asked", which Epic sends for "Not on File".
    ...statementsFor('NOT_ON_FILE', ['1631000175102']),
    ...statementsForKinds(({ snomed }) => snomed),
  ]),
  absentUnknown: new Map([
    ...statementsFor('NO_KNOWN_ALLERGIES', ['no-known-allergies']),
    ...statementsFor('NOT_ON_FILE', ['no-allergy-info']),
    ...statementsForKinds(({ patientSummary }) => patientSummary),
  ]),
  rankOf: ({ meaning }) => BY_DENIAL.indexOf(meaning),
  absent: {
    notAsked: { meaning: 'NOT_ON_FILE', categories: null },
    unknown: { meaning: 'UNKNOWN', categories: null },
  },
  phrases: new Map([
    ...statementsFor('NO_KNOWN_ALLERGIES', NONE),
    ...statementsFor('NOT_ON_FILE', NOT_ON_FILE),
    ...statementsFor('UNKNOWN', UNKNOWN),
    ...statementsForKinds(({ abbreviations }) => abbreviations),
    ...statementsForKinds(({ words }) => words.flatMap(denialsOf)),
  ]),
};

function denialsOf(word: string): string[] {
  return [
    `no known ${word} allergies`,
    `no known ${word} allergy`,
    `no ${word} allergies`,
    `no known allergies to ${word}s`,
    `no known allergy to ${word}s`,
  ];
}
