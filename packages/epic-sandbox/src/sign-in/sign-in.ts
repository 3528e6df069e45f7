/** The sign-in of people: SMART App Launch, and the access that their tokens give. */
import type { IncomingMessage } from 'node:http';
import type { Access } from '../access.ts';
import { createOpenIdConfiguration, type Endpoints } from '../authorization-metadata.ts';
import type { AssertionVerifier } from '../client-assertions.ts';
import type { Entitlements } from '../entitlements.ts';
import { readForm } from '../form-body.ts';
import { createEmptyResponse, createJsonResponse, type HttpResponse } from '../http-response.ts';
import { SITE_MRN_SYSTEM } from '../data/epic-patient.ts';
import type { SiteRecords } from '../data/site-records.ts';
import type { ResourceTypes } from '../resource-types.ts';
import type { SignInOperation } from '../routes.ts';
import type { Patient, Stored } from '../types.ts';
import { createAppEndpoints, GRANT_TYPES } from './app-endpoints.ts';
import type { RegisteredApp } from './apps.ts';
import { createAuthorization, type Decision } from './authorization.ts';
import { createAuthorizationRequestParser } from './authorization-requests.ts';
import { createGrants, type IssuedToken } from './grants.ts';
import type { IdTokenIssuer } from './id-tokens.ts';
import { createLauncher, describePatients, type LaunchChoice } from './launcher.ts';
import { createLaunches } from './launches.ts';
import type { Choice } from './pages.ts';
import { createPeople, type People, patientName, type SandboxPerson, type PersonId } from './people.ts';
import { createPersonAccess, type SearchWithoutPatient } from './person-access.ts';

export interface SignInOptions {
  readonly endpoints: Endpoints;
  readonly apps: readonly RegisteredApp[];
  readonly assertions: AssertionVerifier;
  readonly idTokens: IdTokenIssuer;
  /** The site's table, including the resources created in this sandbox. */
  readonly types: ResourceTypes;
  readonly records: SiteRecords;
  readonly patients: () => readonly Stored<Patient>[];
  readonly entitlements: Entitlements;
  readonly now: () => number;
  readonly tokenLifetimeSeconds: number;
  readonly rotatesRefreshTokens: boolean;
  readonly searchWithoutPatient: SearchWithoutPatient;
  /** The `iss` of authorization responses (RFC 9207); null for none. */
  readonly responseIssuer: string | null;
  /** Answers the token requests of clients without a person. */
  readonly answerBackendToken: (form: URLSearchParams | null) => Promise<HttpResponse>;
}

export interface SignIn {
  answer: (
    operation: SignInOperation,
    request: IncomingMessage,
    query: URLSearchParams,
  ) => Promise<HttpResponse>;
  /** Returns what a person's access token gives access to; null if it is not valid. */
  accessOf: (token: string) => Access | null;
  readonly people: readonly SandboxPerson[];
  registerApp: (app: RegisteredApp) => void;
  launchAddressOf: (choice: LaunchChoice) => string;
  /** Does what a person would do in a browser, and returns the URL to which the pages redirect. Throws if the request is refused without a redirect. */
  authorize: (authorizationUrl: string, person: PersonId, decision?: Decision) => string;
  expireTokens: () => void;
}

/** SMART's style properties (SMART App Launch 2.2 §2.1.9.4). */
const STYLE = {
  color_background: '#f2f5f8',
  color_error: '#9e2d2d',
  color_highlight: '#0b5cad',
  color_modal_backdrop: '',
  color_success: '#498e49',
  color_text: '#16202b',
  dim_border_radius: '6px',
  dim_font_size: '13px',
  dim_spacing_size: '20px',
  font_family_body: 'system-ui, sans-serif',
  font_family_heading: 'system-ui, sans-serif',
};

export function createSignIn(options: SignInOptions): SignIn {
  const { endpoints, types, now, entitlements, idTokens, responseIssuer } = options;
  const { baseUrl } = endpoints;
  const apps = new Map(options.apps.map((app) => [app.clientId, app]));
  const launches = createLaunches(now);
  const grants = createGrants(options);
  const parse = createAuthorizationRequestParser({ apps, launches, baseUrl });
  const accesses = new WeakMap<IssuedToken, Access>();
  let created: People | null = null;

  /** Created on first use, because finding a parent generates charts. */
  function people(): People {
    created ??= createPeople(options.records, types);
    return created;
  }

  function patientsOf({ patients }: SandboxPerson): readonly Choice[] {
    const visible = options.patients().filter(({ id }) => patients === null || patients.includes(id));
    return describePatients(visible, patientName, options.records.localize(SITE_MRN_SYSTEM));
  }

  const everybody = (): readonly SandboxPerson[] => people().all;
  const authorization = createAuthorization({
    ...options,
    parse,
    people: everybody,
    patientsOf,
    grants,
    launches,
  });
  const launcher = createLauncher({ apps, people: everybody, patientsOf, types, launches, baseUrl });
  const forApps = createAppEndpoints({ ...options, apps, grants });

  async function answer(
    operation: SignInOperation,
    request: IncomingMessage,
    query: URLSearchParams,
  ): Promise<HttpResponse> {
    const { method = 'GET' } = request;
    switch (operation) {
      case 'token': {
        const form = await readForm(request);
        return form !== null && GRANT_TYPES.includes(form.get('grant_type') ?? '')
          ? forApps.token(form)
          : options.answerBackendToken(form);
      }
      case 'revoke':
        return forApps.revoke(await readForm(request));
      case 'introspect':
        return forApps.introspect(await readForm(request));
      case 'authorize':
        return authorization.authorize(method, method === 'GET' ? query : await readForm(request));
      case 'sign-in':
        return authorization.signIn(await readForm(request));
      case 'consent':
        return authorization.consent(await readForm(request));
      case 'launch':
        return launcher.launch(await readForm(request));
      case 'launcher':
        return method === 'GET' ? launcher.show(query) : createEmptyResponse(405, { Allow: 'GET' });
      case 'jwks':
        return createJsonResponse(200, await idTokens.keySet());
      case 'smart-style':
        return createJsonResponse(200, STYLE);
      case 'openid-configuration':
        return createJsonResponse(200, createOpenIdConfiguration(endpoints, responseIssuer !== null));
    }
  }

  function accessOf(token: string): Access | null {
    const issued = grants.find(token);
    if (issued === null) return null;
    const known = accesses.get(issued);
    if (known !== undefined) return known;
    const { grant, scopes } = issued;
    const access = createPersonAccess(
      { owner: grant.owner, person: grant.person, scopes, patient: grant.patient },
      {
        types,
        patients: options.patients,
        entitlements,
        staff: people().staff,
        searchWithoutPatient: options.searchWithoutPatient,
      },
    );
    accesses.set(issued, access);
    return access;
  }

  function authorize(authorizationUrl: string, personId: PersonId, decision: Decision = {}): string {
    const parsed = parse(new URL(authorizationUrl).searchParams);
    const person = everybody().find(({ id }) => id === personId);
    if (parsed.kind === 'unknown') throw new Error(parsed.reason);
    if (parsed.kind === 'refused') throw new Error(parsed.description);
    if (person?.audience !== parsed.request.app.audience) throw new Error(`The app is not for ${personId}.`);
    return authorization.decide(parsed.request, parsed.request.launch?.person ?? person, decision);
  }

  return {
    answer,
    accessOf,
    get people() {
      return everybody();
    },
    registerApp: (app) => apps.set(app.clientId, app),
    launchAddressOf: launcher.addressOf,
    authorize,
    expireTokens: grants.expireAccessTokens,
  };
}
