import { client, graphql } from './graph.ts';

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

async function printPages(after: string | null = null): Promise<void> {
  const { data, error } = await client.query(PATIENTS, { first: 20, after });
  if (!data?.patientsConnection) throw new Error(error?.message);
  const { nodes, pageInfo } = data.patientsConnection;
  for (const { id } of nodes) console.log(id);
  if (pageInfo.hasNextPage) await printPages(pageInfo.endCursor);
}

await printPages();
