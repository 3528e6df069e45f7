import { graphql } from './gql/index.ts';

export const LABS = graphql(`
  query Labs($id: ID!) {
    patient(id: $id) {
      fullName
      birthDate
      labResults(first: 3) {
        name
        valueText
        isAbnormal
        isEnteredInError
      }
    }
  }
`);
