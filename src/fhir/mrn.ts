/** The medical record number: which identifier of a patient it is, and how patients are searched by it. */
import { identifierToken } from './patient-search.ts';
import { objects, text } from './shape.ts';
import { identifiersOf } from './ssn.ts';
import type { Identifier, Patient } from './types.ts';

/** HL7 v2-0203: what an identifier is for; `MR` is the medical record number. */
const MEDICAL_RECORD_NUMBER = 'MR';
/** The text of an identifier type that says the same. */
const MEDICAL_RECORD_NUMBER_TEXT = 'mrn';
const LONGEST_NUMBER = 200;

/**
 * The patient's medical record number, one in use before an old one; null where there is none. It is never one of another numbering:
 * other subgraphs take it for the name of a patient, and two numberings can give one number to two patients.
 * @param system see MRN_SYSTEM
 */
export function mrnOf(patient: Pick<Patient, 'identifier'>, system: string): string | null {
  const identifiers = identifiersOf(patient).filter(({ value }) => text(value) !== null);
  for (const isNumber of waysToTell(system)) {
    const candidates = identifiers.filter(isNumber);
    const current = candidates.find(({ use }) => use !== 'old') ?? candidates[0];
    if (current !== undefined) return text(current.value);
  }
  return null;
}

/** True for what can be a medical record number. */
export function isMrn(value: unknown): value is string {
  const number = text(value);
  return number !== null && number.length <= LONGEST_NUMBER && !/\p{Cc}/u.test(number);
}

/** The search value that finds the patients with these numbers: a list, which not every server understands. */
export function mrnTokens(system: string, mrns: readonly string[]): string {
  return mrns.map((mrn) => identifierToken({ system, value: mrn })).join(',');
}

/** How the identifier is told from others, the best way first. */
function waysToTell(system: string): ((identifier: Identifier) => boolean)[] {
  const wanted = comparable(system);
  if (isUriOrOid(system)) return [(identifier) => comparable(text(identifier.system)) === wanted];
  const isCalledSo = ({ type }: Identifier): boolean => comparable(text(type?.text)) === wanted;
  return wanted === MEDICAL_RECORD_NUMBER_TEXT ? [isCalledSo, isOfHl7Type] : [isCalledSo];
}

function isOfHl7Type({ type }: Identifier): boolean {
  return objects(type?.coding).some(({ code }) => code === MEDICAL_RECORD_NUMBER);
}

function isUriOrOid(system: string): boolean {
  return /^[a-z][a-z\d+.-]*:/i.test(system) || /^\d+(\.\d+)+$/.test(system);
}

/** Epic takes an OID with and without its prefix, and knows no case. */
function comparable(name: string | null): string | null {
  return name?.toLowerCase().replace(/^urn:oid:/, '') ?? null;
}
