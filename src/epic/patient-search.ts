/** Parses criteria for patients, and rejects searches that Epic would refuse before sending them. */
import { GatewayError } from '../errors.ts';
import type { Capabilities } from './capabilities.ts';
import { isFhirDate } from '../fhir/dates.ts';
import { FHIR_ID_RULE, isFhirId } from '../fhir/ids.ts';
import { valuesAt } from '../fhir/element-path.ts';
import { readText } from '../fhir/lenient-read.ts';
import { isSsn } from '../fhir/ssn.ts';
import type { SearchParameters } from './search-parameters.ts';

/** The criteria of the graph's `PatientFilter`; `gender` is FHIR's code. */
export interface PatientCriteria {
  readonly ids?: readonly string[] | null | undefined;
  readonly identifier?: { readonly system: string; readonly value: string } | null | undefined;
  readonly name?: string | null | undefined;
  readonly family?: string | null | undefined;
  readonly given?: string | null | undefined;
  readonly birthDate?: string | null | undefined;
  readonly gender?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly email?: string | null | undefined;
}

export type PatientQuery =
  | { readonly kind: 'panel' }
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'search'; readonly parameters: SearchParameters };

/** How many ids one call may name: as many as fit on a page. */
const MAX_IDS = 100;
const MAX_TEXT_LENGTH = 200;

const TEXT_CRITERIA = ['name', 'family', 'given', 'birthDate', 'phone', 'email'] as const;
type Demographics = Partial<Record<(typeof TEXT_CRITERIA)[number] | 'gender', string>>;

/** Epic's rule for demographics (error 59159): one of these sets of criteria must be complete. */
const ACCEPTED_BY_EPIC: readonly (readonly (keyof Demographics)[])[] = [
  ['given', 'family', 'birthDate'],
  ['given', 'family', 'gender', 'phone'],
  ['given', 'family', 'gender', 'email'],
];

const RULE =
  'Search for patients by ids, by identifier, by given + family + birthDate, or by given + family + gender + phone or email. ' +
  'Fewer criteria find nothing at Epic.';

/**
 * Parses criteria into a query.
 * @param anyCriteria true for a server that, unlike Epic, searches by any criteria
 * @throws GatewayError BAD_USER_INPUT, which states the rule but no values
 */
export function parsePatientCriteria(criteria: PatientCriteria, anyCriteria: boolean): PatientQuery {
  const demographics = parseDemographics(criteria);
  const hasDemographics = Object.keys(demographics).length > 0;
  const { ids, identifier } = criteria;
  if (ids !== null && ids !== undefined) {
    if (hasDemographics || identifier) {
      throw badUserInputError(
        'filter.ids cannot be combined with other criteria, because the FHIR server would ignore them.',
      );
    }
    return { kind: 'ids', ids: [...new Set(parseIds('filter.ids', ids))] };
  }
  const parameters = toSearchParameters(demographics);
  if (identifier)
    return { kind: 'search', parameters: { ...parameters, identifier: formatIdentifierToken(identifier) } };
  if (!hasDemographics) return { kind: 'panel' };
  const accepted = ACCEPTED_BY_EPIC.some((needed) => needed.every((criterion) => criterion in demographics));
  if (!accepted && !anyCriteria) throw badUserInputError(RULE);
  return { kind: 'search', parameters };
}

/** @throws GatewayError BAD_USER_INPUT if the server is Epic, or does not search for patients by name */
export function requireNameSearch(capabilities: Capabilities | null): void {
  const isOffered = capabilities?.isEpic === false && capabilities.hasSearchParameter('Patient', 'name');
  if (!isOffered)
    throw badUserInputError(
      'The FHIR server does not search for patients by filter.name. Use filter.given and filter.family.',
    );
}

/** The parameter that Epic's patient search uses in place of FHIR's `gender`, if the server offers it. */
const LEGAL_SEX_PARAMETER = 'legal-sex';

/** Returns the parameters for this server: Epic searches by legal sex where other servers search by administrative gender. */
export function toServerParameters(
  parameters: SearchParameters,
  capabilities: Capabilities | null,
): SearchParameters {
  const { gender, ...others } = parameters;
  if (gender === undefined || capabilities?.hasSearchParameter('Patient', LEGAL_SEX_PARAMETER) !== true)
    return parameters;
  return { ...others, [LEGAL_SEX_PARAMETER]: gender };
}

/** Returns a token search value, `system|value`. Epic also accepts the text of an identifier's type as its system. */
export function formatIdentifierToken({
  system,
  value,
}: {
  readonly system: string;
  readonly value: string;
}): string {
  return `${escapeSearchValue(parseText('identifier.system', system))}|${escapeSearchValue(parseText('identifier.value', value))}`;
}

/** Returns the search value that finds the patients with these medical record numbers: a list, which not every server supports. */
export function formatMrnTokens(system: string, mrns: readonly string[]): string {
  return mrns.map((mrn) => formatIdentifierToken({ system, value: mrn })).join(',');
}

/**
 * Whether a record found by a search by identifier has the identifier. Servers match in their own ways, or ignore a parameter that they do
 * not know, and another person's record must not pass for the requested one. Compares only the value, because the system has several
 * spellings. A social security number always passes, because servers can mask it.
 */
export function hasIdentifier(
  record: object,
  { system, value }: { readonly system: string; readonly value: string },
): boolean {
  if (isSsn({ system, type: { text: system } })) return true;
  const wanted = value.trim().toLowerCase();
  return valuesAt(record, 'identifier.value').some((found) => readText(found)?.toLowerCase() === wanted);
}

/** @throws GatewayError BAD_USER_INPUT unless it is a FHIR id */
export function parseId(argument: string, id: string): string {
  if (isFhirId(id)) return id;
  throw badUserInputError(`${argument} ${FHIR_ID_RULE}`);
}

/** @throws GatewayError BAD_USER_INPUT unless they are FHIR ids, and not too many */
export function parseIds(argument: string, ids: readonly string[]): string[] {
  if (ids.length > MAX_IDS)
    throw badUserInputError(`${argument} expects at most ${MAX_IDS} ids; it has ${ids.length}.`);
  return ids.map((id) => parseId(argument, id));
}

function parseDemographics(criteria: PatientCriteria): Demographics {
  const read: Demographics = {};
  for (const name of TEXT_CRITERIA) {
    const value = criteria[name];
    if (typeof value === 'string') read[name] = parseText(`filter.${name}`, value);
  }
  if (typeof criteria.gender === 'string') read.gender = criteria.gender;
  if (read.birthDate !== undefined && !(read.birthDate.length === 10 && isFhirDate(read.birthDate))) {
    throw badUserInputError('filter.birthDate expects a full date, such as 1987-09-12.');
  }
  return read;
}

/** @throws GatewayError BAD_USER_INPUT unless it is a text of a sensible length */
export function parseText(argument: string, value: string): string {
  const trimmed = value.trim();
  if (trimmed === '' || trimmed.length > MAX_TEXT_LENGTH || /\p{Cc}/u.test(trimmed)) {
    throw badUserInputError(
      `${argument} expects 1 to ${MAX_TEXT_LENGTH} characters, without control characters.`,
    );
  }
  return trimmed;
}

/** The FHIR names of criteria, if they differ. */
const PARAMETER_NAMES: Partial<Record<keyof Demographics, string>> = { birthDate: 'birthdate' };

function toSearchParameters(demographics: Demographics): SearchParameters {
  const names = [...TEXT_CRITERIA, 'gender'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = demographics[name];
      return value === undefined ? [] : [[PARAMETER_NAMES[name] ?? name, escapeSearchValue(value)]];
    }),
  );
}

/** Escapes the characters that separate values in a search parameter (FHIR R4 §3.1.1.5.7). */
export function escapeSearchValue(value: string): string {
  return value.replace(/[\\,|$]/g, (character) => `\\${character}`);
}

/** @param message states what was expected, and never repeats the input */
export function badUserInputError(message: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', message);
}
