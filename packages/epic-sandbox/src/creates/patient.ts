/** Patient.Create: returns the matching patient if there is one, and creates one otherwise. */
import type { Address, HumanName, Patient, Stored } from '../types.ts';
import { createEpicPatient, officialAndUsual, SSN_SYSTEM } from '../data/epic-patient.ts';
import { sexExtensions } from '../data/extensions.ts';
import { textAt, valuesAt } from '../element-path.ts';
import { hasIdentifier } from '../criteria.ts';
import { searchPatients } from '../patient-search.ts';
import { requireOneOf } from './checks.ts';
import { multipleMatches, invalidElement, missingElement, type Refusal } from './refusals.ts';
import { type CreateResult, instantOf, newId, refuseCreate, refuseCreateIfAny, type Site } from './site.ts';

/** The first EPI number of new patients, above all seeded ones. */
const FIRST_EPI = 700_001;

export function createPatient(sent: Patient, site: Site): CreateResult {
  const wrong = refuseCreateIfAny(
    checkName(sent),
    checkBirthDate(sent),
    requireOneOf(sent, 'gender', 'female', 'male', 'other', 'unknown'),
    valuesAt(sent, 'address').length === 0 ? missingElement('Patient.address') : null,
    checkIdentifiers(sent, site.requiredIdentifierSystems),
  );
  if (wrong !== null) return wrong;
  const [match, ...others] = matchesOf(sent, site);
  if (others.length > 0) return refuseCreate(multipleMatches());
  if (match !== undefined) return { kind: 'matched', resource: match };
  const resource = createRecord(sent, site);
  return { kind: 'stored', patient: resource.id, resource };
}

function officialName({ name }: { readonly name?: unknown }): object | undefined {
  return valuesAt({ name }, 'name').find(
    (one): one is object => typeof one === 'object' && one !== null && textAt(one, 'use') === 'official',
  );
}

function checkName(sent: Patient): Refusal | null {
  const name = officialName(sent);
  if (name === undefined) return missingElement('Patient.name');
  if (textAt(name, 'family') === undefined) return missingElement('Patient.name.family');
  return textAt(name, 'given') === undefined ? missingElement('Patient.name.given') : null;
}

function checkBirthDate({ birthDate }: { readonly birthDate?: unknown }): Refusal | null {
  if (birthDate === undefined) return missingElement('Patient.birthDate');
  const isDate =
    typeof birthDate === 'string' &&
    /^\d{4}-\d\d-\d\d$/.test(birthDate) &&
    !Number.isNaN(Date.parse(birthDate));
  return isDate ? null : invalidElement('Patient.birthDate', 'a whole date');
}

function checkIdentifiers(sent: Patient, systems: readonly string[]): Refusal | null {
  const submitted = new Set(valuesAt(sent, 'identifier').map((identifier) => textAt(identifier, 'system')));
  return systems.every((system) => submitted.has(system)) ? null : missingElement('Patient.identifier');
}

/** Returns the patients with one of the identifiers; if none has, those with the same name, birth date and gender. */
function matchesOf(sent: Patient, { patients }: Site): readonly Stored<Patient>[] {
  const identifiers = valuesAt(sent, 'identifier').flatMap((identifier) => {
    const [system, value] = [textAt(identifier, 'system'), textAt(identifier, 'value')];
    return system === undefined || value === undefined ? [] : [`${system}|${value}`];
  });
  const known = patients().filter(({ identifier = [] }) =>
    identifiers.some((each) => hasIdentifier(identifier, each)),
  );
  if (known.length > 0) return known;
  const name = officialName(sent);
  const query = new URLSearchParams({
    family: textAt(name, 'family') ?? '',
    given: textAt(name, 'given') ?? '',
    birthdate: sent.birthDate ?? '',
  });
  const found = searchPatients(patients(), query);
  return found.kind === 'matches'
    ? patients().filter((patient) => found.matches.includes(patient) && patient.gender === sent.gender)
    : [];
}

/** Returns a new patient as Epic does: with both names and Epic's identifiers, but without Social Security number and phone. */
function createRecord(sent: Patient, site: Site): Stored<Patient> {
  const { gender = 'unknown', birthDate = null, address } = sent;
  const id = newId();
  const epi = String(FIRST_EPI + site.patients().length);
  const {
    extension: _drawn,
    maritalStatus: _status,
    communication: _languages,
    generalPractitioner: _doctor,
    telecom: _numbers,
    identifier: identifiers = [],
    ...patient
  } = createEpicPatient({
    id,
    epi,
    gender,
    birthDate,
    names: namesOf(sent),
    identifiers: sent.identifier ?? [],
  });
  return {
    ...patient,
    identifier: identifiers.filter(({ system }) => system !== SSN_SYSTEM),
    extension: sexExtensions(gender),
    address: (address ?? []).map((one) => homeAddress(one, instantOf(site.now()).slice(0, 10))),
  };
}

function namesOf(sent: Patient): HumanName[] {
  const name = sent.name?.find(({ use }) => use === 'official');
  return officialAndUsual(name?.given ?? [], name?.family ?? '');
}

function homeAddress(address: Address, start: string): Address {
  const { line = [], city = '', state = '', postalCode = '' } = address;
  return {
    use: 'home',
    ...address,
    text: `${line.join('\r\n')}\r\n${city} ${state} ${postalCode}`,
    period: { start },
  };
}
