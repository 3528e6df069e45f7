/** Starts a complete gateway in this process: the real server and Epic client, in front of the sandbox or another FHIR server. */
import type { KeyObject } from 'node:crypto';
import { createNoteConverter, type NoteConverterOptions } from 'clinical-notes';
import supertest from 'supertest';
import { createCallerAuthenticator } from '../../src/access/caller.ts';
import type { KeyAuthentication } from '../../src/config/authentication.ts';
import type { EpicLimits, TokenVerification } from '../../src/config/config.ts';
import type { EpicConnection } from '../../src/config/connection.ts';
import { createKeyConnection } from '../../src/config/connection.ts';
import type { LogLevel } from '../../src/config/values.ts';
import type { PatientPanel } from '../../src/config/values.ts';
import { createEpicClient, type EpicClient } from '../../src/epic/client.ts';
import { createLog } from '../../src/observability/log.ts';
import { NOOP_OBSERVER, type Observer } from '../../src/observability/observer.ts';
import { createServer, type ServerOptions } from '../../src/server/server.ts';
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
  readonly client?: EpicClient;
  readonly limits?: Partial<EpicLimits>;
  readonly notes?: Partial<NoteConverterOptions>;
  /** Enables mutations, and stores their idempotency keys. The gateway closes it. */
  readonly store?: IdempotencyStore;
  /** The state that replicas share. The test closes it. */
  readonly state?: SharedState;
  readonly server?: Partial<ServerOptions>;
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
      warnings: { code: string; resourceType: string; message: string; path?: (string | number)[] }[];
    };
  };
}

export interface Gateway {
  readonly http: ReturnType<typeof supertest>;
  readonly client: EpicClient;
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
    timeoutMs: 5_000,
    maxConcurrency: 8,
    maxRps: 0,
    idBatchSize: 10,
    binaryTimeoutMs: 5_000,
    binaryMaxBytes: 10_000_000,
    ...options.limits,
  };
  const client =
    options.client ??
    (await createEpicClient({
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
  const audit = options.server?.audit ?? null;
  const writeService =
    store === undefined ? null : createWriteService({ client, store, audit, log, observer, now });
  const server = await createServer({
    client,
    notes,
    callers,
    audit: null,
    writeService,
    routerSecrets: null,
    isLoopbackOnly: options.callers === undefined,
    panel,
    idBatchSize: limits.idBatchSize,
    state: options.state ?? null,
    // The requests of one operation must not depend on the operations before it, so the shared cache is off.
    sharedCacheSeconds: 0,
    mrnSystem: fhirServer.mrnSystem ?? 'MRN',
    siteTimeZone: 'UTC',
    isPanelOnly: false,
    patientSees: 'N',
    documentLinkSeconds: 120,
    trustedDocuments: null,
    canIntrospect: true,
    hasSubgraphScopes: false,
    hasLandingPage: true,
    explorer: null,
    // Only tests of the cost limits should meet them.
    maxUpstreamCalls: 10_000,
    maxUpstreamCallsPerMinute: 0,
    maxResponseBytes: 20_000_000,
    maxHeldBytes: 128_000_000,
    operationTimeoutMs: 30_000,
    corsOrigins: [],
    shutdownTimeoutMs: 1_000,
    log,
    observer,
    now,
    ...options.server,
  });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const http = supertest(server.app.server);
  return {
    http,
    client,
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
      if (options.client === undefined) client.close();
      await notes.close();
    },
  };
}
