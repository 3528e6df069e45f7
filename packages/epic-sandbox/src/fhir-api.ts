/** The FHIR API: checks the token and the entitlement, and routes the request. */
import type { Binary, OperationOutcomeIssue } from './types.ts';
import {
  type HttpResponse,
  acceptsJson,
  createEmptyResponse,
  createHtmlResponse,
  createJsonResponse,
  createResourceResponse,
} from './http-response.ts';
import { createSmartConfiguration, type Endpoints } from './authorization-metadata.ts';
import { createCapabilityStatement } from './capability-statement.ts';
import type { Access } from './access.ts';
import type { CreateRequest } from './creates/creates.ts';
import type { Entitlements } from './entitlements.ts';
import { searchByIds, type UnknownIdInList } from './search-by-id.ts';
import { createIncluder } from './includes.ts';
import { createIssue, createOutcome } from './outcomes.ts';
import { matchPatients } from './patient-match.ts';
import { summarize } from './patient-summary.ts';
import { readResource } from './read-resource.ts';
import type { CreatedRecords, ResourceTypeRow } from './resource-type-row.ts';
import { RESOURCE_TYPES } from './resource-types.ts';
import type { Route, SignInOperation } from './routes.ts';
import { pageSize, tokens, unknownParameters } from './searches.ts';
import type { Searchsets } from './searchset.ts';

/** The parts of a request that the FHIR API uses. */
export interface FhirRequest {
  method: string;
  route: Exclude<Route, { operation: SignInOperation }>;
  query: URLSearchParams;
  /** The query as received. */
  rawQuery: string;
  /** The posted body; empty for a GET. */
  body: string;
  contentType: string | undefined;
  prefer: string | undefined;
  accept: string | undefined;
  authorization: string | undefined;
  /** How many matches of a search to send, with the warning that others are withheld; undefined: all. */
  keep?: number | undefined;
}

type OperationRoute = Extract<Route, { operation: 'match' | 'summary' }>;
type ResourceRoute = Extract<Route, { operation: 'read' | 'search' | 'page' }>;
type ProtectedRoute = OperationRoute | ResourceRoute | Extract<Route, { operation: 'create' }>;

/** Returns a function that answers all requests except OAuth's and those to sign-in pages. */
export function createFhirApi(options: {
  endpoints: Endpoints;
  /** Whether authorization responses have `iss` (RFC 9207). */
  sendsIssuer: boolean;
  /** Returns what an Authorization header gives access to; null without a valid token. */
  accessOf: (authorization: string | undefined) => Access | null;
  entitlements: Entitlements;
  created: CreatedRecords;
  create: (type: string, request: CreateRequest, access: Access) => HttpResponse;
  searchsets: Searchsets;
  unknownIdInList: UnknownIdInList;
  ignoredIncludes: readonly string[];
  partialWarnings: boolean;
  defaultPageSize: number;
  /** Whether a search by `_id` answers 403. */
  refusesIdSearches: boolean;
  /** `software.version` of the CapabilityStatement. */
  version: string;
}): (request: FhirRequest) => HttpResponse {
  const { endpoints, accessOf, entitlements, searchsets, unknownIdInList } = options;
  const { created, create, ignoredIncludes, partialWarnings, defaultPageSize } = options;

  function answer(request: FhirRequest): HttpResponse {
    const { route } = request;
    switch (route.operation) {
      case 'metadata':
        return createResourceResponse(
          200,
          createCapabilityStatement(endpoints, entitlements, options.version),
          request.accept,
        );
      case 'smart-configuration':
        return createJsonResponse(200, createSmartConfiguration(endpoints, options.sendsIssuer));
      case 'create':
        if (RESOURCE_TYPES.get(route.resourceType)?.interactions.includes('create') !== true)
          return createNotAllowedResponse();
        break;
      case 'other':
        return request.method === 'GET' ? createNotFoundPage() : createNotAllowedResponse();
      case 'read':
      case 'search':
      case 'page':
      case 'match':
      case 'summary':
        break;
    }
    const access = accessOf(request.authorization);
    return access === null ? createUnauthorizedResponse() : answerWith(access, request, route);
  }

  function answerWith(access: Access, request: FhirRequest, route: ProtectedRoute): HttpResponse {
    switch (route.operation) {
      case 'match':
      case 'summary':
        return answerOperation(access, request, route);
      case 'create':
        return access.allows(route.resourceType, 'create')
          ? create(route.resourceType, request, access)
          : createEmptyResponse(403);
      case 'read':
      case 'search':
      case 'page':
        return answerFromResources(access, request, route);
    }
  }

  function answerOperation(
    { types, patients, allows }: Access,
    { body, accept }: FhirRequest,
    route: OperationRoute,
  ): HttpResponse {
    const row = types.get('Patient');
    const interaction = route.operation === 'match' ? 'search' : 'read';
    if (row === undefined || !allows('Patient', interaction)) return createEmptyResponse(403);
    if (route.operation === 'match') {
      const { status, resource } = matchPatients(patients(), body, endpoints.baseUrl);
      return createResourceResponse(status, resource, accept);
    }
    const patient = patients().find(({ id }) => id === route.id);
    return patient === undefined
      ? read(row, route.id, { accept })
      : createResourceResponse(200, summarize(patient, types), accept);
  }

  function answerFromResources(access: Access, request: FhirRequest, route: ResourceRoute): HttpResponse {
    const interaction = route.operation === 'read' ? 'read' : 'search';
    if (!access.allows(route.resourceType, interaction)) return createEmptyResponse(403);
    const row = access.types.get(route.resourceType);
    if (row === undefined) return createNotFoundPage();
    if (route.operation === 'read') return read(row, route.id, request);
    return route.operation === 'page'
      ? page(access, row, route.sessionId, request)
      : search(access, row, request);
  }

  function search(
    { owner, types, allows }: Access,
    row: ResourceTypeRow,
    { query, rawQuery, accept, keep }: FhirRequest,
  ): HttpResponse {
    const ids = tokens(query, '_id');
    if (ids.length > 0 && options.refusesIdSearches) return createEmptyResponse(403);
    const { allowed, missing } = splitCategories(query, entitlements.withheldCategories(row.type));
    if (allowed === null)
      return createResourceResponse(
        400,
        createOutcome([...missing.map(createWithheldIssue), createIssue(59022)]),
        accept,
      );
    const result = ids.length > 0 ? searchByIds(row, ids, unknownIdInList) : row.search(allowed, created);
    const withheld = row.withheld(query);
    const issues = [
      ...unknownParameters(query, row.parameters).map(createIgnoredIssue),
      ...result.issues,
      ...(keep === undefined ? [] : [createWithheldIssue('some records')]),
    ];
    if (result.kind === 'refused')
      return createResourceResponse(result.status ?? 400, createOutcome(issues), accept);
    const bundle = searchsets.firstPage({
      owner,
      resourceType: row.type,
      rawQuery,
      matches: result.matches.slice(0, keep),
      issues,
      pageSize: pageSize(query, defaultPageSize),
      include: createIncluder(row, query, {
        ignored: ignoredIncludes,
        mayRead: (type) => allows(type, 'read'),
        types,
      }),
      lastIssues: [
        ...missing.map(createWithheldIssue),
        ...(partialWarnings && withheld !== null && ids.length === 0 ? [createWithheldIssue(withheld)] : []),
      ],
    });
    return createResourceResponse(200, bundle, accept);
  }

  function page(
    { owner }: Access,
    row: ResourceTypeRow,
    sessionId: string,
    { accept }: FhirRequest,
  ): HttpResponse {
    const bundle = searchsets.page(owner, row.type, sessionId);
    return bundle === null
      ? createResourceResponse(400, createOutcome([createIssue(4113)]), accept)
      : createResourceResponse(200, bundle, accept);
  }

  return answer;
}

function read(row: ResourceTypeRow, id: string, { accept }: Pick<FhirRequest, 'accept'>): HttpResponse {
  const { status, headers, resource } = readResource(row, id);
  if (resource?.resourceType === 'Binary' && !acceptsJson(accept)) return createContentResponse(resource);
  return resource === null
    ? createEmptyResponse(status, headers)
    : createResourceResponse(status, resource, accept, headers);
}

/** Returns the raw content, as Epic does unless the client accepts JSON. */
function createContentResponse({ contentType, data = '' }: Binary): HttpResponse {
  return {
    status: 200,
    headers: { 'Content-Type': contentType, 'Cache-Control': 'no-cache,no-store' },
    body: Buffer.from(data, 'base64'),
  };
}

/** Returns Epic's response to an expired token. Its body is the JSON string `""`, whatever the Accept header says. */
export function createUnauthorizedResponse(): HttpResponse {
  return createJsonResponse(401, '', {
    'WWW-Authenticate': 'Bearer error="invalid_token", error_description="The access token is not valid"',
  });
}

function createNotAllowedResponse(): HttpResponse {
  return createEmptyResponse(405, { Allow: 'GET' });
}

/** Returns an HTML page: the web server in front of Epic answers for unknown paths. */
function createNotFoundPage(): HttpResponse {
  return createHtmlResponse(404, '404 - There is nothing at this address');
}

/** Returns the query without the withheld categories; null if it has no others. `missing` are those that it has. */
function splitCategories(
  query: URLSearchParams,
  withheld: readonly string[],
): { allowed: URLSearchParams | null; missing: string[] } {
  const requested = tokens(query, 'category');
  const isWithheld = (token: string): boolean => withheld.includes(token.slice(token.indexOf('|') + 1));
  const missing = requested.filter(isWithheld);
  if (missing.length === 0) return { allowed: query, missing };
  if (missing.length === requested.length) return { allowed: null, missing };
  const allowed = new URLSearchParams(query);
  allowed.set('category', requested.filter((token) => !isWithheld(token)).join(','));
  return { allowed, missing };
}

/** Returns the issue that ends the last page of a search. */
function createWithheldIssue(subType: string): OperationOutcomeIssue {
  return createIssue(59204, {
    addition: `Client not authorized for ${subType}. Search results of this type have not been included.`,
  });
}

function createIgnoredIssue(parameter: string): OperationOutcomeIssue {
  return createIssue(59100, {
    diagnostics: `Unknown parameter: ${parameter.toUpperCase()}. Parameter has been ignored.`,
  });
}
