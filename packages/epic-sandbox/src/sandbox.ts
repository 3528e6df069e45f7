/** The embedded Epic: a real HTTP server with Epic's token endpoint and FHIR API, on synthetic data. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { exportJWK } from 'jose';
import type { ExtractResource, Patient, ResourceType, Stored } from './types.ts';
import type { HttpResponse } from './http-response.ts';
import {
  createCreatedResourceStore,
  type Created,
  withCreatedResources,
} from './creates/created-resources.ts';
import { type CreateAnswers, createCreates } from './creates/creates.ts';
import { SITE_MRN_SYSTEM } from './data/epic-patient.ts';
import { PANEL_PATIENTS, PATIENT_GROUP, PATIENT_LIST_IDENTIFIER } from './data/panels.ts';
import { deliver, deliveredStatus, planDelivery } from './delivery.ts';
import { createEntitlements } from './entitlements.ts';
import { createFaults, type Fault, type FaultMatch, type Hold, type HoldMoment } from './faults.ts';
import { createFhirApi } from './fhir-api.ts';
import type { UnknownIdInList } from './search-by-id.ts';
import { createRequestLog, type RecordedRequest } from './request-log.ts';
import { AUTHORIZE_PATH, FHIR_PATH, routeOf, TOKEN_PATH } from './routes.ts';
import { DEFAULT_PAGE_SIZE } from './searches.ts';
import { createSearchsets, type PageFilter } from './searchset.ts';
import { createTokenEndpoint, type RegisteredClient } from './token-endpoint.ts';

export type { Created } from './creates/created-resources.ts';
export type { CreateAnswers } from './creates/creates.ts';
export type { Fault, FaultMatch, Hold, HoldMoment } from './faults.ts';
export type { RecordedRequest } from './request-log.ts';
export type { RegisteredClient } from './token-endpoint.ts';

/** The options of {@link startSandbox}. The defaults suit a test on a developer's machine. */
export interface SandboxOptions {
  /** The port to listen on. Defaults to 0: any free one. */
  port?: number;
  /** The registered clients. They replace the default client. */
  clients?: RegisteredClient[];
  /** Returns the time in epoch ms, which decides when tokens and paging sessions expire. Defaults to `Date.now`. */
  now?: () => number;
  /** How long an access token is valid. Defaults to 3600. */
  tokenLifetimeSeconds?: number;
  /** How long a `next` link is valid. Defaults to 900. */
  pagingSessionSeconds?: number;
  /** APIs missing from the app's registration, such as `Patient.search`, `List.read` or `Binary`. They answer 403 with an empty body. */
  notEntitled?: string[];
  /** How a search by `_id` treats an unknown id among known ones: omits it and adds an outcome entry (the default), or answers 400. */
  unknownIdInList?: UnknownIdInList;
  /** Includes to ignore, as some real sites do: `MedicationRequest:medication`, `Provenance:target`, or `*` for all. */
  ignoredIncludes?: string[];
  /** Whether a search reports an omitted sub-type (59204), as Epic does. Defaults to true. */
  partialWarnings?: boolean;
  /** The number of matches on a page of a search without `_count`. Defaults to Epic's 1000. */
  defaultPageSize?: number;
  /** The form of the responses to creates. Defaults to Epic's. */
  createAnswers?: Partial<CreateAnswers>;
  /** Whether a read finds a new allergy or problem before its reconciliation. Defaults to false. Searches never do. */
  waitingIsReadable?: boolean;
  /** The systems of the identifiers that a new patient must have. Defaults to none. */
  requiredIdentifierSystems?: string[];
  /** The base URL of links, `fullUrl` and absolute `Location`s, which differs behind a proxy. Defaults to `baseUrl`. */
  linkBaseUrl?: string;
  /** Filters each page after paging, which makes pages short or empty although they have a `next` link. */
  pages?: PageFilter;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** The base URL of the FHIR API, without a trailing slash. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  /** The credentials of the default client. */
  readonly credentials: ClientCredentials;
  /** The identifier of the List and the id of the Group of all patients. */
  readonly panels: { list: string; group: string };
  /** The system of the medical record numbers. */
  readonly mrnSystem: string;
  /** All patients, in the order of the panels. */
  readonly patients: readonly Stored<Patient>[];
  /** Returns a patient's resources of a type in search order; none for an unknown patient. */
  chart<T extends ResourceType>(patientId: string, type: T): readonly Stored<ExtractResource<T>>[];
  /** The creates that stored a resource, in order. A create that matched an existing patient is not one of them. */
  readonly created: readonly Created[];
  /** Moves the allergies and problems that await reconciliation into the charts. */
  reconcile(): void;
  /** The requests since the start or the last `clearRequests()`, at most the latest 10,000. */
  readonly requests: readonly RecordedRequest[];
  registerClient(client: RegisteredClient): void;
  fault(fault: Fault): void;
  clearFaults(): void;
  clearRequests(): void;
  /** Revokes every access token issued so far. */
  expireTokens(): void;
  /** Holds matching requests until `release()`: before they are carried out, or with `carried-out` before the response. */
  hold(match: FaultMatch, moment?: HoldMoment): Hold;
  /**
   * Closes every connection and clears requests, faults, holds and created records, which readies the sandbox for the next test. Access tokens and
   * paging sessions stay valid.
   */
  reset(): void;
  /** Stops listening and closes every connection, including hung and held ones. */
  close(): Promise<void>;
}

/** The values with which a client signs its assertions. */
export interface ClientCredentials {
  clientId: string;
  privateKey: KeyObject;
  keyId: string;
}

const REMEMBERED_REQUESTS = 10_000;

/** Starts a sandbox on 127.0.0.1. Rejects with `EADDRINUSE` if the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, now = Date.now, tokenLifetimeSeconds = 3600, pagingSessionSeconds = 900 } = options;
  const { credentials, registration } = await createDefaultClient();
  const server = createServer();
  const origin = await listen(server, port);
  const baseUrl = origin + FHIR_PATH;
  const { linkBaseUrl = baseUrl } = options;
  const tokenUrl = origin + TOKEN_PATH;
  const entitlements = createEntitlements(options.notEntitled ?? []);
  const tokenEndpoint = createTokenEndpoint({
    tokenUrl,
    clients: options.clients ?? [registration],
    now,
    tokenLifetimeSeconds,
    scope: entitlements.scope,
  });
  const createdResources = createCreatedResourceStore(options.waitingIsReadable ?? false);
  const types = withCreatedResources(createdResources);
  const patients = () => [...PANEL_PATIENTS, ...createdResources.patients];
  const answerFhir = createFhirApi({
    endpoints: { baseUrl, tokenUrl, authorizeUrl: origin + AUTHORIZE_PATH },
    acceptsToken: tokenEndpoint.accepts,
    entitlements,
    types,
    created: createdResources,
    create: createCreates({
      baseUrl: linkBaseUrl,
      createdResources,
      site: {
        types,
        patients,
        now,
        requiredIdentifierSystems: options.requiredIdentifierSystems ?? [],
      },
      answers: options.createAnswers ?? {},
    }),
    patients,
    searchsets: createSearchsets({
      baseUrl: linkBaseUrl,
      now,
      pagingSessionSeconds,
      filter: options.pages ?? ((_type, page) => page),
    }),
    unknownIdInList: options.unknownIdInList ?? 'omit',
    ignoredIncludes: options.ignoredIncludes ?? [],
    partialWarnings: options.partialWarnings ?? true,
    defaultPageSize: options.defaultPageSize ?? DEFAULT_PAGE_SIZE,
  });
  const faults = createFaults();
  const log = createRequestLog(REMEMBERED_REQUESTS);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const [path = '/', rawQuery = ''] = url.split(/\?(.*)/s);
    const query = new URLSearchParams(rawQuery);
    const route = routeOf(method, path, query);
    const { operation, resourceType } = route;
    const recorded = log.record({ method, path, query: rawQuery, operation, resourceType, headers });

    async function normalResponse(accept = headers.accept): Promise<HttpResponse> {
      if (route.operation === 'token') return tokenEndpoint.answer(request);
      const { authorization, prefer, 'content-type': contentType } = headers;
      const posted = {
        body: method === 'POST' ? await text(request) : '',
        contentType,
        prefer: [prefer].flat()[0],
      };
      const answer = answerFhir({ method, route, query, rawQuery, accept, authorization, ...posted });
      await faults.released(recorded, 'carried-out');
      return answer;
    }

    const fault = faults.take(recorded);
    await faults.released(recorded, 'arrived');
    const delivery = await planDelivery(fault, normalResponse);
    recorded.status = deliveredStatus(delivery);
    deliver(response, delivery);
  }

  server.on('request', (request, response) => {
    // Rejects if the client disconnects while the sandbox reads its body.
    handle(request, response).catch(() => response.destroy());
  });

  return {
    origin,
    baseUrl,
    tokenUrl,
    credentials,
    panels: { list: PATIENT_LIST_IDENTIFIER, group: PATIENT_GROUP.id },
    mrnSystem: SITE_MRN_SYSTEM,
    patients: PANEL_PATIENTS,
    chart: <T extends ResourceType>(patientId: string, type: T) =>
      (types.get(type)?.ofPatient(patientId) ?? []).filter(
        (resource): resource is Stored<ExtractResource<T>> => resource.resourceType === type,
      ),
    get created() {
      return createdResources.log;
    },
    reconcile: createdResources.reconcile,
    get requests() {
      return log.requests;
    },
    registerClient: tokenEndpoint.register,
    fault: faults.add,
    clearFaults: faults.clear,
    clearRequests: log.clear,
    expireTokens: tokenEndpoint.expireTokens,
    hold: faults.hold,
    reset() {
      faults.clear();
      faults.releaseAll();
      server.closeAllConnections();
      createdResources.clear();
      log.clear();
    },
    close: () => close(server),
  };
}

/** Generates a 2048-bit RSA key, which signs RS256, RS384 and RS512. */
async function createDefaultClient(): Promise<{
  credentials: ClientCredentials;
  registration: RegisteredClient;
}> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const clientId = 'sandbox-client';
  const keyId = 'sandbox-key-1';
  return {
    credentials: { clientId, privateKey, keyId },
    registration: { clientId, keys: [{ ...(await exportJWK(publicKey)), kid: keyId }] },
  };
}

/** Resolves to the origin. Keeps idle connections open longer than any test or pool waits. */
async function listen(server: Server, port: number): Promise<string> {
  server.keepAliveTimeout = 60_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`;
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
