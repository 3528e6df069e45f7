/** A FHIR R4 server with SMART Backend Services, similar to HAPI FHIR. It shows that the gateway works with servers other than Epic. */
import { type KeyObject, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RecordedRequest } from 'epic-fhir-sandbox';
import { jwtVerify } from 'jose';
import { rsa } from '../config/key-material.ts';
import type {
  Bundle,
  CapabilityStatement,
  OperationOutcome,
  OperationOutcomeIssue,
  Patient,
  Stored,
} from '../../src/fhir/types.ts';

export interface PlainFhirServer {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly credentials: { clientId: string; privateKey: KeyObject; keyId: string };
  /** All requests since the start. The operation `page` is a GET with `_getpages`. */
  readonly requests: readonly RecordedRequest[];
  readonly patients: readonly Stored<Patient>[];
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

interface Route extends Pick<RecordedRequest, 'resourceType'> {
  operation: 'metadata' | 'other' | 'page' | 'read' | 'search' | 'smart-configuration' | 'token';
  id?: string;
}

const BASE_PATH = '/fhir';
const TOKEN_PATH = '/auth/token';
const CLIENT_ID = 'plain-client';
const KEY_ID = 'plain-key-1';
const DEFAULT_COUNT = 20;
const FHIR_JSON = 'application/fhir+json;charset=utf-8';

/**
 * Starts the server on a free port of 127.0.0.1, by default with 25 patients.
 * @param linkBaseUrl the base URL of links; by default the server's own
 */
export async function startPlainFhirServer(
  patients: readonly Stored<Patient>[] = PATIENTS,
  linkBaseUrl?: string,
): Promise<PlainFhirServer> {
  const { privateKey, publicKey } = rsa();
  const requests: RecordedRequest[] = [];
  const accessTokens = new Set<string>();
  const searches = new Map<string, readonly Stored<Patient>[]>();

  const server = createServer((request, response) => void handle(request, response));
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${portOf(server.address())}`;
  const baseUrl = origin + BASE_PATH;
  const tokenUrl = origin + TOKEN_PATH;
  const named = linkBaseUrl ?? baseUrl;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '/', origin);
    const route = routeOf(method, url);
    const { operation, resourceType } = route;
    const recorded: RecordedRequest = {
      method,
      path: url.pathname,
      query: url.search.slice(1),
      status: null,
      operation,
      resourceType,
      headers,
      arrived: requests.length + 1,
    };
    requests.push(recorded);
    const answer = await answerTo(route, url, request);
    recorded.status = answer.status;
    response
      .writeHead(answer.status, { 'Content-Type': FHIR_JSON, ...answer.headers })
      .end(JSON.stringify(answer.body));
  }

  async function answerTo(route: Route, url: URL, request: IncomingMessage): Promise<Answer> {
    switch (route.operation) {
      case 'token':
        return grant(request);
      case 'smart-configuration':
        return { status: 200, body: { token_endpoint: tokenUrl } };
      case 'metadata':
        return { status: 200, body: capabilityStatement(baseUrl) };
      case 'other':
        return failure(404, 'not-supported', 'This path does not exist');
      case 'read':
      case 'search':
      case 'page':
        if (!isAuthorized(request)) return failure(401, 'login', 'A bearer token is needed');
        if (route.operation === 'read') return read(patients, route.id);
        return route.operation === 'search' ? search(url) : page(url);
    }
  }

  function isAuthorized({ headers }: IncomingMessage): boolean {
    return accessTokens.has((headers.authorization ?? '').replace(/^Bearer /, ''));
  }

  /** Requires a scope, as SMART Backend Services does. */
  async function grant(request: IncomingMessage): Promise<Answer> {
    const form = new URLSearchParams(await text(request));
    const scope = form.get('scope') ?? '';
    try {
      await jwtVerify(form.get('client_assertion') ?? '', publicKey, {
        algorithms: ['RS384'],
        issuer: CLIENT_ID,
        subject: CLIENT_ID,
        audience: tokenUrl,
      });
    } catch {
      return oauthError('invalid_client', 'The assertion cannot be verified');
    }
    if (!scope.startsWith('system/'))
      return oauthError('invalid_scope', 'At least one system scope is needed');
    const token = randomUUID();
    accessTokens.add(token);
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: { access_token: token, token_type: 'Bearer', expires_in: 300, scope },
    };
  }

  function search(url: URL): Answer {
    const matches = patients.filter((patient) => matchesAll(patient, url.searchParams));
    const id = randomUUID();
    searches.set(id, matches);
    const count = Number(url.searchParams.get('_count') ?? DEFAULT_COUNT);
    return { status: 200, body: searchset(url, id, matches, 0, count) };
  }

  function page(url: URL): Answer {
    const id = url.searchParams.get('_getpages') ?? '';
    const matches = searches.get(id);
    if (matches === undefined) return failure(410, 'not-found', 'The search has expired');
    const [offset, count] = ['_getpagesoffset', '_count'].map((name) => Number(url.searchParams.get(name)));
    return { status: 200, body: searchset(url, id, matches, offset ?? 0, count ?? DEFAULT_COUNT) };
  }

  /** Returns a page with the total. `next` is below the base URL itself. Without a match, there is no `entry`. */
  function searchset(
    self: URL,
    id: string,
    matches: readonly Stored<Patient>[],
    offset: number,
    count: number,
  ): Bundle {
    const shown = matches.slice(offset, offset + count);
    const end = offset + shown.length;
    const next = new URLSearchParams({
      _getpages: id,
      _getpagesoffset: String(end),
      _count: String(count),
      _bundletype: 'searchset',
    });
    return {
      resourceType: 'Bundle',
      id,
      type: 'searchset',
      total: matches.length,
      link: [
        { relation: 'self', url: self.href },
        ...(end < matches.length ? [{ relation: 'next', url: `${named}?${next.toString()}` }] : []),
      ],
      ...(shown.length > 0 && {
        entry: shown.map((resource) => ({
          fullUrl: `${named}/Patient/${resource.id}`,
          resource,
          search: { mode: 'match' },
        })),
      }),
    };
  }

  return {
    baseUrl,
    tokenUrl,
    credentials: { clientId: CLIENT_ID, privateKey, keyId: KEY_ID },
    requests,
    patients,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const GIVEN_NAMES = ['Alma', 'Bruno', 'Clara', 'Dmitri', 'Edda'];
const FAMILY_NAMES = ['Archer', 'Baker', 'Cooper', 'Draper', 'Ekström'];

/** Each patient has a version, one name without `text`, and a medical record number with HL7's type code. */
const PATIENTS: readonly Stored<Patient>[] = FAMILY_NAMES.flatMap((family, row) =>
  GIVEN_NAMES.map((given, column) => plainPatient(row * GIVEN_NAMES.length + column + 1, given, family)),
);

export function plainPatient(number: number, given: string, family: string): Stored<Patient> {
  return {
    resourceType: 'Patient',
    id: String(number),
    meta: { versionId: '1', lastUpdated: '2026-01-01T00:00:00.000Z' },
    identifier: [
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
        system: 'http://hospital.example.org/mrn',
        value: `MR-${number}`,
      },
    ],
    name: [{ use: 'official', family, given: [given] }],
    gender: number % 2 === 0 ? 'male' : 'female',
    birthDate: `19${60 + number}-01-31`,
  };
}

/** The known search parameters. A search must match all of them, and ignores others, as a lenient server does. */
const CRITERIA: Readonly<Record<string, (patient: Stored<Patient>, value: string) => boolean>> = {
  _id: ({ id }, value) => value.split(',').includes(id),
  identifier: ({ identifier = [] }, tokens) =>
    tokens
      .split(',')
      .some((token) =>
        identifier.some(({ system, value }) => token === `${system}|${value}` || token === value),
      ),
  family: ({ name = [] }, value) => name.some(({ family = '' }) => startsWith(family, value)),
  given: ({ name = [] }, value) => name.some(({ given = [] }) => given.some((one) => startsWith(one, value))),
  birthdate: ({ birthDate }, value) => birthDate === value,
  gender: ({ gender }, value) => gender === value,
};

function matchesAll(patient: Stored<Patient>, query: URLSearchParams): boolean {
  return [...query].every(([name, value]) => CRITERIA[name]?.(patient, value) ?? true);
}

/** FHIR R4 §3.1.1.4.8: a string parameter matches values that start with it, ignoring case. */
function startsWith(value: string, start: string): boolean {
  return value.toLowerCase().startsWith(start.toLowerCase());
}

function read(patients: readonly Stored<Patient>[], id: string | undefined): Answer {
  const patient = patients.find((one) => one.id === id);
  if (patient === undefined) return failure(404, 'not-found', 'No such resource');
  return { status: 200, headers: { ETag: 'W/"1"' }, body: patient };
}

function routeOf(method: string, { pathname, searchParams }: URL): Route {
  const [type = '', id, ...more] = pathname.slice(BASE_PATH.length + 1).split('/');
  if (pathname === TOKEN_PATH) return { operation: 'token', resourceType: null };
  if (pathname === `${BASE_PATH}/metadata`) return { operation: 'metadata', resourceType: null };
  if (pathname === `${BASE_PATH}/.well-known/smart-configuration`) {
    return { operation: 'smart-configuration', resourceType: null };
  }
  if (pathname === BASE_PATH && searchParams.has('_getpages'))
    return { operation: 'page', resourceType: null };
  if (method !== 'GET' || type !== 'Patient' || more.length > 0)
    return { operation: 'other', resourceType: null };
  return id === undefined
    ? { operation: 'search', resourceType: type }
    : { operation: 'read', resourceType: type, id };
}

function capabilityStatement(baseUrl: string): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-01-01',
    kind: 'instance',
    software: { name: 'Plain FHIR server' },
    implementation: { description: 'Plain FHIR server', url: baseUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        resource: [
          {
            type: 'Patient',
            interaction: [{ code: 'read' }, { code: 'search-type' }],
            searchParam: Object.keys(CRITERIA).map((name) => ({ name, type: 'string' })),
          },
        ],
      },
    ],
  };
}

function failure(status: number, code: OperationOutcomeIssue['code'], diagnostics: string): Answer {
  const outcome: OperationOutcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code, diagnostics }],
  };
  return { status, body: outcome };
}

function oauthError(error: string, description: string): Answer {
  return {
    status: 400,
    headers: { 'Content-Type': 'application/json' },
    body: { error, error_description: description },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error(`Expected a TCP address, got ${address}`);
}
