import type { ObservationValue } from '../../fhir/observation.ts';

/** Returns the value with its type name for the union ObservationValue, because FHIR datatypes do not contain their type. */
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
