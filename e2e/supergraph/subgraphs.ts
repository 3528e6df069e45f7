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
  /** The SDL and URL of each, for composition. */
  readonly all: readonly Subgraph[];
  close(): Promise<void>;
}

/**
 * Starts the gateway and the clinic's subgraph, both over HTTP.
 * @param headers credentials to query the SDL of a gateway that requires sign-in
 */
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

/** The response to a client of a router. */
export interface RouterResponse<Data> extends GraphqlAnswer<Data> {
  readonly status: number;
  readonly cacheControl: string | undefined;
  /** The FHIR requests it caused, sorted, because routers call subgraphs concurrently. */
  readonly calls: readonly string[];
}

/** Sends a query to a router, as a client does. */
export async function queryRouter<Data = Record<string, unknown>>(
  { url }: { readonly url: string },
  server: RecordingServer,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RouterResponse<Data>> {
  const before = server.requests.length;
  const response = await supertest(url).post('').set(headers).send({ query });
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- a response body has no type; the caller provides it
  const answer: GraphqlAnswer<Data> = response.body;
  return {
    ...answer,
    status: response.status,
    cacheControl: response.get('cache-control'),
    calls: fhirCalls(server, before).toSorted(),
  };
}
