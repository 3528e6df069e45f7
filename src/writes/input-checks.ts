/** Validates the parts of inputs, and collects all problems for one error. */
import { type InputProblem, InvalidInput } from '../errors.ts';
import { isFhirDate, isGivenDateTime } from '../fhir/dates.ts';
import { FHIR_ID_RULE, isFhirId } from '../fhir/ids.ts';
import type { NewConcept } from '../fhir/write-concept.ts';
import { CODE_FORMATS, type WritableCodeSystem } from './code-formats.ts';
import { findHiddenCharacter, walkTexts } from './hidden-characters.ts';

/** Each check returns the value to send. After a failed check, `throwIfInvalid` throws, so its value is never used. */
export interface InputChecks {
  /** Adds a problem. Ignores further problems with the same path. */
  addProblem(path: string, message: string): void;
  id(path: string, value: string): string;
  /** Checks a past point in time. Returns it to the second. */
  instant(path: string, value: string): string;
  /** Checks a complete past date. */
  date(path: string, value: string): string;
  /** Checks a past date, which can be partial. */
  partialDate(path: string, value: string): string;
  /** Checks a text without line breaks. Returns it trimmed. */
  singleLineText(path: string, value: string, maxLength?: number): string;
  concept<S extends WritableCodeSystem>(path: string, given: ConceptInput<S>): NewConcept;
  /**
   * Returns FHIR's code for an enum value of the graph; null if none was given. Rejects UNRECOGNIZED, which stands for unknown codes of servers and
   * cannot be written.
   */
  enumCode<T extends EnumTable>(
    path: string,
    table: T,
    member: string | null | undefined,
  ): (keyof T & string) | null;
  /** @throws InvalidInput listing every problem */
  throwIfInvalid(): void;
}

export interface ConceptInput<S extends WritableCodeSystem = WritableCodeSystem> {
  readonly system: S;
  readonly code: string;
  readonly name: string;
}

/** The values of an enum by FHIR code. */
type EnumTable = Readonly<Record<string, string>>;

export interface InputContext {
  readonly idempotencyKey: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Long enough for a UUID or a random string, and too long to choose the same key by chance. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{16,128}$/;
const IDEMPOTENCY_KEY_RULE =
  'expects 16 to 128 printable ASCII characters without spaces, such as a new UUID for each write.';

/** How far the clocks of callers may be ahead. */
const MAX_CLOCK_SKEW_MS = 5 * 60_000;
const MIN_YEAR = 1900;
const MAX_LINE_LENGTH = 200;
/** All other control characters are refused in every text. */
const LINE_CONTROLS = /[\t\n\r\u2028\u2029]/;
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** @param input the whole input of a mutation: every text in it is checked for hidden characters */
export function createInputChecks(input: object, { now, idempotencyKey }: InputContext): InputChecks {
  const problems = new Map<string, InputProblem>();
  const addProblem = (path: string, message: string): void => {
    if (!problems.has(path)) problems.set(path, { path, message });
  };
  for (const [path, text] of walkTexts(input, 'input')) {
    const hidden = findHiddenCharacter(text);
    if (hidden !== null)
      addProblem(
        path,
        `expects only visible characters, but character ${hidden.position} is ${hidden.kind}.`,
      );
  }
  if (!IDEMPOTENCY_KEY.test(idempotencyKey)) addProblem('idempotencyKey', IDEMPOTENCY_KEY_RULE);
  const expect = (isMet: boolean, path: string, message: string): boolean => {
    if (!isMet) addProblem(path, message);
    return isMet;
  };
  const inThePast = (path: string, value: string, from: number): string => {
    if (expect(from <= now + MAX_CLOCK_SKEW_MS, path, 'expects a date or time that is not in the future.'))
      expect(Number(value.slice(0, 4)) >= MIN_YEAR, path, `expects the year ${MIN_YEAR} or later.`);
    return value;
  };

  const checks: InputChecks = {
    addProblem,
    id(path, value) {
      expect(isFhirId(value), path, FHIR_ID_RULE);
      return value;
    },
    instant(path, value) {
      const [, minute, second = ':00', offset] = INSTANT.exec(value) ?? [];
      const instant = `${minute}${second}${offset}`;
      const start = isGivenDateTime(value) ? Date.parse(instant) : Number.NaN;
      const rule =
        'expects a date and time with an offset of at most 14:00, such as 2026-05-01T09:30:00-05:00.';
      return expect(!Number.isNaN(start), path, rule) ? inThePast(path, instant, start) : instant;
    },
    date(path, value) {
      const isWhole = value.length === 10 && isFhirDate(value);
      return expect(isWhole, path, 'expects a complete date, such as 1987-09-12.')
        ? inThePast(path, value, earliestInstantOf(value))
        : value;
    },
    partialDate: (path, value) =>
      expect(isFhirDate(value), path, 'expects a date: 1987, 1987-09 or 1987-09-12.')
        ? inThePast(path, value, earliestInstantOf(value))
        : value,
    singleLineText(path, value, maxLength = MAX_LINE_LENGTH) {
      const trimmed = value.trim();
      const isFine = trimmed !== '' && trimmed.length <= maxLength && !LINE_CONTROLS.test(trimmed);
      expect(isFine, path, `expects 1 to ${maxLength} characters on one line.`);
      return trimmed;
    },
    concept(path, { system, code, name }) {
      const { isCode, rule } = CODE_FORMATS[system];
      expect(isCode(code), `${path}.code`, rule);
      return { system, code, name: checks.singleLineText(`${path}.name`, name) };
    },
    enumCode<T extends EnumTable>(path: string, table: T, member: string | null | undefined) {
      if (member === null || member === undefined) return null;
      const codes: (keyof T & string)[] = Object.keys(table);
      const code = codes.find((candidate) => table[candidate] === member);
      expect(code !== undefined, path, `expects one of ${Object.values(table).join(', ')}.`);
      return code ?? null;
    },
    throwIfInvalid() {
      if (problems.size > 0) throw new InvalidInput([...problems.values()]);
    },
  };
  return checks;
}

/** Returns when a date, which can be partial, begins in the time zone that is furthest ahead. */
function earliestInstantOf(date: string): number {
  const zoneAheadMs = 14 * 3_600_000;
  return Date.parse(date + '-01-01'.slice(date.length - 'YYYY'.length)) - zoneAheadMs;
}
