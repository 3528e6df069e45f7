/** US social security numbers, which Epic can send unmasked: they never leave this gateway. */
import { systemName } from './code-systems.ts';
import { isFhirDateTime } from './dates.ts';
import { decimalText } from './decimals.ts';
import { transformJson } from './json-transform.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import type { Identifier, Patient } from './types.ts';

/** HL7's OID for the SSN, and the last part of its URI (terminology.hl7.org, NamingSystem "ssn"). */
const SSN_SYSTEMS: ReadonlySet<string> = new Set(['2.16.840.1.113883.4.1', 'us-ssn', 'ssn']);
/** Every such system ends so. Most others do not, and need not be parsed. */
const MAY_BE_SYSTEM = /4\.1|ssn/i;
/** HL7 v2-0203 has `SS`. */
const SSN_CODES: ReadonlySet<string> = new Set(['ss', 'ssn']);
/** Matches words in the form of `normalizeName`. `ss` counts only on its own or with "number". */
const SSN_WORDS =
  /(?:^| )(?:us)?ssn(?: |$)|(?:^| )soc(?:ial)? ?sec(?:ur| |$|n)|^(?:us )?ss(?: (?:no|num|nbr|nr|number|id))?$/;
const MASK = '***-**-****';
const MASKED_NARRATIVE = `<div xmlns="http://www.w3.org/1999/xhtml">${MASK}</div>`;
const DIGITS = 9;
/** An SSN is written with hyphens, spaces or nothing between its digits: at most so many characters, none of them a letter. */
const MOST_BETWEEN_DIGITS = 3;
const WHOLE_NUMBER = new RegExp(
  `(?<!\\d)${Array.from({ length: DIGITS }, () => '\\d').join(`[^\\p{L}\\d]{0,${MOST_BETWEEN_DIGITS}}`)}(?!\\d)`,
  'gu',
);
const LETTER = /^\p{L}/u;
/** Elements that address resources: a masked one could not be resolved any more. */
const ADDRESSES: ReadonlySet<string> = new Set(['fullUrl', 'id', 'reference', 'resourceType', 'url']);

/** True by system, by the v2-0203 type `SS`, or by the words of the type or the assigner. */
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

/** Every name of an SSN has an S, or a compatible form of it; most names of other identifiers have none. */
const MAY_HAVE_S = /[s\u0080-\uffff]/i;
/** What says that an identifier is an SSN says so at its beginning. */
const LONGEST_NAME = 200;

/** Returns `soc sec` for "Soc. Sec. #" and `ssn` for "S.S.N."; nothing for text that cannot name an SSN. */
function normalizeName(name: unknown): string {
  if (typeof name !== 'string') return '';
  const beginning = name.slice(0, LONGEST_NAME);
  // Normalizing is slow, and every identifier of every record passes through here.
  if (!MAY_HAVE_S.test(beginning)) return '';
  // Normalizing a run of combining marks takes the square of its length.
  const plain = beginning
    .replace(/\p{M}+/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('.', '');
  return plain.replace(/\P{L}+/gu, ' ').trim();
}

/** The patient's identifiers but for SSNs, and for those that are an SSN under another name. */
export function identifiersOf({ identifier }: Pick<Patient, 'identifier'>): Identifier[] {
  const all = readObjects(identifier);
  const numbers = createSsnMask();
  all.forEach(numbers.note);
  return all.filter(
    (candidate) => !isSsn(candidate) && !numbers.repeats(candidate.value) && !isMasked(candidate),
  );
}

/** True for an identifier in which a loader has masked an SSN. */
function isMasked({ value }: Identifier): boolean {
  return readText(value)?.includes(MASK) === true;
}

/** Masks the SSNs of one record, once all of its identifiers have been noted. */
interface SsnMask {
  /** Notes the number of an object that is an SSN. */
  readonly note: (candidate: Candidate) => void;
  /** Whether anything that was noted is an SSN. */
  readonly isNeeded: () => boolean;
  /** Whether a text or a number has the digits of an SSN in it. */
  readonly repeats: (value: unknown) => boolean;
  /** Masks the value of an identifier that is an SSN, whatever is in it. */
  readonly identifier: (value: Record<string, unknown>) => Record<string, unknown>;
  /** Masks the digits of SSNs in a text or a number, wherever a record repeats them, such as in names, telecom or notes. */
  readonly leaf: (value: unknown, element: string) => unknown;
}

export function createSsnMask(): SsnMask {
  const numbers = new Set<number>();
  let isNeeded = false;
  const repeats = (value: unknown): boolean =>
    numbers.size > 0 && spansOf(writtenOf(value) ?? '', numbers).length > 0;
  return {
    note(candidate) {
      if (!isMarked(candidate)) return;
      isNeeded = true;
      addWholeNumbers(candidate, numbers);
    },
    isNeeded: () => isNeeded,
    repeats,
    identifier: (value) =>
      value['value'] !== undefined && isMarked(value) ? { ...value, value: MASK } : value,
    leaf(value, element) {
      if (typeof value !== 'string') return repeats(value) ? MASK : value;
      // A time is no spelling of a number, and a masked one would not be a dateTime any more.
      if (ADDRESSES.has(element) || isFhirDateTime(value)) return value;
      const plain = withSpansMasked(value, spansOf(value, numbers));
      return element === 'div' && repeats(readable(plain)) ? MASKED_NARRATIVE : plain;
    },
  };
}

/** Returns the record without its SSNs, wherever they stand: in identifiers, extensions or narrative. */
export function maskSsn<R extends object>(record: R): R {
  const mask = createSsnMask();
  transformJson(record, {
    object(value) {
      mask.note(value);
      return value;
    },
  });
  return mask.isNeeded() ? transformJson(record, { object: mask.identifier, leaf: mask.leaf }) : record;
}

/** A possible identifier, with the extensions of its value. */
interface Candidate extends Identifier {
  readonly _value?: unknown;
}

/** True for an identifier that has a value, and is an SSN. */
function isMarked(candidate: Candidate): boolean {
  const { value, _value: extended } = candidate;
  return (value !== undefined || extended !== undefined) && isSsn(candidate);
}

/** Only whole numbers are looked for elsewhere: a placeholder such as `0`, or four last digits, stands in many places. */
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

/** A text, or a number as it stands in the resource; null for anything else. */
function writtenOf(value: unknown): string | null {
  return typeof value === 'string' ? value : decimalText(value);
}

/** The place of a number in a text. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Finds any of the numbers in any spelling. Looks at each character once, however many numbers there are. */
function spansOf(written: string, numbers: ReadonlySet<number>): Span[] {
  const spans: Span[] = [];
  /** Where the last digits begin, the oldest at `row % DIGITS`. */
  const begins = new Uint32Array(DIGITS);
  /** How many digits there are in a row. */
  let row = 0;
  let last = 0;
  let between = 0;
  for (let at = 0; at < written.length; at += 1) {
    const code = written.charCodeAt(at);
    if (code < ZERO || code > NINE) {
      if (row === 0) continue;
      const character = String.fromCodePoint(written.codePointAt(at) ?? code);
      between += 1;
      if (between > MOST_BETWEEN_DIGITS || LETTER.test(character)) row = 0;
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
