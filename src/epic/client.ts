/** The Epic client: authenticated requests to one FHIR server, shared by all operations. */
import { createClientAuthentication, type ClientAuthentication } from '../auth/client-authentication.ts';
import { createKeyDerivation, type DeriveKey } from '../auth/derived-keys.ts';
import type { EpicLimits } from '../config/config.ts';
import type { EpicConnection } from '../config/connection.ts';
import { GatewayError } from '../errors.ts';
import type { ServerUrls } from '../fhir/ids.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Binary, Stored } from '../fhir/types.ts';
import { raceWithAbort } from '../http/abort.ts';
import { createHttpClient } from '../http/got-client.ts';
import { MAX_JSON_VALUES } from '../json/size.ts';
import type { Log } from '../observability/log.ts';
import { NOOP_OBSERVER, type Observer } from '../observability/observer.ts';
import { createThrottle } from '../resilience/throttle.ts';
import { createTokenCircuitBreaker } from '../resilience/token-circuit-breaker.ts';
import type { UpstreamHealth } from '../resilience/upstream-health.ts';
import type { SharedState } from '../state/shared-state.ts';
import { type Capabilities, isR4 } from './capabilities.ts';
import { type CreateResource, createResourceCreator } from './create.ts';
import { type FhirResponse, requireSameRecord, unexpectedTypeError } from './fhir-response.ts';
import { createGet } from './get.ts';
import { createMetadata } from './metadata.ts';
import { type MatchedPatient, type MatchRequest, readMatches } from './patient-match.ts';
import { type ReceivedSummary, readSummary } from './patient-summary.ts';
import { readRecord } from './record-read.ts';
import type { RequestBudget } from './request-budget.ts';
import { createRequestCoalescer } from './request-coalescing.ts';
import { base64Length, createContentFormat, contentTooLargeError } from './response-limits.ts';
import type { SearchParameters } from './search-parameters.ts';
import { readFirstPage, readNextPage, type Searchset } from './searchset.ts';
import { createServerUrls } from './server-urls.ts';

interface RecordReads {
  /** Reads a resource; null if it does not exist or was deleted. A merged record returns its survivor under the survivor's id, with a warning. */
  read<T extends ResourceType>(
    type: T,
    id: string,
    budget: RequestBudget,
  ): Promise<Stored<ResourceOf<T>> | null>;
  /** Returns the first page of a search. */
  search(type: ResourceType, parameters: SearchParameters, budget: RequestBudget): Promise<Searchset>;
  /** Returns the page at the `next` link of another page. Rejects a link that leaves the base URL. */
  nextPage(type: ResourceType, link: string, budget: RequestBudget): Promise<Searchset>;
}

export interface EpicClient extends RecordReads {
  /** The base URL, which identifies the FHIR server in cursors and logs. */
  readonly upstream: string;
  readonly urls: ServerUrls;
  /** The public key set to serve at `/.well-known/jwks.json`. */
  readonly publicKeys: ClientAuthentication['publicKeys'];
  /** Derives keys that are the same in all replicas, which share one connection. */
  readonly deriveKey: DeriveKey;
  /** Reads records as large as a panel, which the gateway traverses only once. */
  readonly panelReads: RecordReads;
  /** Matches a person with the server's patients (`Patient/$match`). */
  match(request: MatchRequest, budget: RequestBudget): Promise<MatchedPatient[]>;
  /** Reads the summary that the server compiles of a patient (`Patient/[id]/$summary`); null if the patient does not exist. */
  summary(id: string, budget: RequestBudget): Promise<ReceivedSummary | null>;
  /** The size limit of a document's content. */
  readonly maxContentBytes: number;
  /**
   * Reads the content of a document; null if it does not exist or was deleted.
   * @throws GatewayError CONTENT_TOO_LARGE
   */
  readBinary(id: string, budget: RequestBudget): Promise<Binary | null>;
  readonly create: CreateResource;
  /** Returns the server's capabilities, fetched once for all operations and cached for a few minutes. The wait ends with the operation. */
  capabilities(budget?: RequestBudget): Promise<Capabilities>;
  /** Returns the capabilities last fetched, without a request; null before the first response. */
  latestCapabilities(): Capabilities | null;
  /** Resolves if the server issues a token and declares itself R4. Cheap if it recently did. */
  probe(): Promise<void>;
  /** Returns the state of the queue and of the circuit breakers, without a request. */
  health(): UpstreamHealth;
  close(): void;
}

interface EpicClientOptions {
  readonly connection: EpicConnection;
  readonly limits: EpicLimits;
  /** The state that replicas share; null if there is none. */
  readonly state?: SharedState | null;
  readonly log: Log;
  readonly observer?: Observer;
  /** The clock of assertions and token lifetimes, in epoch milliseconds. */
  readonly now?: () => number;
}

/** Allows for the elements of the Binary around its data. */
const BINARY_OVERHEAD_BYTES = 4_096;

export async function createEpicClient(options: EpicClientOptions): Promise<EpicClient> {
  const { connection, limits, state = null, log, observer = NOOP_OBSERVER, now = Date.now } = options;
  const { baseUrl } = connection;
  const urls = createServerUrls(connection);
  const http = createHttpClient({ timeoutMs: limits.timeoutMs });
  const throttle = createThrottle({ limits, upstream: baseUrl, state });
  const tokenCircuit = createTokenCircuitBreaker(http);
  const deriveKey = await createKeyDerivation(connection);
  const { tokens, publicKeys } = await createClientAuthentication({
    connection,
    http,
    tokenHttp: tokenCircuit.http,
    deriveKey,
    state,
    log,
    observer,
    now,
  });

  const coalescer = createRequestCoalescer<FhirResponse>();
  const get = createGet({ http, tokens, throttle, baseUrl, coalescer, log });
  const create = createResourceCreator({ http, tokens, throttle, baseUrl, log });

  const createRecordReads = (maxRecordValues: number): RecordReads => {
    const transport = { get, baseUrl, urls, maxRecordValues };
    return {
      read: (type, id, budget) => readRecord(transport, type, id, budget),
      search: (type, parameters, budget) => readFirstPage(transport, type, parameters, budget),
      nextPage: (type, link, budget) => readNextPage(transport, type, link, budget),
    };
  };

  const metadata = createMetadata({ connection, http, now });

  return {
    upstream: baseUrl,
    urls,
    maxContentBytes: limits.binaryMaxBytes,
    publicKeys,
    deriveKey,
    capabilities: (budget) => raceWithAbort(metadata.capabilities(), budget?.signal),
    latestCapabilities: metadata.latestCapabilities,

    ...createRecordReads(MAX_JSON_VALUES.record),
    panelReads: createRecordReads(MAX_JSON_VALUES.panel),

    match: (request, budget) => readMatches({ get, urls }, request, budget),

    summary: (id, budget) => readSummary({ get, urls }, id, budget),

    async readBinary(id, budget) {
      const bounds = {
        timeoutMs: limits.binaryTimeoutMs,
        tooLarge: contentTooLargeError(limits.binaryMaxBytes),
      };
      const json = createContentFormat(base64Length(limits.binaryMaxBytes) + BINARY_OVERHEAD_BYTES);
      const request = {
        url: `${baseUrl}/Binary/${id}`,
        requestClass: 'binary',
        interaction: 'read',
        resourceType: 'Binary',
        json,
        bounds,
      } as const;
      const response = requireSameRecord(await get(request, budget), 'Binary', id);
      if (response.kind !== 'resource') return null;
      const { resource } = response;
      if (!isBinary(resource)) throw unexpectedTypeError('Binary', resource.resourceType);
      return resource;
    },

    async create(...args) {
      try {
        return await create(...args);
      } finally {
        // A search started before the write must not share its response with one started after it.
        coalescer.detach();
      }
    },

    async probe() {
      const [, described] = await Promise.all([tokens.get(), metadata.capabilities()]);
      if (!isR4(described)) {
        throw new GatewayError(
          'UPSTREAM_INVALID_RESPONSE',
          'The FHIR server does not describe itself as R4 (4.0). Check that EPIC_BASE_URL is the R4 base URL.',
        );
      }
    },

    health: () => ({
      ...throttle.health(),
      token: { state: tokenCircuit.circuit.state, remainingOpenMs: tokenCircuit.circuit.remainingOpenMs },
    }),

    close() {
      throttle.close();
      http.close();
    },
  };
}

function isBinary(resource: { readonly resourceType: string }): resource is Binary {
  return resource.resourceType === 'Binary';
}
