/** Finds the medical record number (MRN) among a patient's identifiers. */
import { systemName } from './code-systems.ts';
import { spelledAsCode } from './codes.ts';
import { isObject, readObjects, readText } from './lenient-read.ts';
import { periodPhase, type SiteTime } from './site-time.ts';
import { identifiersOf } from './ssn.ts';
import type { Identifier, Patient } from './types.ts';

/** HL7 v2-0203 (identifier types): medical record number. A local code `MR` can mean anything. */
const MEDICAL_RECORD_NUMBER = 'MR';
/** `systemName` of v2-0203: from the URIs of R4 and DSTU2 and from its OID. Some servers omit the system. */
const IDENTIFIER_TYPES: ReadonlySet<string> = new Set(['v2-0203', '0203', '2.16.840.1.113883.18.108', '']);
/** The same identifier type as text. */
const MEDICAL_RECORD_NUMBER_TEXT = 'mrn';
const MAX_MRN_LENGTH = 200;

/** Preferred uses of an identifier (FHIR R4 IdentifierUse). */
const PREFERRED_USES: ReadonlySet<unknown> = new Set(['usual', 'official']);

interface MrnReading {
  /** Null if missing or ambiguous. */
  readonly mrn: string | null;
  /** True if several numbers qualify, so the gateway returns none of them. */
  readonly isAmbiguous: boolean;
}

/**
 * Returns the patient's current medical record number. Never returns a number of another assigner: other subgraphs use the MRN as a key,
 * and two assigners can give the same number to two patients.
 * @param system see MRN_SYSTEM
 */
export function readMrn(patient: Pick<Patient, 'identifier'>, system: string, time: SiteTime): MrnReading {
  const candidates = identifiersOf(patient)
    .filter(({ value, use, period }) => readText(value) !== null && isInUse(use, period, time))
    .filter(createSystemTest(system));
  const preferred = candidates.filter(({ use }) => PREFERRED_USES.has(spelledAsCode(use)));
  const numbers = distinctNumbers(preferred.length > 0 ? preferred : candidates);
  return { mrn: numbers.length === 1 ? (numbers[0] ?? null) : null, isAmbiguous: numbers.length > 1 };
}

/** Accepts a list of periods, which some servers send. */
function isInUse(use: unknown, period: unknown, time: SiteTime): boolean {
  const periods = [period].flat().filter((one) => isObject(one));
  return spelledAsCode(use) !== 'old' && periods.every((one) => periodPhase(one, time) === 'current');
}

/** Returns the medical record number; see {@link readMrn}. */
export function mrnOf(patient: Pick<Patient, 'identifier'>, system: string, time: SiteTime): string | null {
  return readMrn(patient, system, time).mrn;
}

/** Returns the values of distinct pairs of system and value. A value without a system equals the same value with one. */
function distinctNumbers(identifiers: readonly Identifier[]): string[] {
  const systems = new Map<string, Set<string | null>>();
  for (const { system, value } of identifiers) {
    const number = readText(value) ?? '';
    const known = systems.get(number) ?? new Set();
    systems.set(number, known.add(normalizeSystem(readText(system))));
  }
  return [...systems].flatMap(([number, known]) => {
    const named = [...known].filter((system) => system !== null);
    return named.length === 0 ? [number] : named.map(() => number);
  });
}

/** Returns true for a non-empty text of bounded length without control characters. */
export function isMrn(value: unknown): value is string {
  const number = readText(value);
  return number !== null && number.length <= MAX_MRN_LENGTH && !/\p{Cc}/u.test(number);
}

/** Returns a predicate for identifiers of the system. */
function createSystemTest(system: string): (identifier: Identifier) => boolean {
  const wanted = normalizeSystem(system);
  if (isUriOrOid(system)) return (identifier) => normalizeSystem(readText(identifier.system)) === wanted;
  const isCalledSo = ({ type }: Identifier): boolean => normalizeSystem(readText(type?.text)) === wanted;
  if (wanted !== MEDICAL_RECORD_NUMBER_TEXT) return isCalledSo;
  return (identifier) => isCalledSo(identifier) || isOfHl7Type(identifier);
}

function isOfHl7Type({ type }: Identifier): boolean {
  return readObjects(type?.coding).some(
    ({ system, code }) =>
      readText(code) === MEDICAL_RECORD_NUMBER && IDENTIFIER_TYPES.has(systemName(system)),
  );
}

function isUriOrOid(system: string): boolean {
  return /^[a-z][a-z\d+.-]*:/i.test(system) || /^\d+(\.\d+)+$/.test(system);
}

/** Ignores case and the prefix of an OID, as Epic does. */
function normalizeSystem(name: string | null): string | null {
  return name?.toLowerCase().replace(/^urn:oid:/, '') ?? null;
}
