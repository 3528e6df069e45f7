/** Which patient searches Epic accepts, checked before any is sent, and how they are sent. */
import { GatewayError } from '../errors.ts';
import type { Capabilities } from './capabilities.ts';
import { isFhirDate } from '../fhir/dates.ts';
import { isFhirId } from '../fhir/ids.ts';
import { valuesAt } from '../fhir/element-path.ts';
import { readText } from '../fhir/lenient-read.ts';
import { isSsn } from '../fhir/ssn.ts';
import type { SearchParameters } from './search-parameters.ts';

/** What a caller may look for, as the graph's `PatientFilter` gives it; `gender` is FHIR's code. */
export interface PatientCriteria {
  readonly ids?: readonly string[] | null | undefined;
  readonly identifier?: { readonly system: string; readonly value: string } | null | undefined;
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

/** How many ids one call may name: as many as one page holds. */
const MAX_IDS = 100;
const MAX_TEXT_LENGTH = 200;

const TEXT_CRITERIA = ['family', 'given', 'birthDate', 'phone', 'email'] as const;
type Demographics = Partial<Record<(typeof TEXT_CRITERIA)[number] | 'gender', string>>;

/** Epic's rule for demographics (error 59159), as sets of criteria of which one has to be complete. */
const ACCEPTED_BY_EPIC: readonly (readonly (keyof Demographics)[])[] = [
  ['given', 'family', 'birthDate'],
  ['given', 'family', 'gender', 'phone'],
  ['given', 'family', 'gender', 'email'],
];

const RULE =
  'Patients can be searched by ids alone, by identifier, by given + family + birthDate, or by given + family + gender + ' +
  'phone or email. Fewer criteria find nothing at Epic.';

/**
 * Turns criteria into a query.
 * @param anyCriteria true for servers that search by whatever criteria are given, which Epic does not
 * @throws GatewayError BAD_USER_INPUT, with the rule in words and without the values
 */
export function parsePatientCriteria(criteria: PatientCriteria, anyCriteria: boolean): PatientQuery {
  const demographics = parseDemographics(criteria);
  const hasDemographics = Object.keys(demographics).length > 0;
  const { ids, identifier } = criteria;
  if (ids !== null && ids !== undefined) {
    if (hasDemographics || identifier) {
      throw badUserInputError(
        'filter.ids cannot be combined with other criteria: the FHIR server would ignore those.',
      );
    }
    return { kind: 'ids', ids: parseIds(ids) };
  }
  const parameters = toSearchParameters(demographics);
  if (identifier)
    return { kind: 'search', parameters: { ...parameters, identifier: formatIdentifierToken(identifier) } };
  if (!hasDemographics) return { kind: 'panel' };
  const accepted = ACCEPTED_BY_EPIC.some((needed) => needed.every((criterion) => criterion in demographics));
  if (!accepted && !anyCriteria) throw badUserInputError(RULE);
  return { kind: 'search', parameters };
}

/** The sex that Epic's patient search goes by, in place of FHIR's `gender`, where it is offered. */
const LEGAL_SEX_PARAMETER = 'legal-sex';

/** Epic searches by legal sex where other servers search by administrative gender. */
export function toServerParameters(
  parameters: SearchParameters,
  capabilities: Capabilities | null,
): SearchParameters {
  const { gender, ...others } = parameters;
  if (gender === undefined || capabilities?.lists('Patient', LEGAL_SEX_PARAMETER) !== true) return parameters;
  return { ...others, [LEGAL_SEX_PARAMETER]: gender };
}

/** A token search value: `system|value`; Epic also takes the text of an identifier's type as its system. */
export function formatIdentifierToken({
  system,
  value,
}: {
  readonly system: string;
  readonly value: string;
}): string {
  return `${escapeSearchValue(parseText('identifier.system', system))}|${escapeSearchValue(parseText('identifier.value', value))}`;
}

/** The search value that finds the patients with these medical record numbers: a list, which not every server understands. */
export function formatMrnTokens(system: string, mrns: readonly string[]): string {
  return mrns.map((mrn) => formatIdentifierToken({ system, value: mrn })).join(',');
}

/**
 * Whether a record that a search by identifier found has the identifier. Servers match as they like, or ignore a parameter that they do
 * not know, and another person's record must not pass for the requested one. Compares only the value, since the system has several
 * spellings. A social security number always passes, since servers can mask it.
 */
export function hasIdentifier(
  record: object,
  { system, value }: { readonly system: string; readonly value: string },
): boolean {
  if (isSsn({ system, type: { text: system } })) return true;
  const wanted = value.trim().toLowerCase();
  return valuesAt(record, 'identifier.value').some((found) => readText(found)?.toLowerCase() === wanted);
}

/** @throws GatewayError BAD_USER_INPUT for what cannot be a FHIR id */
export function parseId(argument: string, id: string): string {
  if (isFhirId(id)) return id;
  throw badUserInputError(
    `${argument} expects a FHIR id: letters, digits, ".", "-", "_" and "~", 256 at the most.`,
  );
}

function parseIds(ids: readonly string[]): string[] {
  if (ids.length > MAX_IDS)
    throw badUserInputError(`filter.ids expects at most ${MAX_IDS} ids; ${ids.length} came.`);
  return [...new Set(ids.map((id) => parseId('filter.ids', id)))];
}

function parseDemographics(criteria: PatientCriteria): Demographics {
  const read: Demographics = {};
  for (const name of TEXT_CRITERIA) {
    const value = criteria[name];
    if (typeof value === 'string') read[name] = parseText(`filter.${name}`, value);
  }
  if (typeof criteria.gender === 'string') read.gender = criteria.gender;
  if (read.birthDate !== undefined && !(read.birthDate.length === 10 && isFhirDate(read.birthDate))) {
    throw badUserInputError('filter.birthDate expects a whole date, such as 1987-09-12.');
  }
  return read;
}

function parseText(argument: string, value: string): string {
  const trimmed = value.trim();
  if (trimmed === '' || trimmed.length > MAX_TEXT_LENGTH || /\p{Cc}/u.test(trimmed)) {
    throw badUserInputError(
      `${argument} expects 1 to ${MAX_TEXT_LENGTH} characters, without control characters.`,
    );
  }
  return trimmed;
}

/** The FHIR name of each criterion, where it differs. */
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

/** FHIR R4 §3.1.1.5.7: what separates values in a search parameter is escaped inside a value. */
function escapeSearchValue(value: string): string {
  return value.replace(/[\\,|$]/g, (character) => `\\${character}`);
}

/** An error that tells the caller what was expected; never what came. */
export function badUserInputError(message: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', message);
}
