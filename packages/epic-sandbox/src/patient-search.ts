/** Epic's search for patients by identifier or demographics. It is fuzzy, and cannot list all patients. */
import type { HumanName, Patient, Stored } from './types.ts';
import { fold, hasIdentifier } from './criteria.ts';
import { createIssue } from './outcomes.ts';
import { createMatches, refuseSearch, type SearchParameter, type SearchResult, tokens } from './searches.ts';

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

/** Searches `patients` by identifier, or by demographics if the query has no identifier. */
export function searchPatients(patients: readonly Stored<Patient>[], query: URLSearchParams): SearchResult {
  const identifiers = tokens(query, 'identifier');
  if (identifiers.length > 0) {
    return createMatches(
      patients.filter(({ identifier = [] }) => identifiers.some((token) => hasIdentifier(identifier, token))),
    );
  }
  if (!DEMOGRAPHICS.some(({ name }) => query.has(name))) {
    return refuseSearch(
      createIssue(59159, {
        diagnostics: 'This resource requires demographics or _id parameter for searching.',
        expression: 'demographics/_id',
      }),
    );
  }
  return createMatches(searchByDemographics(patients, query));
}

/**
 * Needs given + family + birthdate, or given + family + legal-sex (or gender) + phone or email; returns no patient for less. One complete combination
 * is enough, so more criteria can find more patients. Never compares the sex: a wrong one still matches.
 */
function searchByDemographics(
  patients: readonly Stored<Patient>[],
  query: URLSearchParams,
): readonly Stored<Patient>[] {
  const family = fold(query.get('family') ?? '');
  const given = fold(query.get('given') ?? '');
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

/** Compares all names of the patient, because Epic treats former names as aliases. */
function hasName({ name = [] }: Patient, given: string, family: string): boolean {
  return name.some((one) => fold(one.family ?? '') === family && hasGiven(one, given));
}

/** For Camila Maria, accepts `Camila`, `Maria` and `Camila Maria`. */
function hasGiven({ given = [] }: HumanName, wanted: string): boolean {
  const words = given.map(fold);
  return wanted === words.join(' ') || words.includes(wanted);
}

/** Returns the last ten digits of a phone number, or an email address in lower case. Drops a leading `system|`. */
function contactKey(value: string): string {
  const contact = value.slice(value.lastIndexOf('|') + 1).trim();
  return contact.includes('@') ? contact.toLowerCase() : contact.replace(/\D/g, '').slice(-10);
}
