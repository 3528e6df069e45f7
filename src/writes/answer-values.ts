/** Reads the values of answers, by the type of the question (FHIR R4 item-type). */
import { CODE_SYSTEMS } from '../fhir/code-systems.ts';
import { hasOffset, isFhirDate, isGivenDateTime } from '../fhir/dates.ts';
import { decimalNumber } from '../fhir/decimals.ts';
import type { InResource } from '../fhir/in-resource.ts';
import { readInteger, readObject, readObjects, readText } from '../fhir/lenient-read.ts';
import { answerText } from '../fhir/questionnaire-response.ts';
import { optionsOf } from '../fhir/questionnaire.ts';
import type {
  Quantity,
  QuestionnaireItem,
  QuestionnaireItemAnswerOption,
  QuestionnaireResponseItemAnswer,
} from '../fhir/types.ts';
import { isCommonUcumCode } from '../fhir/units.ts';

type Answer = QuestionnaireResponseItemAnswer;

interface ValueReader {
  /** Completes "expects …" in a message. */
  readonly rule: string;
  /** Returns the answer; null for a value of another type. */
  readonly read: (value: string, unit: string | null) => Answer | null;
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;
/** Leaves out schemes that run code or carry content, such as `javascript:` and `data:`. */
const URI = /^(?:https?:\/\/|urn:)[^\s|]+$/i;
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
  url: {
    rule: 'an absolute URL that begins with `http:`, `https:` or `urn:`',
    read: (value) => (URI.test(value) ? { valueUri: value } : null),
  },
};

/** Returns the reader for a question; null for a type that the gateway cannot write, such as a file or a record. */
export function valueReaderFor(item: InResource<QuestionnaireItem>): ValueReader | null {
  const type = readText(item.value.type) ?? '';
  if (type === 'quantity') return quantityReader(item.value);
  if (type === 'choice' || type === 'open-choice') return choiceReader(item, type === 'open-choice');
  return Object.hasOwn(READERS, type) ? (READERS[type] ?? null) : null;
}

function quantityReader(item: QuestionnaireItem): ValueReader {
  return {
    rule: 'a decimal number, and `unit`',
    read(value, unit) {
      const [number, written] = [decimalNumber(value), readText(unit)];
      return number === null || written === null
        ? null
        : { valueQuantity: { value: number, ...readUnit(written, item) } };
    },
  };
}

/** FHIR R4 extensions with the units of a question. */
const UNIT_EXTENSIONS: ReadonlySet<string> = new Set([
  'http://hl7.org/fhir/StructureDefinition/questionnaire-unit',
  'http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption',
]);

/** Returns a code only for a unit of the form and for a common UCUM code: `F` is farad in UCUM, and `lbs` is no code. */
function readUnit(written: string, { extension }: QuestionnaireItem): Quantity {
  const units = readObjects(extension)
    .filter(({ url }) => UNIT_EXTENSIONS.has(readText(url) ?? ''))
    .map(({ valueCoding }) => readObject(valueCoding) ?? {});
  const chosen =
    units.find(({ code }) => code === written) ?? units.find(({ display }) => display === written);
  const { system, code, display } = chosen ?? {};
  if (system !== undefined && code !== undefined) return { unit: display ?? code, system, code };
  return isCommonUcumCode(written)
    ? { unit: written, system: CODE_SYSTEMS.UCUM[0], code: written }
    : { unit: written };
}

/** A choice without a list of options, such as one from a value set elsewhere, accepts `system|code`. */
function choiceReader(item: InResource<QuestionnaireItem>, isOpen: boolean): ValueReader {
  const options = optionsOf(item);
  const orText = isOpen ? ', or another text that does not look like a code' : '';
  if (options.length === 0)
    return {
      rule: `a code with its system, such as \`http://loinc.org|LA6568-5\`${orText}`,
      read: (value) =>
        readToken(value) ?? (isOpen && !HAS_SYSTEM.test(value) ? TEXT.read(value, null) : null),
    };
  const { codes, displays, similar } = namesOf(options);
  return {
    rule: `the code or exact text of one option, or \`system|code\` if two options share the code${orText}`,
    read(value) {
      const written = value.trim();
      const option = codes.get(written) ?? (codes.has(written) ? null : displays.get(written));
      if (option !== null && option !== undefined) return answerOf(option);
      const isText = option === undefined && !HAS_SYSTEM.test(written) && !similar.has(shapeOf(written));
      return isOpen && isText ? TEXT.read(written, null) : null;
    },
  };
}

const HAS_SYSTEM = /^\s*(?:https?|urn):[^\s|]*\|/i;

function readToken(value: string): Answer | null {
  const [system = '', code = '', ...more] = value.split('|');
  return URI.test(system) && /^\S+$/.test(code) && more.length === 0
    ? { valueCoding: { system, code } }
    : null;
}

/** By name: the option; null if several options have the name. */
type Named = Map<string, QuestionnaireItemAnswerOption | null>;

interface OptionNames {
  /** By code, by `system|code`, and by the text of an option without a code. */
  readonly codes: Named;
  readonly displays: Named;
  /** The shapes of values that are probably a mistyped option. */
  readonly similar: ReadonlySet<string>;
}

const namesOfOptions = new WeakMap<readonly QuestionnaireItemAnswerOption[], OptionNames>();

/** Indexes the options once: questions with one value set share their array. */
function namesOf(options: readonly QuestionnaireItemAnswerOption[]): OptionNames {
  const known = namesOfOptions.get(options);
  if (known !== undefined) return known;
  const [codes, displays]: [Named, Named] = [new Map(), new Map()];
  for (const option of options) {
    const { system, code = null, display } = readObject(option.valueCoding) ?? {};
    addName(codes, readText(code) ?? answerText(option, {}), option);
    if (code !== null && system !== undefined) addName(codes, `${system}|${code}`, option);
    if (code !== null) addName(displays, readText(display), option);
  }
  const similar = new Set([...codes.keys(), ...displays.keys()].map(shapeOf));
  const names = { codes, displays, similar };
  namesOfOptions.set(options, names);
  return names;
}

function addName(names: Named, name: string | null, option: QuestionnaireItemAnswerOption): void {
  if (name !== null) names.set(name, names.has(name) ? null : option);
}

/** Returns a shape that `LA6568-5` and `la6568-6` share. Words without digits share one only if they differ in case. */
function shapeOf(name: string): string {
  const isCode = /\d/.test(name) && !/\s/.test(name);
  return isCode ? name.replaceAll(/[a-z]+/gi, 'a').replaceAll(/\d+/g, '0') : name.toLowerCase();
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
