/**
 * A FHIR server that behaves as HAPI FHIR 8: it needs no token, answers a repeated search from its cache, pages by `_getpages` on its base
 * URL, and answers 410 for an expired search and for a deleted resource. It uses the test's clock.
 */
import { randomUUID } from 'node:crypto';
import { patientsOf } from '../../src/access/compartment.ts';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import type { ServerUrls } from '../../src/fhir/ids.ts';
import { factsOf, isResourceType, RESOURCES } from '../../src/fhir/resources.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { startLocalServer } from '../http/local-server.ts';
import { asSent } from './as-sent.ts';
import { at } from './expected.ts';

export interface HapiRequest {
  readonly method: string;
  /** Path and query, relative to the base URL, or to the origin for other paths. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface HapiServer {
  readonly baseUrl: string;
  readonly requests: HapiRequest[];
  /** The stored resources by `type/id`, in insertion order. Tests change them as another client would. */
  readonly resources: Map<string, Stored<Resource>>;
  /** Makes the server ignore `_sort`. */
  ignoreSort(): void;
  /** Expires all searches and cached results. */
  endSearches(): void;
  delete(type: string, id: string): void;
  close(): Promise<void>;
}

export interface HapiOptions {
  /** Epoch milliseconds; by default `Date.now`. */
  readonly now?: () => number;
  /** Whether the server ignores `_sort`. */
  readonly ignoresSort?: boolean;
  /** The largest page size, whatever `_count` requests. */
  readonly maxCount?: number;
  /** More search parameters, by name. */
  readonly criteria?: Readonly<Record<string, (resource: Stored<Resource>, value: string) => boolean>>;
  /** Whether the server supports `date`, on the elements of FHIR's search parameter. */
  readonly filtersByDate?: boolean;
  /** `software.name` in the CapabilityStatement. */
  readonly software?: string;
  /** Answers requests before the server does, for example as a token endpoint. Null passes a request on. */
  readonly intercept?: (request: HapiRequest, body: string) => HapiAnswer | null;
}

export interface HapiAnswer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An `intercept` option: a token endpoint at `/token` that issues a token to every client. */
export function issueAnyToken({ target }: HapiRequest): HapiAnswer | null {
  if (target !== '/token') return null;
  return { status: 200, body: { access_token: 'any', token_type: 'bearer', expires_in: 3_600 } };
}

const BASE = '/fhir';
const DEFAULT_COUNT = 20;
/** HAPI's `reuse_cached_search_results_millis`. */
const KEPT_MS = 60_000;
const SEARCH_PARAMETERS = [
  '_id',
  'category',
  'clinical-status',
  'code',
  'date',
  'identifier',
  'patient',
  'subject',
];

interface KeptSearch {
  readonly id: string;
  readonly matches: readonly Stored<Resource>[];
  readonly at: number;
}

export async function startHapiServer(
  stored: readonly Stored<Resource>[],
  {
    now = Date.now,
    ignoresSort = false,
    maxCount = Infinity,
    filtersByDate = false,
    criteria = {},
    software = 'HAPI FHIR Server',
    intercept = () => null,
  }: HapiOptions = {},
): Promise<HapiServer> {
  const requests: HapiRequest[] = [];
  const resources = new Map(stored.map((resource) => [keyOf(resource), resource]));
  const deleted = new Set<string>();
  let isSorting = !ignoresSort;
  const kept = new Map<string, KeptSearch>();

  const search = (target: string, type: string, query: URLSearchParams, isFresh: boolean): HapiAnswer => {
    const known = kept.get(target);
    const found =
      known !== undefined && !isFresh && now() - known.at < KEPT_MS
        ? known
        : { id: randomUUID(), matches: matching(type, query), at: now() };
    kept.set(target, found);
    return page(found, 0, Math.min(maxCount, Number(query.get('_count') ?? DEFAULT_COUNT)));
  };

  const matching = (type: string, query: URLSearchParams): Stored<Resource>[] => {
    const matches = [...resources.values()].filter(
      (resource) =>
        resource.resourceType === type &&
        matchesAll(resource, query, urls) &&
        [...query].every(([name, value]) => criteria[name]?.(resource, value) ?? true) &&
        (!filtersByDate || query.getAll('date').every((bound) => isDated(resource, bound))),
    );
    const sort = query.get('_sort');
    if (sort === null || !isSorting) return matches;
    return matches.toSorted((one, other) =>
      sort.startsWith('-') ? newestFirst(one, other) : newestFirst(other, one),
    );
  };

  const furtherPage = (query: URLSearchParams): HapiAnswer => {
    const found = [...kept.values()].find(({ id }) => id === query.get('_getpages'));
    if (found === undefined) return failure(410, 'Search ID does not exist and may have expired');
    return page(found, Number(query.get('_getpagesoffset')), Number(query.get('_count')));
  };

  const page = ({ id, matches }: KeptSearch, offset: number, count: number): HapiAnswer => {
    const shown = matches.slice(offset, offset + count);
    const next = new URLSearchParams({
      _getpages: id,
      _getpagesoffset: String(offset + count),
      _count: String(count),
      _pretty: 'true',
      _bundletype: 'searchset',
    });
    const link =
      offset + count < matches.length ? [{ relation: 'next', url: `${baseUrl}?${next.toString()}` }] : [];
    const entry = shown.map((resource) => ({
      fullUrl: `${baseUrl}/${keyOf(resource)}`,
      resource,
      search: { mode: 'match' },
    }));
    // FHIR has no empty lists, and HAPI sends none.
    const body = { resourceType: 'Bundle', type: 'searchset', link, ...(entry.length > 0 && { entry }) };
    return { status: 200, body };
  };

  const create = (type: string, body: string): HapiAnswer => {
    const id = String(resources.size + 1_000);
    const resource = asSent<Stored<Resource>>({
      ...JSON.parse(body),
      resourceType: type,
      id,
      meta: { versionId: '1' },
    });
    resources.set(keyOf(resource), resource);
    return { status: 201, body: resource, headers: { location: `${baseUrl}/${type}/${id}/_history/1` } };
  };

  const read = (type: string, id: string): HapiAnswer => {
    const resource = resources.get(`${type}/${id}`);
    if (resource !== undefined) return { status: 200, body: resource };
    return deleted.has(`${type}/${id}`)
      ? failure(410, `Resource was deleted: ${type}/${id}`)
      : failure(404, `Resource ${type}/${id} is not known`);
  };

  const answerTo = (request: HapiRequest, body: string): HapiAnswer => {
    const { method, target, headers } = request;
    const early = intercept(request, body);
    if (early !== null) return early;
    const { pathname, searchParams } = new URL(target, baseUrl);
    const [type = '', id] = pathname.split('/').slice(1);
    if (type === 'metadata')
      return { status: 200, body: capabilityStatement(software, Object.keys(criteria)) };
    if (type === '.well-known') return failure(404, 'Unknown resource type');
    if (searchParams.has('_getpages')) return furtherPage(searchParams);
    if (method === 'POST') return create(type, body);
    if (id !== undefined) return read(type, id);
    return search(target, type, searchParams, headers['cache-control'] === 'no-cache');
  };

  const server = await startLocalServer((response, { method, url, headers, body: sent }) => {
    const recorded = { method, target: url.startsWith(BASE) ? url.slice(BASE.length) : url, headers };
    requests.push(recorded);
    const { status, body, headers: more } = answerTo(recorded, sent);
    response
      .writeHead(status, { 'content-type': 'application/fhir+json', ...more })
      .end(JSON.stringify(body));
  });
  const baseUrl = server.origin + BASE;
  const urls = createServerUrls({ baseUrl });

  return {
    baseUrl,
    requests,
    resources,
    ignoreSort() {
      isSorting = false;
    },
    endSearches: () => kept.clear(),
    delete(type, id) {
      resources.delete(`${type}/${id}`);
      deleted.add(`${type}/${id}`);
    },
    close: () => server.close(),
  };
}

function keyOf({ resourceType, id }: Stored<Resource>): string {
  return `${resourceType}/${id}`;
}

/** Ignores unknown parameters, as a lenient HAPI server does. */
function matchesAll(resource: Stored<Resource>, query: URLSearchParams, urls: ServerUrls): boolean {
  return [...query].every(([name, value]) => {
    const values = value.split(',');
    if (name === '_id') return values.includes(resource.id);
    if (name === 'patient' || name === 'subject')
      return patientsOf(resource, urls).some((id) => values.some((one) => one.split('/').at(-1) === id));
    if (name === 'identifier') return values.some((one) => isIdentifiedBy(resource, one));
    if (name === 'category' || name === 'code') return values.some((one) => hasCode(resource, name, one));
    if (name === 'date:missing') return dateThatFilters(resource) === null;
    return true;
  });
}

/** A token with a system matches that system only; a token without one matches any. */
function isIdentifiedBy(resource: object, token: string): boolean {
  const identifiers: unknown = at(resource, 'identifier');
  return (
    Array.isArray(identifiers) &&
    identifiers
      .map((one: unknown) => ({ system: String(at(one, 'system')), value: String(at(one, 'value')) }))
      .some(({ system, value }) => token === value || token === `${system}|${value}`)
  );
}

function hasCode(resource: object, element: 'category' | 'code', token: string): boolean {
  const code = token.split('|').at(-1) ?? '';
  return JSON.stringify(at(resource, element) ?? null).includes(`"code":"${code}"`);
}

/** Compares instants only, because the records of the tests have no partial dates. */
function isDated(resource: Stored<Resource>, bound: string): boolean {
  const date = dateThatFilters(resource);
  if (date === null) return false;
  const [time, limit] = [Date.parse(date), Date.parse(bound.slice(2))];
  return bound.startsWith('ge') ? time >= limit : time <= limit;
}

function dateThatFilters(resource: Stored<Resource>): string | null {
  const paths = isResourceType(resource.resourceType)
    ? (factsOf(resource.resourceType).sortedBy?.date ?? [])
    : [];
  const date = paths.map((path) => at(resource, path)).find((value) => typeof value === 'string');
  return typeof date === 'string' ? date : null;
}

function newestFirst(one: Stored<Resource>, other: Stored<Resource>): number {
  return dateOf(other).localeCompare(dateOf(one));
}

function dateOf(resource: Stored<Resource>): string {
  const { resourceType } = resource;
  const paths = isResourceType(resourceType) ? factsOf(resourceType).date : [];
  const dates = paths.flatMap((path) => {
    const date = at(resource, ...path.split('.'));
    return [date, at(date, 'start')];
  });
  // Records without a date come first, as in many databases.
  return dates.find((date) => typeof date === 'string') ?? '9999';
}

function capabilityStatement(software: string, others: readonly string[]): object {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    kind: 'instance',
    software: { name: software, version: '8.8.0' },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        resource: Object.keys(RESOURCES).map((type) => ({
          type,
          interaction: ['read', 'search-type', 'create'].map((code) => ({ code })),
          searchParam: [...SEARCH_PARAMETERS, ...others].map((name) => ({ name, type: 'string' })),
        })),
      },
    ],
  };
}

function failure(status: number, diagnostics: string): HapiAnswer {
  const issue = [{ severity: 'error', code: 'processing', diagnostics: `HAPI-0000: ${diagnostics}` }];
  return { status, body: { resourceType: 'OperationOutcome', issue } };
}
