/** The HTTP server: the graph, the health of the process, and the public key set. */
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createSealer } from './auth/sealer.ts';
import { ANONYMOUS } from './caller.ts';
import { isLoopback, type PatientPanel } from './config/variables.ts';
import { type Context, createContext } from './context.ts';
import { GatewayError } from './errors.ts';
import type { EpicClient } from './fhir/client.ts';
import { remembered } from './fhir/remembered.ts';
import { createCursors } from './loaders/cursors.ts';
import type { Upstream } from './loaders/operation.ts';
import { ALLOW_ALL } from './loaders/policy.ts';
import { createSearchRefusals } from './loaders/search-refusals.ts';
import type { Log } from './log.ts';
import { landingPage } from './plugins/landing-page.ts';
import { logOperations } from './plugins/log-operations.ts';
import { createErrorMask, masked } from './plugins/mask-errors.ts';
import { reportUsage } from './plugins/report-usage.ts';
import { createSchema } from './schema.ts';

export interface ServerOptions {
  readonly client: EpicClient;
  readonly panel: PatientPanel;
  readonly idBatchSize: number;
  readonly production: boolean;
  readonly corsOrigins: readonly string[];
  /** How long operations under way may still take once `stop` is called. */
  readonly shutdownTimeoutMs: number;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface Server {
  /** Listens only when told to; `app.server` is Node's server. */
  readonly app: FastifyInstance;
  /** Lets operations under way finish, but no longer than the deadline; aborts the rest. To ask again is to wait too. */
  stop(): Promise<void>;
}

const BODY_LIMIT_BYTES = 256 * 1024;
/** An operation that a person writes has a few hundred; parsing and validating stop here. */
const MOST_TOKENS = 10_000;
/** Epic's paging sessions end within minutes; an hour is more than a cursor is good for. */
const CURSOR_LIFETIME_SECONDS = 3_600;
/** How long Epic may keep the key set; by its own rule it keeps it for up to 29 h. */
const KEY_SET_MAX_AGE_SECONDS = 3_600;
/** Probes come every few seconds, from several sides: they are not to be a load on the token endpoint. */
const READINESS_FOR_MS = 10_000;
/** Between the end of the shutdown deadline and the end of all connections: enough to say what became of an operation. */
const LAST_WORDS_MS = 250;

export async function createServer(options: ServerOptions): Promise<Server> {
  const { client, log, production, now = Date.now } = options;
  /** Of the operations under way: each ends when its caller hangs up, and all when the gateway stops waiting. */
  const underWay = new Set<AbortController>();
  let draining = false;
  const upstream: Upstream = {
    client,
    panel: options.panel,
    idBatchSize: options.idBatchSize,
    policy: ALLOW_ALL,
    cursors: createCursors(createSealer({ lifetimeSeconds: CURSOR_LIFETIME_SECONDS, now }), client.upstream),
    refusals: createSearchRefusals(now),
  };
  const apollo = new ApolloServer<Context>({
    schema: createSchema(),
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    // Documents can hold what a caller searched for, and a cache of them would be shared between callers.
    persistedQueries: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    formatError: createErrorMask(log),
    logger: silentLogger(log),
    nodeEnv: production ? 'production' : 'development',
    stopOnTerminationSignals: false,
    plugins: [
      landingPage(production),
      reportUsage(),
      logOperations(log),
      // It would look at every field for a header that is fixed here, and this one would give timings to whoever asks.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      // Whatever Apollo's own environment variables say, nothing is sent to anyone but the FHIR server.
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();

  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    // A connection that stays open while the server stops can bring one more operation; it is the last on it.
    return503OnClosing: false,
    rewriteUrl: readablePath,
    logger: false,
  });
  await app.register(helmet, { contentSecurityPolicy: false, xFrameOptions: { action: 'deny' } });
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
  });
  app.addHook('onRequest', refuseForeignHosts);
  app.addHook('onSend', async (_request, reply) => {
    // Else a client that keeps its connection alive would keep the server from stopping, though it asks nothing.
    if (draining) void reply.header('connection', 'close');
  });
  if (options.corsOrigins.length > 0) {
    await app.register(cors, { origin: [...options.corsOrigins], methods: ['GET', 'POST'] });
  }
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onSend: async (_request, reply) => {
      void reply.header('cache-control', 'private, no-store');
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request, reply) =>
        createContext({
          upstream,
          caller: ANONYMOUS,
          requestId: request.id,
          signal: untilHangUp(reply, underWay),
          now: now(),
        }),
    }),
  });
  app.get('/', (_request, reply) => reply.redirect('/graphql'));
  addHealth(app, client, log, now);
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(failure('NOT_FOUND', 'Nothing is here. The graph is at /graphql.')),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) => answerError(error, reply, log));

  const stop = async (): Promise<void> => {
    draining = true;
    const deadline = setTimeout(
      () => underWay.forEach((operation) => operation.abort()),
      options.shutdownTimeoutMs,
    );
    const end = setTimeout(() => app.server.closeAllConnections(), options.shutdownTimeoutMs + LAST_WORDS_MS);
    await app.close();
    clearTimeout(deadline);
    clearTimeout(end);
    await apollo.stop();
  };
  let stopped: Promise<void> | null = null;
  return { app, stop: () => (stopped ??= stop()) };
}

/** Whether the process lives, whether it can be of use, and by which keys the FHIR server knows it. */
function addHealth(app: FastifyInstance, client: EpicClient, log: Log, now: () => number): void {
  const ready = remembered(() => client.probe(), {
    answerMs: READINESS_FOR_MS,
    failureMs: READINESS_FOR_MS,
    now,
  });
  app.get('/livez', (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    return { status: 'alive' };
  });
  app.get('/readyz', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    try {
      await ready();
      return { status: 'ready' };
    } catch (error) {
      void reply.code(503);
      if (error instanceof GatewayError) {
        return { status: 'unavailable', code: error.code, message: error.message };
      }
      const { message, extensions } = masked(error, log);
      return { status: 'unavailable', code: extensions?.['code'], message };
    }
  });
  app.get('/.well-known/jwks.json', (_request, reply) => {
    void reply.header('cache-control', `public, max-age=${KEY_SET_MAX_AGE_SECONDS}`);
    return client.publicKeys;
  });
}

/**
 * Nothing here may be framed or post forms. What the landing page may load is said in the policy that Apollo puts into the
 * page: of two policies the stricter wins, so this one leaves that alone.
 */
const CONTENT_SECURITY_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Without sign-in, loopback is the only guard, and a page of any site can make its own name point at loopback (DNS
 * rebinding): so a request that came by another name is refused.
 */
async function refuseForeignHosts(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (isLoopback(request.hostname.toLowerCase())) return;
  await reply
    .code(421)
    .send(
      failure('FORBIDDEN', 'Until callers can sign in, this gateway answers to loopback host names only.'),
    );
}

/**
 * Where a request goes: a path that is not proper percent-encoding goes where nothing is, since Fastify's own answer to it
 * would repeat it.
 */
function readablePath({ url = '/' }: IncomingMessage): string {
  try {
    decodeURIComponent(url.replace(/\?.*$/s, ''));
    return url;
  } catch {
    return '/unreadable';
  }
}

/** A signal that aborts when the caller closes the connection before the answer is out; until then it is under way. */
function untilHangUp(reply: FastifyReply, underWay: Set<AbortController>): AbortSignal {
  const operation = new AbortController();
  underWay.add(operation);
  reply.raw.once('close', () => {
    underWay.delete(operation);
    if (!reply.raw.writableFinished) operation.abort();
  });
  return operation.signal;
}

/** Errors before the graph is reached, such as a body that is too large or not JSON, in the shape of GraphQL's. */
function answerError(error: FastifyError, reply: FastifyReply, log: Log): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status >= 500) return reply.code(500).send({ errors: [masked(error, log)] });
  const reason =
    status === 413
      ? `The request is larger than ${BODY_LIMIT_BYTES} bytes.`
      : 'The request is not one that the graph understands: it expects a JSON body with a "query".';
  return reply.code(status).send(failure('BAD_REQUEST', reason));
}

function failure(
  code: string,
  message: string,
): { errors: { message: string; extensions: { code: string } }[] } {
  return { errors: [{ message, extensions: { code } }] };
}

/** Apollo Server's own messages can quote a request: that there is one is told, its text is not. */
function silentLogger(log: Log) {
  return {
    debug: () => {},
    info: () => {},
    warn: () => log.warn('apollo_server'),
    error: () => log.error('apollo_server'),
  };
}
