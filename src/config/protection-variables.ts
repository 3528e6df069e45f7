/** The variables that bound what an operation may cost and ask, and that say what is recorded of it. */
import {
  auditSink,
  booleanFlag,
  integer,
  MIN_SECRET_LENGTH,
  nonEmptyText,
  secret,
  stateLocation,
  variableFacts,
} from './values.ts';

export const PROTECTION_VARIABLES = {
  MAX_UPSTREAM_CALLS: integer(1, 10_000).default(150).register(variableFacts, {
    expects: 'a whole number from 1 to 10000',
    about: 'How many FHIR requests one operation may cost, by the estimate before it and in fact.',
    default: '150',
  }),
  MAX_UPSTREAM_CALLS_PER_MINUTE: integer(0, 1_000_000).default(3_000).register(variableFacts, {
    expects: 'a whole number from 0 to 1000000, not below MAX_UPSTREAM_CALLS (0 sets no limit)',
    about: 'How many FHIR requests one caller may cause in a minute.',
    default: '3000',
  }),
  MAX_RESPONSE_BYTES: integer(1_000_000, 500_000_000).default(20_000_000).register(variableFacts, {
    expects: 'a whole number of bytes from 1000000 to 500000000',
    about:
      'How large an answer may be. An operation with a larger one is refused before it is executed, or stopped on the way; nothing of it is sent.',
    default: '20000000',
  }),
  DOCUMENT_LINK_SECONDS: integer(0, 300)
    .default(120)
    .register(variableFacts, {
      expects: 'a whole number of seconds from 0 to 300 (0 gives no links)',
      about:
        'How long `DocumentContent.link` opens a content at `/documents/…`. Whoever has the link can open it without signing in, with the rights of ' +
        'the caller who was given it, and not after the end of that caller’s token. There are no links behind a router (`ROUTER_SECRET`).',
      default: '120',
      isSecurity: true,
    }),
  OPERATION_TIMEOUT_MS: integer(100, 600_000).default(30_000).register(variableFacts, {
    expects: 'a whole number of milliseconds from 100 to 600000',
    about: 'How long an operation may take; what is there by then is answered.',
    default: '30000',
  }),
  NOTE_CONVERSION_MAX_BYTES: integer(1, 20_000_000)
    .default(2_000_000)
    .register(variableFacts, {
      expects: 'a whole number of bytes from 1 to 20000000',
      about:
        'How large the content of a document, or a narrative, may be for the gateway to convert it to `text` or `html`. Beyond it these are ' +
        'CONTENT_TOO_LARGE, and `data` still works. Two threads convert; each takes up to 100 MB of memory, and 64 MB more for each 1000000 bytes.',
      default: '2000000',
    }),
  NOTE_CONVERSION_TIMEOUT_MS: integer(100, 120_000).default(10_000).register(variableFacts, {
    expects: 'a whole number of milliseconds from 100 to 120000',
    about: 'How long the gateway may take to convert one content. Ordinary notes take a few milliseconds.',
    default: '10000',
  }),
  TRUSTED_DOCUMENTS: nonEmptyText.optional().register(variableFacts, {
    expects: "the path of a readable manifest in Apollo's persisted query format",
    about: 'Serves the operations of the manifest alone.',
    isSecurity: true,
  }),
  INTROSPECTION: booleanFlag.optional().register(variableFacts, {
    expects: 'true or false',
    about: 'Whether the schema can be asked for. Default: not in production.',
    isSecurity: true,
  }),
  SUBGRAPH_SCOPES: booleanFlag.default(false).register(variableFacts, {
    expects: 'true or false',
    about:
      'Whether the SDL for routers lists scopes (`@requiresScopes`), so that a router can refuse early. Apollo Router takes it with a GraphOS ' +
      'plan only. The gateway checks scopes regardless.',
    default: 'false',
  }),
  LANDING_PAGE: booleanFlag.optional().register(variableFacts, {
    expects: 'true or false',
    about:
      'Whether a browser sees Apollo Sandbox at `/graphql`, and the offline explorer at `/explorer`, which production never has. Default: ' +
      'not in production.',
    isSecurity: true,
  }),
  WRITES_ENABLED: booleanFlag.default(false).register(variableFacts, {
    expects: 'true or false',
    about:
      'Whether mutations are carried out. Without it they answer WRITES_DISABLED, and nothing is ever sent.',
    default: 'false',
    isSecurity: true,
  }),
  STATE_URL: stateLocation.optional().register(variableFacts, {
    expects:
      '`sqlite:<path>`, `redis://…` or `rediss://…` (Valkey or Redis from 7.2 on), `redis+cluster://<host>:<port>,<host>:<port>` or ' +
      '`rediss+cluster://…`, or `memory:` with the embedded sandbox',
    about:
      'Where idempotency keys are kept, so that no write is sent twice: a file for one process, a server (with `appendonly yes`) for ' +
      'several replicas. Replicas share there the token, what is not about patients, and the limits too. Default: ' +
      '`sqlite:gateway-state.sqlite`; `memory:` with the embedded sandbox.',
    isSecurity: true,
    isConfidential: true,
  }),
  STATE_SECRET: secret.optional().register(variableFacts, {
    expects: `a secret of ${MIN_SECRET_LENGTH} or more visible ASCII characters without a comma, the same for all replicas`,
    about:
      'With `EPIC_AUTH=none`: the secret from which the keys of cursors and of shared state are derived; otherwise they come from the private key ' +
      'or the client secret. Needed in production and with a `STATE_URL` that replicas share. Without it, cursors end with the process.',
    isSecurity: true,
    isConfidential: true,
  }),
  SHARED_CACHE_SECONDS: integer(0, 86_400)
    .default(300)
    .register(variableFacts, {
      expects: 'a whole number of seconds from 0 to 86400 (0 keeps nothing)',
      about:
        'How long places, people and drugs of the directory (Location, Medication, Organization, Practitioner, PractitionerRole) are answered ' +
        'to all callers without asking again. For twelve times as long they are answered while they are asked for anew.',
      default: '300',
    }),
  AUDIT_LOG: auditSink.optional().register(variableFacts, {
    expects: '`stdout`, `file:<path>`, `fhir:<https base URL>` or `none`',
    about:
      'Where FHIR AuditEvents go: lines on standard output, lines of a file, or a FHIR server that takes AuditEvent. Default: `stdout`; ' +
      '`none` with the embedded sandbox.',
    isSecurity: true,
  }),
  AUDIT_REQUIRED: booleanFlag.default(false).register(variableFacts, {
    expects: 'true or false (true needs an AUDIT_LOG other than none)',
    about: 'Whether an operation is answered only once its audit events are safe.',
    default: 'false',
    isSecurity: true,
  }),
  AUDIT_SPOOL: nonEmptyText.default('audit-spool.sqlite').register(variableFacts, {
    expects: 'the path of a file that can be written',
    about: 'Where events for a FHIR server wait until it has them.',
    default: 'audit-spool.sqlite',
    isSecurity: true,
  }),
  AUDIT_SPOOL_MAX_EVENTS: integer(1, 10_000_000).default(100_000).register(variableFacts, {
    expects: 'a whole number from 1 to 10000000',
    about:
      'How many events may wait. Beyond, the oldest stay and new ones are refused. Refused requests may take up a twentieth of it.',
    default: '100000',
    isSecurity: true,
  }),
  AUDIT_TOKEN_FILE: nonEmptyText.optional().register(variableFacts, {
    expects: 'the path of a readable file',
    about:
      'The file that holds the bearer token for the FHIR server of the audit; read anew for each delivery.',
    isSecurity: true,
    isConfidential: true,
  }),
} as const;
