export default {
  url: 'http://localhost:4000/graphql',
  schemaPath: './node_modules/epic-fhir-graphql-gateway/sdl/schema.graphql',
  include: ['src/**/*.gql'],
  scalars: {
    FhirDate: { type: 'string' },
    FhirDateTime: { type: 'string' },
    FhirDecimal: { type: 'string' },
    JSON: { type: 'unknown' },
  },
  types: {
    Patient: { keys: ['id'], resolve: { queryField: 'patient', arguments: ({ id }) => ({ id }) } },
  },
};
