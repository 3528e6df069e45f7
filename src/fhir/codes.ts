/** FHIR's codes and the graph's enum members for them, one table a value set. */
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
 * The enum member for a code; UNRECOGNIZED for one that is not in FHIR's value set, which servers do send; null where there
 * is none.
 */
export function memberOf<M extends string>(
  table: Readonly<Record<string, M>>,
  code: unknown,
): M | 'UNRECOGNIZED' | null {
  if (typeof code !== 'string' || code === '') return null;
  return (Object.hasOwn(table, code) ? table[code] : undefined) ?? 'UNRECOGNIZED';
}

/** Returns words as FHIR spells its codes: `entered-in-error` for "Entered in Error". Null where there are none. */
export function spelledAsCode(words: unknown): string | null {
  return (
    readText(words)
      ?.toLowerCase()
      .replace(/[\s_-]+/g, '-') ?? null
  );
}

/** Returns the same as `memberOf`, whatever the case of the code and whatever separates its words: "Not Done" is `not-done`. */
export function memberOfText<M extends string>(
  table: Readonly<Record<string, M>>,
  words: unknown,
): M | 'UNRECOGNIZED' | null {
  return memberOf(table, spelledAsCode(words));
}

/** The enum member for a concept whose codes are of the table, such as a clinical status. */
export function conceptMember<M extends string>(
  table: Readonly<Record<string, M>>,
  concept: CodeableConcept | null | undefined,
): M | 'UNRECOGNIZED' | null {
  const members = readObjects(readObject(concept)?.coding).map(({ code }) => memberOf(table, code));
  return members.find((member) => member !== null && member !== 'UNRECOGNIZED') ?? members[0] ?? null;
}

/** The code for an enum member; undefined for UNRECOGNIZED, which stands for no code. */
export function codeOf(table: Readonly<Record<string, string>>, member: string): string | undefined {
  return Object.keys(table).find((code) => table[code] === member);
}
