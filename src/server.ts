/** The HTTP server: the graph, the health of the process, and the public key set. */
import type { NoteConverter } from 'clinical-notes';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Audit } from './audit/audit.ts';
import { originOf } from './audit/origin.ts';
import type { Callers } from './caller.ts';
import type { OperationNames } from './config/telemetry-variables.ts';
import type { TrustedDocument } from './config/trusted-documents.ts';
import type { PatientPanel } from './config/values.ts';
import { type Context, createContext } from './context.ts';
import { measureFields } from './cost/measured-fields.ts';
import { addExplorer, EXPLAIN_HEADER } from './explorer/explorer.ts';
import type { EpicClient } from './fhir/client.ts';
import type { Confidentiality } from './fhir/security-labels.ts';
import { createUpstream } from './loaders/upstream.ts';
import type { Log } from './log.ts';
import { type Observer, UNWATCHED } from './observer.ts';
import { auditOperations } from './plugins/audit-operations.ts';
import { boundAnswers } from './plugins/bound-answers.ts';
import { budget } from './plugins/budget.ts';
import { DOCUMENT_LIMITS } from './plugins/document-limits.ts';
import { documentRules } from './plugins/document-rules.ts';
import { inlineTrace } from './plugins/inline-trace.ts';
import { FIRST_DOCUMENT, landingPage } from './plugins/landing-page.ts';
import { apolloLogger, logOperations } from './plugins/log-operations.ts';
import { createErrorMask } from './plugins/mask-errors.ts';
import { namesTold, observeOperations } from './plugins/observe-operations.ts';
import { keptDocuments, wellFormedHashes } from './plugins/persisted-documents.ts';
import { createQuota } from './plugins/quota.ts';
import { RATE_LIMIT_HEADERS, rateLimit } from './plugins/rate-limit.ts';
import { reportUsage } from './plugins/report-usage.ts';
import { trustedDocuments } from './plugins/trusted-documents.ts';
import { createSchema } from './schema.ts';
import { addDocumentRoute } from './server/document-route.ts';
import { answerError, answerUnreadable, failure } from './server/failures.ts';
import { refuseForeignHosts, refuseSeveralHosts } from './server/foreign-hosts.ts';
import { addHealth } from './server/health.ts';
import { measureOperations } from './server/measured-operations.ts';
import { createOperationsUnderWay } from './server/operations-under-way.ts';
import { serveRoutersAlone } from './server/router-only.ts';
import { addSecurityHeaders } from './server/security-headers.ts';
import { signIn } from './server/sign-in.ts';
import { watchOperations } from './server/watched-operations.ts';
import { createSizeBounds } from './size/answer-size.ts';
import type { SharedState } from './state/state.ts';
import type { Writing } from './writes/writing.ts';

export interface ServerOptions {
  readonly client: EpicClient;
  /** For the caller of `stop` to close after it. */
  readonly notes: NoteConverter;
  /** Who may ask; for the caller of `stop` to close after it. */
  readonly callers: Callers;
  /** Null: nothing is recorded. For the caller of `stop` to close after it. */
  readonly audit: Audit | null;
  /** Null: mutations are not carried out. For the caller of `stop` to close after it. */
  readonly writing: Writing | null;
  /** What a router shows that it is one, where routers alone are served; null: anyone is. */
  readonly routerSecrets: readonly string[] | null;
  /** Whether requests by other host names than those of loopback are refused. */
  readonly loopbackNamesOnly: boolean;
  readonly panel: PatientPanel;
  readonly idBatchSize: number;
  /** What replicas share; null: nothing. For the caller of `stop` to close after it. */
  readonly state: SharedState | null;
  /** How long what is not about patients is answered to all callers without asking again; 0: it is not kept. */
  readonly sharedCacheSeconds: number;
  /** Which identifier is the medical record number: its system, or the text of its type. */
  readonly mrnSystem: string;
  /** The IANA time zone of the site. */
  readonly siteTimeZone: string;
  /** Whether `user/` and `system/` scopes reach the panel's patients alone. */
  readonly panelOnly: boolean;
  /** The highest confidentiality that `patient/` scopes reach. */
  readonly patientSees: Confidentiality;
  /** The operations that are served; null: any. */
  readonly trustedDocuments: readonly TrustedDocument[] | null;
  readonly introspection: boolean;
  /** Whether the SDL lists scopes for routers (`@requiresScopes`). */
  readonly subgraphScopes: boolean;
  readonly landingPage: boolean;
  /** What the offline explorer shows, which answers tell where it is served and a request asks for it; null: there is none. */
  readonly explorer: { readonly signsIn: boolean } | null;
  readonly corsOrigins: readonly string[];
  /** Whether routes can be added that have a JSON schema, by default; without, Fastify does not load what compiles these. */
  readonly routeSchemas?: boolean;
  /** How many FHIR requests one operation may cost, by the estimate before it and in fact; Infinity: it is not priced. */
  readonly maxUpstreamCalls: number;
  /** How many FHIR requests one caller may cause in a minute; 0: no limit. */
  readonly maxUpstreamCallsPerMinute: number;
  /** How long links to contents of documents work, in seconds; 0: there are none. */
  readonly documentLinkSeconds: number;
  /** How large an answer may be, in bytes; Infinity: it is not measured. */
  readonly maxResponseBytes: number;
  /** How much memory the answers and documents of all operations may take, in bytes. */
  readonly maxHeldBytes: number;
  /** How long an operation may take; what is there by then is answered. */
  readonly operationTimeoutMs: number;
  /** How long operations under way may still take once `stop` is called. */
  readonly shutdownTimeoutMs: number;
  readonly log: Log;
  readonly observer?: Observer;
  /** Which names of operations the observer is told; by default the registered ones. */
  readonly operationNames?: OperationNames;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface Server {
  /** Listens only when told to; `app.server` is Node's server. */
  readonly app: FastifyInstance;
  /** Lets operations under way finish, but no longer than the deadline; aborts the rest. To ask again is to wait too. */
  stop(): Promise<void>;
}

/** A request that has not come as a whole by then is refused; else slow clients could take all connections. */
const RECEIVED_WITHIN_MS = 30_000;
/** Between the end of the shutdown deadline and the end of all connections: enough to say what became of an operation. */
const LAST_WORDS_MS = 250;

/** A link holds the scopes of its caller, which have come in a header. */
const LONGEST_LINK = 16_384;

/** None of the gateway's own routes has a schema, and Ajv takes 116 modules. */
const NO_SCHEMAS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

function refuseSchema(): never {
  throw new Error('A route with a schema was added to a server that was created without routeSchemas.');
}

export async function createServer(options: ServerOptions): Promise<Server> {
  const { client, log, audit, introspection, observer = UNWATCHED, now = Date.now } = options;
  const underWay = createOperationsUnderWay(options.operationTimeoutMs);
  const watched = watchOperations(observer);
  let draining = false;
  // A router forwards GraphQL requests and no other path.
  const documentLinkSeconds = options.routerSecrets === null ? options.documentLinkSeconds : 0;
  const upstream = createUpstream({ ...options, documentLinkSeconds, now });
  const quota = createQuota({
    limit: options.maxUpstreamCallsPerMinute,
    state: options.state,
    deriveKey: client.deriveKey,
  });
  const schema = createSchema({ scopes: options.subgraphScopes });
  const isMeasured = options.maxResponseBytes !== Infinity;
  if (isMeasured) measureFields(schema);
  const answers = boundAnswers();
  const measured = measureOperations(createSizeBounds(options), underWay, answers);
  const registered = options.trustedDocuments;
  const apollo = new ApolloServer<Context>({
    schema,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    ...(registered === null ? keptDocuments(schema) : { persistedQueries: false }),
    parseOptions: { maxTokens: DOCUMENT_LIMITS.tokens },
    maxRecursiveSelections: DOCUMENT_LIMITS.selections,
    validationRules: [...documentRules(introspection)],
    // Apollo Server's own rule stays off: the rules above refuse introspection in the gateway's words.
    introspection: true,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    formatError: createErrorMask(log),
    stringifyResult: answers.stringifyResult,
    logger: apolloLogger(log),
    // What else it would choose by this is chosen here.
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    plugins: [
      registered === null ? wellFormedHashes() : trustedDocuments(registered, { schema, introspection }),
      landingPage(options.landingPage),
      ...(isMeasured ? [answers.plugin] : []),
      // In this order: the one reserves what the other says.
      ...(options.maxUpstreamCalls === Infinity && !isMeasured ? [] : [budget(schema, upstream)]),
      rateLimit(quota),
      reportUsage(),
      logOperations(log),
      auditOperations(audit),
      observeOperations(
        namesTold(options.operationNames ?? 'trusted', registered?.map(({ name }) => name) ?? []),
      ),
      await inlineTrace(options.routerSecrets !== null),
      // It would look at every field for a header that is fixed here.
      ApolloServerPluginCacheControlDisabled(),
      // Whatever Apollo's own environment variables say, nothing is sent to anyone but the FHIR server.
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();

  const app = fastify({
    bodyLimit: DOCUMENT_LIMITS.bodyBytes,
    requestTimeout: RECEIVED_WITHIN_MS,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    // A connection that stays open while the server stops can bring one more operation; it is the last on it.
    return503OnClosing: false,
    rewriteUrl: readablePath,
    routerOptions: { maxParamLength: LONGEST_LINK },
    clientErrorHandler: answerUnreadable,
    logger: false,
    ...(options.routeSchemas === false ? { schemaController: { compilersFactory: NO_SCHEMAS } } : {}),
  });
  // Hooks that have nothing to wait for call back, which spares each request a promise a hook.
  app.addHook('onRequest', addSecurityHeaders);
  app.addHook('onRequest', refuseSeveralHosts);
  if (options.loopbackNamesOnly) app.addHook('onRequest', refuseForeignHosts);
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Else a client that keeps its connection alive would keep the server from stopping, though it asks nothing.
    if (draining) void reply.header('connection', 'close');
    done();
  });
  if (options.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: [...options.corsOrigins],
      methods: ['GET', 'POST'],
      exposedHeaders: [...RATE_LIMIT_HEADERS],
    });
  }
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: [
      watched.begin,
      ...(options.routerSecrets === null
        ? []
        : [serveRoutersAlone(options.routerSecrets, { log, audit, observer })]),
    ],
    onSend: (request, reply, payload, done) => {
      void reply.header('cache-control', 'private, no-store').header('x-request-id', request.id);
      done(null, measured.payloadOf(request, reply, payload));
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request, reply) =>
        createContext({
          upstream,
          // Its time begins with it, so that it includes what signing in takes.
          ...measured.begin(request, reply),
          caller: await signIn(request, options.callers, { log, audit, observer }),
          watch: watched.of(request),
          origin: originOf(request),
          writing: options.writing,
          maxUpstreamCalls: options.maxUpstreamCalls,
          explains: options.explorer !== null && request.headers[EXPLAIN_HEADER] === 'true',
          now: now(),
        }),
    }),
  });
  addDocumentRoute(app, { ...options, upstream, measured, watched, quota, observer, now });
  if (options.explorer !== null) addExplorer(app, { document: FIRST_DOCUMENT, ...options.explorer });
  app.get('/', (_request, reply) => reply.redirect('/graphql'));
  addHealth(app, { client, state: options.state, log, now });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(failure('NOT_FOUND', 'Nothing is here. The graph is at /graphql.')),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    answerError(error, reply, { log, bodyLimit: DOCUMENT_LIMITS.bodyBytes }),
  );

  const stop = async (): Promise<void> => {
    draining = true;
    const deadline = setTimeout(() => underWay.abortAll(), options.shutdownTimeoutMs);
    const end = setTimeout(() => app.server.closeAllConnections(), options.shutdownTimeoutMs + LAST_WORDS_MS);
    await app.close();
    clearTimeout(deadline);
    clearTimeout(end);
    await apollo.stop();
  };
  let stopped: Promise<void> | null = null;
  return { app, stop: () => (stopped ??= stop()) };
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
