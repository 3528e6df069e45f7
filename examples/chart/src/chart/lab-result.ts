/** What a lab result is shown by, in the table and in the trend alike, and how the laboratory judged it. */
import type { LabResultFragment } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { codeText } from '../words.ts';

/** One fragment for both: the cache replaces what has no id of its own, such as a range, as a whole. */
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

/** Whether the laboratory judged it as abnormal; this app judges nothing itself. */
export function isFlagged({ isAbnormal }: LabResult): boolean {
  return isAbnormal === true;
}

/** Whether a plot or a table marks it: by the laboratory's judgement, or because the value lies outside the range. */
export function isOutOfRange(result: LabResult): boolean {
  return isFlagged(result) || result.isOutsideReferenceRange === true;
}

/** The laboratory's judgement in words: HL7's code, or what it wrote where the graph does not know the code. */
export function judgementOf({ interpretation, interpretationText }: LabResult): string {
  if (interpretation === null) return '';
  return interpretation === 'UNRECOGNIZED' ? (interpretationText ?? 'Judged') : codeText(interpretation);
}
