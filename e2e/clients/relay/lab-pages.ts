import { graphql } from 'relay-runtime';

export const LAB_PAGES = graphql`
  fragment labPages on Query
  @refetchable(queryName: "labPagesQuery")
  @argumentDefinitions(patient: { type: "ID!" }, count: { type: "Int!" }, cursor: { type: "String" }) {
    patient(id: $patient) {
      labResultsConnection(first: $count, after: $cursor) @connection(key: "LabPages_labResultsConnection") {
        edges {
          node {
            id
            name
          }
        }
      }
    }
  }
`;
