/** Creates the HTTP server: the graph, document links, the explorer, health and the public key set. */
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import type { NoteConverter } from 'clinical-notes';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { CallerAuthenticator } from '../access/caller.ts';
import type { Confidentiality } from '../access/security-labels.ts';
import { readRequestOrigin } from '../audit/request-origin.ts';
import type { PatientPanel } from '../config/values.ts';
import type { EpicClient } from '../epic/client.ts';
import { createContext } from '../graphql/context.ts';
import { measureFields } from '../graphql/cost/measured-fields.ts';
import { FIRST_DOCUMENT } from '../graphql/plugins/apollo-plugins.ts';
import { createRateQuota } from '../graphql/plugins/quota.ts';
import { RATE_LIMIT_HEADERS } from '../graphql/plugins/rate-limit.ts';
import { createResponseEncoder } from '../graphql/plugins/response-encoder.ts';
import { DOCUMENT_LIMITS } from '../graphql/plugins/validation-rules.ts';
import { createSchema } from '../graphql/schema/schema.ts';
import { createResponseLimits } from '../limits/response-budget.ts';
import { createUpstream } from '../loaders/upstream.ts';
import { NOOP_OBSERVER, type Observer } from '../observability/observer.ts';
import type { SharedState } from '../state/shared-state.ts';
import type { WriteService } from '../writes/write-service.ts';
import { type ApolloOptions, startApollo } from './apollo.ts';
import { authenticateCaller } from './caller-authentication.ts';
import { addDocumentRoute } from './document-route.ts';
import { errorBody, rejectUnreadable, sendErrorResponse } from './error-responses.ts';
import { addExplorer, EXPLAIN_HEADER } from './explorer/explorer.ts';
import { addHealthRoutes } from './health.ts';
import { refuseForeignHosts, refuseMultipleHosts } from './host-checks.ts';
import { createInFlightOperations } from './in-flight-operations.ts';
import { createOperationLifecycle } from './operation-lifecycle.ts';
import { createOperationTelemetry } from './operation-telemetry.ts';
import { requireRouter } from './router-authentication.ts';
import { addSecurityHeaders } from './security-headers.ts';

export interface ServerOptions extends ApolloOptions {
  readonly client: EpicClient;
  /** The caller of `stop` closes it afterwards. */
  readonly notes: NoteConverter;
  /** The caller of `stop` closes it afterwards. */
  readonly callers: CallerAuthenticator;
  /** Null if writing is disabled. The caller of `stop` closes it afterwards. */
  readonly writeService: WriteService | null;
  /** Whether to refuse requests to other host names than loopback's. */
  readonly isLoopbackOnly: boolean;
  readonly panel: PatientPanel;
  readonly idBatchSize: number;
  /** Null if replicas share nothing. The caller of `stop` closes it afterwards. */
  readonly state: SharedState | null;
  /** How long shared resources are cached, in seconds; 0 disables the cache. */
  readonly sharedCacheSeconds: number;
  /** Selects the identifier that is the medical record number: by its system, or by the text of its type. */
  readonly mrnSystem: string;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** Whether `user/` and `system/` scopes cover only patients of the panel. */
  readonly isPanelOnly: boolean;
  /** The highest confidentiality that `patient/` scopes cover. */
  readonly patientSees: Confidentiality;
  /** Whether the SDL lists scopes for routers (`@requiresScopes`). */
  readonly hasSubgraphScopes: boolean;
  /** The options of the offline explorer, which also enable the X-Explain header; null without an explorer. */
  readonly explorer: { readonly signsIn: boolean } | null;
  readonly corsOrigins: readonly string[];
  /** Whether routes with a JSON schema can be added; true by default. Without them, Fastify does not load its schema compilers. */
  readonly routeSchemas?: boolean;
  /** The limit on FHIR requests per caller and minute; 0: unlimited. */
  readonly maxUpstreamCallsPerMinute: number;
  /** The lifetime of document links, in seconds; 0 disables them. */
  readonly documentLinkSeconds: number;
  /** The memory limit for the responses and documents of all operations, in bytes. */
  readonly maxHeldBytes: number;
  /** The timeout of an operation. Its response then contains the data that was loaded. */
  readonly operationTimeoutMs: number;
  /** How long operations in flight may continue after `stop` is called. */
  readonly shutdownTimeoutMs: number;
  readonly observer?: Observer;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface Server {
  /** Does not listen yet. `app.server` is Node's server. */
  readonly app: FastifyInstance;
  /** Drains operations in flight until the deadline, and then aborts the rest. Further calls return the same promise. */
  stop(): Promise<void>;
}

/** Refuse requests that have not fully arrived by then, because slow clients could occupy all connections. */
const REQUEST_TIMEOUT_MS = 30_000;
/** The time from the shutdown deadline to closing all connections: enough to send the errors of aborted operations. */
const CLOSING_GRACE_MS = 250;

/** A link contains its caller's scopes, which can be as long as a header. */
const MAX_LINK_LENGTH = 16_384;

/** The gateway's own routes have no JSON schema, and Ajv would load 116 modules. */
const NO_SCHEMAS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

function refuseSchema(): never {
  throw new Error('A route with a schema was added to a server that was created without routeSchemas.');
}

export async function createServer(options: ServerOptions): Promise<Server> {
  const {
    client,
    log,
    audit,
    callers,
    state,
    routerSecrets,
    observer = NOOP_OBSERVER,
    now = Date.now,
  } = options;
  const inFlight = createInFlightOperations(options.operationTimeoutMs);
  const telemetry = createOperationTelemetry(observer);
  // A router forwards GraphQL requests and no other path.
  const documentLinkSeconds = routerSecrets === null ? options.documentLinkSeconds : 0;
  const upstream = createUpstream({ ...options, documentLinkSeconds, now });
  const quota = createRateQuota({
    limit: options.maxUpstreamCallsPerMinute,
    state,
    deriveKey: client.deriveKey,
  });
  const schema = createSchema({ hasScopes: options.hasSubgraphScopes });
  if (options.maxResponseBytes !== Infinity) measureFields(schema);
  const responseEncoder = createResponseEncoder();
  const lifecycle = createOperationLifecycle(createResponseLimits(options), inFlight, responseEncoder);
  const apollo = await startApollo(options, { schema, upstream, quota, responseEncoder });

  const app = await createApp(options);
  let isDraining = false;
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Close the connection after this response. Kept alive, it would prevent the server from stopping even while idle.
    if (isDraining) void reply.header('connection', 'close');
    done();
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: [
      telemetry.begin,
      ...(routerSecrets === null ? [] : [requireRouter(routerSecrets, { log, audit, observer })]),
    ],
    onSend: (request, reply, payload, done) => {
      void reply.header('cache-control', 'private, no-store').header('x-request-id', request.id);
      done(null, lifecycle.bodyFor(request, reply, payload));
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request, reply) =>
        createContext({
          upstream,
          // Begin first: the timeout includes authentication.
          ...lifecycle.begin(request, reply),
          caller: await authenticateCaller(request, callers, { log, audit, observer }),
          observer: telemetry.of(request),
          origin: readRequestOrigin(request),
          writeService: options.writeService,
          maxUpstreamCalls: options.maxUpstreamCalls,
          isExplained: options.explorer !== null && request.headers[EXPLAIN_HEADER] === 'true',
          now: now(),
        }),
    }),
  });
  addDocumentRoute(app, { ...options, upstream, lifecycle, telemetry, quota, observer, now });
  if (options.explorer !== null) addExplorer(app, { document: FIRST_DOCUMENT, ...options.explorer });
  app.get('/', (_request, reply) => reply.redirect('/graphql'));
  addHealthRoutes(app, { client, state, log, now });

  const stop = async (): Promise<void> => {
    isDraining = true;
    const deadline = setTimeout(() => inFlight.abortAll(), options.shutdownTimeoutMs);
    const end = setTimeout(
      () => app.server.closeAllConnections(),
      options.shutdownTimeoutMs + CLOSING_GRACE_MS,
    );
    await app.close();
    clearTimeout(deadline);
    clearTimeout(end);
    await apollo.stop();
  };
  let stopped: Promise<void> | null = null;
  return { app, stop: () => (stopped ??= stop()) };
}

/** Creates Fastify with the hooks and handlers of all routes, but without routes. */
async function createApp(options: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: DOCUMENT_LIMITS.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    // While the server stops, an open connection can still send one more operation, its last.
    return503OnClosing: false,
    rewriteUrl: decodablePath,
    routerOptions: { maxParamLength: MAX_LINK_LENGTH },
    clientErrorHandler: rejectUnreadable,
    logger: false,
    ...(options.routeSchemas === false ? { schemaController: { compilersFactory: NO_SCHEMAS } } : {}),
  });
  // Synchronous hooks use the callback style, which saves a promise per hook and request.
  app.addHook('onRequest', addSecurityHeaders);
  app.addHook('onRequest', refuseMultipleHosts);
  if (options.isLoopbackOnly) app.addHook('onRequest', refuseForeignHosts);
  if (options.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: [...options.corsOrigins],
      methods: ['GET', 'POST'],
      exposedHeaders: [...RATE_LIMIT_HEADERS],
    });
  }
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody('NOT_FOUND', 'This path does not exist. The graph is at /graphql.')),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    sendErrorResponse(error, reply, { log: options.log, bodyLimit: DOCUMENT_LIMITS.bodyBytes }),
  );
  return app;
}

/** Routes a path with invalid percent-encoding to a path that does not exist, because Fastify's own error would quote the path. */
function decodablePath({ url = '/' }: IncomingMessage): string {
  try {
    decodeURIComponent(url.replace(/\?.*$/s, ''));
    return url;
  } catch {
    return '/unreadable';
  }
}
