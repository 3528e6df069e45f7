/** Epic's search for patients by identifier or by demographics, which is fuzzy and never lists all patients. */
import type { HumanName, Patient, Stored } from './types.ts';
import { hasIdentifier } from './criteria.ts';
import { issue } from './outcomes.ts';
import { matched, refused, type SearchParameter, type SearchResult, tokens } from './searches.ts';

const DEMOGRAPHICS: readonly SearchParameter[] = [
  { name: 'birthdate', type: 'date', documentation: 'Date of birth, YYYY-MM-DD.' },
  { name: 'email', type: 'token', documentation: 'Email address.' },
  { name: 'family', type: 'string', documentation: 'Family name, former ones too.' },
  { name: 'gender', type: 'token', documentation: 'Administrative gender.' },
  { name: 'given', type: 'string', documentation: 'Given name.' },
  { name: 'legal-sex', type: 'token', documentation: 'Legal sex.' },
  { name: 'phone', type: 'token', documentation: 'Phone number.' },
  { name: 'telecom', type: 'token', documentation: 'Phone number or email address.' },
];

export const PATIENT_PARAMETERS: readonly SearchParameter[] = [
  ...DEMOGRAPHICS,
  { name: 'identifier', type: 'token', documentation: '{system|}value or {type|}value.' },
];

/** Searches `patients` by the criteria of the query other than `_id`. */
export function searchPatients(patients: readonly Stored<Patient>[], query: URLSearchParams): SearchResult {
  const identifiers = tokens(query, 'identifier');
  if (identifiers.length > 0) {
    return matched(
      patients.filter(({ identifier = [] }) => identifiers.some((token) => hasIdentifier(identifier, token))),
    );
  }
  if (!DEMOGRAPHICS.some(({ name }) => query.has(name))) {
    return refused(
      issue(59159, {
        diagnostics: 'This resource requires demographics or _id parameter for searching.',
        expression: 'demographics/_id',
      }),
    );
  }
  return matched(searchByDemographics(patients, query));
}

/**
 * Accepts given + family + birthdate, and given + family + legal-sex (or gender) + phone or email; a search with less finds no one. One complete combination
 * is enough, so additional criteria can find more patients. Sex is never compared: a wrong one still matches.
 */
function searchByDemographics(
  patients: readonly Stored<Patient>[],
  query: URLSearchParams,
): readonly Stored<Patient>[] {
  const family = folded(query.get('family') ?? '');
  const given = folded(query.get('given') ?? '');
  const birthDate = query.get('birthdate')?.replace(/^eq/, '') ?? '';
  const contacts = new Set(
    ['phone', 'email', 'telecom'].flatMap((name) => tokens(query, name)).map(contactKey),
  );
  const hasSex = ['legal-sex', 'gender'].some((name) => tokens(query, name).length > 0);
  if (family === '' || given === '') return [];
  return patients.filter(
    (patient) =>
      hasName(patient, given, family) &&
      ((birthDate !== '' && patient.birthDate === birthDate) ||
        (hasSex && (patient.telecom ?? []).some(({ value = '' }) => contacts.has(contactKey(value))))),
  );
}

/** Matches any name of the patient: Epic treats former names as aliases. */
function hasName({ name = [] }: Patient, given: string, family: string): boolean {
  return name.some((one) => folded(one.family ?? '') === family && hasGiven(one, given));
}

/** `Camila`, `Maria` and `Camila Maria` are all given names of Camila Maria. */
function hasGiven({ given = [] }: HumanName, wanted: string): boolean {
  const words = given.map(folded);
  return wanted === words.join(' ') || words.includes(wanted);
}

/** Letters that Unicode does not decompose into a letter and a mark. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = {
  đ: 'd',
  ð: 'd',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  þ: 'th',
  ß: 'ss',
};

/** Normalizes case, marks and padding, so that `Nguyen` finds `Nguyễn`. */
function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[đðıłøþß]/g, (letter) => WHOLE_LETTERS[letter] ?? letter)
    .trim();
}

/** Compares a phone number by its last ten digits and an address without case; drops a leading `system|`. */
function contactKey(value: string): string {
  const contact = value.slice(value.lastIndexOf('|') + 1).trim();
  return contact.includes('@') ? contact.toLowerCase() : contact.replace(/\D/g, '').slice(-10);
}
