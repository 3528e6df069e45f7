/** Searches a FHIR server: sends the request for one page, parses the searchset Bundle, and warns of what the page lacks. */
import { GatewayError } from '../errors.ts';
import type { ServerUrls } from '../fhir/ids.ts';
import { isObject, readObjects, readText } from '../fhir/lenient-read.ts';
import { isStored, isStoredResource, type ResourceType } from '../fhir/resources.ts';
import type { Bundle, BundleEntry, OperationOutcome, Resource, Stored } from '../fhir/types.ts';
import { OMITTED_ITEM } from '../json/incremental-parser.ts';
import { createAbsenceWarning, type FhirResponse, unexpectedTypeError } from './fhir-response.ts';
import type { Get } from './get.ts';
import { PAGING_ENDED } from './issue-codes.ts';
import { isOperationOutcome, warningsOf } from './operation-outcome.ts';
import type { RequestBudget } from './request-budget.ts';
import { createSearchsetFormat } from './response-limits.ts';
import { toCanonicalQuery, type SearchParameters } from './search-parameters.ts';
import type { Warning } from './warnings.ts';

export interface Searchset {
  /** Resources of the type that was searched, in the server's order. */
  readonly matches: readonly Stored<Resource>[];
  /** Resources that `_include` or `_revinclude` added. */
  readonly includes: readonly Stored<Resource>[];
  readonly outcomes: readonly OperationOutcome[];
  /** The link of the next page; null on the last one. `total` is dropped, because Epic's is the size of the page. */
  readonly next: string | null;
  /** The link of the next page if it points to another server, so the client does not follow it. */
  readonly foreignNext: string | null;
  /** How many matches have no id, and so cannot be entities of the graph. */
  readonly withoutId: number;
  /** The bytes of memory that the searchset takes. */
  readonly memory: number;
  /** How many entries exceed the bounds of a record. */
  readonly oversized: number;
}

export const EMPTY_SEARCHSET: Searchset = {
  matches: [],
  includes: [],
  outcomes: [],
  next: null,
  foreignNext: null,
  withoutId: 0,
  oversized: 0,
  memory: 0,
};

interface SearchTransport {
  readonly get: Get;
  readonly urls: ServerUrls;
  /** The limit of JSON values in each entry. */
  readonly maxRecordValues: number;
}

/** More than batches of 50 ids need; longer ones are read one by one. Servers need not accept more than 8,000 (RFC 9110 §4.1), and few accept this many. */
const MAX_URL_LENGTH = 16_000;

/** @throws GatewayError BAD_USER_INPUT, before anything is sent, if the URL would be too long */
export async function readFirstPage(
  transport: SearchTransport,
  type: ResourceType,
  parameters: SearchParameters,
  budget: RequestBudget,
): Promise<Searchset> {
  const url = `${transport.urls.baseUrl}/${type}?${toCanonicalQuery(parameters)}`;
  if (url.length > MAX_URL_LENGTH)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `A search with these arguments is longer than ${MAX_URL_LENGTH} characters as a URL. Pass fewer or shorter values.`,
    );
  return (await readPage(transport, { interaction: 'search', type, url }, budget)) ?? EMPTY_SEARCHSET;
}

/** @throws GatewayError CURSOR_EXPIRED; UPSTREAM_INVALID_RESPONSE if the link leaves the base URL */
export async function readNextPage(
  transport: SearchTransport,
  type: ResourceType,
  link: string,
  budget: RequestBudget,
): Promise<Searchset> {
  const url = transport.urls.resolve(link);
  if (url === null) {
    throw new GatewayError(
      'UPSTREAM_INVALID_RESPONSE',
      "The FHIR server's link to the next page leads outside EPIC_BASE_URL, so the gateway does not follow it.",
    );
  }
  const page = await readPage(transport, { interaction: 'page', type, url }, budget);
  // Epic reports with 4113 that a paging session has ended. Other servers no longer find the page.
  if (page === null) throw new GatewayError('CURSOR_EXPIRED', PAGING_ENDED);
  return page;
}

interface PageRequest {
  readonly interaction: 'search' | 'page';
  readonly type: ResourceType;
  readonly url: string;
}

/** Returns null if the URL does not exist, or no longer exists. */
async function readPage(
  { get, urls, maxRecordValues }: SearchTransport,
  { interaction, type, url }: PageRequest,
  budget: RequestBudget,
): Promise<Searchset | null> {
  const warn: TypeWarn = (warning) => budget.warn({ ...warning, resourceType: type });
  const json = createSearchsetFormat(maxRecordValues);
  const response = await get({ url, requestClass: 'search', interaction, resourceType: type, json }, budget);
  if (response.kind !== 'resource') {
    const warning = interaction === 'search' ? createAbsenceWarning(response, url) : null;
    if (warning !== null) warn(warning);
    return null;
  }
  const searchset = toSearchset(response, type, urls);
  for (const outcome of searchset.outcomes) warningsOf(outcome, type).forEach(budget.warn);
  if (searchset.withoutId > 0) warn(RESOURCE_WITHOUT_ID);
  if (searchset.oversized > 0) warn(RECORD_TOO_LARGE);
  return withOwnNextLink(searchset, urls, warn);
}

type TypeWarn = (warning: Omit<Warning, 'resourceType'>) => void;

/** Returns an empty searchset if the server responds with an OperationOutcome only, which says why it found nothing. */
function toSearchset(
  { resource, memory }: Extract<FhirResponse, { kind: 'resource' }>,
  type: ResourceType,
  urls: ServerUrls,
): Searchset {
  if (isOperationOutcome(resource)) return { ...EMPTY_SEARCHSET, outcomes: [resource], memory };
  if (isBundle(resource)) return { ...parseSearchset(resource, type, urls), memory };
  throw unexpectedTypeError('Bundle', resource.resourceType);
}

export function isBundle(value: { readonly resourceType: string }): value is Bundle {
  return value.resourceType === 'Bundle';
}

/**
 * Sorts the entries by `search.mode`, or by type if they have none (FHIR R4 §3.1.1.1.4). Leaves out included resources of another server,
 * because one of this server can have the same id.
 */
export function parseSearchset(
  bundle: Bundle,
  type: ResourceType,
  urls: ServerUrls,
): Omit<Searchset, 'memory'> {
  const matches: Stored<Resource>[] = [];
  const included: IncludedResource[] = [];
  const ownBases = new Set<string | null>();
  const outcomes: OperationOutcome[] = [];
  let [withoutId, oversized] = [0, 0];
  for (const entry of readObjects<BundleEntry>(bundle.entry)) {
    const { resource, search } = entry;
    const fullUrl = readText(entry.fullUrl);
    if (entry === OMITTED_ITEM) oversized += 1;
    else if (isOperationOutcome(resource)) outcomes.push(resource);
    else if (readText(search?.mode) !== 'include' && isStored(resource, type)) {
      matches.push(resource);
      ownBases.add(baseOf(fullUrl, resource));
    } else if (isStoredResource(resource)) included.push({ fullUrl, resource });
    else if (isObject(resource)) withoutId += 1;
  }
  const next = readText(readObjects(bundle.link).find(({ relation }) => readText(relation) === 'next')?.url);
  const includes = included.filter((one) => isOfServer(one, ownBases, urls)).map(({ resource }) => resource);
  return { matches, includes, outcomes, next, foreignNext: null, withoutId, oversized };
}

interface IncludedResource {
  /** Null if the server sent none. */
  readonly fullUrl: string | null;
  readonly resource: Stored<Resource>;
}

/** A server behind a proxy can write its own base URL. Then the matches, which are its own, have that URL too. */
function isOfServer(
  { fullUrl, resource }: IncludedResource,
  ownBases: ReadonlySet<string | null>,
  urls: ServerUrls,
): boolean {
  if (fullUrl === null || !/^https?:/i.test(fullUrl)) return true;
  const base = baseOf(fullUrl, resource);
  return urls.resolve(fullUrl) !== null || (base !== null && ownBases.has(base));
}

/** Returns the URL without the resource's type and id; null for a URL that does not end with them. */
function baseOf(fullUrl: string | null, { resourceType, id }: Stored<Resource>): string | null {
  const path = `/${resourceType}/${id}`;
  return fullUrl?.endsWith(path) === true ? fullUrl.slice(0, -path.length) : null;
}

/** Rewrites the link of the next page to the URL by which the gateway reaches the server, and removes a link to another server. */
function withOwnNextLink(searchset: Searchset, urls: ServerUrls, warn: TypeWarn): Searchset {
  const { next: link } = searchset;
  const next = link === null ? null : urls.resolve(link);
  if (link === next) return searchset;
  if (next !== null) return { ...searchset, next };
  warn(NEXT_LINK_FOREIGN);
  return { ...searchset, next, foreignNext: link };
}

const NEXT_LINK_FOREIGN = {
  code: 'NEXT_LINK_FOREIGN',
  message:
    'The FHIR server has more records, but its link to the next page leads outside EPIC_BASE_URL, so the gateway did not follow it. The list ' +
    'may be incomplete and lack the newest records. If the server uses another base URL in its links, set EPIC_LINK_BASE_URL.',
} as const;
const RESOURCE_WITHOUT_ID = {
  code: 'RESOURCE_WITHOUT_ID',
  message: 'The FHIR server sent a record without an id. It was left out.',
} as const;
const RECORD_TOO_LARGE = {
  code: 'RECORD_TOO_LARGE',
  message: 'The FHIR server sent a record with too many elements or too deep nesting. It was left out.',
} as const;
