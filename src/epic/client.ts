/** The Epic client: requests to the FHIR server of a site with the token of one grant, shared by all operations of that grant. */
import type { GrantTokens } from '../auth/grants.ts';
import type { EpicLimits } from '../config/server-settings.ts';
import type { ServerUrls } from '../fhir/ids.ts';
import type { ResourceOf, ResourceType } from '../fhir/resources.ts';
import type { Binary, Stored } from '../fhir/types.ts';
import { raceWithAbort } from '../http/abort.ts';
import type { HttpClient } from '../http/http-client.ts';
import { MAX_JSON_VALUES } from '../json/size.ts';
import type { Log } from '../observability/log.ts';
import type { Throttle } from '../resilience/throttle.ts';
import type { Capabilities } from './capabilities.ts';
import { type CreateResource, createResourceCreator } from './create.ts';
import { type FhirResponse, requireSameRecord, unexpectedTypeError } from './fhir-response.ts';
import { createGet } from './get.ts';
import type { Metadata } from './metadata.ts';
import { type MatchedPatient, type MatchRequest, readMatches } from './patient-match.ts';
import { type ReceivedSummary, readSummary } from './patient-summary.ts';
import { readRecord } from './record-read.ts';
import type { RequestBudget } from './request-budget.ts';
import { createRequestCoalescer } from './request-coalescing.ts';
import { base64Length, createContentFormat, contentTooLargeError } from './response-limits.ts';
import type { SearchParameters } from './search-parameters.ts';
import { readFirstPage, readNextPage, type Searchset } from './searchset.ts';

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
  /** Returns the server's latest capabilities, which are renewed in the background. The first operation waits for them, until it ends. */
  capabilities(budget?: RequestBudget): Promise<Capabilities>;
  /** Returns the capabilities last fetched, without a request; null before the first response. */
  latestCapabilities(): Capabilities | null;
}

interface EpicClientOptions {
  /** The base URL of the FHIR server. */
  readonly baseUrl: string;
  readonly urls: ServerUrls;
  readonly limits: Pick<EpicLimits, 'binaryTimeoutMs' | 'binaryMaxBytes'>;
  readonly http: HttpClient;
  readonly throttle: Throttle;
  readonly metadata: Metadata;
  /** The tokens of the grant. */
  readonly tokens: GrantTokens;
  readonly log: Log;
}

/** Allows for the elements of the Binary around its data. */
const BINARY_OVERHEAD_BYTES = 4_096;

export function createEpicClient(options: EpicClientOptions): EpicClient {
  const { baseUrl, urls, limits, http, throttle, metadata, tokens, log } = options;
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

  return {
    upstream: baseUrl,
    urls,
    maxContentBytes: limits.binaryMaxBytes,
    capabilities: (budget) => raceWithAbort(metadata.known(), budget?.signal),
    latestCapabilities: metadata.latest,

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
  };
}

function isBinary(resource: { readonly resourceType: string }): resource is Binary {
  return resource.resourceType === 'Binary';
}
