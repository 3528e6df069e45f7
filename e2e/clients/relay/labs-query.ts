import { graphql } from 'relay-runtime';

export const LABS = graphql`
  query labsQuery($id: ID!) {
    patient(id: $id) {
      fullName
      birthDate
      labResults(first: 3) @catch {
        name
        valueText
        isAbnormal
        isEnteredInError
      }
    }
  }
`;
