/** FHIR codes and their GraphQL enum members, one table per value set. */
import { readObject, readObjects, readText } from './lenient-read.ts';
import type { CodeableConcept } from './types.ts';

/** FHIR R4 AdministrativeGender. */
export const ADMINISTRATIVE_GENDER = {
  male: 'MALE',
  female: 'FEMALE',
  other: 'OTHER',
  unknown: 'UNKNOWN',
} as const;

/** FHIR R4 NameUse. */
export const NAME_USE = {
  usual: 'USUAL',
  official: 'OFFICIAL',
  temp: 'TEMP',
  nickname: 'NICKNAME',
  anonymous: 'ANONYMOUS',
  old: 'OLD',
  maiden: 'MAIDEN',
} as const;

/** FHIR R4 NarrativeStatus. */
export const NARRATIVE_STATUS = {
  generated: 'GENERATED',
  extensions: 'EXTENSIONS',
  additional: 'ADDITIONAL',
  empty: 'EMPTY',
} as const;

/** FHIR R4 IdentifierUse. */
export const IDENTIFIER_USE = {
  usual: 'USUAL',
  official: 'OFFICIAL',
  temp: 'TEMP',
  secondary: 'SECONDARY',
  old: 'OLD',
} as const;

/** FHIR R4 ContactPointSystem. */
export const CONTACT_POINT_SYSTEM = {
  phone: 'PHONE',
  fax: 'FAX',
  email: 'EMAIL',
  pager: 'PAGER',
  url: 'URL',
  sms: 'SMS',
  other: 'OTHER',
} as const;

/** FHIR R4 ContactPointUse. */
export const CONTACT_POINT_USE = {
  home: 'HOME',
  work: 'WORK',
  temp: 'TEMP',
  old: 'OLD',
  mobile: 'MOBILE',
} as const;

/** FHIR R4 AddressUse. */
export const ADDRESS_USE = {
  home: 'HOME',
  work: 'WORK',
  temp: 'TEMP',
  old: 'OLD',
  billing: 'BILLING',
} as const;

/** FHIR R4 AddressType. */
export const ADDRESS_TYPE = { postal: 'POSTAL', physical: 'PHYSICAL', both: 'BOTH' } as const;

/**
 * Returns the enum member for a code, without surrounding space; UNRECOGNIZED for a code outside the value set, which servers do send; null for a missing code.
 */
export function memberOf<M extends string>(
  table: Readonly<Record<string, M>>,
  code: unknown,
): M | 'UNRECOGNIZED' | null {
  const sent = readText(code);
  if (sent === null) return null;
  return (Object.hasOwn(table, sent) ? table[sent] : undefined) ?? 'UNRECOGNIZED';
}

/**
 * Converts words to the spelling of FHIR codes: `entered-in-error` for "Entered in Error". Returns null for missing words. The repetition has a
 * limit, because V8 can throw a RangeError for millions of characters, and lists are filtered by codes.
 */
export function spelledAsCode(words: unknown): string | null {
  return (
    readText(words)
      ?.toLowerCase()
      .replace(/[\s_-]{1,100}/g, '-') ?? null
  );
}

/** Returns the same as `memberOf`, ignoring case and separators: "Not Done" is `not-done`. */
export function memberOfText<M extends string>(
  table: Readonly<Record<string, M>>,
  words: unknown,
): M | 'UNRECOGNIZED' | null {
  return memberOf(table, spelledAsCode(words));
}

/** Returns the enum member for the codes of a concept, such as a clinical status. */
export function conceptMember<M extends string>(
  table: Readonly<Record<string, M>>,
  concept: CodeableConcept | null | undefined,
): M | 'UNRECOGNIZED' | null {
  const members = readObjects(readObject(concept)?.coding).map(({ code }) => memberOf(table, code));
  return members.find((member) => member !== null && member !== 'UNRECOGNIZED') ?? members[0] ?? null;
}

/** Returns the code for an enum member; undefined for UNRECOGNIZED, which has no code. */
export function codeOf(table: Readonly<Record<string, string>>, member: string): string | undefined {
  return Object.keys(table).find((code) => table[code] === member);
}

/** FHIR writes two words as one in these codes. */
const TWO_WORDS: Readonly<Record<string, string>> = {
  noshow: 'no-show',
  onhold: 'on-hold',
  seealso: 'see-also',
};

/** Returns the name of the enum member for a code: NOT_DONE for `not-done`. */
export function memberFor(code: string): string {
  return (TWO_WORDS[code] ?? code).toUpperCase().replaceAll('-', '_');
}
