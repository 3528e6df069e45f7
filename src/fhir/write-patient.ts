/** Builds a Patient to create or to match, for Epic's Patient.Create. */
import type { ADMINISTRATIVE_GENDER } from './codes.ts';
import type { Address, Patient } from './types.ts';

export interface NewPatient {
  readonly family: string;
  readonly given: readonly string[];
  /** A whole FHIR date. */
  readonly birthDate: string;
  readonly gender: keyof typeof ADMINISTRATIVE_GENDER;
  readonly address: NewAddress;
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
}

export interface NewAddress {
  readonly lines: readonly string[];
  readonly city: string;
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
}

/** Leaves out telephone numbers, because Epic accepts and silently drops them (observed on its public sandbox, April 2026). */
export function toPatient(patient: NewPatient): Patient {
  const { family, given, birthDate, gender, address, identifiers } = patient;
  return {
    resourceType: 'Patient',
    ...(identifiers.length === 0
      ? {}
      : { identifier: identifiers.map(({ system, value }) => ({ use: 'official', system, value })) }),
    active: true,
    name: [{ use: 'official', family, given: [...given] }],
    gender,
    birthDate,
    address: [toAddress(address)],
  };
}

function toAddress({ lines, city, state, postalCode, country }: NewAddress): Address {
  return {
    use: 'home',
    ...(lines.length === 0 ? {} : { line: [...lines] }),
    city,
    ...(state === null ? {} : { state }),
    ...(postalCode === null ? {} : { postalCode }),
    ...(country === null ? {} : { country }),
  };
}
