/** Exchanges the code of a sign-in, and checks what the person was granted. Shows no token, id or name. */
import { parseScopes } from '../../access/scopes.ts';
import { createServerUrls } from '../../epic/server-urls.ts';
import { parseOwnReference, parseReference } from '../../fhir/ids.ts';
import { isObject } from '../../fhir/lenient-read.ts';
import type { HttpResponse } from '../../http/http-client.ts';
import type { SmartGrant } from '../../smart/grants.ts';
import { STATEMENT_JSON } from '../../json/format.ts';
import { SIGN_IN_FAULTS, SignInError, type SignInFault } from '../../smart/sign-in-faults.ts';
import type { SmartClient } from '../../smart/smart-client.ts';
import type { CheckTools, ExaminedSite } from '../configuration.ts';
import { SYNC_CLOCK } from '../clock.ts';
import { type Cause, cause, type Checked, checked, compact, failed, listNames, skipped } from '../finding.ts';
import { answerOrFault, SERVER_FAILING, unanswered } from '../requests.ts';
import { describeGrant } from '../token-request.ts';
import type { SignInResponse } from './sign-in.ts';
import type { SignInSetup } from './sign-in-settings.ts';

/** @param refusal returns the error code of the token endpoint's last response; null if it had none */
export async function checkExchange(
  site: ExaminedSite,
  app: SmartClient,
  { parameters, checks }: SignInResponse,
  { now }: CheckTools,
  refusal: () => string | null,
): Promise<Checked<SmartGrant>> {
  const tried = 'exchanging the code at the token endpoint, and verifying the id_token';
  const result = await answerOrFault(exchange(app, parameters, checks));
  if ('fault' in result) return failed(unanswered(tried, result.fault));
  if (typeof result.answer === 'string') {
    const fault = result.answer;
    const code = refusal();
    return failed({
      tried,
      found: compact<string>(SIGN_IN_FAULTS[fault], code !== null && `The token endpoint answered ${code}.`),
      causes: EXCHANGE_CAUSES[fault] ?? [],
      facts: { fault, error: code },
    });
  }
  const grant = result.answer;
  const { fhirUser } = grant.person;
  const own = fhirUser === null ? null : parseOwnReference(fhirUser, createServerUrls(site.connection));
  const kind = fhirUser === null ? null : (parseReference({ reference: fhirUser })?.type ?? null);
  const known = PERSON_TYPES.find((type) => type === kind) ?? null;
  const seconds = Math.round((grant.tokens.expiresAt - now()) / 1000);
  return checked(grant, {
    tried,
    found: compact<string>(
      'The id_token is signed with a key of the server, for this app and this sign-in.',
      known === null
        ? 'The server does not say who signed in as a FHIR resource (fhirUser).'
        : `fhirUser is a ${known}.`,
      `The token lasts ${seconds} s. ${
        grant.tokens.refreshToken === null
          ? 'There is no refresh token, so the session ends with it.'
          : 'A refresh token renews it.'
      }`,
    ),
    causes: compact<Cause>(
      known === null && NO_FHIR_USER,
      known !== null && own === null && FOREIGN_FHIR_USER,
      grant.tokens.refreshToken === null && NO_REFRESH_TOKEN,
    ),
    facts: {
      fhirUser: known,
      expiresInSeconds: seconds,
      hasRefreshToken: grant.tokens.refreshToken !== null,
    },
  });
}

/** Returns the fault of a sign-in that failed. */
async function exchange(
  app: SmartClient,
  parameters: URLSearchParams,
  checks: SignInResponse['checks'],
): Promise<SmartGrant | SignInFault> {
  try {
    return await app.exchange(parameters, checks);
  } catch (error) {
    if (error instanceof SignInError) return error.fault;
    throw error;
  }
}

export function checkAccess({ client, audience }: SignInSetup, grant: SmartGrant): Checked<true> {
  const { scopes, patient, encounter, needPatientBanner } = grant;
  const asked = parseScopes(client.scopes);
  const granted = parseScopes(scopes);
  const hasPatientScope = [...asked, ...granted].some(({ context }) => context === 'patient');
  const [lifetime = '', ...described] = describeGrant({ ...UNUSED, scope: scopes.join(' ') }, 1);
  const refused = asked.filter(
    (one) => !granted.some(({ context }) => context === one.context || context === 'patient'),
  );
  return checked<true>(true, {
    tried: 'reading the scopes and the launch context of the token response',
    found: compact<string>(
      described.length > 0 ? described : lifetime,
      `Patient in context: ${patient === null ? 'none' : 'yes'}. Encounter in context: ${encounter === null ? 'none' : 'yes'}.`,
      needPatientBanner !== null &&
        `The app must ${needPatientBanner ? '' : 'not '}show whose record it is (need_patient_banner).`,
    ),
    causes: compact<Cause>(
      scopes.length === 0 && NO_SCOPES,
      scopes.length > 0 && granted.length === 0 && NO_RESOURCE_SCOPES,
      granted.length > 0 &&
        refused.length > 0 &&
        cause`The server granted no scopes of a requested kind: ${listNames([...new Set(refused.map(({ context }) => `${context}/`))])}.
          → Check the audience of the registration: user/ scopes are for clinicians, patient/ scopes for patients.`,
      hasPatientScope && patient === null && (audience === 'patient' ? NO_PATIENT : NO_PATIENT_CHOSEN),
    ),
    facts: {
      scopes: granted.length,
      hasPatient: patient !== null,
      hasEncounter: encounter !== null,
      needPatientBanner,
    },
  });
}

const UNUSED = { access_token: '', token_type: 'bearer', expires_in: 0 } as const;

/** Reads one record of the chart as the person: the patient in context, otherwise the person's own record. */
export async function checkPersonRead(
  site: ExaminedSite,
  { person, patient, tokens }: SmartGrant,
  tools: CheckTools,
): Promise<Checked<true>> {
  const { baseUrl } = site.connection;
  const own =
    person.fhirUser === null ? null : parseOwnReference(person.fhirUser, createServerUrls(site.connection));
  const target = patient === null ? own : { type: 'Patient', id: patient };
  if (target === null)
    return skipped('There is neither a patient in context nor a fhirUser of this server to read.');
  const tried = `GET ${baseUrl}/${target.type}/… with the token of the person`;
  const response = await answerOrFault(
    tools.http.send({
      url: `${baseUrl}/${target.type}/${target.id}`,
      headers: {
        accept: 'application/fhir+json',
        authorization: `Bearer ${tokens.accessToken}`,
      },
      json: STATEMENT_JSON,
      signal: tools.signal,
    }),
  );
  if ('fault' in response) return failed(unanswered(tried, response.fault));
  const { answer } = response;
  const { status } = answer;
  const facts = { status, type: target.type };
  if (isResource(answer, target.type))
    return checked<true>(true, { tried, found: [`HTTP ${status}: the person can read it.`], facts });
  return failed({
    tried,
    found: [`HTTP ${status}, and no ${target.type}.`],
    causes: READ_CAUSES[status] ?? (status >= 500 ? [SERVER_FAILING] : [NOT_FHIR]),
    facts,
  });
}

function isResource({ status, json }: HttpResponse, type: string): boolean {
  return status === 200 && isObject(json) && json['resourceType'] === type;
}

/** @param revoked returns the statuses of the requests to the revocation endpoint */
export async function checkRevocation(
  app: SmartClient,
  { tokens }: SmartGrant,
  canRevoke: boolean,
  revoked: () => readonly number[],
): Promise<Checked<true>> {
  const tried = 'revoking the tokens of this sign-in';
  if (!canRevoke)
    return checked<true>(true, {
      tried: 'looking for the revocation endpoint',
      found: ['The server cannot revoke tokens. The ones of this sign-in expire by themselves.'],
      facts: { canRevoke },
    });
  await app.revoke(tokens);
  const statuses = revoked();
  const isDone = statuses.length > 0 && statuses.every((status) => status === 200);
  return checked<true>(true, {
    tried,
    found: [
      isDone
        ? 'The server has revoked the tokens.'
        : `The server did not revoke all tokens (HTTP ${statuses.join(', ') || 'without an answer'}).`,
    ],
    causes: compact<Cause>(!isDone && NOT_REVOKED),
    facts: { canRevoke, statuses },
  });
}

const PERSON_TYPES = ['Practitioner', 'PractitionerRole', 'Patient', 'RelatedPerson', 'Person'] as const;

const NO_FHIR_USER = cause`The id_token has no fhirUser: the scope fhirUser is not granted, or the person is not mapped to a provider record.
  → Check the scope in the registration. At Epic, ask the site to link the user (EMP) to a provider (SER).`;
const FOREIGN_FHIR_USER = cause`fhirUser is a record of another FHIR server, so Query.me cannot read it.
  → If the server has another base URL in its links, set EPIC_LINK_BASE_URL.`;
const NO_REFRESH_TOKEN = cause`The server issued no refresh token, so people must sign in again when the token expires.
  → Request offline_access or online_access (SMART_SCOPES). At Epic, mark the app as requiring persistent access.`;
const NO_SCOPES = cause`The token response does not say which scopes were granted, so the gateway treats the person as having none.
  → Tell the site: scope is required in the response (SMART App Launch 2.2).`;
const NO_RESOURCE_SCOPES = cause`No scope for FHIR resources was granted.
  → Add APIs to the registration ("Incoming APIs"), and request user/ or patient/ scopes (SMART_SCOPES, SMART_PATIENT_SCOPES).`;
const NO_PATIENT = cause`The server chose no patient, although the app is for patients: the scope launch/patient is missing in the registration.
  → Add it. Without a patient in context, patient/ scopes reach nothing.`;
const NO_PATIENT_CHOSEN = cause`No patient is in context, although patient/ scopes are requested.
  → Request launch/patient too (SMART_SCOPES), or launch the app from the chart of a patient.`;
const NOT_REVOKED = cause`The revocation endpoint refused the app. → Check whether it accepts the same client authentication as the token endpoint.`;

const CODE_USED = cause`The code was used before, or is older than a minute or so: a page or a security gateway opened the address again.
  → Run the doctor again, and paste the address at once.`;
const REDIRECT_OR_VERIFIER = cause`The redirect URL or the PKCE verifier does not match the request, because a proxy changes it.
  → Compare the redirect URL above with the registration, and send nothing through a rewriting proxy.`;
const CLIENT = cause`The server refuses the app at the token endpoint (see "App"): key, client id or SMART_CLIENT_AUTH do not fit the registration.
  → A new key or key set reaches the server with the next sync: up to 1 hour in Epic's sandbox, 12 hours at a site.`;
const OTHER_SERVER = cause`The response, or the id_token, names another server than the SMART configuration, as with a proxy or two environments.
  → Compare issuer in both documents (see "Sign-in server"), and check that EPIC_BASE_URL is of the environment where the person signs in.`;
const WRONG_KEYS = cause`The key set that the server names (see "ID token keys") is not the one it signs with, or the id_token is forged.
  → Ask the site. The gateway never accepts an unsigned id_token, or one with a shared secret (HS256).`;
const NO_OPENID = cause`The scope openid is not granted. → Add openid and fhirUser to the registration. Check sso-openid-connect in the step "Sign-in server".`;
const OTHER_APP = cause`The id_token is for another client id. → Ask the site. Check that no proxy changes client_id.`;
const CACHED = cause`The server, or a cache in between, answered with the response of an earlier sign-in. → Try again. Ask the site if it repeats.`;
const CLOCKS = cause`This machine's clock differs from the server's (see "Clock"). → ${SYNC_CLOCK}`;
const MALFORMED = cause`The token response lacks access_token, or has a patient or an encounter that is no FHIR id. → Ask the site.`;

const EXCHANGE_CAUSES: Readonly<Partial<Record<SignInFault, readonly Cause[]>>> = {
  code_refused: [CODE_USED, REDIRECT_OR_VERIFIER],
  client_refused: [CLIENT],
  wrong_issuer: [OTHER_SERVER],
  wrong_token_issuer: [OTHER_SERVER],
  wrong_signature: [WRONG_KEYS],
  no_id_token: [NO_OPENID],
  wrong_audience: [OTHER_APP],
  wrong_nonce: [CACHED],
  expired: [CLOCKS],
  invalid_response: [MALFORMED, SERVER_FAILING],
  declined: [CODE_USED],
};

const TOKEN_REFUSED = cause`The FHIR server does not accept the token: it belongs to another environment, or EPIC_BASE_URL does.
  → Compare EPIC_BASE_URL with the FHIR base URL (aud) from the site.`;
const NOT_ALLOWED = cause`Epic does not let this person read it: the app lacks the API (Incoming APIs), or the person lacks the security for it.
  → Sign in as somebody who sees the record in Hyperspace. Add Patient.Read and Practitioner.Read (R4) to the registration.`;
const RESTRICTED = cause`The record is restricted (break-the-glass) for this person. → Choose another patient.`;
const NOT_FOUND = cause`The record is not in this environment, or hidden from this person. → Choose another patient.`;
const NOT_FHIR = cause`Something else than the FHIR server answers. → Run the doctor without --launch, which checks the FHIR API.`;

const READ_CAUSES: Readonly<Record<number, readonly Cause[]>> = {
  401: [TOKEN_REFUSED],
  403: [NOT_ALLOWED, RESTRICTED],
  404: [NOT_FOUND],
};
