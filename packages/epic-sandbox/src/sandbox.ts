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
import { DEFAULT_PAGE_SIZE } from './search-parameters.ts';
import { createSearchsets, type PageFilter } from './searchset.ts';
import { createTokenEndpoint, type RegisteredClient } from './token-endpoint.ts';

export type { Created } from './creates/created-resources.ts';
export type { CreateAnswers } from './creates/creates.ts';
export type { Fault, FaultMatch, Hold, HoldMoment } from './faults.ts';
export type { RecordedRequest } from './request-log.ts';
export type { RegisteredClient } from './token-endpoint.ts';

/** All of it has defaults that suit a developer's machine. */
export interface SandboxOptions {
  /** 0, the default: any free port. */
  port?: number;
  /** In place of the default client, which then is not registered. */
  clients?: RegisteredClient[];
  /** Epoch ms; every expiry goes by it. */
  now?: () => number;
  /** 3600 by default. */
  tokenLifetimeSeconds?: number;
  /** 900 by default. */
  pagingSessionSeconds?: number;
  /** APIs that are not on the registration, which answer 403 with an empty body: `Patient.search`, `List.read`, `Binary`. */
  notEntitled?: string[];
  /** What an unknown id does to a list of good ones in `_id`: left out, with an outcome entry (the default), or 400 for all. */
  unknownIdInList?: UnknownIdInList;
  /** Includes that are not honoured, as some are not at real sites: `MedicationRequest:medication`, `Provenance:target`; `*` for all. */
  ignoredIncludes?: string[];
  /** Whether searches that leave out a sub-type say so (59204), as Epic does; true by default. */
  partialWarnings?: boolean;
  /** How many matches a page holds where `_count` does not say; Epic's 1000 by default. */
  defaultPageSize?: number;
  /** How creates are answered; as Epic answers them by default. */
  createAnswers?: Partial<CreateAnswers>;
  /** Whether an allergy or problem can be read by its id before it is reconciled; false by default. Searches find it only then. */
  waitingIsReadable?: boolean;
  /** The systems of identifiers that a new patient must come with; none by default. */
  requiredIdentifierSystems?: string[];
  /** The base URL by which it names itself in links, `fullUrl` and absolute `Location`s, as a server behind a proxy can; its own by default. */
  linkBaseUrl?: string;
  /** Filters each page behind the paging, so that it is short or empty and still has a `next`. */
  pages?: PageFilter;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** Of the FHIR API, without a slash at its end. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  /** Of the default client. */
  readonly credentials: ClientCredentials;
  /** Where all patients are listed: the identifier of a patient List, and the id of a Group. */
  readonly panels: { list: string; group: string };
  /** The system of the medical record numbers. */
  readonly mrnSystem: string;
  /** All that are served, in the order of the panels. */
  readonly patients: readonly Stored<Patient>[];
  /** What a patient has of a type, in the order of a search: empty for one whom the sandbox does not know. */
  chart<T extends ResourceType>(patientId: string, type: T): readonly Stored<ExtractResource<T>>[];
  /** Every create that was carried out, in their order; a patient who was there before is none. */
  readonly created: readonly Created[];
  /** Takes the allergies and problems that wait into the charts. */
  reconcile(): void;
  /** All since the start or the last `clearRequests()`; of more than 10,000, the latest. */
  readonly requests: readonly RecordedRequest[];
  registerClient(client: RegisteredClient): void;
  fault(fault: Fault): void;
  clearFaults(): void;
  clearRequests(): void;
  /** Every token given out so far is refused from now on. */
  expireTokens(): void;
  /** Keeps matching requests until `release()`: as they arrive, unless told otherwise. */
  hold(match: FaultMatch, moment?: HoldMoment): Hold;
  /**
   * Ends every connection, and forgets requests, faults, holds and created records, so that the next test can use this sandbox. Access
   * tokens and paging sessions stay valid.
   */
  reset(): void;
  /** Ends every connection too, hung and held ones as well. */
  close(): Promise<void>;
}

/** What a client signs its assertions with. */
export interface ClientCredentials {
  clientId: string;
  privateKey: KeyObject;
  keyId: string;
}

const REMEMBERED_REQUESTS = 10_000;

/** Listens on 127.0.0.1. Rejects where the port is taken (`EADDRINUSE`). */
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
        patients: () => [...PANEL_PATIENTS, ...createdResources.patients],
        now,
        requiredIdentifierSystems: options.requiredIdentifierSystems ?? [],
      },
      answers: options.createAnswers ?? {},
    }),
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
    // A client that leaves while its form is read rejects here; its connection has nothing left to say.
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

/** A fresh RSA key of 2048 bits, which signs RS256, RS384 and RS512. */
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

/** Resolves to the origin. Idle connections stay open for longer than any test or pool would wait. */
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
