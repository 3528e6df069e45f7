/** US social security numbers, which Epic can send unmasked: they never leave this gateway. */
import { withItems, withMembers } from './altered.ts';
import { systemName } from './code-systems.ts';
import { DEEPEST } from '../size/json-size.ts';
import { isFhirDateTime } from './dates.ts';
import { decimalText, toBeWritten } from './decimals.ts';
import { isObject, object, objects, text } from './shape.ts';
import type { Identifier, Patient } from './types.ts';

/** HL7's OID for the SSN, and the last part of its URI (terminology.hl7.org, NamingSystem "ssn"). */
const SSN_SYSTEMS: ReadonlySet<string> = new Set(['2.16.840.1.113883.4.1', 'us-ssn', 'ssn']);
/** Every such system ends so. Most others do not, and need not be parsed. */
const MAY_BE_SYSTEM = /4\.1|ssn/i;
/** HL7 v2-0203 has `SS`. */
const SSN_CODES: ReadonlySet<string> = new Set(['ss', 'ssn']);
/** Matches words as `wordsOf` returns them. `ss` counts only on its own or with "number". */
const SSN_WORDS =
  /(?:^| )(?:us)?ssn(?: |$)|(?:^| )soc(?:ial)? ?sec(?:ur| |$|n)|^(?:us )?ss(?: (?:no|num|nbr|nr|number|id))?$/;
const MASK = '***-**-****';
const MASKED_NARRATIVE = `<div xmlns="http://www.w3.org/1999/xhtml">${MASK}</div>`;
/** An SSN is written with hyphens, spaces or nothing between its digits. */
const BETWEEN_DIGITS = '[^\\p{L}\\d]{0,3}';
const WHOLE_NUMBER = new RegExp(
  `(?<!\\d)${Array.from({ length: 9 }, () => '\\d').join(BETWEEN_DIGITS)}(?!\\d)`,
  'gu',
);
/** Elements that address resources: a masked one could not be resolved any more. */
const ADDRESSES: ReadonlySet<string> = new Set(['fullUrl', 'id', 'reference', 'resourceType', 'url']);

/** True by system, by the v2-0203 type `SS`, or by the words of the type or the assigner. */
export function isSsn({ system, type, assigner }: Identifier): boolean {
  if (MAY_BE_SYSTEM.test(text(system) ?? '') && SSN_SYSTEMS.has(systemName(system))) return true;
  if (type === undefined && assigner === undefined) return false;
  const codings = objects(type?.coding);
  if (codings.some(({ code }) => SSN_CODES.has(wordsOf(code).replaceAll(' ', '')))) return true;
  const names: unknown[] = [type?.text, ...codings.map(({ display }) => display), object(assigner)?.display];
  return names.some((name) => SSN_WORDS.test(wordsOf(name)));
}

/** Every name of an SSN has an S, or a compatible form of it; most names of other identifiers have none. */
const MAY_HAVE_S = /[s\u0080-\uffff]/i;

/** Returns `soc sec` for "Soc. Sec. #" and `ssn` for "S.S.N."; nothing for text that cannot name an SSN. */
function wordsOf(name: unknown): string {
  // Normalizing is slow, and every identifier of every record passes through here.
  if (typeof name !== 'string' || !MAY_HAVE_S.test(name)) return '';
  const plain = name.normalize('NFKC').toLowerCase().replaceAll('.', '');
  return plain.replace(/\P{L}+/gu, ' ').trim();
}

/** The patient's identifiers but for SSNs, and for those that are an SSN under another name. */
export function identifiersOf({ identifier }: Pick<Patient, 'identifier'>): Identifier[] {
  const all = objects(identifier);
  const numbers = anyOf(numbersIn(all));
  return all.filter(
    (candidate) => !isSsn(candidate) && !holds(numbers, candidate.value) && !isMasked(candidate),
  );
}

/** True for an identifier in which a loader has masked an SSN. */
function isMasked({ value }: Identifier): boolean {
  return text(value)?.includes(MASK) === true;
}

/**
 * A copy of the resource in which no SSN can be read, wherever it stands: in identifiers, extensions or narrative. `JSON.stringify` writes
 * its numbers as the server did.
 */
export function withSsnMasked(resource: object): unknown {
  return masked(resource, '', anyOf(numbersIn(resource)));
}

/**
 * Masks the digits of the resource's SSNs wherever it repeats them, such as in names, telecom or notes, for the typed fields that read it.
 * Returns the resource itself if it has no SSN.
 */
export function withSsnDigitsMasked<R extends object>(resource: R): R {
  const numbers = anyOf(numbersIn(resource));
  return numbers === null
    ? resource
    : withMembers(resource, (inner, name) => withDigitsMasked(inner, name, numbers, 1));
}

/** What nests deeper than an answer may is neither looked through nor passed on. */
function withDigitsMasked(value: unknown, name: string, numbers: RegExp, depth: number): unknown {
  if (depth > DEEPEST) return null;
  if (typeof value === 'string') return ADDRESSES.has(name) ? value : maskedText(value, name, numbers);
  if (Array.isArray(value)) {
    return withItems(value, (item) => withDigitsMasked(item, name, numbers, depth + 1));
  }
  if (!isObject(value)) return holds(numbers, value) ? MASK : value;
  return withMembers(value, (inner, member) => withDigitsMasked(inner, member, numbers, depth + 1));
}

/** The digits of every SSN that an identifier somewhere in the value says it is. */
function numbersIn(value: unknown): string[] {
  const found: string[] = [];
  collectNumbers(value, found, 0);
  return found;
}

/** Visits each member once, without intermediate lists, since every shown record passes through here. */
function collectNumbers(value: unknown, found: string[], depth: number): void {
  if (depth > DEEPEST) return;
  if (Array.isArray(value)) {
    for (const item of value) if (isNested(item)) collectNumbers(item, found, depth + 1);
    return;
  }
  if (!isNested(value)) return;
  let hasValue = false;
  for (const name in value) {
    const inner = value[name];
    if (name === 'value' || name === '_value') hasValue = true;
    if (isNested(inner)) collectNumbers(inner, found, depth + 1);
  }
  if (hasValue && isSsn(value)) found.push(...wholeNumbersIn([value['value'], value['_value']], depth));
}

function isNested(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
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
  const spellings = [...new Set(numbers)].map((digits) => digits.split('').join(BETWEEN_DIGITS));
  return new RegExp(spellings.join('|'), 'gu');
}

function holds(numbers: RegExp | null, value: unknown): boolean {
  return numbers !== null && (writtenOf(value) ?? '').search(numbers) !== -1;
}

function maskedText(value: string, name: string, numbers: RegExp): string {
  // A time is no spelling of a number, and a masked one would not be a dateTime any more.
  if (isFhirDateTime(value)) return value;
  const plain = value.replace(numbers, MASK);
  return name === 'div' && holds(numbers, readable(plain)) ? MASKED_NARRATIVE : plain;
}

/** Returns the digits of XHTML as a browser renders them, without the tags and entities between them. */
function readable(markup: string): string {
  return markup
    .replace(/<[^<>]*>/g, '')
    .replace(/&#(\d{1,7});/g, (_entity, code: string) => fromCodePoint(Number(code)))
    .replace(/&#x([\da-f]{1,6});/gi, (_entity, code: string) => fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&[a-z]{1,32};/gi, ' ');
}

function fromCodePoint(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : ' ';
}

function masked(value: unknown, name: string, numbers: RegExp | null, depth = 0): unknown {
  if (depth > DEEPEST) return null;
  if (typeof value === 'string') return numbers === null ? value : maskedText(value, name, numbers);
  if (Array.isArray(value)) return value.map((item) => masked(item, name, numbers, depth + 1));
  if (!isObject(value)) return holds(numbers, value) ? MASK : toBeWritten(value);
  const isNumber = isSsn(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isNumber && key === 'value' ? MASK : masked(inner, key, numbers, depth + 1),
    ]),
  );
}
