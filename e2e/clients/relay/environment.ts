import { getDataID } from 'epic-fhir-graphql-client/relay';
import { Environment, type FetchFunction, Network, RecordSource, Store } from 'relay-runtime';

const send: FetchFunction = async ({ text, id }, variables) => {
  const response = await fetch('http://localhost:4000/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(text === null ? { documentId: id, variables } : { query: text, variables }),
  });
  return response.json();
};

export const environment = new Environment({
  network: Network.create(send),
  store: new Store(new RecordSource()),
  getDataID,
});
