/**
 * Every container that outlives a call is listed here with its owner. A container of the process is safe only if its keys name the site, or are
 * not about one. A new container fails these tests until someone has decided who owns it.
 */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Listed = Readonly<Record<string, string>>;

/** Containers that one operation or request creates, by file. */
const OF_AN_OPERATION: Listed = {
  'access/authorization.ts':
    'createAuthorization.own createAuthorization.hiddenContents createGrantLookup.known',
  'access/redaction.ts': 'createRedaction.redacted',
  'audit/access-log.ts':
    'createAccessLog.accessed createAccessLog.searches createAccessLog.missedReads createAccessLog.refusals',
  'audit/event-factory.ts': 'createEventFactory.agents',
  'audit/operation-events.ts': 'createOperationEvents.byKey createSearchEvents.patients',
  'epic/upstream-trace.ts': 'createUpstreamTrace.all createUpstreamTrace.waitedFor',
  'epic/warnings.ts': 'createWarnings.kept createWarnings.kinds createWarnings.leftOut',
  'fhir/ssn.ts': 'createSsnMask.numbers',
  'graphql/cost/batch-count.ts': 'createBatchCount.idsByType',
  'graphql/cost/cost-report.ts': 'PathCost.#children',
  'graphql/cost/operation-traversal.ts': 'OperationTraversal.#collected',
  'graphql/cost/schema-description.ts': 'DescriptionMeter.#subfields',
  'loaders/by-id.ts': 'createById.loaders createById.warnings createById.primed createById.selected',
  'loaders/by-mrn.ts': 'createByMrn.loader',
  'loaders/combined-lists.ts': 'createCombinedLists.decisions',
  'loaders/conversions.ts': 'createConversions.converted createConversions.pending',
  'loaders/document-contents.ts': 'createDocumentContents.binaries',
  'loaders/document-relations.ts': 'createDocumentRelations.loader',
  'loaders/list-query.ts': 'createListQuery.parameters',
  'loaders/list-reading.ts': 'createPageReservation.read',
  'loaders/lists.ts': 'createLists.pages',
  'loaders/named-targets.ts': 'createTargetReader.read',
  'loaders/provenances.ts':
    'createProvenances.byTarget createProvenances.requested createProvenances.typesWithProvenance createProvenances.loaders createProvenances.searches',
  'loaders/references.ts': 'createReferences.containers createReferences.copies',
  'loaders/searches.ts': 'createSearches.attempts createSearches.pages',
  'loaders/summary-records.ts': 'createSummaryRecords.notPermitted createSummaryRecords.shown',
  'loaders/trials.ts': 'createTrials.trials',
  'writes/idempotency.ts': 'createIdempotency.outcomes',
  'writes/input-checks.ts': 'createInputChecks.problems',
};

/** Containers that a site creates when it opens, by file. No other site uses them. */
const OF_A_SITE: Listed = {
  'audit/stall-detector.ts': 'createStallDetector.waiting',
  // By the id of the grant.
  'epic/site.ts': 'openSite.persons',
  'loaders/upstreams.ts': 'createUpstreams.persons',
  // By a hash of the session's secret id.
  'sessions/memory-session-storage.ts':
    'createMemorySessionStorage.sessions createMemorySessionStorage.signIns createMemorySessionStorage.byPerson',
  'sessions/sessions.ts': 'createLiveTokens.live',
};

/** The files that may create containers of a site: they belong to one site themselves. */
const CREATE_FOR_A_SITE: ReadonlySet<string> = new Set([
  ...Object.keys(OF_A_SITE),
  'audit/event-recorder.ts',
  'audit/open-audit.ts',
  'server/served-site.ts',
  'server/site-opener.ts',
  // The sessions of a site outlive the site while it is closed.
  'sessions/open-sessions.ts',
  // They receive the function that opens a site.
  'server/open-sites.ts',
  'server/site-slot.ts',
]);

/** Containers of a grant at a site, by file: of the gateway's own, or of one sign-in of a person. No other grant uses them. */
const OF_A_GRANT: Listed = {
  'epic/get.ts': 'createGet.inFlight',
  'epic/request-coalescing.ts': 'createRequestCoalescer.inFlight',
  'loaders/shared-resource-cache.ts':
    'createSharedResourceCache.entries createSharedResourceCache.inFlight createSharedResourceCache.retryAfter',
};

/** The files that may create containers of a grant: they belong to one grant, or keep what belongs to each. */
const CREATE_FOR_A_GRANT: ReadonlySet<string> = new Set([
  ...Object.keys(OF_A_GRANT),
  'epic/client.ts',
  'loaders/panel.ts',
  'loaders/upstream.ts',
  'loaders/upstreams.ts',
]);

/** Containers of a FHIR server, which sites with the same base URL share. */
const OF_A_FHIR_SERVER: Listed = {
  'resilience/circuit-breakers.ts': 'createCircuitBreakers.byClass createCircuitBreakers.types',
  // The keys of callers name the site.
  'resilience/fair-queue.ts': 'createFairQueue.callerQueues createFairQueue.entries',
  'resilience/request-scheduler.ts': 'createCounts.counts',
};

/** Weak containers of the process. Their keys are objects: of one grant, such as a resource, or of none, such as a parsed document. */
const BY_OBJECT: Listed = {
  'fhir/derived-arguments.ts': 'ARGUMENTS',
  'fhir/mixed-units.ts': 'keys',
  'fhir/modifier-extensions.ts': 'known',
  'fhir/modifiers.ts': 'exclusions originals',
  'fhir/questionnaire.ts': 'optionsOfSets',
  'graphql/cost/measured-values.ts': 'shown weights',
  'graphql/cost/weights.ts': 'knownUnits',
  'graphql/plugins/mask-errors.ts': 'siteIds',
  'graphql/plugins/operation-cost.ts': 'prices',
  'graphql/plugins/refusal.ts': 'refusals',
  'graphql/plugins/response-encoder.ts':
    'createResponseEncoder.long createResponseEncoder.complete createResponseEncoder.answered',
  'graphql/resolvers/number-fields.ts': 'numberResolvers',
  'graphql/resolvers/observation-lists.ts': 'siblingsByObservation',
  'graphql/resolvers/selection.ts': 'selections',
  'loaders/page-facts.ts': 'FACTS',
  'loaders/undated-records.ts': 'UNDATED_OF_SOURCE',
  'server/operation-lifecycle.ts': 'createOperationLifecycle.operations',
  'server/operation-telemetry.ts': 'createOperationTelemetry.operations createOperationTelemetry.sites',
  'smart/smart-client.ts': 'createConfigurations.known',
  'writes/answer-values.ts': 'namesOfOptions',
};

/** All other containers and values of the process, with the reason why sites may share them. */
const OF_THE_PROCESS: Readonly<Record<string, readonly [names: string, reason: string]>> = {
  'access/rate-quota.ts': ['createLimiter.local', 'one per site, and the key of a person names the site'],
  'auth/access-token-verifier.ts': [
    'createAccessTokenVerifier.keysOf',
    'by issuer; a site with an issuer has its own',
  ],
  'auth/verified-token-cache.ts': [
    'createVerifiedTokenCache.entries',
    'tokens of the issuers of all sites; a site with an issuer has its own',
  ],
  'audit/delivery-worker.ts': [
    'createDeliveryWorker.eventFailures',
    'by event of the spool, for one audit repository',
  ],
  'audit/sink-pool.ts': ['createSinkPool.shared createSinkPool.closing', 'by destination of the audit'],
  'audit/spool-sink.ts': ['createDeliveries.workers', 'by audit repository'],
  'audit/event-codes.ts': ['SOURCE DESTINATION RECIPIENT AUTHOR', 'constants'],
  'config/sites-file.ts': ['load', 'the parser of YAML'],
  'fhir/recent-dates.ts': ['PATHS', 'facts of FHIR by resource type'],
  'fhir/site-time.ts': ['FORMATS', 'by time zone'],
  'graphql/cost/field-costs.ts': ['createFieldCosts.known', 'by field of the schema'],
  'graphql/plugins/observe-operations.ts': ['createNameFilter.disclosed', 'names of trusted documents'],
  'graphql/resolvers/datatypes.ts': ['FhirDate FhirDateTime FhirDecimal', 'scalars of the schema'],
  'graphql/schema/router-hints.ts': ['PHI', 'constant'],
  'graphql/schema/schema.ts': ['built', 'schemas by their options'],
  'http/got-client.ts': [
    'INCOMING_BYTES lookup createHttpClient.inFlight',
    'bytes, lookups and requests in flight, by object',
  ],
  'http/shared-lookup.ts': ['createSharedLookup.waiting', 'by host name'],
  'json/incoming-json.ts': ['turns', 'turns of the event loop'],
  'limits/fair-room.ts': ['createFairRoom.bySite', 'by the id of the site'],
  'limits/memory-pool.ts': ['createMemoryPool.held', 'by operation or request'],
  'limits/turn-scheduler.ts': [
    'createTurnScheduler.waiting createTurnScheduler.jobs',
    'by site, and by operation or request',
  ],
  'loaders/list-reading.ts': ['NO_RECORDS', 'constant'],
  'loaders/shared-cache-pool.ts': [
    'createSharedCachePool.bySite createSharedCachePool.stored',
    'caches of the grants of each site, and keys of the shared state, which differ between sites',
  ],
  'main.ts': ['loaded', 'the configuration'],
  'observability/buffered-output.ts': ['createBufferedOutput.watchers output', 'standard output'],
  'observability/metrics/labels.ts': ['createLabelLimiter.seen', 'values of labels'],
  'observability/metrics/registry.ts': [
    'createMetricsRegistry.counters createMetricsRegistry.gauges createMetricsRegistry.histograms createMetricsRegistry.readers',
    'metrics by name',
  ],
  'observability/metrics/site-records.ts': ['createSiteRecords.results', 'by the id of the site'],
  'resilience/throttle-pool.ts': ['createThrottlePool.shared', 'by FHIR server'],
  'server/explorer/bundle.ts': ['bundle', 'files of the explorer'],
  'server/explorer/examples.ts': ['examples', 'files of examples/'],
  'server/in-flight-operations.ts': ['createInFlightOperations.inFlight', 'by operation'],
  'server/site-registry.ts': [
    'createSiteRegistry.slots createSiteRegistry.retiring',
    'by the id of the site, and closing sites',
  ],
  'sessions/open-sessions.ts': ['createSessionsOpener.inMemory', 'by the site and its base URL'],
  'state/shared-state.ts': ['createSharedState.inFlight', 'commands in flight'],
  'testing/front-server.ts': ['startFrontServer.unanswered', 'requests of a test'],
  'writes/idempotency.ts': ['createIdempotency.inFlight', 'writes in flight'],
  'writes/sqlite-store.ts': ['openSqliteStore.owners', 'by idempotency key, whose caller names the site'],
};

/** The files that name keys of the shared state. test/operations/sites-state.test.ts checks that each key differs between sites. */
const STATE_KEYS: Listed = {
  'access/rate-quota.ts': 'a hash of the person with a derived key',
  'auth/shared-token.ts': 'a hash of the connection with a derived key',
  'loaders/shared-resource-cache.ts': 'a hash of the id with a derived key; only of the system grant',
  'resilience/quota-lease.ts': 'the FHIR server, whose load limits sites share',
  'sessions/shared-session-storage.ts':
    'the place of the sessions, which names the site, and a hash of the secret id',
  'state/durable-state.ts': 'adds a prefix',
  'writes/valkey-store.ts': 'a hash of the idempotency key and its caller, who names the site',
};

const SOURCES: ReadonlyMap<string, string> = new Map(
  globSync('**/*.ts', { cwd: 'src' })
    .map((path) => path.replaceAll('\\', '/'))
    // The commands each examine one site.
    .filter((path) => !/^(generated|doctor|documents|keys|local-issuer|sites)\//.test(path))
    .toSorted()
    .map((path) => [path, readFileSync(`src/${path}`, 'utf8')] as const),
);

const CONTAINER = '(?:Map|Set|WeakMap|WeakSet|LRUCache|DataLoader|RateLimiterMemory|AsyncLocalStorage)';
const EMPTY = new RegExp(`= new ${CONTAINER}(?:<.*>)?\\(\\)`);
const FIELD = new RegExp(`^  (?:readonly )?(#?\\w+) = new ${CONTAINER}\\b`);
/** In a factory: a variable of the factory itself, or a property of what it returns. */
const VARIABLE = new RegExp(`^  (?:const|let) (\\w+).*= new ${CONTAINER}\\b`);
const PROPERTY = new RegExp(`^ +(\\w+): new ${CONTAINER}(?:<.*>)?\\(\\)`);
const FACTORY = /^(?:create|open|start|serve|watch|connect)[A-Z]/;

interface Container {
  /** The name, after the name of the factory or class that creates it. */
  readonly name: string;
  readonly line: string;
}

/** Returns what a file creates once and keeps: values of the module, fields of classes, and containers of factories. */
function containersOf(text: string): Container[] {
  let around = '';
  return text.split('\n').flatMap((line) => {
    const declared = /^(?:export )?(?:async )?(function|class|const|let) (\w+)/.exec(line);
    const [, kind = '', name = ''] = declared ?? [];
    if (declared !== null) around = name;
    const isKept =
      kind === 'let' ||
      (kind === 'const' &&
        ((EMPTY.test(line) && !/: Readonly(?:Map|Set)\b/.test(line)) || /= create\w+\(/.test(line)));
    if (isKept) return [{ name, line }];
    const [, inner = null] =
      FIELD.exec(line) ?? (FACTORY.test(around) ? (VARIABLE.exec(line) ?? PROPERTY.exec(line)) : null) ?? [];
    return inner === null ? [] : [{ name: `${around}.${inner}`, line }];
  });
}

function listed(table: Listed): string[] {
  return Object.entries(table).flatMap(([path, names]) => names.split(' ').map((name) => `${path} ${name}`));
}

const ofTheProcess = Object.fromEntries(
  Object.entries(OF_THE_PROCESS).map(([path, [names]]) => [path, names]),
);

describe('the containers of src/', () => {
  it('each have an owner, and each listed one exists', () => {
    const found = [...SOURCES].flatMap(([path, text]) =>
      containersOf(text).map(({ name }) => `${path} ${name}`),
    );
    const tables = [OF_AN_OPERATION, OF_A_SITE, OF_A_GRANT, OF_A_FHIR_SERVER, BY_OBJECT, ofTheProcess];
    expect(found.toSorted()).toEqual(tables.flatMap(listed).toSorted());
  });

  it('that are listed as keyed by objects are weak', () => {
    const lines = Object.entries(BY_OBJECT).flatMap(([path, names]) =>
      containersOf(SOURCES.get(path) ?? '').filter(({ name }) => names.split(' ').includes(name)),
    );
    expect(lines.filter(({ line }) => !/= new Weak(Map|Set)\b/.test(line))).toEqual([]);
  });

  it.each([
    ['site', OF_A_SITE, CREATE_FOR_A_SITE],
    ['grant', OF_A_GRANT, CREATE_FOR_A_GRANT],
  ] as const)(
    'that belong to a %s are created only by what belongs to one [T7-I5]',
    (_owner, table, creators) => {
      const factories = listed(table).map((entry) => entry.replace(/^\S+ (\w+)\..*$/, '$1'));
      const elsewhere = [...SOURCES].flatMap(([path, text]) =>
        [...new Set(factories)]
          .filter((factory) => new RegExp(`(?<!function )\\b${factory}(?:<.*>)?\\(`).test(text))
          .filter(() => !creators.has(path))
          .map((factory) => `${path} ${factory}`),
      );
      expect(elsewhere).toEqual([]);
    },
  );

  it('that belong to a grant are kept by its id, and only so [T7-I6]', () => {
    const openers = [...SOURCES].flatMap(([path, text]) =>
      /(?<!function )\b(?:createEpicClient|createUpstream)\(/.test(text) ? [path] : [],
    );
    expect(openers).toEqual(['epic/site.ts', 'loaders/upstreams.ts']);
  });

  it('are found wherever they are declared', () => {
    const code = [
      'const byUrl = new Map<string, Promise<unknown>>();',
      'const FACTS: ReadonlyMap<string, string> = new Map();',
      'let latest: string | null = null;',
      'class Cache {',
      '  readonly #entries = new Map<string, string>();',
      '}',
      'export function createCache() {',
      '  const entries = new LRUCache<string, string>({ max: 1 });',
      '  return { seen: new Set<string>() };',
      '}',
      'function count() {',
      '  const found = new Set<string>();',
      '}',
      'const cache = createCache();',
    ];
    expect(containersOf(code.join('\n')).map(({ name }) => name)).toEqual([
      'byUrl',
      'latest',
      'Cache.#entries',
      'createCache.entries',
      'cache',
    ]);
    expect(
      containersOf('function openCache() {\n    seen: new Set<string>(),').map(({ name }) => name),
    ).toEqual(['openCache.seen']);
  });
});

describe('the shared state', () => {
  it('has keys only from the listed files [T7-I5]', () => {
    const files = [...SOURCES].flatMap(([path, text]) =>
      /\bstate\??\.(?:run|runDurably|get|set)\(/.test(text) ? [path] : [],
    );
    expect(files).toEqual(Object.keys(STATE_KEYS).toSorted());
  });
});
