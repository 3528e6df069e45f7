/** The HTTP server: the graph, the health of the process, and the public key set. */
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
  /** For the caller of `stop` to close after it. */
  readonly notes: NoteConverter;
  /** Who may ask; for the caller of `stop` to close after it. */
  readonly callers: CallerAuthenticator;
  /** Null: mutations are not carried out. For the caller of `stop` to close after it. */
  readonly writeService: WriteService | null;
  /** Whether requests by other host names than those of loopback are refused. */
  readonly isLoopbackOnly: boolean;
  readonly panel: PatientPanel;
  readonly idBatchSize: number;
  /** What replicas share; null: nothing. For the caller of `stop` to close after it. */
  readonly state: SharedState | null;
  /** How long the shared cache keeps resources that are not about patients, in seconds; 0: there is none. */
  readonly sharedCacheSeconds: number;
  /** Which identifier is the medical record number: its system, or the text of its type. */
  readonly mrnSystem: string;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** Whether `user/` and `system/` scopes reach the panel's patients alone. */
  readonly isPanelOnly: boolean;
  /** The highest confidentiality that `patient/` scopes reach. */
  readonly patientSees: Confidentiality;
  /** Whether the SDL lists scopes for routers (`@requiresScopes`). */
  readonly hasSubgraphScopes: boolean;
  /** What the offline explorer shows, which answers tell where it is served and a request asks for it; null: there is none. */
  readonly explorer: { readonly signsIn: boolean } | null;
  readonly corsOrigins: readonly string[];
  /** Whether routes can be added that have a JSON schema, by default; without, Fastify does not load what compiles these. */
  readonly routeSchemas?: boolean;
  /** How many FHIR requests one caller may cause in a minute; 0: no limit. */
  readonly maxUpstreamCallsPerMinute: number;
  /** How long links to contents of documents work, in seconds; 0: there are none. */
  readonly documentLinkSeconds: number;
  /** How much memory the answers and documents of all operations may take, in bytes. */
  readonly maxHeldBytes: number;
  /** How long an operation may take; what is there by then is answered. */
  readonly operationTimeoutMs: number;
  /** How long operations in flight may still take once `stop` is called. */
  readonly shutdownTimeoutMs: number;
  readonly observer?: Observer;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface Server {
  /** Listens only when told to; `app.server` is Node's server. */
  readonly app: FastifyInstance;
  /** Lets operations in flight finish, but no longer than the deadline; aborts the rest. Further calls wait for the same stop. */
  stop(): Promise<void>;
}

/** Requests that have not fully arrived by then are refused. Otherwise slow clients could take all connections. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Between the end of the shutdown deadline and the end of all connections: enough to say what became of an operation. */
const CLOSING_GRACE_MS = 250;

/** A link holds the scopes of its caller, which have come in a header. */
const MAX_LINK_LENGTH = 16_384;

/** None of the gateway's own routes has a schema, and Ajv takes 116 modules. */
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
    // A client that keeps its connection alive would otherwise keep the server from stopping, though it requests nothing.
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
          // Its time includes signing in.
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

/** Returns Fastify with what holds for every route, and without any route. */
async function createApp(options: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: DOCUMENT_LIMITS.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    // A connection that stays open while the server stops can bring one more operation; it is the last on it.
    return503OnClosing: false,
    rewriteUrl: decodablePath,
    routerOptions: { maxParamLength: MAX_LINK_LENGTH },
    clientErrorHandler: rejectUnreadable,
    logger: false,
    ...(options.routeSchemas === false ? { schemaController: { compilersFactory: NO_SCHEMAS } } : {}),
  });
  // Hooks that have nothing to wait for call back, which spares each request a promise a hook.
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
    reply.code(404).send(errorBody('NOT_FOUND', 'Nothing is here. The graph is at /graphql.')),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    sendErrorResponse(error, reply, { log: options.log, bodyLimit: DOCUMENT_LIMITS.bodyBytes }),
  );
  return app;
}

/**
 * Where a request goes: a path that is not proper percent-encoding goes where nothing is, since Fastify's own answer to it
 * would repeat it.
 */
function decodablePath({ url = '/' }: IncomingMessage): string {
  try {
    decodeURIComponent(url.replace(/\?.*$/s, ''));
    return url;
  } catch {
    return '/unreadable';
  }
}
