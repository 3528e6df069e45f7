/** Validates the input of a patient to create or match. */
import { ADMINISTRATIVE_GENDER } from '../fhir/codes.ts';
import { isSsn } from '../fhir/ssn.ts';
import { isAbsoluteUri, isOid } from '../fhir/uris.ts';
import type { NewAddress, NewPatient } from '../fhir/write-patient.ts';
import { createInputChecks, type InputChecks, type InputContext } from './input-checks.ts';

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

const MAX_GIVEN_NAMES = 5;
const MAX_ADDRESS_LINES = 4;
const MAX_IDENTIFIERS = 10;
const MAX_IDENTIFIER_LENGTH = 100;

/** @throws InvalidInput listing every problem */
export function checkPatient(input: PatientInput, context: InputContext): NewPatient {
  const checks = createInputChecks(input, context);
  const { name, birthDate, gender, identifiers } = input;
  const isNamed = name.given.length >= 1 && name.given.length <= MAX_GIVEN_NAMES;
  if (!isNamed) checks.addProblem('input.name.given', `expects 1 to ${MAX_GIVEN_NAMES} given names.`);
  if (identifiers.length > MAX_IDENTIFIERS)
    checks.addProblem('input.identifiers', `expects at most ${MAX_IDENTIFIERS} identifiers.`);
  const patient: NewPatient = {
    family: checks.singleLineText('input.name.family', name.family),
    given: name.given.map((each, at) => checks.singleLineText(`input.name.given.${at}`, each)),
    birthDate: checks.date('input.birthDate', birthDate),
    gender: checks.enumCode('input.gender', ADMINISTRATIVE_GENDER, gender) ?? 'unknown',
    address: checkAddress(checks, input.address),
    identifiers: identifiers.map((each, at) => checkIdentifier(checks, `input.identifiers.${at}`, each)),
  };
  checks.throwIfInvalid();
  return patient;
}

function checkAddress(
  checks: InputChecks,
  { lines, city, state, postalCode, country }: AddressInput,
): NewAddress {
  const path = 'input.address';
  const optional = (name: string, value: string | null | undefined): string | null =>
    value === null || value === undefined ? null : checks.singleLineText(`${path}.${name}`, value);
  if (lines.length > MAX_ADDRESS_LINES)
    checks.addProblem(`${path}.lines`, `expects at most ${MAX_ADDRESS_LINES} lines.`);
  return {
    lines: lines.map((line, at) => checks.singleLineText(`${path}.lines.${at}`, line)),
    city: checks.singleLineText(`${path}.city`, city),
    state: optional('state', state),
    postalCode: optional('postalCode', postalCode),
    country: optional('country', country),
  };
}

/** https://www.ssa.gov/employer/randomization.html. Accepts 9xx, which the agency never issues, because test patients have such numbers. */
const SSN = /^(?!000|666)\d{3}-?(?!00)\d{2}-?(?!0000)\d{4}$/;

function checkIdentifier(
  checks: InputChecks,
  path: string,
  { system, value }: IdentifierInput,
): IdentifierInput {
  const named = system.trim();
  const uri = isOid(named) ? `urn:oid:${named}` : named;
  if (!isAbsoluteUri(uri) || uri.length > MAX_IDENTIFIER_LENGTH)
    checks.addProblem(
      `${path}.system`,
      `expects the absolute URI of a system, or its OID, such as 2.16.840.1.113883.4.1, with at most ${MAX_IDENTIFIER_LENGTH} characters.`,
    );
  const identifier = {
    system: uri,
    value: checks.singleLineText(`${path}.value`, value, MAX_IDENTIFIER_LENGTH),
  };
  if (isSsn(identifier) && !SSN.test(identifier.value))
    checks.addProblem(
      `${path}.value`,
      'expects a valid social security number: nine digits, with or without hyphens.',
    );
  return identifier;
}
