/** What an AllergyIntolerance means: servers also use it to say that there is no allergy, or that nobody asked. */
import {
  ALLERGY_CATEGORY,
  ALLERGY_CLINICAL_STATUS,
  ALLERGY_VERIFICATION_STATUS,
} from './clinical-codes-treatment.ts';
import { codingsIn } from './code-systems.ts';
import { conceptMember, memberOf } from './codes.ts';
import { codingsOf, firstName } from './concepts.ts';
import { object, objects, texts } from './shape.ts';
import type { AllergyIntolerance } from './types.ts';

export type AllergyMeaning =
  'ALLERGY' | 'NO_KNOWN_ALLERGIES' | 'NO_KNOWN_ALLERGIES_OF_A_KIND' | 'NOT_ON_FILE';

export type AllergyStatus = 'RECORDED' | Exclude<AllergyMeaning, 'ALLERGY'> | 'UNKNOWN';

/** SNOMED CT: 716186003 and the concepts below it; Epic says "Not on File" by 1631000175102, "Patient not asked". */
const SNOMED_MEANINGS: Readonly<Record<string, AllergyMeaning>> = {
  '716186003': 'NO_KNOWN_ALLERGIES',
  // Its predecessor, which SNOMED has retired and charts still hold.
  '160244002': 'NO_KNOWN_ALLERGIES',
  '409137002': 'NO_KNOWN_ALLERGIES_OF_A_KIND', // drugs
  '428607008': 'NO_KNOWN_ALLERGIES_OF_A_KIND', // environment
  '429625007': 'NO_KNOWN_ALLERGIES_OF_A_KIND', // food
  '428197003': 'NO_KNOWN_ALLERGIES_OF_A_KIND', // insects
  '716220001': 'NO_KNOWN_ALLERGIES_OF_A_KIND', // animals
  '716184000': 'NO_KNOWN_ALLERGIES_OF_A_KIND', // latex
  '1003774007': 'NO_KNOWN_ALLERGIES_OF_A_KIND', // latex of Hevea brasiliensis
  '1631000175102': 'NOT_ON_FILE',
};

/** HL7's International Patient Summary: http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips, and its later place. */
const ABSENT_UNKNOWN = /\/CodeSystem\/absent-unknown-uv-ips$/;
const ABSENT_UNKNOWN_MEANINGS: Readonly<Record<string, AllergyMeaning>> = {
  'no-known-allergies': 'NO_KNOWN_ALLERGIES',
  'no-known-medication-allergies': 'NO_KNOWN_ALLERGIES_OF_A_KIND',
  'no-known-environmental-allergies': 'NO_KNOWN_ALLERGIES_OF_A_KIND',
  'no-known-food-allergies': 'NO_KNOWN_ALLERGIES_OF_A_KIND',
  'no-allergy-info': 'NOT_ON_FILE',
};

/** What the resource says; an allergy, unless one of its codes says otherwise. */
export function allergyMeaning({ code }: Pick<AllergyIntolerance, 'code'>): AllergyMeaning {
  const concept = object(code);
  if (concept === null) return 'ALLERGY';
  const codings = codingsOf(concept);
  const told = [
    ...codingsIn(codings, { system: 'SNOMED' }).map((coding) => meaningIn(SNOMED_MEANINGS, coding.code)),
    ...codings
      .filter(({ system }) => typeof system === 'string' && ABSENT_UNKNOWN.test(system))
      .map((coding) => meaningIn(ABSENT_UNKNOWN_MEANINGS, coding.code)),
  ];
  return told.find((meaning) => meaning !== null) ?? 'ALLERGY';
}

/** Returns the name of an allergy: its code in words, otherwise the substance of a reaction, otherwise the code. */
export function allergyName({
  code,
  reaction,
}: Pick<AllergyIntolerance, 'code' | 'reaction'>): string | null {
  return firstName(code, ...objects(reaction).map(({ substance }) => substance));
}

/** The kinds of substance, in the server's order. */
export function allergyCategories({ category }: Pick<AllergyIntolerance, 'category'>) {
  return texts(category)
    .map((code) => memberOf(ALLERGY_CATEGORY, code))
    .filter((member) => member !== null);
}

/**
 * What is known of a patient's allergies. An allergy that is over, refuted or entered in error does not count, nor does such a
 * statement; UNKNOWN where nothing is listed, and where a list that was cut shows no allergy.
 * @param isWhole false where the list goes on
 */
export function allergyStatus(allergies: readonly AllergyIntolerance[], isWhole: boolean): AllergyStatus {
  const valid = allergies.filter((allergy) => !isWithdrawn(allergy));
  const current = new Set(valid.filter((allergy) => !isOver(allergy)).map(allergyMeaning));
  if (current.has('ALLERGY')) return 'RECORDED';
  if (!isWhole) return 'UNKNOWN';
  if (current.has('NO_KNOWN_ALLERGIES')) return 'NO_KNOWN_ALLERGIES';
  if (valid.some((allergy) => allergyMeaning(allergy) === 'ALLERGY')) return 'RECORDED';
  if (current.has('NO_KNOWN_ALLERGIES_OF_A_KIND')) return 'NO_KNOWN_ALLERGIES_OF_A_KIND';
  return current.has('NOT_ON_FILE') ? 'NOT_ON_FILE' : 'UNKNOWN';
}

const WITHDRAWN: ReadonlySet<string | null> = new Set(['REFUTED', 'ENTERED_IN_ERROR']);
const OVER: ReadonlySet<string | null> = new Set(['INACTIVE', 'RESOLVED']);

function isWithdrawn({ verificationStatus }: AllergyIntolerance): boolean {
  return WITHDRAWN.has(conceptMember(ALLERGY_VERIFICATION_STATUS, verificationStatus));
}

function isOver({ clinicalStatus }: AllergyIntolerance): boolean {
  return OVER.has(conceptMember(ALLERGY_CLINICAL_STATUS, clinicalStatus));
}

function meaningIn(meanings: Readonly<Record<string, AllergyMeaning>>, code: unknown): AllergyMeaning | null {
  return typeof code === 'string' && Object.hasOwn(meanings, code) ? (meanings[code] ?? null) : null;
}
