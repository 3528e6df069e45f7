/** Creates the HTTP server: the graph, document links, the gateway's own pages, the explorer, health and the public key set. */
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyError, type FastifyInstance, type RouteOptions } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Audit } from '../audit/audit.ts';
import { readRequestOrigin } from '../audit/request-origin.ts';
import type { SessionSettings } from '../config/smart.ts';
import { createContext, type Explanation } from '../graphql/context.ts';
import { FIRST_DOCUMENT } from '../graphql/plugins/first-query.ts';
import { createResponseEncoder } from '../graphql/plugins/response-encoder.ts';
import { DOCUMENT_LIMITS } from '../graphql/plugins/validation-rules.ts';
import { getSchema } from '../graphql/schema/schema.ts';
import { createResponseLimits } from '../limits/response-budget.ts';
import { NOOP_OBSERVER, type Observer } from '../observability/observer.ts';
import type { SharedState } from '../state/shared-state.ts';
import type { WriteService } from '../writes/write-service.ts';
import { type ApolloOptions, startApollo } from './apollo.ts';
import { admitCaller } from './caller-authentication.ts';
import { addCrossOrigin } from './cross-origin.ts';
import { addDocumentRoute } from './document-route.ts';
import { errorBody, rejectUnreadable, sendErrorResponse } from './error-responses.ts';
import { addExplorer } from './explorer/explorer.ts';
import { addHealthRoutes } from './health.ts';
import { refuseForeignHosts, refuseMultipleHosts } from './host-checks.ts';
import { createInFlightOperations } from './in-flight-operations.ts';
import { addKeySets } from './key-sets.ts';
import { addLanding, openPageFiles } from './landing/landing.ts';
import type { LandingOptions } from './landing/landing-page.ts';
import { createSandboxPage } from './landing/sandbox-page.ts';
import { createOperationLifecycle } from './operation-lifecycle.ts';
import { createOperationTelemetry } from './operation-telemetry.ts';
import { requireRouter } from './router-authentication.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { addCookies } from './session-cookies.ts';
import { addSiteList } from './site-list-route.ts';
import { holdSite, openInTime, type Sites, siteOf } from './sites.ts';

export interface ServerOptions extends ApolloOptions {
  /** The caller of `stop` closes them afterwards. */
  readonly sites: Sites;
  /** Null if replicas share nothing. */
  readonly state: SharedState | null;
  /** Returns the problems of the sites file that could not be read again. */
  readonly listSiteProblems?: () => readonly string[];
  /** Records requests that come from no router; null if the audit is disabled. The caller of `stop` closes it afterwards. */
  readonly audit: Audit | null;
  /** Null if writing is disabled. The caller of `stop` closes it afterwards. */
  readonly writeService: WriteService | null;
  /** Whether to refuse requests to other host names than loopback's. */
  readonly isLoopbackOnly: boolean;
  /** Whether the SDL lists scopes for routers (`@requiresScopes`). */
  readonly hasSubgraphScopes: boolean;
  /** Whether browsers get Apollo Sandbox at the path of a graph. */
  readonly hasApolloSandbox: boolean;
  /** The options of the page at `/`; null without one. */
  readonly landing: LandingOptions | null;
  /** The options of the offline explorer, which also enable the X-Explain header; null without an explorer. */
  readonly explorer: { readonly signsIn: boolean } | null;
  /** The web origins of pages that send no cookies. */
  readonly corsOrigins: readonly string[];
  /** The `SameSite` attribute of the cookies of people who sign in; `lax` by default. */
  readonly sameSite?: SessionSettings['sameSite'];
  /** Whether routes with a JSON schema can be added; true by default. Without them, Fastify does not load its schema compilers. */
  readonly routeSchemas?: boolean;
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
/** Node's default is 30 s, which can double the time. It also exchanges the two timeouts if the one for headers is longer. */
const ARRIVAL_LIMITS = { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: 1_000 } as const;
/** The time from aborting operations to closing all connections: enough to send their errors. */
const CLOSING_GRACE_MS = 250;

/** A link contains its caller's scopes, which can be as long as a header. */
const MAX_LINK_LENGTH = 16_384;

/** The gateway's own routes have no JSON schema, and Ajv would load 116 modules. */
const NO_SCHEMAS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

function refuseSchema(): never {
  throw new Error('A route with a schema was added to a server that was created without routeSchemas.');
}

export async function createServer(options: ServerOptions): Promise<Server> {
  const { log, audit, sites, state, routerSecrets, observer = NOOP_OBSERVER, now = Date.now } = options;
  const { sameSite = 'lax' } = options;
  const reporting = { log, observer, sameSite };
  const inFlight = createInFlightOperations(options.operationTimeoutMs);
  const telemetry = createOperationTelemetry(observer);
  const schema = getSchema({
    hasScopes: options.hasSubgraphScopes,
    isMeasured: options.maxResponseBytes !== Infinity,
  });
  const responseEncoder = createResponseEncoder();
  const lifecycle = createOperationLifecycle(createResponseLimits(options), inFlight, responseEncoder);
  const hasExplorer = options.explorer !== null;
  const pageFiles = options.hasApolloSandbox || options.landing !== null ? openPageFiles(hasExplorer) : null;
  const sandboxPage =
    options.hasApolloSandbox && pageFiles !== null
      ? createSandboxPage({ files: pageFiles, hasExplorer })
      : null;
  const apollo = await startApollo(options, { schema, responseEncoder, sandboxPage });

  const app = await createApp(options);
  let isDraining = false;
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Close the connection after this response. Kept alive, it would prevent the server from stopping even while idle.
    if (isDraining) void reply.header('connection', 'close');
    done();
  });
  const serveGraph = fastifyApolloHandler(apollo, {
    async context(request, reply) {
      // Begin first: the timeout includes authentication.
      const { ended, ...started } = lifecycle.begin(request, reply);
      const admitted = await admitCaller(request, reply, siteOf(request), { sites, ...reporting });
      telemetry.nameSite(request, admitted.site);
      const lease = await openInTime(admitted.open, started.signal);
      return createContext({
        site: holdSite(reply, lease, ended),
        keepSiteOpen: lease.extend,
        ...started,
        caller: admitted.caller,
        grant: admitted.grant,
        observer: telemetry.of(request),
        origin: readRequestOrigin(request),
        writeService: options.writeService,
        maxUpstreamCalls: options.maxUpstreamCalls,
        explanation: readExplanation(request.headers, options.explorer !== null),
        now: now(),
      });
    },
  });
  const graphRoute: Omit<RouteOptions, 'url'> = {
    method: ['GET', 'POST'],
    onRequest: [
      telemetry.begin('SITE_UNKNOWN'),
      ...(routerSecrets === null ? [] : [requireRouter(routerSecrets, { log, audit, observer })]),
    ],
    onSend: (request, reply, payload, done) => {
      void reply.header('cache-control', 'private, no-store').header('x-request-id', request.id);
      done(null, lifecycle.bodyFor(request, reply, payload));
    },
    async handler(request, reply) {
      try {
        return await serveGraph.call(app, request, reply);
      } finally {
        lifecycle.end(request);
      }
    },
  };
  const folders = sites.only === null ? ['', '/sites/:site'] : [''];
  for (const folder of folders) {
    app.route({ ...graphRoute, url: `${folder}/graphql` });
    // A router forwards GraphQL requests and no other path.
    if (options.documentLinkSeconds > 0 && routerSecrets === null)
      addDocumentRoute(app, folder, { ...options, ...reporting, lifecycle, telemetry, now });
  }
  if (sites.canSignIn) {
    // Browsers sign in here, also if only a router reaches the graph.
    const { addSignInRoutes } = await import('./sign-in/sign-in-routes.ts');
    await addSignInRoutes(app, { folders, sites, audit, now, ...reporting });
  }
  if (options.explorer !== null) {
    const canWrite = options.writeService !== null;
    addExplorer(app, { document: FIRST_DOCUMENT, folders, sites, canWrite, ...options.explorer });
  }
  pageFiles?.addRoutes(app);
  if (options.landing !== null && pageFiles !== null)
    addLanding(app, {
      ...options.landing,
      files: pageFiles,
      hasSites: sites.only === null,
      hasApolloSandbox: options.hasApolloSandbox,
    });
  if (sites.list !== null && routerSecrets === null) addSiteList(app, { list: sites.list, ...reporting });
  addHealthRoutes(app, { sites, state, listSiteProblems: options.listSiteProblems, log, now });
  addKeySets(app, sites);

  const stop = async (): Promise<void> => {
    isDraining = true;
    // The second timer starts after the abort: a blocked event loop could fire both at once, before the errors are sent.
    let timer = setTimeout(() => {
      inFlight.abortAll();
      timer = setTimeout(() => app.server.closeAllConnections(), CLOSING_GRACE_MS);
    }, options.shutdownTimeoutMs);
    await app.close();
    clearTimeout(timer);
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
    http: ARRIVAL_LIMITS,
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
  if (options.sites.canSignIn) await addCookies(app);
  await addCrossOrigin(app, options);
  const graphs =
    options.sites.only === null
      ? 'The graph of a site is at /sites/<id>/graphql.'
      : 'The graph is at /graphql.';
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody('NOT_FOUND', `This path does not exist. ${graphs}`)),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    sendErrorResponse(error, reply, { log: options.log, bodyLimit: DOCUMENT_LIMITS.bodyBytes }),
  );
  return app;
}

/** Routes a path with invalid percent-encoding to a path that does not exist, because Fastify's own error would quote the path. */
function decodablePath({ url = '/' }: IncomingMessage): string {
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return url;
  } catch {
    return '/unreadable';
  }
}

/**
 * Reads the header X-Explain. Never ignores a request for a price, or a value that could mean one: the client expects that the operation is not
 * executed.
 * @param isServed whether the gateway serves the explorer, and so explanations
 */
function readExplanation(headers: IncomingHttpHeaders, isServed: boolean): Explanation {
  const value = String(headers['x-explain'] ?? 'false')
    .trim()
    .toLowerCase();
  if (value === 'false') return 'none';
  if (value === 'true') return isServed ? 'requests' : 'none';
  return value === 'price' && isServed ? 'price' : 'unavailable';
}
