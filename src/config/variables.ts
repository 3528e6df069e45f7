/** Every environment variable: what it expects, what it is for and its default. */
import { z } from 'zod';
import { CALLER_VARIABLES } from './caller-variables.ts';
import { PROTECTION_VARIABLES } from './protection-variables.ts';
import { TELEMETRY_VARIABLES } from './telemetry-variables.ts';
import {
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
  timeZone,
  variableFacts,
  type VariableFacts,
  trimEndSlashes,
} from './values.ts';

/** A common text of the type of the identifier. Every site names it as it likes. */
export const DEFAULT_MRN_SYSTEM = 'MRN';

export const SIGNING_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** How the gateway signs in at the FHIR server, by the names of RFC 7591 §2. */
export const SIGN_IN_METHODS = [
  'private_key_jwt',
  'client_secret_basic',
  'client_secret_post',
  'none',
] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

export const environmentSchema = z.object({
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
        'The base URL by which the server names itself in links and references, if a proxy makes it differ from `EPIC_BASE_URL`. URLs below it ' +
        'count as the server’s own and are requested below `EPIC_BASE_URL`. Nothing is sent to it.',
      isSecurity: true,
    }),
  EPIC_AUTH: z
    .enum(SIGN_IN_METHODS)
    .default('private_key_jwt')
    .register(variableFacts, {
      expects: `one of ${SIGN_IN_METHODS.join(', ')}`,
      about:
        'How the gateway signs in at the FHIR server: with a signed assertion (SMART Backend Services, as Epic demands it), with a secret in the ' +
        '`Authorization` header or in the form, or not at all, which is for an open server.',
      default: 'private_key_jwt',
      isSecurity: true,
    }),
  EPIC_TOKEN_URL: httpsUrl.optional().register(variableFacts, {
    expects: HTTPS_URL,
    about:
      'The token endpoint. Discovered from `.well-known/smart-configuration`, else `/metadata`, when not set.',
  }),
  EPIC_CLIENT_ID: nonEmptyText
    .regex(/^[\x20-\x7e]+$/)
    .optional()
    .register(variableFacts, {
      expects: 'the client id of the app registration',
      about: 'The client id. Epic gives two: the non-production one goes with sandboxes and test systems.',
    }),
  EPIC_PRIVATE_KEY: nonEmptyText.optional().register(variableFacts, {
    expects: 'an unencrypted private key: PEM (PKCS#8 or PKCS#1; line breaks may be written as \\n) or a JWK',
    about: 'The key that signs the client assertion. Set this or `EPIC_PRIVATE_KEY_FILE`.',
    isConfidential: true,
  }),
  EPIC_PRIVATE_KEY_FILE: nonEmptyText.optional().register(variableFacts, {
    expects: 'the path of a readable file that holds what EPIC_PRIVATE_KEY expects',
    about: 'The file that holds the private key.',
    isConfidential: true,
  }),
  EPIC_CLIENT_SECRET: nonEmptyText.optional().register(variableFacts, {
    expects: 'the client secret of the registration, in printable ASCII characters',
    about:
      'The secret that `client_secret_basic` and `client_secret_post` send. Set this or `EPIC_CLIENT_SECRET_FILE`.',
    isConfidential: true,
  }),
  EPIC_CLIENT_SECRET_FILE: nonEmptyText.optional().register(variableFacts, {
    expects: 'the path of a readable file that holds what EPIC_CLIENT_SECRET expects',
    about: 'The file that holds the client secret; space around the secret does not count.',
    isConfidential: true,
  }),
  EPIC_KEY_ID: nonEmptyText.optional().register(variableFacts, {
    expects: 'the kid of the key in the published key set',
    about: 'The `kid` of the key. Default: the `kid` of the JWK, else its RFC 7638 thumbprint.',
  }),
  EPIC_SECOND_PUBLIC_KEY: nonEmptyText.optional().register(variableFacts, {
    expects: 'a public key: PEM or a JWK',
    about: 'A further public key for the published key set, while keys are rotated.',
    isConfidential: true,
  }),
  EPIC_JWKS_URL: httpsUrl.optional().register(variableFacts, {
    expects: HTTPS_URL,
    about:
      'The public URL of the key set, as it is registered with the app. The gateway itself does not need it: `npm run doctor` looks there ' +
      'for the key.',
  }),
  EPIC_SIGNING_ALG: z
    .enum(SIGNING_ALGORITHMS)
    .default('RS384')
    .register(variableFacts, {
      expects: `one of ${SIGNING_ALGORITHMS.join(', ')}`,
      about: 'The algorithm that signs the assertion. It has to fit the key.',
      default: 'RS384',
    }),
  EPIC_TOKEN_AUDIENCE: nonEmptyText.optional().register(variableFacts, {
    expects: 'the token URL as the server itself knows it',
    about: 'The `aud` of the assertion, where a reverse proxy makes it differ from the token URL.',
  }),
  EPIC_SCOPE: nonEmptyText.optional().register(variableFacts, {
    expects: 'a space-separated list of SMART scopes',
    about: 'Scopes to ask for. Epic ignores them, so none are sent by default; other servers need them.',
    isSecurity: true,
  }),
  EPIC_TIMEOUT_MS: integer(100, 120_000).default(15_000).register(variableFacts, {
    expects: 'a whole number of milliseconds from 100 to 120000',
    about: 'How long one request to the FHIR server may take.',
    default: '15000',
  }),
  EPIC_MAX_CONCURRENCY: integer(1, 256).default(8).register(variableFacts, {
    expects: 'a whole number from 1 to 256',
    about:
      'How many FHIR requests may be under way at once: of all replicas together, where `STATE_URL` is shared.',
    default: '8',
  }),
  EPIC_MAX_RPS: integer(0, 10_000).default(0).register(variableFacts, {
    expects: 'a whole number from 0 to 10000 (0 sets no limit)',
    about:
      'How many FHIR requests may go out in any one second: of all replicas together, where `STATE_URL` is shared.',
    default: '0',
  }),
  EPIC_ID_BATCH_SIZE: integer(1, 100).default(10).register(variableFacts, {
    expects: 'a whole number from 1 to 100 (1 turns `_id` batching off)',
    about: 'How many ids one `_id` search asks for.',
    default: '10',
  }),
  EPIC_BINARY_TIMEOUT_MS: integer(100, 120_000).default(20_000).register(variableFacts, {
    expects: 'a whole number of milliseconds from 100 to 120000',
    about: 'How long the content of a document may take: Epic is slow with these.',
    default: '20000',
  }),
  EPIC_BINARY_MAX_BYTES: integer(1, 100_000_000).default(10_000_000).register(variableFacts, {
    expects: 'a whole number of bytes from 1 to 100000000',
    about: 'How large the content of a document may be.',
    default: '10000000',
  }),
  PATIENT_PANEL: patientPanel.optional().register(variableFacts, {
    expects: '`ids:a,b,c`, `list:<identifier or id>`, `group:<id>`, `search` or `none`',
    about:
      'Where `patients` without a filter comes from: ids, a patient list (by its identifier; on servers that are not Epic also by its id), a FHIR ' +
      'Group, a bare search (servers that allow one; Epic does not), or nowhere. Default: `none`; the sandbox has a list.',
    isSecurity: true,
    isConfidential: true,
  }),
  MRN_SYSTEM: identifierSystem.optional().register(variableFacts, {
    expects: 'the URI or OID of an identifier system, or the text of an identifier type, without |',
    about:
      'Which identifier is the medical record number (`Patient.mrn`), by which other subgraphs name patients: the system of the site’s numbers, ' +
      'such as `urn:oid:1.2.840.114350.1.13.861.1.7.5.737384.100`, or the text by which Epic calls its type, such as `MRN`. `MRN` also ' +
      "means HL7's type `MR`. Epic's own EPI and EPIC numbers are not medical record numbers. Default: " +
      `\`${DEFAULT_MRN_SYSTEM}\`; the sandbox has a system of its own.`,
    isSecurity: true,
    isConfidential: true,
  }),
  SITE_TIME_ZONE: timeZone.optional().register(variableFacts, {
    expects: 'an IANA time zone such as America/Chicago',
    about:
      'Where the patients are: the day there decides how old they are, and which of their names and numbers are in use. Default: the time zone ' +
      'of the process (`TZ`), which is UTC in most containers.',
  }),
  ...CALLER_VARIABLES,
  ...PROTECTION_VARIABLES,
  ...TELEMETRY_VARIABLES,
  HOST: nonEmptyText
    .regex(/^[A-Za-z0-9.:-]+$/)
    .default('127.0.0.1')
    .register(variableFacts, {
      expects: 'a host name or address to listen on',
      about:
        'The address to listen on. Beyond loopback callers have to sign in: `AUTH_MODE=jwt`, but for the embedded sandbox.',
      default: '127.0.0.1',
      isSecurity: true,
    }),
  PORT: integer(0, 65_535).default(4000).register(variableFacts, {
    expects: 'a port number from 0 to 65535 (0 takes any free one)',
    about: 'The port to listen on.',
    default: '4000',
  }),
  CORS_ORIGINS: origins.optional().register(variableFacts, {
    expects: 'a comma-separated list of origins such as https://app.example.org, without path and without *',
    about: 'The web origins whose pages may call the graph. Off by default.',
    isSecurity: true,
  }),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .register(variableFacts, {
      expects: `one of ${LOG_LEVELS.join(', ')}`,
      about: 'How much is logged. No level logs patient data.',
      default: 'info',
    }),
  SHUTDOWN_TIMEOUT_MS: integer(0, 300_000).default(10_000).register(variableFacts, {
    expects: 'a whole number of milliseconds from 0 to 300000',
    about: 'How long operations under way may still take after SIGTERM.',
    default: '10000',
  }),
  NODE_ENV: nonEmptyText.optional().register(variableFacts, {
    expects: `one of ${NODE_ENVIRONMENTS.join(', ')}`,
    about:
      'In `production` there is no sandbox, and by default no landing page and no introspection. Any value but `development` and ' +
      '`test` counts as `production`, with a warning.',
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
