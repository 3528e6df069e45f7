/** The TypeScript type of each scalar. Written by `npm run codegen` from schema/ and scripts/client-kit.ts; do not edit. */
/** By name, for the settings of tools. */
export const SCALAR_TYPES = {
  "FhirDate": "string",
  "FhirDateTime": "string",
  "FhirDecimal": "string",
  "JSON": "unknown"
} as const;
/** The same as a type, such as for gql.tada. Dates and decimals are strings, because a number loses digits and a date can be a year. */
export type Scalars = {
  FhirDate: string;
  FhirDateTime: string;
  FhirDecimal: string;
  JSON: unknown;
};
