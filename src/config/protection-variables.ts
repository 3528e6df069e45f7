/** The variables of limits, writes, state and audit. */
import {
  auditSink,
  booleanFlag,
  integer,
  listOf,
  MIN_SECRET_LENGTH,
  nonEmptyText,
  secret,
  stateLocation,
  variableFacts,
} from './values.ts';

export const PROTECTION_VARIABLES = {
  MAX_UPSTREAM_CALLS: integer(1, 10_000).default(150).register(variableFacts, {
    expects: 'a whole number from 1 to 10000',
    about:
      'The maximum number of FHIR requests of one operation. Applies to the estimate before execution and to the requests sent.',
    default: '150',
  }),
  MAX_UPSTREAM_CALLS_PER_MINUTE: integer(0, 1_000_000).default(3_000).register(variableFacts, {
    expects: 'a whole number from 0 to 1000000, not below MAX_UPSTREAM_CALLS (0 sets no limit)',
    about:
      'The maximum number of FHIR requests per caller and minute. Every operation counts as at least one.',
    default: '3000',
  }),
  MAX_RESPONSE_BYTES: integer(1_000_000, 500_000_000).default(20_000_000).register(variableFacts, {
    expects: 'a whole number of bytes from 1000000 to 500000000',
    about:
      'The maximum size of a response. The gateway rejects an operation with a larger response before or during execution, and sends no part of it.',
    default: '20000000',
  }),
  DOCUMENT_LINK_SECONDS: integer(0, 300)
    .default(120)
    .register(variableFacts, {
      expects: 'a whole number of seconds from 0 to 300 (0 gives no links)',
      about:
        'How long `DocumentContent.link` opens a content at `/documents/…`. Anyone with the link can open it without signing in, with the permissions of ' +
        'the caller who requested it, until that caller’s token expires. There are no links behind a router (`ROUTER_SECRET`).',
      default: '120',
      isSecurity: true,
    }),
  OPERATION_TIMEOUT_MS: integer(100, 600_000).default(30_000).register(variableFacts, {
    expects: 'a whole number of milliseconds from 100 to 600000',
    about: 'The timeout of an operation. Fields that are ready by then are returned.',
    default: '30000',
  }),
  NOTE_CONVERSION_MAX_BYTES: integer(1, 20_000_000)
    .default(2_000_000)
    .register(variableFacts, {
      expects: 'a whole number of bytes from 1 to 20000000',
      about:
        'The maximum size of a document content or narrative that the gateway converts to `text` or `html`. Larger ones return ' +
        'CONTENT_TOO_LARGE; `data` still works. Two threads convert. Each uses up to 100 MB of memory, plus 64 MB per 1000000 bytes of this limit.',
      default: '2000000',
    }),
  NOTE_CONVERSION_TIMEOUT_MS: integer(100, 120_000).default(10_000).register(variableFacts, {
    expects: 'a whole number of milliseconds from 100 to 120000',
    about: 'The timeout of one conversion. Ordinary notes take a few milliseconds.',
    default: '10000',
  }),
  TRUSTED_DOCUMENTS: listOf(nonEmptyText).optional().register(variableFacts, {
    expects:
      'the path of a readable manifest of Apollo, GraphQL Code Generator or Relay, or a comma-separated list of such paths',
    about:
      'The manifests of trusted documents ([trusted-documents.md](trusted-documents.md)). The gateway then serves only their operations.',
    isSecurity: true,
  }),
  INTROSPECTION: booleanFlag.optional().register(variableFacts, {
    expects: 'true or false',
    about: 'Whether introspection is allowed. Default: not in production.',
    isSecurity: true,
  }),
  SUBGRAPH_SCOPES: booleanFlag.default(false).register(variableFacts, {
    expects: 'true or false',
    about:
      'Whether the SDL for routers contains `@requiresScopes`, which lets a router reject operations early. Apollo Router supports it only with a GraphOS ' +
      'plan. The gateway checks scopes in any case.',
    default: 'false',
  }),
  LANDING_PAGE: booleanFlag.optional().register(variableFacts, {
    expects: 'true or false',
    about:
      'Whether browsers get a start page at `/`, Apollo Sandbox at `/graphql` and the offline explorer at `/explorer`. Production serves neither the ' +
      'start page nor the explorer. Default: not in production or with ROUTER_SECRET, and Apollo Sandbox not with SESSION_SECRET.',
    isSecurity: true,
  }),
  WRITES_ENABLED: booleanFlag.default(false).register(variableFacts, {
    expects: 'true or false',
    about: 'Whether mutations are executed. Otherwise they return WRITES_DISABLED and send nothing.',
    default: 'false',
    isSecurity: true,
  }),
  STATE_URL: stateLocation.optional().register(variableFacts, {
    expects:
      '`sqlite:<path>`, `redis://…` or `rediss://…` (Valkey or Redis from 7.2 on), `redis+cluster://<host>:<port>,<host>:<port>` or ' +
      '`rediss+cluster://…`, or `memory:` with the embedded sandbox',
    about:
      'The store of idempotency keys, which prevent duplicate writes: a file for one process, a server (with `appendonly yes`) for ' +
      'several replicas. Replicas also share the access token, the sessions of people, shared resources and limits there. Default: ' +
      '`sqlite:gateway-state.sqlite`; `memory:` with the embedded sandbox.',
    isSecurity: true,
    isConfidential: true,
  }),
  STATE_SECRET: secret.optional().register(variableFacts, {
    expects: `a secret of ${MIN_SECRET_LENGTH} or more visible ASCII characters without a comma, the same for all replicas`,
    about:
      'With `EPIC_AUTH=none`: the secret from which the keys of cursors and shared state are derived. Other methods use the private key ' +
      'or the client secret. Required in production and if replicas share `STATE_URL`. Without it, cursors end with the process.',
    isSecurity: true,
    isConfidential: true,
  }),
  SHARED_CACHE_SECONDS: integer(0, 86_400)
    .default(300)
    .register(variableFacts, {
      expects: 'a whole number of seconds from 0 to 86400 (0 keeps nothing)',
      about:
        'How long shared resources (Location, Medication, Organization, Practitioner, PractitionerRole) are cached for all callers. For twelve ' +
        'times as long, the gateway returns the cached resource and refreshes it in the background.',
      default: '300',
    }),
  AUDIT_LOG: auditSink.optional().register(variableFacts, {
    expects: '`stdout`, `file:<path>`, `fhir:<https base URL>` or `none`',
    about:
      'The destination of FHIR AuditEvents: standard output, a file, or a FHIR server that accepts AuditEvent. Default: `stdout`; ' +
      '`none` with the embedded sandbox.',
    isSecurity: true,
  }),
  AUDIT_REQUIRED: booleanFlag.default(false).register(variableFacts, {
    expects: 'true or false (true needs an AUDIT_LOG other than none)',
    about: 'Whether the gateway responds only after an operation’s audit events are stored.',
    default: 'false',
    isSecurity: true,
  }),
  AUDIT_SPOOL: nonEmptyText.default('audit-spool.sqlite').register(variableFacts, {
    expects: 'the path of a writable file',
    about: 'The durable queue of events that are not yet delivered to a FHIR server.',
    default: 'audit-spool.sqlite',
    isSecurity: true,
  }),
  AUDIT_SPOOL_MAX_EVENTS: integer(1, 10_000_000).default(100_000).register(variableFacts, {
    expects: 'a whole number from 1 to 10000000',
    about:
      'The capacity of the spool. A full spool keeps its events and rejects new ones. Events of refused requests may fill a twentieth of it.',
    default: '100000',
    isSecurity: true,
  }),
  AUDIT_TOKEN_FILE: nonEmptyText.optional().register(variableFacts, {
    expects: 'the path of a readable file',
    about: 'The file with the bearer token for the audit repository, read again for each delivery.',
    isSecurity: true,
    isConfidential: true,
  }),
} as const;
