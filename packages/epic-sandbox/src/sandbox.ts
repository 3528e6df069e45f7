/** The embedded Epic: a real HTTP server with Epic's token endpoint and FHIR API, on synthetic data. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type AddedResource, type AddOptions, createAdditions } from './additions.ts';
import type { ExtractResource, Patient, ResourceType, Stored } from './types.ts';
import type { HttpResponse } from './http-response.ts';
import {
  createCreatedResourceStore,
  type Created,
  withCreatedResources,
} from './creates/created-resources.ts';
import { createCreates } from './creates/creates.ts';
import { type ClientCredentials, createDefaultClient } from './default-client.ts';
import { createKeyPairs } from './key-pairs.ts';
import { deliver, deliveredStatus, planDelivery, type ResponseChanges } from './delivery.ts';
import { createEntitlements } from './entitlements.ts';
import {
  createFaults,
  type Fault,
  type FaultMatch,
  type Hold,
  type HoldMoment,
  type ScriptedFault,
} from './faults.ts';
import { createFhirApi } from './fhir-api.ts';
import { OUTCOME_SYSTEM } from './outcomes.ts';
import { findProfile } from './profiles.ts';
import { createRequestLog, type RecordedRequest } from './request-log.ts';
import { isSignInRoute, routeOf, SIGN_IN_PATHS } from './routes.ts';
import { withCreated } from './resource-type-row.ts';
import type { SandboxOptions } from './sandbox-options.ts';
import { DEFAULT_PAGE_SIZE } from './searches.ts';
import { createSearchsets } from './searchset.ts';
import type { Access } from './access.ts';
import { createEndpoints } from './authorization-metadata.ts';
import { createAssertionVerifier } from './client-assertions.ts';
import { BACKGROUND_USER } from './creates/site.ts';
import { createDefaultApps, type RegisteredApp } from './sign-in/apps.ts';
import type { Decision } from './sign-in/authorization.ts';
import { createIdTokenIssuer } from './sign-in/id-tokens.ts';
import type { LaunchChoice } from './sign-in/launcher.ts';
import type { SandboxPerson, PersonId } from './sign-in/people.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { createTokenEndpoint, type RegisteredClient } from './token-endpoint.ts';

export type { ClientCredentials } from './default-client.ts';
export type { SandboxOptions } from './sandbox-options.ts';
export type { Created } from './creates/created-resources.ts';
export type { AddedResource, AddOptions } from './additions.ts';
export type { Fault, FaultMatch, Hold, HoldMoment, ScriptedFault } from './faults.ts';
export type { RecordedRequest } from './request-log.ts';
export type { RegisteredClient } from './token-endpoint.ts';

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** The base URL of the FHIR API, without a trailing slash. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly authorizeUrl: string;
  /** The page that launches apps as an EHR does. */
  readonly launcherUrl: string;
  /** The credentials of the default client. No other open sandbox has their key, but one that the process starts after `close()` may reuse it. */
  readonly credentials: ClientCredentials;
  /** The identifier of the List and the id of the Group of all patients. */
  readonly panels: { list: string; group: string };
  /** The panel that the site gives to its apps. */
  readonly panel: 'group' | 'list';
  /** The system of the medical record numbers. */
  readonly mrnSystem: string;
  /** The patients of the panels, in their order. */
  readonly patients: readonly Stored<Patient>[];
  /** Returns a patient's resources of a type in search order; none for an unknown patient. */
  chart<T extends ResourceType>(patientId: string, type: T): readonly Stored<ExtractResource<T>>[];
  /** The creates that stored a resource, in order. A create that matched an existing patient is not one of them. */
  readonly created: readonly Created[];
  /** Moves the allergies and problems that await reconciliation into the charts. */
  reconcile(): void;
  /**
   * Adds a resource, or replaces the one with its type and id, until `reset()`. Reads and searches find it at once, except by parameters that
   * Epic does not have.
   * @throws Error if the sandbox cannot serve it: it has no id, or no reference to a patient of the sandbox
   */
  add(resource: AddedResource, options?: AddOptions): void;
  /** The requests since the start or the last `clearRequests()`, at most the latest 10,000. */
  readonly requests: readonly RecordedRequest[];
  registerClient(client: RegisteredClient): void;
  /** Registers an app, or replaces the registration with the same client id. */
  registerApp(app: RegisteredApp): void;
  /** The people who can sign in. */
  readonly people: readonly SandboxPerson[];
  /** Returns the URL with which the EHR opens an app. Throws if the person, the patient or the app does not allow it. */
  launch(choice: LaunchChoice): string;
  /**
   * Does what a person would do in a browser, and returns the URL to which the pages redirect. Throws if the request is refused.
   * @param authorizationUrl the URL to which the app sent the browser
   */
  signIn(authorizationUrl: string, person: PersonId, decision?: Decision): string;
  /** Scripts a fault. Returns a handle that takes it out of the script again. */
  fault(fault: Fault): ScriptedFault;
  clearFaults(): void;
  clearRequests(): void;
  /** Revokes every access token issued so far, but no refresh token. */
  expireTokens(): void;
  /** Holds matching requests until `release()`: before they are carried out, or with `carried-out` before the response. */
  hold(match: FaultMatch, moment?: HoldMoment): Hold;
  /**
   * Closes every connection and clears requests, faults, holds, and created and added records, which readies the sandbox for the next test. Access tokens and
   * paging sessions stay valid.
   */
  reset(): void;
  /** Stops listening and closes every connection, including hung and held ones. */
  close(): Promise<void>;
}

const REMEMBERED_REQUESTS = 10_000;

/** Starts a sandbox on 127.0.0.1. Rejects with `EADDRINUSE` if the port is taken, and if no profile has the name. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, now = Date.now, tokenLifetimeSeconds = 3600, pagingSessionSeconds = 900 } = options;
  const profile = findProfile(options.profile ?? 'standard');
  const { records } = profile;
  const keyPairs = createKeyPairs();
  const server = createServer();
  const { credentials, keys } = await createDefaultClient(await keyPairs.take());
  const origin = await listen(server, port).catch((error: unknown) => {
    keyPairs.release();
    throw error;
  });
  const endpoints = createEndpoints(origin);
  const { baseUrl, tokenUrl, authorizeUrl } = endpoints;
  const { linkBaseUrl = baseUrl } = options;
  const entitlements = createEntitlements(options.notEntitled ?? []);
  const assertions = createAssertionVerifier(tokenUrl, now);
  const tokenEndpoint = createTokenEndpoint({
    assertions,
    clients: options.clients ?? [{ clientId: credentials.clientId, keys }],
    now,
    tokenLifetimeSeconds,
    scope: entitlements.scope,
  });
  const createdResources = createCreatedResourceStore(options.waitingIsReadable ?? false);
  const types = withCreatedResources(profile.types, createdResources);
  const patients = () => withCreated(records.patients, createdResources.patients, createdResources);
  const additions = createAdditions({ types, records, store: createdResources });
  const backgroundAccess: Access = {
    owner: 'background user',
    types,
    patients,
    allows: (resourceType, interaction) => entitlements.allows(resourceType, interaction),
    author: BACKGROUND_USER,
  };
  const { authorizationIssuer = false } = options;
  const responseIssuer = authorizationIssuer === true ? endpoints.issuer : authorizationIssuer || null;
  const signIn = createSignIn({
    endpoints,
    apps: options.apps ?? createDefaultApps(keys),
    assertions,
    idTokens: createIdTokenIssuer(keyPairs.take, options.forgeIdToken),
    types,
    records,
    patients,
    entitlements,
    now,
    tokenLifetimeSeconds,
    rotatesRefreshTokens: options.rotatesRefreshTokens ?? true,
    searchWithoutPatient: options.searchWithoutPatient ?? 'refuse',
    responseIssuer,
    answerBackendToken: tokenEndpoint.answer,
  });
  function accessOf(authorization: string | undefined): Access | null {
    const { token = '' } = /^Bearer (?<token>\S+)$/i.exec(authorization ?? '')?.groups ?? {};
    return tokenEndpoint.accepts(token) ? backgroundAccess : signIn.accessOf(token);
  }
  const answerFhir = createFhirApi({
    endpoints,
    sendsIssuer: responseIssuer !== null,
    accessOf,
    entitlements,
    created: createdResources,
    create: createCreates({
      baseUrl: linkBaseUrl,
      createdResources,
      site: {
        now,
        requiredIdentifierSystems: options.requiredIdentifierSystems ?? [],
        localize: records.localize,
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
    defaultPageSize: options.defaultPageSize ?? profile.options.defaultPageSize ?? DEFAULT_PAGE_SIZE,
    refusesIdSearches: options.refusesIdSearches ?? profile.options.refusesIdSearches ?? false,
    version: profile.version,
  });
  const outcomeSystem = records.localize(OUTCOME_SYSTEM);
  /** Outcomes have the OID of the site. Resources already do. */
  function localizeOutcomes(answer: HttpResponse): HttpResponse {
    return outcomeSystem === OUTCOME_SYSTEM || typeof answer.body !== 'string'
      ? answer
      : { ...answer, body: answer.body.replaceAll(OUTCOME_SYSTEM, outcomeSystem) };
  }
  const faults = createFaults();
  const log = createRequestLog(REMEMBERED_REQUESTS);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const [path = '/', rawQuery = ''] = url.split(/\?(.*)/s);
    const query = new URLSearchParams(rawQuery);
    const route = routeOf(method, path, query);
    const { operation, resourceType } = route;
    const recorded = log.record({ method, path, query: rawQuery, operation, resourceType, headers });

    async function normalResponse({
      accept = headers.accept,
      keep,
    }: ResponseChanges = {}): Promise<HttpResponse> {
      if (isSignInRoute(route)) return signIn.answer(route.operation, request, query);
      const { authorization, prefer, 'content-type': contentType } = headers;
      const posted = {
        body: method === 'POST' ? await text(request) : '',
        contentType,
        prefer: [prefer].flat()[0],
      };
      const answer = answerFhir({ method, route, query, rawQuery, accept, authorization, keep, ...posted });
      await faults.released(recorded, 'carried-out');
      return localizeOutcomes(answer);
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
    authorizeUrl,
    launcherUrl: origin + SIGN_IN_PATHS.launcher,
    credentials,
    panels: { list: profile.listIdentifier, group: records.group.id },
    panel: profile.panel,
    mrnSystem: profile.mrnSystem,
    get patients() {
      return additions.panel();
    },
    chart: <T extends ResourceType>(patientId: string, type: T) =>
      (types.get(type)?.ofPatient(patientId) ?? []).filter(
        (resource): resource is Stored<ExtractResource<T>> => resource.resourceType === type,
      ),
    get created() {
      return createdResources.log;
    },
    reconcile: createdResources.reconcile,
    add: additions.add,
    get requests() {
      return log.requests;
    },
    registerClient: tokenEndpoint.register,
    registerApp: signIn.registerApp,
    get people() {
      return signIn.people;
    },
    launch: signIn.launchAddressOf,
    signIn: signIn.authorize,
    fault: faults.add,
    clearFaults: faults.clear,
    clearRequests: log.clear,
    expireTokens() {
      tokenEndpoint.expireTokens();
      signIn.expireTokens();
    },
    hold: faults.hold,
    reset() {
      faults.clear();
      faults.releaseAll();
      server.closeAllConnections();
      createdResources.clear();
      log.clear();
    },
    async close() {
      await close(server);
      keyPairs.release();
    },
  };
}

/** Resolves to the origin. Keeps idle connections open longer than any pool does. */
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
