/** The lab result fragment of the table and the trend, and the laboratory's interpretation. */
import type { LabResultFragment } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { formatCode } from '../formatting.ts';

/** Table and trend share one fragment: the cache replaces a value without an id, such as a range, as a whole. */
export const LAB_RESULT = graphql(`
  fragment LabResult on Observation {
    id
    name
    effective
    status
    valueText
    value {
      __typename
      ... on Quantity {
        value
        unit
      }
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
      text
      low {
        value
      }
      high {
        value
      }
    }
  }
`);

export type LabResult = LabResultFragment;

/** Returns whether the laboratory flagged the result as abnormal. The app interprets nothing itself. */
export function isFlagged({ isAbnormal }: LabResult): boolean {
  return isAbnormal === true;
}

/** Returns whether the laboratory flagged the result, or its value lies outside the reference range. */
export function isOutOfRange(result: LabResult): boolean {
  return isFlagged(result) || result.isOutsideReferenceRange === true;
}

/** Formats `98 - 107 mmol/L` as `98–107 mmol/L`, and `<=100` as `≤100`. Any other text stays as the laboratory wrote it. */
export function formatRange(text: string): string {
  return text
    .replace(/^(\d+(?:\.\d+)?) ?- ?(?=\d+(?:\.\d+)?(?: |$))/, '$1–')
    .replace(/^<= ?(?=\d)/, '≤')
    .replace(/^>= ?(?=\d)/, '≥');
}

/** Formats the laboratory's interpretation: HL7's code, or the laboratory's text for a code that the graph lacks. */
export function formatInterpretation({ interpretation, interpretationText }: LabResult): string {
  if (interpretation === null) return '';
  return interpretation === 'UNRECOGNIZED'
    ? (interpretationText ?? 'Unrecognized flag')
    : formatCode(interpretation);
}
