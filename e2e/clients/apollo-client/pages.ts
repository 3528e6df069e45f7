import { client } from './client.ts';
import { graphql } from './gql/index.ts';

const PATIENTS = graphql(`
  query Patients($first: Int!, $after: String) {
    patientsConnection(first: $first, after: $after) {
      nodes {
        id
        fullName
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const variables = { first: 20 };
const patients = client.watchQuery({ query: PATIENTS, variables });
const subscription = patients.subscribe(() => {});
let pageInfo = (await patients.refetch()).data?.patientsConnection?.pageInfo;
while (pageInfo?.hasNextPage) {
  const { data } = await patients.fetchMore({ variables: { after: pageInfo.endCursor } });
  pageInfo = data?.patientsConnection?.pageInfo;
}
subscription.unsubscribe();
// The cache has appended each page to the list.
const list = client.readQuery({ query: PATIENTS, variables })?.patientsConnection;
for (const { id } of list?.nodes ?? []) console.log(id);
