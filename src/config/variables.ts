/** Every environment variable with its facts. */
import { z } from 'zod';
import { CALLER_VARIABLES } from './caller-variables.ts';
import { PROTECTION_VARIABLES } from './protection-variables.ts';
import { SMART_VARIABLES } from './smart-variables.ts';
import { TELEMETRY_VARIABLES } from './telemetry-variables.ts';
import {
  clientId,
  endpointUrl,
  HTTPS_URL,
  httpsUrl,
  identifierSystem,
  integer,
  LOG_LEVELS,
  NODE_ENVIRONMENTS,
  nonEmptyText,
  origins,
  patientPanel,
  siteId,
  timeZone,
  variableFacts,
  type VariableFacts,
  trimEndSlashes,
} from './values.ts';

/** A common text of the identifier type. Sites may use any other. */
export const DEFAULT_MRN_SYSTEM = 'MRN';

/** Writes keep their idempotency keys longer than this. */
export const MAX_EPIC_TIMEOUT_MS = 120_000;

export const SIGNING_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** The gateway's authentication methods at the FHIR server, with the names of RFC 7591 §2. */
export const SIGN_IN_METHODS = [
  'private_key_jwt',
  'client_secret_basic',
  'client_secret_post',
  'none',
] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

export const environmentSchema = z.object({
  SITES_FILE: nonEmptyText.optional().register(variableFacts, {
    expects: 'the path of a readable JSON or YAML file',
    about:
      'The sites file: the FHIR servers of several sites ([sites.md](sites.md)). It replaces `EPIC_BASE_URL` and the other variables of the connection. ' +
      'Other settings apply to every site, unless the file changes them.',
    isSecurity: true,
  }),
  DEFAULT_SITE: siteId.optional().register(variableFacts, {
    expects: 'the id of a site of SITES_FILE',
    about:
      'The site of requests to `/graphql` that name none. Default: the only site of the file; with several sites, such requests are refused.',
    isSecurity: true,
  }),
  EPIC_BASE_URL: httpsUrl.transform(trimEndSlashes).optional().register(variableFacts, {
    expects: HTTPS_URL,
    about: 'The FHIR R4 base URL, e.g. `https://fhir.epic.com/interconnect-fhir-oauth/api/FHIR/R4`.',
  }),
  EPIC_LINK_BASE_URL: endpointUrl
    .transform(trimEndSlashes)
    .optional()
    .register(variableFacts, {
      expects: 'an http or https URL without query, fragment or credentials',
      about:
        'The base URL in the server’s links and references, if a proxy makes it differ from `EPIC_BASE_URL`. The gateway treats URLs below it as ' +
        'the server’s own, requests them below `EPIC_BASE_URL`, and sends nothing to this URL.',
      isSecurity: true,
    }),
  EPIC_AUTH: z
    .enum(SIGN_IN_METHODS)
    .default('private_key_jwt')
    .register(variableFacts, {
      expects: `one of ${SIGN_IN_METHODS.join(', ')}`,
      about:
        'The gateway’s authentication at the FHIR server: a signed assertion (SMART Backend Services, which Epic requires), a secret in the ' +
        '`Authorization` header or in the form, or none for an open server.',
      default: 'private_key_jwt',
      isSecurity: true,
    }),
  EPIC_TOKEN_URL: httpsUrl.optional().register(variableFacts, {
    expects: HTTPS_URL,
    about:
      'The token endpoint. Default: discovered from `.well-known/smart-configuration` or, failing that, `/metadata`.',
  }),
  EPIC_CLIENT_ID: clientId.optional().register(variableFacts, {
    expects: 'the client id of the app registration, not a placeholder',
    about: 'The client id. Epic issues two: use the non-production one for sandboxes and test systems.',
  }),
  EPIC_PRIVATE_KEY: nonEmptyText.optional().register(variableFacts, {
    expects: 'an unencrypted private key: PEM (PKCS#8 or PKCS#1; line breaks may be written as \\n) or a JWK',
    about: 'The key that signs the client assertion. Set this or `EPIC_PRIVATE_KEY_FILE`.',
    isConfidential: true,
  }),
  EPIC_PRIVATE_KEY_FILE: nonEmptyText.optional().register(variableFacts, {
    expects: 'the path of a readable file with the content of EPIC_PRIVATE_KEY',
    about: 'The file with the private key.',
    isConfidential: true,
  }),
  EPIC_CLIENT_SECRET: nonEmptyText.optional().register(variableFacts, {
    expects: 'the client secret of the registration, in printable ASCII characters',
    about:
      'The secret that `client_secret_basic` and `client_secret_post` send. Set this or `EPIC_CLIENT_SECRET_FILE`.',
    isConfidential: true,
  }),
  EPIC_CLIENT_SECRET_FILE: nonEmptyText.optional().register(variableFacts, {
    expects: 'the path of a readable file with the content of EPIC_CLIENT_SECRET',
    about: 'The file with the client secret. Surrounding whitespace is ignored.',
    isConfidential: true,
  }),
  EPIC_KEY_ID: nonEmptyText.optional().register(variableFacts, {
    expects: 'the kid of the key in the published key set',
    about: 'The `kid` of the key. Default: the `kid` of the JWK or, without one, its RFC 7638 thumbprint.',
  }),
  EPIC_SECOND_PUBLIC_KEY: nonEmptyText.optional().register(variableFacts, {
    expects: 'a public key: PEM or a JWK',
    about: 'A second public key for the published key set, during key rotation.',
    isConfidential: true,
  }),
  EPIC_JWKS_URL: httpsUrl.optional().register(variableFacts, {
    expects: HTTPS_URL,
    about:
      'The public URL of the key set, as registered with the app. Only `npm run doctor` uses it, to check that the key ' +
      'is published.',
  }),
  EPIC_SIGNING_ALG: z
    .enum(SIGNING_ALGORITHMS)
    .default('RS384')
    .register(variableFacts, {
      expects: `one of ${SIGNING_ALGORITHMS.join(', ')}`,
      about: 'The algorithm that signs the assertion. It must match the key.',
      default: 'RS384',
    }),
  EPIC_TOKEN_AUDIENCE: nonEmptyText.optional().register(variableFacts, {
    expects: 'the token URL that the server expects as audience',
    about: 'The `aud` of the assertion, if a reverse proxy makes it differ from the token URL.',
  }),
  EPIC_SCOPE: nonEmptyText.optional().register(variableFacts, {
    expects: 'a space-separated list of SMART scopes',
    about:
      'The scopes to request. Epic ignores them, so none are sent by default; other servers require them.',
    isSecurity: true,
  }),
  EPIC_TIMEOUT_MS: integer(100, MAX_EPIC_TIMEOUT_MS).default(15_000).register(variableFacts, {
    expects: 'a whole number of milliseconds from 100 to 120000',
    about: 'The timeout of one FHIR request.',
    default: '15000',
  }),
  EPIC_MAX_CONCURRENCY: integer(1, 256).default(8).register(variableFacts, {
    expects: 'a whole number from 1 to 256',
    about:
      'The maximum number of FHIR requests in flight. One caller has at most three quarters of them. If replicas share `STATE_URL`, they share this limit.',
    default: '8',
  }),
  EPIC_MAX_RPS: integer(0, 10_000).default(0).register(variableFacts, {
    expects: 'a whole number from 0 to 10000 (0 sets no limit)',
    about:
      'The maximum number of FHIR requests per second. If replicas share `STATE_URL`, they share this limit.',
    default: '0',
  }),
  EPIC_ID_BATCH_SIZE: integer(1, 100).default(10).register(variableFacts, {
    expects: 'a whole number from 1 to 100 (1 turns `_id` batching off)',
    about: 'The number of ids per `_id` search.',
    default: '10',
  }),
  EPIC_BINARY_TIMEOUT_MS: integer(100, 120_000).default(20_000).register(variableFacts, {
    expects: 'a whole number of milliseconds from 100 to 120000',
    about: 'The timeout of a document content. Epic is slow to return these.',
    default: '20000',
  }),
  EPIC_BINARY_MAX_BYTES: integer(1, 100_000_000).default(10_000_000).register(variableFacts, {
    expects: 'a whole number of bytes from 1 to 100000000',
    about: 'The maximum size of a document content.',
    default: '10000000',
  }),
  PATIENT_PANEL: patientPanel.optional().register(variableFacts, {
    expects: '`ids:a,b,c`, `list:<identifier or id>`, `group:<id>`, `search` or `none`',
    about:
      'The source of `patients` without a filter: ids, a patient list (by identifier; outside Epic also by id), a FHIR ' +
      'Group, a search without parameters (Epic does not allow one), or none. Default: `none`; the sandbox has a list.',
    isSecurity: true,
    isConfidential: true,
  }),
  PANEL_CACHE_SECONDS: integer(0, 300)
    .default(15)
    .register(variableFacts, {
      expects: 'a whole number of seconds from 0 to 300 (0 keeps nothing)',
      about:
        'How long the gateway keeps the patient ids of a list or Group of `PATIENT_PANEL` in memory, counted from when it requests them. An ' +
        'operation that uses ids older than a third of that starts a refresh in the background. With `PANEL_ONLY`, a patient who leaves the ' +
        'panel stays visible to new operations for at most that long. With 0, each operation reads the panel that it needs.',
      default: '15',
      isSecurity: true,
    }),
  MRN_SYSTEM: identifierSystem.optional().register(variableFacts, {
    expects: 'the URI or OID of an identifier system, or the text of an identifier type, without |',
    about:
      'The identifier that is the medical record number (`Patient.mrn`), which other subgraphs use as a key: the system of the site’s numbers, ' +
      'such as `urn:oid:1.2.840.114350.1.13.861.1.7.5.737384.100`, or Epic’s text of the identifier type, such as `MRN`. `MRN` also ' +
      "matches HL7's type `MR`. Epic's own EPI and EPIC numbers are not medical record numbers. Default: " +
      `\`${DEFAULT_MRN_SYSTEM}\`; the sandbox has its own system.`,
    isSecurity: true,
    isConfidential: true,
  }),
  SITE_TIME_ZONE: timeZone.optional().register(variableFacts, {
    expects: 'an IANA time zone such as America/Chicago',
    about:
      'The time zone of the patients. Its current date determines ages and which names and numbers are in use. Default: the time zone ' +
      'of the process (`TZ`), which is UTC in most containers.',
  }),
  ...CALLER_VARIABLES,
  ...SMART_VARIABLES,
  ...PROTECTION_VARIABLES,
  ...TELEMETRY_VARIABLES,
  HOST: nonEmptyText
    .regex(/^[A-Za-z0-9.:-]+$/)
    .default('127.0.0.1')
    .register(variableFacts, {
      expects: 'a host name or address to listen on',
      about:
        'The address to listen on. Any address but loopback requires `AUTH_MODE=jwt` or `SMART_CLIENT_ID`, except with the embedded sandbox.',
      default: '127.0.0.1',
      isSecurity: true,
    }),
  PORT: integer(0, 65_535).default(4000).register(variableFacts, {
    expects: 'a port number from 0 to 65535 (0 uses any free port)',
    about: 'The port to listen on.',
    default: '4000',
  }),
  CORS_ORIGINS: origins.optional().register(variableFacts, {
    expects: 'a comma-separated list of origins such as https://app.example.org, without path and without *',
    about: 'The web origins whose pages may call the graph. Default: none.',
    isSecurity: true,
  }),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .register(variableFacts, {
      expects: `one of ${LOG_LEVELS.join(', ')}`,
      about: 'The minimum level of log lines. No level logs patient data.',
      default: 'info',
    }),
  SHUTDOWN_TIMEOUT_MS: integer(0, 300_000).default(10_000).register(variableFacts, {
    expects: 'a whole number of milliseconds from 0 to 300000',
    about: 'How long operations in flight may continue after SIGTERM.',
    default: '10000',
  }),
  NODE_ENV: nonEmptyText.optional().register(variableFacts, {
    expects: `one of ${NODE_ENVIRONMENTS.join(', ')}`,
    about:
      '`production` disables the sandbox, the start page and the explorer, and by default Apollo Sandbox and introspection. Any value but `development` and ' +
      '`test` counts as `production`; an unknown one causes a warning.',
    isSecurity: true,
  }),
});

export type Environment = z.output<typeof environmentSchema>;

/** Every variable with its facts, in the order of the documentation. */
export const VARIABLES: ReadonlyMap<string, VariableFacts> = new Map(
  Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const known = variableFacts.get(schema);
    if (known === undefined) throw new Error(`${name} has no facts`);
    return [name, known] as const;
  }),
);
