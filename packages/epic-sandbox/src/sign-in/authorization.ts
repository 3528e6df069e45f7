/** The authorization endpoint: asks who signs in, for which patient, and whether the app may have access. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createEmptyResponse, type HttpResponse } from '../http-response.ts';
import { SIGN_IN_PATHS } from '../routes.ts';
import { appName } from './apps.ts';
import type {
  AuthorizationError,
  AuthorizationRequest,
  ParsedRequest,
  Recipient,
} from './authorization-requests.ts';
import type { Grant, Grants } from './grants.ts';
import type { Launches } from './launches.ts';
import { type Markup, markup } from './markup.ts';
import {
  checkboxGroup,
  type Choice,
  createPage,
  createProblemPage,
  hiddenField,
  radioGroup,
  selectBox,
} from './pages.ts';
import type { SandboxPerson } from './people.ts';
import { parseResourceScope } from './scopes.ts';

/** The answers of a person on the pages. */
export interface Decision {
  /** The patient for `launch/patient`. Defaults to the only or the first one. */
  readonly patient?: string;
  /** The resource scopes that the person allows. Defaults to all. */
  readonly scopes?: readonly string[];
  readonly isDenied?: boolean;
}

export interface Authorization {
  /** Answers the authorization request of an app. */
  authorize: (method: string, parameters: URLSearchParams | null) => HttpResponse;
  /** Answers the form of the sign-in page. */
  signIn: (form: URLSearchParams | null) => HttpResponse;
  /** Answers the form of the consent page. */
  consent: (form: URLSearchParams | null) => HttpResponse;
  /** Returns the URL to which a person's decision redirects. */
  decide: (request: AuthorizationRequest, person: SandboxPerson, decision: Decision) => string;
}

/** A request on its way through the pages. */
interface Pending {
  readonly request: AuthorizationRequest;
  readonly person: SandboxPerson | null;
  readonly expires: number;
}

const PENDING_MS = 10 * 60 * 1000;

export function createAuthorization(options: {
  parse: (parameters: URLSearchParams) => ParsedRequest;
  people: () => readonly SandboxPerson[];
  /** Returns the patients whom a person can choose. */
  patientsOf: (person: SandboxPerson) => readonly Choice[];
  grants: Pick<Grants, 'issueCode'>;
  launches: Pick<Launches, 'use'>;
  /** The `iss` of authorization responses (RFC 9207); null for none. */
  responseIssuer: string | null;
  /** Returns the time in epoch ms. */
  now: () => number;
}): Authorization {
  const { parse, people, patientsOf, grants, launches, responseIssuer, now } = options;
  const pending = new Map<string, Pending>();

  function authorize(method: string, parameters: URLSearchParams | null): HttpResponse {
    if (parameters === null || (method !== 'GET' && method !== 'POST'))
      return createProblemPage(400, 'Sign-in is not possible', 'The app sent a malformed request.');
    const parsed = parse(parameters);
    if (parsed.kind === 'unknown') return createProblemPage(400, 'Sign-in is not possible', parsed.reason);
    if (parsed.kind === 'refused')
      return redirect(refusalUrl(parsed.recipient, parsed.error, parsed.description));
    const { request } = parsed;
    return request.launch === null
      ? showSignIn(request)
      : redirect(decide(request, request.launch.person, {}));
  }

  function showSignIn(request: AuthorizationRequest): HttpResponse {
    const choices = peopleFor(request).map(({ id, name, role }) => ({
      value: id,
      label: name,
      detail: role,
    }));
    return createPage(
      'Sign in',
      markup`<p>${appName(request.app)} asks you to sign in.</p>
<form method="post" action="${SIGN_IN_PATHS['sign-in']}">
${hiddenField('request', keep(request, null))}
${radioGroup('person', 'Who are you?', choices)}
<div class="buttons"><button>Sign in</button></div>
</form>`,
    );
  }

  function signIn(form: URLSearchParams | null): HttpResponse {
    const started = take(form);
    if (started === null) return createExpiredPage();
    const person = peopleFor(started.request).find(({ id }) => id === form?.get('person'));
    return person === undefined
      ? createProblemPage(400, 'Sign-in failed', 'This person cannot sign in with this app.')
      : showConsent(started.request, person);
  }

  function showConsent(request: AuthorizationRequest, person: SandboxPerson): HttpResponse {
    const scopes = request.scopes.filter((scope) => parseResourceScope(scope) !== null);
    const name = appName(request.app);
    return createPage(
      `Allow ${name}?`,
      markup`<p>You are signed in as ${person.name}, ${person.role}.</p>
<form method="post" action="${SIGN_IN_PATHS.consent}">
${hiddenField('request', keep(request, person))}
${needsPatient(request, person) ? createPatientField(patientsOf(person)) : ''}
${scopes.length === 0 ? '' : checkboxGroup('scope', `${name} may`, scopes.map(describeScope))}
${request.scopes.includes('offline_access') ? markup`<p>It keeps this access after you close it.</p>` : ''}
<div class="buttons"><button name="decision" value="allow">Allow</button><button class="second" name="decision" value="deny">Deny</button></div>
</form>`,
    );
  }

  function consent(form: URLSearchParams | null): HttpResponse {
    const started = take(form);
    if (form === null || started?.person === undefined || started.person === null) return createExpiredPage();
    const { request, person } = started;
    const patient = form.get('patient');
    if (patient !== null && !patientsOf(person).some(({ value }) => value === patient))
      return createProblemPage(400, 'Sign-in failed', 'This patient cannot be chosen.');
    return redirect(
      decide(request, person, {
        ...(patient !== null && { patient }),
        scopes: form.getAll('scope'),
        isDenied: form.get('decision') !== 'allow',
      }),
    );
  }

  function decide(request: AuthorizationRequest, person: SandboxPerson, decision: Decision): string {
    const { launch } = request;
    const patient =
      launch?.patient ??
      (needsPatient(request, person) ? (decision.patient ?? patientsOf(person)[0]?.value ?? null) : null);
    const scopes = request.scopes.filter((text) => {
      const scope = parseResourceScope(text);
      if (scope === null) return text !== 'launch/patient' || patient !== null;
      return (decision.scopes?.includes(text) ?? true) && (scope.context === 'user' || patient !== null);
    });
    if (decision.isDenied === true) return refusalUrl(request, 'access_denied', 'The person denied access.');
    if (launch !== null) launches.use(launch);
    const { app, nonce, redirectUrl, challenge, state } = request;
    const grant: Grant = {
      app,
      person,
      scopes,
      patient,
      encounter: launch?.encounter ?? null,
      nonce,
      needsPatientBanner: launch === null,
      owner: randomUUID(),
    };
    const code = grants.issueCode(grant, { redirectUrl, challenge });
    return responseUrl({ redirectUrl, state }, { code });
  }

  /** Returns the people of the app's audience. */
  function peopleFor({ app }: AuthorizationRequest): readonly SandboxPerson[] {
    return people().filter(({ audience }) => audience === app.audience);
  }

  function keep(request: AuthorizationRequest, person: SandboxPerson | null): string {
    for (const [id, { expires }] of pending) if (expires <= now()) pending.delete(id);
    const id = randomBytes(24).toString('base64url');
    pending.set(id, { request, person, expires: now() + PENDING_MS });
    return id;
  }

  /** Returns the request of a form, once. */
  function take(form: URLSearchParams | null): Pending | null {
    const id = form?.get('request') ?? '';
    const started = pending.get(id);
    pending.delete(id);
    return started === undefined || started.expires <= now() ? null : started;
  }

  function refusalUrl(recipient: Recipient, error: AuthorizationError, description: string): string {
    return responseUrl(recipient, { error, error_description: description });
  }

  /** Keeps the query of the redirect URI (RFC 6749 §3.1.2). */
  function responseUrl(
    { redirectUrl, state }: Pick<Recipient, 'redirectUrl' | 'state'>,
    parameters: Readonly<Record<string, string>>,
  ): string {
    const url = new URL(redirectUrl);
    for (const [name, value] of Object.entries({
      ...parameters,
      ...(state !== null && { state }),
      ...(responseIssuer !== null && { iss: responseIssuer }),
    }))
      url.searchParams.set(name, value);
    return url.href;
  }

  return { authorize, signIn, consent, decide };
}

/** Patients and their families always act for one patient. Clinicians choose one if the app requests it. */
function needsPatient({ scopes, launch }: AuthorizationRequest, { audience }: SandboxPerson): boolean {
  return audience === 'patients' || (launch === null && scopes.includes('launch/patient'));
}

function createPatientField(patients: readonly Choice[]): Markup {
  const [only, ...others] = patients;
  return only !== undefined && others.length === 0
    ? markup`${hiddenField('patient', only.value)}<p>The patient is ${only.label}.</p>`
    : selectBox('patient', 'For which patient?', patients);
}

const VERBS = new Intl.ListFormat('en');

function describeScope(text: string): Choice {
  const scope = parseResourceScope(text);
  const verbs = [...(scope?.interactions ?? [])].map((interaction) =>
    interaction === 'create' ? 'add' : interaction,
  );
  const records = scope === null || scope.type === '*' ? 'all records' : `${scope.type} records`;
  const reach = scope?.context === 'patient' ? 'of this patient' : 'that you can see';
  return { value: text, label: `${VERBS.format(verbs)} ${records} ${reach}`, detail: text };
}

function createExpiredPage(): HttpResponse {
  return createProblemPage(400, 'This page has expired', 'Return to the app and sign in again.');
}

/** Uses 303, with which a browser sends a GET after a form. */
function redirect(location: string): HttpResponse {
  return createEmptyResponse(303, {
    Location: location,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  });
}
