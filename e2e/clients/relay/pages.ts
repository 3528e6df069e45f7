import { fetchQuery } from 'relay-runtime';
import PATIENTS, { type patientsQuery } from './__generated__/patientsQuery.graphql.ts';
import { environment } from './environment.ts';

async function printPages(cursor: string | null = null): Promise<void> {
  const data = await fetchQuery<patientsQuery>(environment, PATIENTS, { count: 20, cursor }).toPromise();
  if (!data?.patientsConnection) throw new Error('The page of patients failed.');
  const { edges, pageInfo } = data.patientsConnection;
  for (const { node } of edges) console.log(node.id);
  if (pageInfo.hasNextPage) await printPages(pageInfo.endCursor);
}

await printPages();
