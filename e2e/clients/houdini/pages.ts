import Patients, { type Patients$input, type Patients$result } from './.houdini/artifacts/Patients.ts';
import { HoudiniClient } from './.houdini/index.ts';

const store = new HoudiniClient().observe<Patients$result, Patients$input>({ artifact: Patients });

async function printPages(after: string | null = null): Promise<void> {
  const { data, errors } = await store.send({ variables: { first: 20, after } });
  if (!data?.patientsConnection) throw new Error(errors?.[0]?.message);
  const { edges, pageInfo } = data.patientsConnection;
  for (const { node } of edges) console.log(node.id);
  if (pageInfo.hasNextPage) await printPages(pageInfo.endCursor);
}

await printPages();
