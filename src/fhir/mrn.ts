/** The medical record number: which identifier of a patient it is. */
import { systemName } from './code-systems.ts';
import { spelledAsCode } from './codes.ts';
import { isObject, readObjects, readText } from './lenient-read.ts';
import { periodPhase, type SiteTime } from './site-time.ts';
import { identifiersOf } from './ssn.ts';
import type { Identifier, Patient } from './types.ts';

/** HL7 v2-0203: what an identifier is for; `MR` is the medical record number. A local code `MR` can mean anything. */
const MEDICAL_RECORD_NUMBER = 'MR';
/** The names of that system, by the URIs of R4 and DSTU2 and by its OID. Some servers leave it out. */
const IDENTIFIER_TYPES: ReadonlySet<string> = new Set(['v2-0203', '0203', '2.16.840.1.113883.18.108', '']);
/** The text of an identifier type that says the same. */
const MEDICAL_RECORD_NUMBER_TEXT = 'mrn';
const LONGEST_NUMBER = 200;

/** Uses of an identifier that come before any other (FHIR R4 IdentifierUse). */
const PREFERRED_USES: ReadonlySet<unknown> = new Set(['usual', 'official']);

interface MrnReading {
  /** Null where there is none, or no telling which it is. */
  readonly mrn: string | null;
  /** Whether several numbers are left, so that none of them is the one. */
  readonly isAmbiguous: boolean;
}

/**
 * Returns the patient's medical record number in use. It is never one of another numbering: other subgraphs take it for the name of a
 * patient, and two numberings can give one number to two patients.
 * @param system see MRN_SYSTEM
 */
export function readMrn(patient: Pick<Patient, 'identifier'>, system: string, time: SiteTime): MrnReading {
  const candidates = identifiersOf(patient)
    .filter(({ value, use, period }) => readText(value) !== null && isInUse(use, period, time))
    .filter(testOf(system));
  const preferred = candidates.filter(({ use }) => PREFERRED_USES.has(spelledAsCode(use)));
  const numbers = distinct(preferred.length > 0 ? preferred : candidates);
  return { mrn: numbers.length === 1 ? (numbers[0] ?? null) : null, isAmbiguous: numbers.length > 1 };
}

/** Some servers send a list of periods. */
function isInUse(use: unknown, period: unknown, time: SiteTime): boolean {
  const periods = [period].flat().filter((one) => isObject(one));
  return spelledAsCode(use) !== 'old' && periods.every((one) => periodPhase(one, time) === 'current');
}

/** Returns only the medical record number; see {@link readMrn}. */
export function mrnOf(patient: Pick<Patient, 'identifier'>, system: string, time: SiteTime): string | null {
  return readMrn(patient, system, time).mrn;
}

/** The values of distinct pairs of system and value; a value without a system is the same as that value with one. */
function distinct(identifiers: readonly Identifier[]): string[] {
  const systems = new Map<string, Set<string | null>>();
  for (const { system, value } of identifiers) {
    const number = readText(value) ?? '';
    const known = systems.get(number) ?? new Set();
    systems.set(number, known.add(comparable(readText(system))));
  }
  return [...systems].flatMap(([number, known]) => {
    const named = [...known].filter((system) => system !== null);
    return named.length === 0 ? [number] : named.map(() => number);
  });
}

/** True for what can be a medical record number. */
export function isMrn(value: unknown): value is string {
  const number = readText(value);
  return number !== null && number.length <= LONGEST_NUMBER && !/\p{Cc}/u.test(number);
}

/** Returns the test for an identifier of the numbering. */
function testOf(system: string): (identifier: Identifier) => boolean {
  const wanted = comparable(system);
  if (isUriOrOid(system)) return (identifier) => comparable(readText(identifier.system)) === wanted;
  const isCalledSo = ({ type }: Identifier): boolean => comparable(readText(type?.text)) === wanted;
  if (wanted !== MEDICAL_RECORD_NUMBER_TEXT) return isCalledSo;
  return (identifier) => isCalledSo(identifier) || isOfHl7Type(identifier);
}

function isOfHl7Type({ type }: Identifier): boolean {
  return readObjects(type?.coding).some(
    ({ system, code }) => code === MEDICAL_RECORD_NUMBER && IDENTIFIER_TYPES.has(systemName(system)),
  );
}

function isUriOrOid(system: string): boolean {
  return /^[a-z][a-z\d+.-]*:/i.test(system) || /^\d+(\.\d+)+$/.test(system);
}

/** Epic takes an OID with and without its prefix, and knows no case. */
function comparable(name: string | null): string | null {
  return name?.toLowerCase().replace(/^urn:oid:/, '') ?? null;
}
