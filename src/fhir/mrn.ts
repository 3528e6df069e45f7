/** The medical record number: which identifier of a patient it is, and how patients are searched by it. */
import { identifierToken } from './patient-search.ts';
import { object, objects, text } from './shape.ts';
import { phaseOf, type SiteTime } from './site-time.ts';
import { identifiersOf } from './ssn.ts';
import type { Identifier, Patient } from './types.ts';

/** HL7 v2-0203: what an identifier is for; `MR` is the medical record number. */
const MEDICAL_RECORD_NUMBER = 'MR';
/** The text of an identifier type that says the same. */
const MEDICAL_RECORD_NUMBER_TEXT = 'mrn';
const LONGEST_NUMBER = 200;

/** Uses of an identifier that come before any other (FHIR R4 IdentifierUse). */
const PREFERRED_USES: ReadonlySet<unknown> = new Set(['usual', 'official']);

export interface MrnReading {
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
  const inUse = identifiersOf(patient).filter(
    ({ value, use, period }) =>
      text(value) !== null && use !== 'old' && phaseOf(object(period), time) === 'current',
  );
  for (const isNumber of waysToTell(system)) {
    const candidates = inUse.filter(isNumber);
    const preferred = candidates.filter(({ use }) => PREFERRED_USES.has(use));
    const [first, ...others] = distinct(preferred.length > 0 ? preferred : candidates);
    if (first !== undefined) return { mrn: others.length > 0 ? null : first, isAmbiguous: others.length > 0 };
  }
  return { mrn: null, isAmbiguous: false };
}

/** Returns only the medical record number; see {@link readMrn}. */
export function mrnOf(patient: Pick<Patient, 'identifier'>, system: string, time: SiteTime): string | null {
  return readMrn(patient, system, time).mrn;
}

/** The values of distinct pairs of system and value; a value without a system is the same as that value with one. */
function distinct(identifiers: readonly Identifier[]): string[] {
  const systems = new Map<string, Set<string | null>>();
  for (const { system, value } of identifiers) {
    const number = text(value) ?? '';
    const known = systems.get(number) ?? new Set();
    systems.set(number, known.add(comparable(text(system))));
  }
  return [...systems].flatMap(([number, known]) => {
    const named = [...known].filter((system) => system !== null);
    return named.length === 0 ? [number] : named.map(() => number);
  });
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
