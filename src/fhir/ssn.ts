/** Masks US social security numbers (SSNs). Epic can send them unmasked, but they must never leave the gateway. */
import { MAX_JSON_DEPTH } from '../json/size.ts';
import { systemName } from './code-systems.ts';
import { isFhirDateTime } from './dates.ts';
import { decimalText } from './decimals.ts';
import { transformJson } from './json-transform.ts';
import { isObject, readObject, readObjects, readText } from './lenient-read.ts';
import type { Identifier, Patient } from './types.ts';

/** `systemName` of the SSN: HL7's OID, and the last part of its URIs (terminology.hl7.org, NamingSystem "ssn"). */
const SSN_SYSTEMS: ReadonlySet<string> = new Set(['2.16.840.1.113883.4.1', 'us-ssn', 'ssn']);
/** A cheap test that every SSN system passes and that spares parsing most others. */
const MAY_BE_SYSTEM = /4\.1|ssn/i;
/** `SS` is the code of HL7 v2-0203. */
const SSN_CODES: ReadonlySet<string> = new Set(['ss', 'ssn']);
/** Matches names in the form of `normalizeName`. `ss` counts only by itself or with "number". */
const SSN_WORDS =
  /(?:^| )(?:us)?ssn(?: |$)|(?:^| )soc(?:ial)? ?sec(?:ur| |$|n)|^(?:us )?ss(?: (?:no|num|nbr|nr|number|id))?$/;
const MASK = '***-**-****';
const MASKED_NARRATIVE = `<div xmlns="http://www.w3.org/1999/xhtml">${MASK}</div>`;
const DIGITS = 9;
/** The largest number of separators, such as hyphens and spaces, between two digits of an SSN. Letters are not separators. */
const MAX_SEPARATORS = 3;
const WHOLE_NUMBER = new RegExp(
  `(?<!\\d)${Array.from({ length: DIGITS }, () => '\\d').join(`[^\\p{L}\\d]{0,${MAX_SEPARATORS}}`)}(?!\\d)`,
  'gu',
);
const LETTER = /^\p{L}/u;
/** Elements that address resources. Masking one would break the address. */
const ADDRESSES: ReadonlySet<string> = new Set(['fullUrl', 'id', 'reference', 'resourceType', 'url']);

/** Recognizes an SSN by its system, by the v2-0203 type `SS`, or by the words of its type or assigner. */
export function isSsn({ system, type, assigner }: Identifier): boolean {
  if (MAY_BE_SYSTEM.test(readText(system) ?? '') && SSN_SYSTEMS.has(systemName(system))) return true;
  if (type === undefined && assigner === undefined) return false;
  const codings = readObjects(type?.coding);
  if (codings.some(({ code }) => SSN_CODES.has(normalizeName(code).replaceAll(' ', '')))) return true;
  const names: unknown[] = [
    type?.text,
    ...codings.map(({ display }) => display),
    readObject(assigner)?.display,
  ];
  return names.some((name) => SSN_WORDS.test(normalizeName(name)));
}

/** A cheap test: every name of an SSN contains an S or a compatible character; most other names do not. */
const MAY_HAVE_S = /[s\u0080-\uffff]/i;
/** A name that identifies an SSN does so at its beginning. */
const MAX_NAME_LENGTH = 200;

/** Returns `soc sec` for "Soc. Sec. #" and `ssn` for "S.S.N."; an empty string for text that cannot name an SSN. */
function normalizeName(name: unknown): string {
  if (typeof name !== 'string') return '';
  const beginning = name.slice(0, MAX_NAME_LENGTH);
  // Normalizing is slow, and every identifier of every record passes through here.
  if (!MAY_HAVE_S.test(beginning)) return '';
  // Normalizing a run of combining marks takes quadratic time.
  const plain = beginning
    .replace(/\p{M}+/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('.', '');
  return plain.replace(/\P{L}+/gu, ' ').trim();
}

/** Returns the patient's identifiers, without SSNs and identifiers that repeat an SSN under another name. */
export function identifiersOf({ identifier }: Pick<Patient, 'identifier'>): Identifier[] {
  const all = readObjects(identifier);
  const numbers = createSsnMask();
  all.forEach(numbers.note);
  return all.filter(
    (candidate) => !isSsn(candidate) && !numbers.repeats(candidate.value) && !isMasked(candidate),
  );
}

/** Returns true for an identifier in which a loader has already masked an SSN. */
function isMasked({ value }: Identifier): boolean {
  return readText(value)?.includes(MASK) === true;
}

/** Masks the SSNs of one record. Callers must note all of its identifiers first. */
interface SsnMask {
  /** Remembers the number of an object that is an SSN. */
  readonly note: (candidate: Candidate) => void;
  /** Returns whether a text or number contains the digits of an SSN. */
  readonly repeats: (value: unknown) => boolean;
  /**
   * Masks the whole values of identifiers that are SSNs, and the digits of SSNs in any text or number, because records repeat them in names,
   * telecom and notes. Returns the record itself if it has no SSN.
   */
  readonly apply: <R extends object>(record: R) => R;
}

export function createSsnMask(): SsnMask {
  const numbers = new Set<number>();
  let isNeeded = false;
  const repeats = (value: unknown): boolean =>
    numbers.size > 0 && spansOf(writtenOf(value) ?? '', numbers).length > 0;
  const maskLeaf = (value: unknown, element: string): unknown => {
    if (typeof value !== 'string') return repeats(value) ? MASK : value;
    // A dateTime is not an SSN, and masking would invalidate it.
    if (ADDRESSES.has(element) || isFhirDateTime(value)) return value;
    const plain = withSpansMasked(value, spansOf(value, numbers));
    return element === 'div' && repeats(toRenderedText(plain)) ? MASKED_NARRATIVE : plain;
  };
  return {
    note(candidate) {
      if (!isMarked(candidate)) return;
      isNeeded = true;
      addWholeNumbers(candidate, numbers);
    },
    repeats,
    apply(record) {
      if (!isNeeded) return record;
      // Epic masks most SSNs itself, and no text repeats the digits of those.
      const leaves = numbers.size === 0 ? {} : { leaf: maskLeaf };
      return transformJson(record, { object: maskIdentifier, ...leaves });
    },
  };
}

/** Masks the SSNs of a record in identifiers, extensions, narrative and all other text. */
export function maskSsn<R extends object>(record: R): R {
  const mask = createSsnMask();
  if (isObject(record)) noteIdentifiers(record, mask.note, 0);
  return mask.apply(record);
}

/** Notes each object that has a value. Uses loops and no visitor, because every record in a response passes through here. */
function noteIdentifiers(part: Record<string, unknown>, note: SsnMask['note'], depth: number): void {
  if (depth > MAX_JSON_DEPTH) return;
  for (const name in part) {
    const inner = part[name];
    if (name === 'value' || name === '_value') note(part);
    if (Array.isArray(inner)) noteItems(inner, note, depth + 1);
    else if (isObject(inner)) noteIdentifiers(inner, note, depth + 1);
  }
}

function noteItems(items: readonly unknown[], note: SsnMask['note'], depth: number): void {
  if (depth > MAX_JSON_DEPTH) return;
  for (const item of items) {
    if (Array.isArray(item)) noteItems(item, note, depth + 1);
    else if (isObject(item)) noteIdentifiers(item, note, depth + 1);
  }
}

/** A possible identifier, with the extensions of its value. */
interface Candidate extends Identifier {
  readonly _value?: unknown;
}

function maskIdentifier(value: Record<string, unknown>): Record<string, unknown> {
  return value['value'] !== undefined && isMarked(value) ? { ...value, value: MASK } : value;
}

/** Returns true for an SSN with a value. */
function isMarked(candidate: Candidate): boolean {
  const { value, _value: extended } = candidate;
  return (value !== undefined || extended !== undefined) && isSsn(candidate);
}

/** Adds only whole SSNs. A placeholder such as `0`, or the last four digits, would match unrelated text. */
function addWholeNumbers({ value, _value: extended }: Candidate, numbers: Set<number>): void {
  transformJson(
    { value, extended },
    {
      leaf(written) {
        for (const [spelled] of (writtenOf(written) ?? '').matchAll(WHOLE_NUMBER))
          numbers.add(Number(spelled.replace(/\D/g, '')));
        return written;
      },
    },
  );
}

/** Returns a text, or a number in the server's notation; null for anything else. */
function writtenOf(value: unknown): string | null {
  return typeof value === 'string' ? value : decimalText(value);
}

/** The place of a number in a text. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Finds all of the numbers in any spelling. Reads each character once, regardless of how many numbers there are. */
function spansOf(written: string, numbers: ReadonlySet<number>): Span[] {
  const spans: Span[] = [];
  /** A ring buffer of the positions of the last digits, the oldest at `row % DIGITS`. */
  const begins = new Uint32Array(DIGITS);
  /** The length of the current run of digits. */
  let row = 0;
  let last = 0;
  let between = 0;
  for (let at = 0; at < written.length; at += 1) {
    const code = written.charCodeAt(at);
    if (code < ZERO || code > NINE) {
      if (row === 0) continue;
      const character = String.fromCodePoint(written.codePointAt(at) ?? code);
      between += 1;
      if (between > MAX_SEPARATORS || LETTER.test(character)) row = 0;
      at += character.length - 1;
      continue;
    }
    between = 0;
    begins[row % DIGITS] = at;
    row += 1;
    last = (last * 10 + code - ZERO) % MODULUS;
    if (row < DIGITS || !numbers.has(last)) continue;
    spans.push({ from: begins[row % DIGITS] ?? at, to: at + 1 });
    row = 0;
  }
  return spans;
}

const ZERO = 0x30;
const NINE = 0x39;
const MODULUS = 10 ** DIGITS;

function withSpansMasked(written: string, spans: readonly Span[]): string {
  if (spans.length === 0) return written;
  const kept = spans.map(({ from }, at) => written.slice(spans[at - 1]?.to ?? 0, from) + MASK);
  return kept.join('') + written.slice(spans.at(-1)?.to);
}

/** Returns XHTML approximately as a browser renders it, because tags and entities can separate the digits of an SSN. */
function toRenderedText(markup: string): string {
  return markup
    .replace(/<[^<>]*>/g, '')
    .replace(/&#(\d{1,7});/g, (_entity, code: string) => fromCodePoint(Number(code)))
    .replace(/&#x([\da-f]{1,6});/gi, (_entity, code: string) => fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&[a-z]{1,32};/gi, ' ');
}

function fromCodePoint(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : ' ';
}
