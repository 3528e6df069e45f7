import { graphql } from 'relay-runtime';

export const PATIENTS = graphql`
  query patientsQuery($count: Int!, $cursor: String) {
    patientsConnection(first: $count, after: $cursor) {
      edges {
        node {
          id
          fullName
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
