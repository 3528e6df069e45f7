/** Reads the values of answers, by the type of the question (FHIR R4 item-type). */
import { hasOffset, isFhirDate, isGivenDateTime } from '../fhir/dates.ts';
import { decimalNumber } from '../fhir/decimals.ts';
import type { InResource } from '../fhir/in-resource.ts';
import { readInteger, readObject, readText } from '../fhir/lenient-read.ts';
import { answerText } from '../fhir/questionnaire-response.ts';
import { optionsOf } from '../fhir/questionnaire.ts';
import type {
  QuestionnaireItem,
  QuestionnaireItemAnswerOption,
  QuestionnaireResponseItemAnswer,
} from '../fhir/types.ts';

type Answer = QuestionnaireResponseItemAnswer;

interface ValueReader {
  /** Completes "expects …" in a message. */
  readonly rule: string;
  /** Returns the answer; null for a value of another type. */
  readonly read: (value: string, unit: string | null) => Answer | null;
}

const UCUM = 'http://unitsofmeasure.org';
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;
const URI = /^[a-z][a-z\d+.-]*:\S+$/i;
const LINE_BREAK = /[\n\r\u2028\u2029]/;

const TEXT: ValueReader = { rule: 'a text', read: (value) => ({ valueString: value.trim() }) };

const READERS: Readonly<Record<string, ValueReader>> = {
  boolean: {
    rule: '`true` or `false`',
    read: (value) => (['true', 'false'].includes(value) ? { valueBoolean: value === 'true' } : null),
  },
  decimal: {
    rule: 'a decimal number, such as `7.5`',
    read(value) {
      const valueDecimal = decimalNumber(value);
      return valueDecimal === null ? null : { valueDecimal };
    },
  },
  integer: {
    rule: 'a whole number',
    read(value) {
      const valueInteger = readInteger(value);
      return valueInteger === null ? null : { valueInteger };
    },
  },
  date: {
    rule: 'a date: `1987`, `1987-09` or `1987-09-12`',
    read: (value) => (isFhirDate(value) ? { valueDate: value } : null),
  },
  dateTime: {
    rule: 'a date, or a date and time with an offset',
    read: (value) =>
      isFhirDate(value) || (isGivenDateTime(value) && hasOffset(value)) ? { valueDateTime: value } : null,
  },
  time: {
    rule: 'a time of day, such as `06:30`',
    read: (value) => (TIME.test(value) ? { valueTime: value.length === 5 ? `${value}:00` : value } : null),
  },
  string: {
    rule: 'a text on one line',
    read: (value) => (LINE_BREAK.test(value.trim()) ? null : TEXT.read(value, null)),
  },
  text: TEXT,
  url: { rule: 'an absolute URL', read: (value) => (URI.test(value) ? { valueUri: value } : null) },
  quantity: {
    rule: 'a decimal number, and `unit`',
    read(value, unit) {
      const number = decimalNumber(value);
      return number === null || readText(unit) === null
        ? null
        : { valueQuantity: { value: number, unit: String(unit), system: UCUM, code: String(unit) } };
    },
  },
};

/** Returns the reader for a question; null for a type that the gateway cannot write, such as a file or a record. */
export function valueReaderFor(item: InResource<QuestionnaireItem>): ValueReader | null {
  const type = readText(item.value.type) ?? '';
  if (type === 'choice' || type === 'open-choice') return choiceReader(item, type === 'open-choice');
  return Object.hasOwn(READERS, type) ? (READERS[type] ?? null) : null;
}

/** A choice without a list of options, such as one from a value set elsewhere, accepts `system|code`. */
function choiceReader(item: InResource<QuestionnaireItem>, isOpen: boolean): ValueReader {
  const options = optionsOf(item);
  const orText = isOpen ? ', or another text' : '';
  if (options.length === 0)
    return {
      rule: `a code with its system, such as \`http://loinc.org|LA6568-5\`${orText}`,
      read: (value) => readToken(value) ?? (isOpen ? TEXT.read(value, null) : null),
    };
  return {
    rule: `the code of one option, with its system if two options share the code${orText}`,
    read(value) {
      const chosen = options.filter((option) => namesOf(option).includes(value));
      const [option] = chosen;
      if (chosen.length === 1 && option !== undefined) return answerOf(option);
      return isOpen && option === undefined ? TEXT.read(value, null) : null;
    },
  };
}

function readToken(value: string): Answer | null {
  const [system = '', code = '', ...more] = value.split('|');
  return URI.test(system) && /^\S+$/.test(code) && more.length === 0
    ? { valueCoding: { system, code } }
    : null;
}

/** Returns what an option can be called in an input: its code, its code with the system, or the text of an option without code. */
function namesOf(option: QuestionnaireItemAnswerOption): (string | null)[] {
  const coding = readObject(option.valueCoding);
  if (coding === null) return [answerText(option, {})];
  return [readText(coding.code), `${coding.system}|${coding.code}`];
}

/** Leaves out the extensions of a coding, such as its points. */
function answerOf(option: QuestionnaireItemAnswerOption): Answer {
  const { valueCoding, valueDate, valueInteger, valueString, valueTime } = option;
  const { system, version, code, display } = readObject(valueCoding) ?? {};
  if (code !== undefined)
    return {
      valueCoding: {
        ...(system !== undefined && { system }),
        ...(version !== undefined && { version }),
        code,
        ...(display !== undefined && { display }),
      },
    };
  return {
    ...(valueDate !== undefined && { valueDate }),
    ...(valueInteger !== undefined && { valueInteger }),
    ...(valueString !== undefined && { valueString }),
    ...(valueTime !== undefined && { valueTime }),
  };
}
