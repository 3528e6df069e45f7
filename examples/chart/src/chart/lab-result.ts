/** What a lab result is shown by, in the table and in the trend alike, and how the laboratory judged it. */
import type { LabResultFragment, ObservationInterpretation } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';

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
    interpretation
    isAbnormal
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

const OUT: ReadonlySet<ObservationInterpretation> = new Set([
  'ABNORMAL',
  'CRITICAL_ABNORMAL',
  'HIGH',
  'SIGNIFICANTLY_HIGH',
  'CRITICAL_HIGH',
  'LOW',
  'SIGNIFICANTLY_LOW',
  'CRITICAL_LOW',
  'OFF_SCALE_HIGH',
  'OFF_SCALE_LOW',
]);

/** Whether it is out of the ordinary; this app judges nothing itself. */
export function isOutOfRange({ isAbnormal, interpretation }: LabResult): boolean {
  return isAbnormal === true || (interpretation !== null && OUT.has(interpretation));
}
