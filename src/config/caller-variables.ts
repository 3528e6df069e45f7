/** The variables of authentication and access. */
import { z } from 'zod';
import { LOCAL_ISSUER_FOLDER } from './local-issuer.ts';
import {
  booleanFlag,
  HTTPS_URL,
  httpsUrl,
  integer,
  listOf,
  nonEmptyText,
  secret,
  variableFacts,
} from './values.ts';

const AUTH_MODES = ['none', 'jwt'] as const;

/** HL7 v3-Confidentiality. */
const CONFIDENTIALITIES = ['N', 'R', 'V'] as const;

/** Asymmetric signatures only: with a shared secret, every party that verifies a token can also issue one. */
const TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

const DEFAULT_ALGORITHMS = 'RS256,RS384,ES256,ES384';

/** A word without spaces, and a scope as in `SCOPE` of src/access/scopes.ts. */
const MAPPED_SCOPE =
  /^[^=\s]+=(patient|user|system)\/(\*|[A-Z][A-Za-z]+)\.((read|write|\*)|(?=[cruds])c?r?u?d?s?(\?[^\s#]+)?)$/;

export const CALLER_VARIABLES = {
  AUTH_MODE: z
    .enum(AUTH_MODES)
    .default('none')
    .register(variableFacts, {
      expects: 'none or jwt',
      about:
        'How callers authenticate: with bearer tokens (`jwt`, which `AUTH_LOCAL_ISSUER` implies), or not at all (`none`, for loopback and the embedded ' +
        'sandbox only). `SMART_CLIENT_ID` lets people sign in at the FHIR server, with either value.',
      default: 'none',
      isSecurity: true,
    }),
  AUTH_ISSUER: listOf(httpsUrl).optional().register(variableFacts, {
    expects: 'one or more comma-separated https URLs (http only on loopback)',
    about: 'The accepted token issuers, exactly as in `iss`.',
    isSecurity: true,
  }),
  AUTH_LOCAL_ISSUER: nonEmptyText.optional().register(variableFacts, {
    expects: `the folder or the key set of the local issuer, such as ${LOCAL_ISSUER_FOLDER}`,
    about:
      'For development: accepts the tokens of `npm run gateway -- token` ([callers.md](callers.md#a-token-without-an-identity-provider)), and no others. It replaces ' +
      '`AUTH_ISSUER`. Refused in production, and with a FHIR server on any address but loopback.',
    isSecurity: true,
  }),
  AUTH_AUDIENCE: listOf(nonEmptyText)
    .optional()
    .register(variableFacts, {
      expects: 'one or more comma-separated audiences',
      about:
        'The audiences of this gateway. A token’s `aud` must contain one of them. Optional with `AUTH_CLIENTS`, for an issuer whose tokens have ' +
        'no `aud`.',
      isSecurity: true,
    }),
  AUTH_CLIENTS: listOf(nonEmptyText)
    .optional()
    .register(variableFacts, {
      expects: 'one or more comma-separated client ids',
      about:
        'The client applications that may use this gateway, by the claim of `AUTH_CLIENT_CLAIM`. Default: every client whose token has an ' +
        'audience of `AUTH_AUDIENCE`. Without `AUTH_AUDIENCE`, tokens must have no `aud`.',
      isSecurity: true,
    }),
  AUTH_JWKS_URL: httpsUrl.optional().register(variableFacts, {
    expects: HTTPS_URL,
    about:
      'The JWKS of the issuer, if there is only one issuer. Default: discovered from each issuer’s OpenID configuration.',
    isSecurity: true,
  }),
  AUTH_ALGORITHMS: listOf(z.enum(TOKEN_ALGORITHMS))
    .default(DEFAULT_ALGORITHMS.split(','))
    .register(variableFacts, {
      expects: `one or more of ${TOKEN_ALGORITHMS.join(', ')}, comma-separated`,
      about: 'The accepted signature algorithms.',
      default: DEFAULT_ALGORITHMS,
      isSecurity: true,
    }),
  AUTH_CLOCK_TOLERANCE_SECONDS: integer(0, 300).default(30).register(variableFacts, {
    expects: 'a whole number of seconds from 0 to 300',
    about: 'The accepted clock difference between gateway and issuer.',
    default: '30',
    isSecurity: true,
  }),
  AUTH_SCOPE_CLAIM: listOf(nonEmptyText).default(['scope']).register(variableFacts, {
    expects: 'one or more comma-separated names of claims',
    about:
      'The claim with the SMART scopes, as a space-separated string or an array. With several names, the first claim that a token has counts.',
    default: 'scope',
    isSecurity: true,
  }),
  AUTH_SCOPE_MAP: listOf(nonEmptyText.regex(MAPPED_SCOPE))
    .optional()
    .register(variableFacts, {
      expects: 'one or more comma-separated pairs of a word and a SMART scope, such as Chart.Read=user/*.rs',
      about:
        'The SMART scopes that the words of the scope claim grant, for an issuer that cannot issue SMART scopes. A word can occur several times. Other words grant ' +
        'nothing, not even SMART scopes. Write a comma in a scope as `%2C`.',
      isSecurity: true,
    }),
  AUTH_PATIENT_CLAIM: nonEmptyText.default('patient').register(variableFacts, {
    expects: 'the name of a claim',
    about: 'The claim with the FHIR id of the patient that `patient/` scopes cover.',
    default: 'patient',
    isSecurity: true,
  }),
  AUTH_CLIENT_CLAIM: nonEmptyText.default('client_id').register(variableFacts, {
    expects: 'the name of a claim',
    about: 'The claim with the client id. If a token lacks it, `azp` counts.',
    default: 'client_id',
    isSecurity: true,
  }),
  AUTH_SITE_CLAIM: nonEmptyText.default('sites').register(variableFacts, {
    expects: 'the name of a claim',
    about:
      'The claim with the ids of the sites that the caller may use, as a space-separated string or an array. It applies with `SITES_FILE`, and only ' +
      'in tokens of `AUTH_ISSUER`: the issuer of a site grants access to that site.',
    default: 'sites',
    isSecurity: true,
  }),
  ROUTER_SECRET: listOf(secret)
    .pipe(z.array(z.string()).max(2))
    .optional()
    .register(variableFacts, {
      expects: 'one secret or two comma-separated secrets, each of 32 or more visible ASCII characters',
      about:
        'Restricts `/graphql` to routers: requests must send one of these secrets in `Router-Authorization`. Use two secrets while you ' +
        'rotate them.',
      isSecurity: true,
      isConfidential: true,
    }),
  PANEL_ONLY: booleanFlag.default(false).register(variableFacts, {
    expects: 'true or false',
    about: 'Whether `user/` and `system/` scopes cover only the patients of `PATIENT_PANEL`.',
    default: 'false',
    isSecurity: true,
  }),
  PATIENT_SEES_CONFIDENTIALITY: z
    .enum(CONFIDENTIALITIES)
    .default('N')
    .register(variableFacts, {
      expects: 'N, R or V',
      about:
        'The highest confidentiality that `patient/` scopes cover: normal (`N`), restricted (`R`) or very restricted (`V`). More confidential ' +
        'records look absent.',
      default: 'N',
      isSecurity: true,
    }),
} as const;
