/** The subgraph and the clinic's, as routers reach them: over HTTP, with what a client of a router sees and what it costs. */
import supertest from 'supertest';
import type { Clinic } from '../../examples/supergraph/scheduling/clinic.ts';
import { type Scheduling, startScheduling } from '../../examples/supergraph/scheduling/scheduling.ts';
import { readSubgraph, type Subgraph } from './composition.ts';
import {
  type FhirServer,
  type GatewayOptions,
  type GraphqlAnswer,
  startGateway,
} from '../../test/support/gateway.ts';
import { fhirCalls, type RecordingServer } from '../../test/support/upstream.ts';

export interface Subgraphs {
  readonly scheduling: Scheduling;
  /** For composition. */
  readonly all: readonly Subgraph[];
  close(): Promise<void>;
}

/** @param headers with which the gateway is asked for its SDL, where its callers sign in */
export async function startSubgraphs(
  fhirServer: FhirServer,
  clinic: Clinic,
  options: GatewayOptions = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Subgraphs> {
  const gateway = await startGateway(fhirServer, options);
  const scheduling = await startScheduling({ clinic });
  return {
    scheduling,
    all: [
      await readSubgraph('fhir', gateway.http.get('/graphql').url, headers),
      await readSubgraph('scheduling', scheduling.url),
    ],
    async close() {
      await scheduling.close();
      await gateway.close();
    },
  };
}

export interface Routed<Data> extends GraphqlAnswer<Data> {
  readonly status: number;
  readonly cacheControl: string | undefined;
  /** What it took of the FHIR server, in the order of the alphabet: routers ask several subgraphs at once. */
  readonly calls: readonly string[];
}

/** Asks a router as a client does. */
export async function askRouter<Data = Record<string, unknown>>(
  { url }: { readonly url: string },
  server: RecordingServer,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Routed<Data>> {
  const before = server.requests.length;
  const response = await supertest(url).post('').set(headers).send({ query });
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- what comes over HTTP has no type; the test names it
  const answer: GraphqlAnswer<Data> = response.body;
  return {
    ...answer,
    status: response.status,
    cacheControl: response.get('cache-control'),
    calls: fhirCalls(server, before).toSorted(),
  };
}
