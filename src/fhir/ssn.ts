/** US social security numbers, which Epic can send unmasked: they never leave this gateway. */
import { decimalText, toBeWritten } from './decimals.ts';
import { isObject, objects, text } from './shape.ts';
import type { Identifier, Patient } from './types.ts';

/** HL7's OID and URI for the SSN (terminology.hl7.org, NamingSystem "ssn"). */
const SSN_SYSTEMS = new Set([
  'urn:oid:2.16.840.1.113883.4.1',
  '2.16.840.1.113883.4.1',
  'http://hl7.org/fhir/sid/us-ssn',
]);
const SSN_NAME = /(?<![a-z])ssn(?![a-z])|social security/i;
const MASK = '***-**-****';
/** FHIR's own elements nest less than 20 deep; what is nested deeper than this is neither looked through nor passed on. */
const DEEPEST = 200;
/** An SSN is written with hyphens, spaces or nothing between its groups. */
const BETWEEN_GROUPS = '[^\\p{L}\\d]{0,3}';
const WHOLE_NUMBER = new RegExp(['(?<!\\d)\\d{3}', '\\d{2}', '\\d{4}(?!\\d)'].join(BETWEEN_GROUPS), 'gu');

/** True by system, by the v2-0203 type `SS`, or by the type's words. */
export function isSsn({ system, type }: Identifier): boolean {
  if (SSN_SYSTEMS.has(text(system)?.toLowerCase() ?? '')) return true;
  const codings = objects(type?.coding);
  const words = [type?.text, ...codings.map(({ display }) => display)];
  return codings.some(({ code }) => code === 'SS') || words.some((word) => SSN_NAME.test(text(word) ?? ''));
}

/** The patient's identifiers but for SSNs, and for those that are an SSN under another name. */
export function identifiersOf({ identifier }: Pick<Patient, 'identifier'>): Identifier[] {
  const all = objects(identifier);
  const numbers = anyOf(numbersIn(all));
  return all.filter((candidate) => !isSsn(candidate) && !holds(numbers, candidate.value));
}

/**
 * A copy of the resource in which no SSN can be read, wherever it stands: in identifiers, extensions or narrative. `JSON.stringify` writes
 * its numbers as the server did.
 */
export function withSsnMasked(resource: object): unknown {
  return masked(resource, anyOf(numbersIn(resource)));
}

/** The digits of every SSN that an identifier somewhere in the value says it is. */
function numbersIn(value: unknown, depth = 0): string[] {
  const inner = partsOf(value, depth);
  const own = isObject(value) && isSsn(value) ? wholeNumbersIn([value['value'], value['_value']], depth) : [];
  return [...own, ...inner.flatMap((part) => numbersIn(part, depth + 1))];
}

/** Only whole numbers are looked for elsewhere: a placeholder such as `0`, or four last digits, stands in many places. */
function wholeNumbersIn(value: unknown, depth: number): string[] {
  const own = writtenOf(value)?.match(WHOLE_NUMBER) ?? [];
  const inner = partsOf(value, depth).flatMap((part) => wholeNumbersIn(part, depth + 1));
  return [...own.map((spelled) => spelled.replace(/\D/g, '')), ...inner];
}

function partsOf(value: unknown, depth: number): unknown[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

/** A text, or a number as it stands in the resource; null for anything else. */
function writtenOf(value: unknown): string | null {
  return typeof value === 'string' ? value : decimalText(value);
}

/** Finds any of the numbers in any spelling; null where there are none. */
function anyOf(numbers: readonly string[]): RegExp | null {
  if (numbers.length === 0) return null;
  const spellings = [...new Set(numbers)].map((digits) =>
    [digits.slice(0, 3), digits.slice(3, 5), digits.slice(5)].join(BETWEEN_GROUPS),
  );
  return new RegExp(spellings.join('|'), 'gu');
}

function holds(numbers: RegExp | null, value: unknown): boolean {
  return numbers !== null && (writtenOf(value) ?? '').search(numbers) !== -1;
}

function masked(value: unknown, numbers: RegExp | null, depth = 0): unknown {
  if (depth > DEEPEST) return null;
  if (typeof value === 'string') return numbers === null ? value : value.replace(numbers, MASK);
  if (Array.isArray(value)) return value.map((item) => masked(item, numbers, depth + 1));
  if (!isObject(value)) return holds(numbers, value) ? MASK : toBeWritten(value);
  const isNumber = isSsn(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isNumber && key === 'value' ? MASK : masked(inner, numbers, depth + 1),
    ]),
  );
}
