/** Values that can be of several types, made fit for a union of the graph. */
import type { ObservationValue } from '../../fhir/observation.ts';

/** FHIR's datatypes do not say what they are, so a value of one carries the name of its type along. */
export function toUnionMember(value: ObservationValue | null) {
  if (value === null) return null;
  switch (value.type) {
    case 'Quantity':
    case 'CodeableConcept':
    case 'Range':
    case 'Ratio':
    case 'Period':
    case 'SampledData':
      return { ...value.value, typeOfValue: value.type };
    case 'StringValue':
    case 'TimeValue':
    case 'DateTimeValue':
    case 'IntegerValue':
    case 'BooleanValue':
      return value;
  }
}
