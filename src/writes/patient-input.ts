/** A patient to create or to match as a frontend gives them, checked. */
import { ADMINISTRATIVE_GENDER } from '../fhir/codes.ts';
import { isSsn } from '../fhir/ssn.ts';
import { isAbsoluteUri, isOid } from '../fhir/uris.ts';
import type { NewAddress, NewPatient } from '../fhir/write-patient.ts';
import { type Asking, type Checks, createChecks } from './checks.ts';

export interface PatientInput {
  readonly name: { readonly family: string; readonly given: readonly string[] };
  readonly birthDate: string;
  readonly gender: string;
  readonly address: AddressInput;
  readonly identifiers: readonly IdentifierInput[];
}

interface AddressInput {
  readonly lines: readonly string[];
  readonly city: string;
  readonly state?: string | null | undefined;
  readonly postalCode?: string | null | undefined;
  readonly country?: string | null | undefined;
}

interface IdentifierInput {
  readonly system: string;
  readonly value: string;
}

const MOST_NAMES = 5;
const MOST_LINES = 4;
const MOST_IDENTIFIERS = 10;
const LONGEST_IDENTIFIER = 100;

/** @throws InvalidInput with all that is wrong */
export function checkPatient(input: PatientInput, asking: Asking): NewPatient {
  const checks = createChecks(input, asking);
  const { name, birthDate, gender, identifiers } = input;
  const isNamed = name.given.length >= 1 && name.given.length <= MOST_NAMES;
  if (!isNamed) checks.problem('input.name.given', `expects 1 to ${MOST_NAMES} given names.`);
  if (identifiers.length > MOST_IDENTIFIERS)
    checks.problem('input.identifiers', `expects ${MOST_IDENTIFIERS} identifiers at the most.`);
  const patient: NewPatient = {
    family: checks.words('input.name.family', name.family),
    given: name.given.map((each, at) => checks.words(`input.name.given.${at}`, each)),
    birthDate: checks.date('input.birthDate', birthDate),
    gender: checks.enumCode('input.gender', ADMINISTRATIVE_GENDER, gender) ?? 'unknown',
    address: checkAddress(checks, input.address),
    identifiers: identifiers.map((each, at) => checkIdentifier(checks, `input.identifiers.${at}`, each)),
  };
  checks.end();
  return patient;
}

function checkAddress(checks: Checks, { lines, city, state, postalCode, country }: AddressInput): NewAddress {
  const path = 'input.address';
  const optional = (name: string, value: string | null | undefined): string | null =>
    value === null || value === undefined ? null : checks.words(`${path}.${name}`, value);
  if (lines.length > MOST_LINES) checks.problem(`${path}.lines`, `expects ${MOST_LINES} lines at the most.`);
  return {
    lines: lines.map((line, at) => checks.words(`${path}.lines.${at}`, line)),
    city: checks.words(`${path}.city`, city),
    state: optional('state', state),
    postalCode: optional('postalCode', postalCode),
    country: optional('country', country),
  };
}

/** https://www.ssa.gov/employer/randomization.html; the 9xx in front, which the agency does not issue either, are those of test patients. */
const SSN = /^(?!000|666)\d{3}-?(?!00)\d{2}-?(?!0000)\d{4}$/;

function checkIdentifier(checks: Checks, path: string, { system, value }: IdentifierInput): IdentifierInput {
  const named = system.trim();
  const uri = isOid(named) ? `urn:oid:${named}` : named;
  if (!isAbsoluteUri(uri) || uri.length > LONGEST_IDENTIFIER)
    checks.problem(
      `${path}.system`,
      `expects the absolute URI of a system, or its OID, for example 2.16.840.1.113883.4.1, in at most ${LONGEST_IDENTIFIER} characters.`,
    );
  const identifier = { system: uri, value: checks.words(`${path}.value`, value, LONGEST_IDENTIFIER) };
  if (isSsn(identifier) && !SSN.test(identifier.value))
    checks.problem(
      `${path}.value`,
      'expects a social security number: nine digits, with or without hyphens.',
    );
  return identifier;
}
