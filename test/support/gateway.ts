/** Starts a complete gateway in this process: the real server and Epic client, in front of the sandbox or another FHIR server. */
import type { KeyObject } from 'node:crypto';
import { createNoteConverter, type NoteConverterOptions } from 'clinical-notes';
import supertest from 'supertest';
import { createCallerAuthenticator } from '../../src/access/caller.ts';
import type { KeyAuthentication } from '../../src/config/authentication.ts';
import type { EpicLimits, TokenVerification } from '../../src/config/server-settings.ts';
import type { EpicConnection } from '../../src/config/connection.ts';
import { createKeyConnection } from '../../src/config/connection.ts';
import type { SmartSettings } from '../../src/config/smart.ts';
import type { LogLevel } from '../../src/config/values.ts';
import type { PatientPanel } from '../../src/config/values.ts';
import type { TracedRequests } from '../../src/epic/upstream-trace.ts';
import type { ServedSite } from '../../src/graphql/context.ts';
import { PATIENCE } from './patience.ts';
import { openSiteClient, type SiteClient } from './site.ts';
import { createLog } from '../../src/observability/log.ts';
import { NOOP_OBSERVER, type Observer } from '../../src/observability/observer.ts';
import { serveSite, type ServedSiteOptions } from '../../src/server/served-site.ts';
import { createServer, type ServerOptions } from '../../src/server/server.ts';
import { createSiteSessions } from '../../src/server/site-sessions.ts';
import { createOnlySite, type Sites } from '../../src/server/sites.ts';
import type { SessionsOpener } from '../../src/sessions/open-sessions.ts';
import type { SharedState } from '../../src/state/shared-state.ts';
import type { IdempotencyStore } from '../../src/writes/idempotency-store.ts';
import { createWriteService } from '../../src/writes/write-service.ts';

/** How to connect to a FHIR server of the tests, such as the sandbox. */
export interface FhirServer {
  readonly baseUrl: string;
  readonly credentials: { readonly clientId: string; readonly privateKey: KeyObject; readonly keyId: string };
  /** The system of medical record numbers; without it, the gateway recognizes them by the type "MRN". */
  readonly mrnSystem?: string;
}

export interface GatewayOptions {
  readonly panel?: PatientPanel;
  /** Verifies access tokens, for example `tokenVerification()` of an identity provider. By default, callers are anonymous. */
  readonly callers?: TokenVerification;
  readonly connection?: ConnectionChanges;
  /** The client of another gateway, which closes it. By default, the gateway creates its own. */
  readonly client?: SiteClient;
  readonly limits?: Partial<EpicLimits>;
  readonly notes?: Partial<NoteConverterOptions>;
  /** Enables mutations, and stores their idempotency keys. The gateway closes it. */
  readonly store?: IdempotencyStore;
  /** The state that replicas share. The test closes it. */
  readonly state?: SharedState;
  readonly server?: Partial<ServerOptions & ServedSiteOptions>;
  /** Lets people sign in at the FHIR server. */
  readonly signsIn?: { readonly smart: SmartSettings; readonly openSessions: SessionsOpener };
  /** Changes whom the gateway admits, for example to persons who signed in. */
  readonly admit?: (sites: Sites) => Sites;
  /** Receives the events of the client, the writes and the server. */
  readonly observer?: Observer;
  /** By default `trace`. */
  readonly logLevel?: LogLevel;
  readonly now?: () => number;
}

export interface GraphqlAnswer<Data> {
  readonly data: Data;
  readonly errors?: readonly {
    message: string;
    path?: (string | number)[];
    extensions: { code: string; errorId?: string; problems?: { path: string; message: string }[] };
  }[];
  readonly extensions?: {
    fhir: {
      requests: number;
      estimatedRequests: number | null;
      /** Only in responses to requests with X-Explain: true. */
      upstream?: readonly TracedRequests[];
      /** Only if the panel came from memory. */
      panel?: { fromMemory: true; ageSeconds: number };
      warnings: { code: string; resourceType: string; message: string; path?: (string | number)[] }[];
    };
  };
}

export interface Gateway {
  readonly http: ReturnType<typeof supertest>;
  readonly client: SiteClient;
  readonly served: ServedSite;
  readonly sites: Sites;
  /** Every log line so far. */
  readonly logLines: readonly string[];
  /**
   * Posts an operation and returns the parsed response, whatever its status. The test names the type of the data. To sign in, pass an
   * `authorization` header.
   */
  query<Data = Record<string, unknown>>(
    document: string,
    variables?: Record<string, unknown>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<GraphqlAnswer<Data>>;
  close(): Promise<void>;
}

/** Changes to members of a connection or of its key authentication. */
export type ConnectionChanges = Partial<EpicConnection & Omit<KeyAuthentication, 'kind'>>;

export function connectionTo(
  { baseUrl, credentials }: FhirServer,
  changes: ConnectionChanges = {},
): EpicConnection {
  const { authentication } = createKeyConnection({ baseUrl, ...credentials });
  const { baseUrl: changedUrl = baseUrl, linkBaseUrl = null, authentication: changed, ...members } = changes;
  return { baseUrl: changedUrl, linkBaseUrl, authentication: changed ?? { ...authentication, ...members } };
}

export async function startGateway(fhirServer: FhirServer, options: GatewayOptions = {}): Promise<Gateway> {
  const { panel = { kind: 'none' }, observer = NOOP_OBSERVER, logLevel = 'trace', now = Date.now } = options;
  const logLines: string[] = [];
  const log = createLog(logLevel, { write: (line) => void logLines.push(line) });
  const limits: EpicLimits = {
    timeoutMs: PATIENCE.timeout,
    maxConcurrency: 8,
    maxRps: 0,
    idBatchSize: 10,
    binaryTimeoutMs: PATIENCE.timeout,
    binaryMaxBytes: 10_000_000,
    ...options.limits,
  };
  const client =
    options.client ??
    (await openSiteClient({
      connection: connectionTo(fhirServer, options.connection),
      limits,
      state: options.state ?? null,
      log,
      observer,
      now,
    }));
  const notes = createNoteConverter({ maxBytes: 2_000_000, timeoutMs: 10_000, ...options.notes });
  const callers = createCallerAuthenticator({ checks: options.callers ?? null, log, now });
  const { store } = options;
  const writeService = store === undefined ? null : createWriteService({ store, log, observer, now });
  const shared = {
    audit: null,
    state: options.state ?? null,
    routerSecrets: null,
    documentLinkSeconds: 120,
    now,
    ...options.server,
  };
  const { signsIn = null } = options;
  const sessions =
    signsIn === null
      ? null
      : createSiteSessions({
          ...signsIn,
          connection: () => connectionTo(fhirServer, options.connection),
          onEnd: (grant) => served.upstreams.release(grant),
        });
  const served = serveSite({
    site: client,
    findGrant: async (grant, cookies) => (await sessions?.findGrant(grant, cookies)) ?? null,
    notes,
    panel,
    idBatchSize: limits.idBatchSize,
    // The requests of one operation must not depend on the operations before it, so the shared cache is off.
    sharedCacheSeconds: 0,
    mrnSystem: fhirServer.mrnSystem ?? 'MRN',
    siteTimeZone: 'UTC',
    isPanelOnly: false,
    // A refresh after 5 seconds, as by default, would add a request to whichever operation a slow test is in.
    panelCacheSeconds: 300,
    patientSees: 'N',
    maxUpstreamCallsPerMinute: 0,
    ...shared,
  });
  const only = createOnlySite(
    served,
    callers,
    signsIn === null || sessions === null ? null : { smart: signsIn.smart, sessions },
  );
  const sites = options.admit?.(only) ?? only;
  const server = await createServer({
    sites,
    writeService,
    isLoopbackOnly: options.callers === undefined && signsIn === null,
    trustedDocuments: null,
    canIntrospect: true,
    hasSubgraphScopes: false,
    hasApolloSandbox: true,
    explorer: null,
    landing: null,
    // Only tests of the cost limits should meet them.
    maxUpstreamCalls: 10_000,
    maxResponseBytes: 20_000_000,
    maxHeldBytes: 128_000_000,
    operationTimeoutMs: 30_000,
    corsOrigins: [],
    shutdownTimeoutMs: 1_000,
    log,
    observer,
    ...shared,
  });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const http = supertest(server.app.server);
  return {
    http,
    client,
    served,
    sites,
    logLines,
    async query(query, variables, headers = {}) {
      const response = await http.post('/graphql').set(headers).send({ query, variables });
      // oxlint-disable-next-line typescript/no-unsafe-return -- what comes over HTTP has no type; the test names it
      return response.body;
    },
    async close() {
      await server.stop();
      await writeService?.close(limits.timeoutMs);
      callers.close();
      await sessions?.close();
      served.upstreams.close();
      if (options.client === undefined) client.close();
      await notes.close();
    },
  };
}
