/** US social security numbers, which Epic can send unmasked: they never leave this gateway. */
import { isObject, objects, text } from './shape.ts';
import type { Identifier, Patient } from './types.ts';

/** HL7's OID and URI for the SSN (terminology.hl7.org, NamingSystem "ssn"). */
const SSN_SYSTEMS = new Set([
  'urn:oid:2.16.840.1.113883.4.1',
  '2.16.840.1.113883.4.1',
  'http://hl7.org/fhir/sid/us-ssn',
]);
const MASK = '***-**-****';

/** True by system, by the v2-0203 type `SS`, or by the type's text. */
export function isSsn({ system, type }: Identifier): boolean {
  if (SSN_SYSTEMS.has(text(system) ?? '')) return true;
  return objects(type?.coding).some(({ code }) => code === 'SS') || /^ssn$/i.test(text(type?.text) ?? '');
}

/** The patient's identifiers but for SSNs. */
export function identifiersOf({ identifier }: Pick<Patient, 'identifier'>): Identifier[] {
  return objects(identifier).filter((candidate) => !isSsn(candidate));
}

/** A copy of the resource in which no SSN can be read, wherever it stands: in identifiers, extensions or narrative. */
export function withSsnMasked(resource: object): unknown {
  const numbers = [...new Set(ssnsIn(resource).flatMap(spellings))];
  return numbers.length === 0 ? resource : masked(resource, numbers);
}

/** An SSN of nine digits can stand elsewhere with or without its hyphens. */
function spellings(ssn: string): string[] {
  const digits = ssn.replace(/\D/g, '');
  if (digits.length !== 9) return [ssn];
  return [ssn, digits, `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`];
}

function ssnsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(ssnsIn);
  if (!isObject(value)) return [];
  const own = isSsn(value) ? text(value['value']) : null;
  return [...(own === null ? [] : [own]), ...Object.values(value).flatMap(ssnsIn)];
}

function masked(value: unknown, numbers: readonly string[]): unknown {
  if (typeof value === 'string')
    return numbers.reduce((kept, number) => kept.replaceAll(number, MASK), value);
  if (Array.isArray(value)) return value.map((item) => masked(item, numbers));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, numbers)]));
}
