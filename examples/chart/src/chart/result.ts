/** The result fragment of lab results and vital signs, and the words for what it contains. */
import type { ResultFragment } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { formatCode, formatDate, joinTexts } from '../formatting.ts';

/** The value of a result or of a component. `@unmask` lets every reader of a result read it. */
graphql(`
  fragment MeasuredValue on ObservationValue {
    __typename
    ... on Quantity {
      text
      value
      comparator
      unit
    }
  }
`);

graphql(`
  fragment ResultRange on ReferenceRange {
    text
    type {
      text
    }
    low {
      value
      unit
      comparator
    }
    high {
      value
      unit
      comparator
    }
  }
`);

/** Lists, trends and flowsheets share one fragment: the cache replaces a value without an id, such as a range, as a whole. */
export const RESULT = graphql(`
  fragment Result on Observation {
    id
    name
    code {
      loinc: code(system: LOINC)
      coding {
        system
        code
      }
    }
    effective
    dateElement
    effectivePeriod {
      start
      end
    }
    status
    valueText
    unit
    value {
      ...MeasuredValue @unmask
    }
    dataAbsentReason {
      text
    }
    isEnteredInError
    hasUnknownModifier
    isPreliminary
    isCorrected
    interpretation
    interpretationText
    isAbnormal
    isOutsideReferenceRange
    referenceRange {
      ...ResultRange @unmask
    }
    components {
      name
      code {
        loinc: code(system: LOINC)
        coding {
          system
          code
        }
      }
      unit
      value {
        ...MeasuredValue @unmask
      }
      valueText
      interpretation
      interpretationText
      isAbnormal
      referenceRange {
        ...ResultRange @unmask
      }
    }
    notes
    bodySite {
      text
    }
    specimen {
      display
    }
  }
`);

export type Result = ResultFragment;

/** Returns whether the source flagged the result as abnormal. The app interprets nothing itself. */
export function isFlagged({ isAbnormal }: Pick<Result, 'isAbnormal'>): boolean {
  return isAbnormal === true;
}

/** Returns whether the source flagged the result, or its value lies outside the reference range. */
export function isOutOfRange(result: Pick<Result, 'isAbnormal' | 'isOutsideReferenceRange'>): boolean {
  return isFlagged(result) || result.isOutsideReferenceRange === true;
}

/** Formats the value, or why it is missing. A blank could be mistaken for a normal value. */
export function formatValue({
  valueText,
  dataAbsentReason,
}: Pick<Result, 'valueText' | 'dataAbsentReason'>): string {
  return valueText ?? dataAbsentReason?.text ?? 'No value';
}

/** Formats the value in a sentence, where it has no badges: with its flag, and whether it is preliminary or modified. */
export function describeValue(result: Result): string {
  const isOut = result.isOutsideReferenceRange === true;
  return joinTexts([
    formatValue(result),
    isFlagged(result) ? formatInterpretation(result) || 'Abnormal' : isOut && 'Outside reference range',
    result.isPreliminary === true && 'Preliminary',
    result.hasUnknownModifier && 'Unrecognized modifier: check the EHR',
  ]);
}

/** Formats when the observation was made, with the end of a period, and says so if only the date of the report is known. */
export function formatResultTime(
  { effective, effectivePeriod, dateElement }: Pick<Result, 'effective' | 'effectivePeriod' | 'dateElement'>,
  { withTime = true } = {},
): string {
  const begin = formatDate(effective, { withTime });
  if (dateElement === 'issued') return `Reported ${begin}`;
  const end = effectivePeriod?.end ?? null;
  if (end === null || end === effective) return begin;
  return effectivePeriod?.start === null
    ? `Until ${formatDate(end, { withTime })}`
    : `${begin} to ${formatDate(end, { withTime })}`;
}

/** Formats `98 - 107 mmol/L` as `98–107 mmol/L`, and `<=100` as `≤100`. Any other text stays as the laboratory wrote it. */
export function formatRange(text: string): string {
  return text
    .replace(/^(\d+(?:\.\d+)?) ?- ?(?=\d+(?:\.\d+)?(?: |$))/, '$1–')
    .replace(/^<= ?(?=\d)/, '≤')
    .replace(/^>= ?(?=\d)/, '≥');
}

/** Formats every reference range of a result, with the type of each, and the ranges of its components. */
export function formatRanges({
  referenceRange,
  components,
}: Pick<Result, 'referenceRange' | 'components'>): string {
  const all = (ranges: Result['referenceRange']): string =>
    joinTexts(
      ranges.map(({ text, type }) => {
        if (text === null) return null;
        const kind = type?.text ?? null;
        return kind === null || /^normal( range)?$/i.test(kind)
          ? formatRange(text)
          : `${kind}: ${formatRange(text)}`;
      }),
    );
  return joinTexts([
    all(referenceRange),
    ...components.map((component) => {
      const ranges = all(component.referenceRange);
      return ranges === '' ? null : `${component.name ?? 'Component'} ${ranges}`;
    }),
  ]);
}

/** Formats the source's interpretation: HL7's code, or the source's text for a code that the graph lacks. */
export function formatInterpretation({
  interpretation,
  interpretationText,
}: Pick<Result, 'interpretation' | 'interpretationText'>): string {
  if (interpretation === null) return '';
  return interpretation === 'UNRECOGNIZED'
    ? (interpretationText ?? 'Unrecognized flag')
    : formatCode(interpretation);
}

/** Shortens `Systolic blood pressure`, which is too long for a badge or a margin: its first word distinguishes it. */
export function shortenName(name: string): string {
  return name.replace(/ blood pressure$/i, '');
}
