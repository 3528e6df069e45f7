/** The variables that say who may call, and how callers are known. */
import { z } from 'zod';
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

/** Asymmetric signatures only: with a shared secret, whoever can check a token can also make one. */
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

export const CALLER_VARIABLES = {
  AUTH_MODE: z.enum(AUTH_MODES).default('none').register(variableFacts, {
    expects: 'none or jwt',
    about:
      'How callers sign in: with bearer tokens (`jwt`), or not at all (`none`), which is for loopback and the embedded sandbox.',
    default: 'none',
    isSecurity: true,
  }),
  AUTH_ISSUER: listOf(httpsUrl).optional().register(variableFacts, {
    expects: 'one or more https URLs with commas between (http is accepted on loopback only)',
    about: 'The issuers whose tokens are accepted, as their `iss` has it.',
    isSecurity: true,
  }),
  AUTH_AUDIENCE: listOf(nonEmptyText).optional().register(variableFacts, {
    expects: 'one or more audiences with commas between',
    about: 'The audiences that name this gateway; a token needs one of them in its `aud`.',
    isSecurity: true,
  }),
  AUTH_JWKS_URL: httpsUrl.optional().register(variableFacts, {
    expects: HTTPS_URL,
    about:
      'The key set of the issuer, where there is one issuer. By default it is found in the OpenID configuration of each issuer.',
    isSecurity: true,
  }),
  AUTH_ALGORITHMS: listOf(z.enum(TOKEN_ALGORITHMS))
    .default(DEFAULT_ALGORITHMS.split(','))
    .register(variableFacts, {
      expects: `one or more of ${TOKEN_ALGORITHMS.join(', ')} with commas between`,
      about: 'The signature algorithms that tokens may have.',
      default: DEFAULT_ALGORITHMS,
      isSecurity: true,
    }),
  AUTH_CLOCK_TOLERANCE_SECONDS: integer(0, 300).default(30).register(variableFacts, {
    expects: 'a whole number of seconds from 0 to 300',
    about: 'How far the clocks of issuers may be off.',
    default: '30',
    isSecurity: true,
  }),
  AUTH_SCOPE_CLAIM: nonEmptyText.default('scope').register(variableFacts, {
    expects: 'the name of a claim',
    about: 'The claim that holds the SMART scopes, as words with spaces between or as a list.',
    default: 'scope',
    isSecurity: true,
  }),
  AUTH_PATIENT_CLAIM: nonEmptyText.default('patient').register(variableFacts, {
    expects: 'the name of a claim',
    about: 'The claim that holds the FHIR id of the patient whom `patient/` scopes are about.',
    default: 'patient',
    isSecurity: true,
  }),
  AUTH_CLIENT_CLAIM: nonEmptyText.default('client_id').register(variableFacts, {
    expects: 'the name of a claim',
    about: 'The claim that holds the client; `azp` stands in where it is missing.',
    default: 'client_id',
    isSecurity: true,
  }),
  ROUTER_SECRET: listOf(secret)
    .pipe(z.array(z.string()).max(2))
    .optional()
    .register(variableFacts, {
      expects: 'one secret, or two with a comma between, of 32 or more visible ASCII characters each',
      about:
        'Serves routers alone: `/graphql` answers to requests with one of these in `Router-Authorization`, and to no others. Two are for ' +
        'while a secret is replaced.',
      isSecurity: true,
      isConfidential: true,
    }),
  PANEL_ONLY: booleanFlag.default(false).register(variableFacts, {
    expects: 'true or false',
    about: 'Whether `user/` and `system/` scopes reach the patients of `PATIENT_PANEL` alone.',
    default: 'false',
    isSecurity: true,
  }),
  PATIENT_SEES_CONFIDENTIALITY: z
    .enum(CONFIDENTIALITIES)
    .default('N')
    .register(variableFacts, {
      expects: 'N, R or V',
      about:
        'The highest confidentiality of records that `patient/` scopes reach: normal (`N`), restricted (`R`) or very restricted (`V`). Above it ' +
        'a record is as absent as one that does not exist.',
      default: 'N',
      isSecurity: true,
    }),
} as const;
