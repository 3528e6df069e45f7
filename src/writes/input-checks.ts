/** Checks the parts of inputs, and collects every problem, so that one error reports them all. */
import { type InputProblem, InvalidInput } from '../errors.ts';
import { isFhirDate, isGivenDateTime } from '../fhir/dates.ts';
import { isFhirId } from '../fhir/ids.ts';
import type { NewConcept } from '../fhir/write-concept.ts';
import { CODE_FORMATS, type WritableCodeSystem } from './code-formats.ts';
import { findHiddenCharacter, walkTexts } from './hidden-characters.ts';

/** Each check returns the value to send. The value of a failed check is never used, because `throwIfInvalid` throws. */
export interface InputChecks {
  /** Adds a problem. Only the first one of a path counts. */
  addProblem(path: string, message: string): void;
  id(path: string, value: string): string;
  /** A point in time that has been, to the second. */
  instant(path: string, value: string): string;
  /** A whole date that has been. */
  date(path: string, value: string): string;
  /** A date that has been; it can be partial. */
  partialDate(path: string, value: string): string;
  /** Words on one line. */
  singleLineText(path: string, value: string, maxLength?: number): string;
  concept<S extends WritableCodeSystem>(path: string, given: ConceptInput<S>): NewConcept;
  /**
   * Returns FHIR's code for a member of one of the graph's enums; null where none was given. The enums also have UNRECOGNIZED, for what servers
   * send and nobody can write.
   */
  enumCode<T extends EnumTable>(
    path: string,
    table: T,
    member: string | null | undefined,
  ): (keyof T & string) | null;
  /** @throws InvalidInput with every problem */
  throwIfInvalid(): void;
}

export interface ConceptInput<S extends WritableCodeSystem = WritableCodeSystem> {
  readonly system: S;
  readonly code: string;
  readonly name: string;
}

/** The members of an enum by FHIR's codes. */
type EnumTable = Readonly<Record<string, string>>;

/** The context in which an input is checked. */
export interface InputContext {
  readonly idempotencyKey: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Enough for a UUID or a random text, and none that somebody else thinks of too. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{16,128}$/;
const IDEMPOTENCY_KEY_RULE =
  'expects 16 to 128 printable ASCII characters without spaces, such as a new UUID for each write.';

/** Clocks of callers may be ahead of ours by so much. */
const MAX_CLOCK_SKEW_MS = 5 * 60_000;
const EARLIEST_YEAR = 1900;
const MAX_LINE_LENGTH = 200;
/** Every other control is refused in all texts. */
const LINE_CONTROLS = /[\t\n\r\u2028\u2029]/;
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** @param input the whole input of a mutation: no text in it, whatever its field, may hide a character */
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
        `expects only characters that can be seen; character ${hidden.position} is ${hidden.kind}.`,
      );
  }
  if (!IDEMPOTENCY_KEY.test(idempotencyKey)) addProblem('idempotencyKey', IDEMPOTENCY_KEY_RULE);
  const expect = (isMet: boolean, path: string, message: string): boolean => {
    if (!isMet) addProblem(path, message);
    return isMet;
  };
  const inThePast = (path: string, value: string, from: number): string => {
    if (expect(from <= now + MAX_CLOCK_SKEW_MS, path, 'expects what has been: it is in the future.'))
      expect(Number(value.slice(0, 4)) >= EARLIEST_YEAR, path, `expects a year from ${EARLIEST_YEAR} on.`);
    return value;
  };

  const checks: InputChecks = {
    addProblem,
    id(path, value) {
      expect(
        isFhirId(value),
        path,
        'expects a FHIR id: letters, digits, ".", "-", "_" and "~", 256 at the most.',
      );
      return value;
    },
    instant(path, value) {
      const [, minute, second = ':00', offset] = INSTANT.exec(value) ?? [];
      const instant = `${minute}${second}${offset}`;
      const start = isGivenDateTime(value) ? Date.parse(instant) : Number.NaN;
      const rule =
        'expects a date and time with its offset, which is at most 14:00, such as 2026-05-01T09:30:00-05:00.';
      return expect(!Number.isNaN(start), path, rule) ? inThePast(path, instant, start) : instant;
    },
    date(path, value) {
      const isWhole = value.length === 10 && isFhirDate(value);
      return expect(isWhole, path, 'expects a whole date, such as 1987-09-12.')
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

/** Of a date that can be partial, in the zone that is furthest ahead, where it begins first. */
function earliestInstantOf(date: string): number {
  const zoneAheadMs = 14 * 3_600_000;
  return Date.parse(date + '-01-01'.slice(date.length - 'YYYY'.length)) - zoneAheadMs;
}
