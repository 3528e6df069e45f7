/** The variables of sign-in with SMART App Launch, and of the sessions that it starts. */
import { z } from 'zod';
import {
  callbackUrl,
  clientId,
  HTTPS_URL,
  httpsUrl,
  integer,
  listOf,
  secret,
  secureOrigins,
  signInScopes,
  variableFacts,
} from './values.ts';

const SMART_CLIENT_AUTHS = ['private_key_jwt', 'none'] as const;
const SAME_SITES = ['lax', 'none'] as const;

/** Epic adds the resource scopes of the app registration. Other servers grant what is requested. */
const CLINICIAN_SCOPES = 'openid fhirUser user/*.rs';
const PATIENT_SCOPES = 'openid fhirUser patient/*.rs';

const SCOPES = 'a space-separated list of SMART scopes that includes openid and fhirUser';
const ORIGINS =
  'a comma-separated list of https origins such as https://app.example.org, without path and without * (http only on loopback)';

export const SMART_VARIABLES = {
  SMART_CLIENT_ID: clientId.optional().register(variableFacts, {
    expects: 'the client id of an app registration for clinicians, not a placeholder',
    about:
      'Lets clinicians sign in at the FHIR server (SMART App Launch). The gateway then reads with the token of the person, and refuses every request ' +
      'without credentials, whatever `AUTH_MODE` is.',
    isSecurity: true,
  }),
  SMART_PATIENT_CLIENT_ID: clientId.optional().register(variableFacts, {
    expects: 'the client id of an app registration for patients, not a placeholder',
    about: 'The same for patients and their proxies. Epic registers an app for one audience.',
    isSecurity: true,
  }),
  SMART_SCOPES: signInScopes.default(CLINICIAN_SCOPES).register(variableFacts, {
    expects: SCOPES,
    about: 'The scopes to request for clinicians. The gateway adds `launch` if the EHR launches the app.',
    default: CLINICIAN_SCOPES,
    isSecurity: true,
  }),
  SMART_PATIENT_SCOPES: signInScopes.default(PATIENT_SCOPES).register(variableFacts, {
    expects: SCOPES,
    about:
      'The scopes to request for patients. The gateway adds `launch/patient` to a request with `patient/` scopes that no EHR launched.',
    default: PATIENT_SCOPES,
    isSecurity: true,
  }),
  SMART_REDIRECT_URL: callbackUrl.optional().register(variableFacts, {
    expects: `${HTTPS_URL} that ends with /auth/callback`,
    about: 'The redirect URL of the app registration: the public URL of the gateway’s `/auth/callback`.',
    isSecurity: true,
  }),
  SMART_CLIENT_AUTH: z
    .enum(SMART_CLIENT_AUTHS)
    .default('private_key_jwt')
    .register(variableFacts, {
      expects: `one of ${SMART_CLIENT_AUTHS.join(', ')}`,
      about:
        'The gateway’s authentication when it exchanges a code or renews a token of a person: an assertion signed with `EPIC_PRIVATE_KEY`, or none ' +
        'for a public client. It uses PKCE in both cases.',
      default: 'private_key_jwt',
      isSecurity: true,
    }),
  SMART_RETURN_URLS: listOf(httpsUrl).optional().register(variableFacts, {
    expects: 'one or more comma-separated https URLs without query or fragment (http only on loopback)',
    about:
      'The pages to which a person can return after signing in. Any other is refused, except the explorer where it offers to sign in.',
    isSecurity: true,
  }),
  SMART_APP_ORIGINS: secureOrigins.optional().register(variableFacts, {
    expects: ORIGINS,
    about:
      'The web origins whose pages may send requests with a session cookie. Default: the origins of `SMART_RETURN_URLS`, and of the explorer where it offers to sign in.',
    isSecurity: true,
  }),
  SMART_FRAME_ANCESTORS: secureOrigins.optional().register(variableFacts, {
    expects: ORIGINS,
    about: 'The web origins that may show the gateway’s sign-in pages in a frame. Default: none.',
    isSecurity: true,
  }),
  SESSION_SECRET: listOf(secret)
    .pipe(z.array(z.string()).max(2))
    .optional()
    .register(variableFacts, {
      expects: 'one secret or two comma-separated secrets, each of 32 or more visible ASCII characters',
      about:
        'Encrypts sessions. All replicas need the same value. To replace it, add the new secret after the old one, then put it first, and remove the ' +
        'old one after `SESSION_MAX_HOURS`.',
      isSecurity: true,
      isConfidential: true,
    }),
  SESSION_IDLE_MINUTES: integer(1, 1_440).default(15).register(variableFacts, {
    expects: 'a whole number of minutes from 1 to 1440, at most SESSION_MAX_HOURS',
    about: 'How long a session lasts without a request.',
    default: '15',
    isSecurity: true,
  }),
  SESSION_MAX_HOURS: integer(1, 24).default(10).register(variableFacts, {
    expects: 'a whole number of hours from 1 to 24',
    about: 'How long a session lasts at most.',
    default: '10',
    isSecurity: true,
  }),
  SESSION_SAME_SITE: z
    .enum(SAME_SITES)
    .default('lax')
    .register(variableFacts, {
      expects: `one of ${SAME_SITES.join(', ')}`,
      about:
        'The `SameSite` attribute of session cookies. Apps that the EHR shows in a frame need `none`, which also makes the cookies `Partitioned`.',
      default: 'lax',
      isSecurity: true,
    }),
} as const;
