/** Matches a person with the patients of the FHIR server. */
import { requireScope, searchOutOfScopeError } from '../access/authorization.ts';
import { recordSearch } from '../audit/access-log.ts';
import type { MatchedPatient } from '../epic/patient-match.ts';
import { badUserInputError, formatIdentifierToken, parseText } from '../epic/patient-search.ts';
import { withPath } from '../epic/request-budget.ts';
import { type SearchParameters, toCanonicalQuery } from '../epic/search-parameters.ts';
import type { ResponsePath } from '../epic/warnings.ts';
import { isFhirDate } from '../fhir/dates.ts';
import { isStored } from '../fhir/resources.ts';
import type { Address, Patient } from '../fhir/types.ts';
import { requireOperation } from './operation-offered.ts';
import type { Operation } from './operation.ts';
import { parsePageSize } from './pages.ts';
import { redactInTurn } from './time-slices.ts';

export interface MatchInput {
  readonly family?: string | null | undefined;
  readonly given: readonly string[];
  readonly birthDate?: string | null | undefined;
  /** FHIR's code. */
  readonly gender: string | null;
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  readonly phone?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly address?: MatchAddress | null | undefined;
  readonly onlyCertain: boolean;
}

interface MatchAddress {
  readonly lines: readonly string[];
  readonly city: string;
  readonly state?: string | null | undefined;
  readonly postalCode?: string | null | undefined;
  readonly country?: string | null | undefined;
}

export interface PatientMatches {
  /**
   * Returns the matches that the caller may see, in the server's order.
   * @throws GatewayError BAD_USER_INPUT; FORBIDDEN unless the caller's scopes cover all patients; UPSTREAM_REJECTED if the server does not
   * offer `$match`
   */
  match(input: MatchInput, first: number, path: ResponsePath): Promise<MatchedPatient[]>;
}

export function createPatientMatches(operation: Operation): PatientMatches {
  const { accessLog, client } = operation;
  return {
    async match(input, first, path) {
      const count = parsePageSize(first);
      const criteria = parseCriteria(input);
      const budget = withPath(operation.budget, path);
      const authorization = await operation.authorize();
      const coversAll =
        authorization.hasScope('Patient', 'r') &&
        authorization.hasScope('Patient', 's') &&
        authorization.permittedPatients('Patient', 's') === null;
      if (!coversAll) accessLog.addRefusal({ type: 'Patient', interaction: 'search', id: null });
      requireScope(authorization, 'Patient', 'r');
      requireScope(authorization, 'Patient', 's');
      if (!coversAll) throw searchOutOfScopeError('Patient');
      await requireOperation(operation, 'Patient', 'match');
      const { onlyCertain } = input;
      const text = toCanonicalQuery({
        ...toParameters(criteria),
        _query: 'match',
        onlyCertainMatches: String(onlyCertain),
        count: String(count),
      });
      const request = { patient: toPatient(criteria), onlyCertain, count };
      const matches = await recordSearch(accessLog, { type: 'Patient', text, patientId: null }, () =>
        client.match(request, budget),
      );
      const shown: MatchedPatient[] = [];
      for (const { patient, ...grading } of matches) {
        if (shown.length === count) break;
        if (!authorization.permits(patient, 'r')) continue;
        const redacted = await redactInTurn(operation, authorization, patient, budget.warn);
        if (!isStored(redacted, 'Patient')) continue;
        accessLog.addResource({ resource: redacted, interaction: 'search', search: text });
        shown.push({ patient: redacted, ...grading });
      }
      return shown;
    },
  };
}

interface MatchCriteria extends Omit<MatchInput, 'onlyCertain'> {
  readonly family: string | null;
  readonly birthDate: string | null;
  readonly phone: string | null;
  readonly email: string | null;
}

const MAX_ITEMS = 10;

/** @throws GatewayError BAD_USER_INPUT, which states the rule but no values */
function parseCriteria(input: MatchInput): MatchCriteria {
  const { given, identifiers, address, gender } = input;
  if (Math.max(given.length, identifiers.length, address?.lines.length ?? 0) > MAX_ITEMS)
    throw badUserInputError(`input expects at most ${MAX_ITEMS} given names, identifiers and lines.`);
  const criteria: MatchCriteria = {
    family: textOf('family', input.family),
    given: given.map((name) => parseText('input.given', name)),
    birthDate: textOf('birthDate', input.birthDate),
    gender,
    identifiers: identifiers.map(({ system, value }) => ({
      system: parseText('input.identifiers.system', system),
      value: parseText('input.identifiers.value', value),
    })),
    phone: textOf('phone', input.phone),
    email: textOf('email', input.email),
    address: address === null || address === undefined ? null : parseAddress(address),
  };
  const { family, birthDate, phone, email } = criteria;
  if (birthDate !== null && !(birthDate.length === 10 && isFhirDate(birthDate)))
    throw badUserInputError('input.birthDate expects a full date, such as 1987-09-12.');
  const hasName = family !== null && given.length > 0;
  const isKnown = [birthDate, phone, email, criteria.address].some((one) => one !== null);
  if (identifiers.length === 0 && !(hasName && isKnown)) throw badUserInputError(RULE);
  return criteria;
}

function textOf(name: string, value: string | null | undefined): string | null {
  return value === null || value === undefined ? null : parseText(`input.${name}`, value);
}

const RULE = 'input expects an identifier, or family and given with birthDate, phone, email or address.';

function parseAddress(address: MatchAddress): MatchAddress {
  const { lines, ...parts } = address;
  for (const [name, part] of Object.entries(parts))
    if (typeof part === 'string') parseText(`input.address.${name}`, part);
  return { ...parts, lines: lines.map((line) => parseText('input.address.lines', line)) };
}

function toPatient({ family, given, birthDate, gender, identifiers, ...contact }: MatchCriteria): Patient {
  const { phone, email, address } = contact;
  const telecom = [
    ...(phone === null ? [] : [{ system: 'phone' as const, value: phone }]),
    ...(email === null ? [] : [{ system: 'email' as const, value: email }]),
  ];
  return {
    resourceType: 'Patient',
    ...(identifiers.length > 0 && { identifier: [...identifiers] }),
    ...((family !== null || given.length > 0) && {
      name: [{ ...(family !== null && { family }), given: [...given] }],
    }),
    ...(telecom.length > 0 && { telecom }),
    ...(isGender(gender) && { gender }),
    ...(birthDate !== null && { birthDate }),
    ...(address && { address: [toAddress(address)] }),
  };
}

function toAddress({ lines, city, state, postalCode, country }: MatchAddress): Address {
  return {
    ...(lines.length > 0 && { line: [...lines] }),
    city,
    ...(state && { state }),
    ...(postalCode && { postalCode }),
    ...(country && { country }),
  };
}

function isGender(code: string | null): code is NonNullable<Patient['gender']> {
  return code !== null;
}

/** Returns the criteria as the search parameters that the audit records. */
function toParameters(criteria: MatchCriteria): SearchParameters {
  const { family, given, birthDate, gender, identifiers, phone, email, address } = criteria;
  const texts = {
    family,
    birthdate: birthDate,
    gender,
    phone,
    email,
    'address-city': address?.city,
    'address-state': address?.state,
    'address-postalcode': address?.postalCode,
    'address-country': address?.country,
  };
  return {
    ...Object.fromEntries(
      Object.entries(texts).flatMap(([name, text]) =>
        text === null || text === undefined ? [] : [[name, text]],
      ),
    ),
    ...(address && { address: address.lines }),
    ...(given.length > 0 && { given }),
    ...(identifiers.length > 0 && { identifier: identifiers.map(formatIdentifierToken) }),
  };
}
