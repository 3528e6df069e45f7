/** Configures and starts Apollo Server. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { OperationNames } from '../config/telemetry-variables.ts';
import type { TrustedDocument } from '../config/document-manifests.ts';
import type { Context } from '../graphql/context.ts';
import { createApolloPlugins } from '../graphql/plugins/apollo-plugins.ts';
import { auditOperations } from '../graphql/plugins/audit-operations.ts';
import { createApolloLogger, logOperations } from '../graphql/plugins/log-operations.ts';
import { createErrorMask, nameSitesOfErrors } from '../graphql/plugins/mask-errors.ts';
import { createNameFilter, observeOperations } from '../graphql/plugins/observe-operations.ts';
import { limitOperationCost, reportOperationCost } from '../graphql/plugins/operation-cost.ts';
import {
  createDocumentCaches,
  dropMalformedHashes,
  reuseDocuments,
} from '../graphql/plugins/persisted-documents.ts';
import { priceOnly } from '../graphql/plugins/price-only.ts';
import { rateLimit } from '../graphql/plugins/rate-limit.ts';
import type { ResponseEncoder } from '../graphql/plugins/response-encoder.ts';
import type { TrustedDocuments } from '../graphql/plugins/trusted-documents.ts';
import { documentOptions } from '../graphql/plugins/validation-rules.ts';
import type { Log } from '../observability/log.ts';

export interface ApolloOptions {
  /** The secrets that authenticate routers, if the gateway serves only routers; null if it serves any client. */
  readonly routerSecrets: readonly string[] | null;
  /** The only operations that the gateway executes; null for any operation. */
  readonly trustedDocuments: readonly TrustedDocument[] | null;
  readonly canIntrospect: boolean;
  /** The limit on the estimated and actual FHIR requests of one operation; Infinity to skip the estimate. */
  readonly maxUpstreamCalls: number;
  /** The limit on the size of a response, in bytes; Infinity to skip measuring. */
  readonly maxResponseBytes: number;
  readonly log: Log;
  /** Which operation names metrics and traces may contain; by default only the names of trusted documents. */
  readonly operationNames?: OperationNames;
}

/** The dependencies of the plugins. */
interface ApolloParts {
  readonly schema: GraphQLSchema;
  readonly responseEncoder: ResponseEncoder;
  /** The page that the paths of graphs show to browsers; null for none. */
  readonly sandboxPage: string | null;
}

export async function startApollo(
  options: ApolloOptions,
  parts: ApolloParts,
): Promise<ApolloServer<Context>> {
  const { canIntrospect, log } = options;
  const { schema, responseEncoder } = parts;
  const trusted = await openTrustedDocuments(options, schema);
  const caches = trusted === null ? createDocumentCaches(schema) : null;
  const apollo = new ApolloServer<Context>({
    schema,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    ...(caches === null
      ? { persistedQueries: false }
      : { persistedQueries: caches.persistedQueries, documentStore: null }),
    ...documentOptions(canIntrospect),
    hideSchemaDetailsFromClientErrors: !canIntrospect,
    includeStacktraceInErrorResponses: false,
    formatError: createErrorMask(log),
    stringifyResult: responseEncoder.stringifyResult,
    logger: createApolloLogger(log),
    // Ignores NODE_ENV. All options that depend on it are set here.
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    plugins: [
      ...pluginsOf(options, parts, trusted),
      ...(caches === null ? [] : [reuseDocuments(caches.documents)]),
      ...(await createApolloPlugins({
        sandboxPage: parts.sandboxPage,
        isForRouters: options.routerSecrets !== null,
      })),
    ],
  });
  await apollo.start();
  return apollo;
}

/** Loads the modules only if `TRUSTED_DOCUMENTS` is set. */
async function openTrustedDocuments(
  { trustedDocuments, canIntrospect }: ApolloOptions,
  schema: GraphQLSchema,
): Promise<TrustedDocuments | null> {
  if (trustedDocuments === null) return null;
  const { createTrustedDocuments } = await import('../graphql/plugins/trusted-documents.ts');
  return await createTrustedDocuments(trustedDocuments, { schema, canIntrospect });
}

/** Returns the gateway's own plugins. Apollo Server calls their hooks in this order. */
function pluginsOf(
  options: ApolloOptions,
  { schema, responseEncoder }: ApolloParts,
  trusted: TrustedDocuments | null,
): ApolloServerPlugin<Context>[] {
  const isMeasured = options.maxResponseBytes !== Infinity;
  const isPriced = isMeasured || options.maxUpstreamCalls !== Infinity;
  return [
    nameSitesOfErrors(),
    trusted?.plugin ?? dropMalformedHashes(),
    ...(isMeasured ? [responseEncoder.plugin] : []),
    priceOnly(schema),
    // The rate limit reserves what the budget estimates.
    ...(isPriced ? [limitOperationCost(schema)] : []),
    rateLimit(),
    reportOperationCost(),
    logOperations(options.log),
    auditOperations(),
    observeOperations(createNameFilter(options.operationNames ?? 'trusted', trusted?.names ?? [])),
  ];
}
