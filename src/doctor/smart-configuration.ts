/** What the server says of its token endpoint, in `.well-known/smart-configuration` (SMART App Launch 2.2 §"Conformance"). */
import { smartConfiguration } from '../auth/discovery.ts';
import { maySpeakTo } from '../auth/endpoints.ts';
import { tokenUrlOf } from '../config/authentication.ts';
import { isObject, texts } from '../fhir/shape.ts';
import type { Http } from '../http/http.ts';
import type { Subject } from './configuration.ts';
import { answered, transportFault } from './exchange.ts';
import { methodCauses } from './methods.ts';
import { asClient } from './client-name.ts';
import { type Cause, type Checked, finding, listed } from './step.ts';
import { clientIdHeader } from '../fhir/metadata.ts';

export interface SmartConfiguration {
  /** null: it names none, or none that may be spoken to. */
  readonly tokenEndpoint: string | null;
  /** The algorithms that the server says it takes; none where it does not say. */
  readonly algorithms: readonly string[];
  /** The ways to sign in that it says it takes (RFC 8414 §2); none where it does not say. */
  readonly methods: readonly string[];
}

const NOTHING: SmartConfiguration = { tokenEndpoint: null, algorithms: [], methods: [] };

/** What is missing here can still stand in /metadata, so that nothing here is a failure. */
export async function checkSmartConfiguration(
  { connection }: Subject,
  { http, signal }: { readonly http: Http; readonly signal: AbortSignal },
): Promise<Checked<SmartConfiguration>> {
  const { baseUrl, authentication } = connection;
  const isOpen = authentication.kind === 'none';
  const tokenUrl = tokenUrlOf(authentication);
  const url = `${baseUrl}/.well-known/smart-configuration`;
  const tried = `GET ${url}${asClient(authentication)}`;
  const answer = await answered(() =>
    http.send({
      url,
      headers: { accept: 'application/json', ...clientIdHeader(authentication) },
      redirectsWithin: baseUrl,
      signal,
    }),
  );
  if ('fault' in answer) {
    return {
      finding: finding({ tried, found: [answer.fault.message], causes: [transportFault(answer.fault)] }),
      value: NOTHING,
    };
  }
  const json = answer.status === 200 ? answer.json : undefined;
  const parsed = smartConfiguration.safeParse(json);
  if (!parsed.success || !isObject(json)) {
    const what = json === undefined ? 'and no JSON' : 'and JSON that names no token endpoint';
    return {
      finding: finding({
        tried,
        found: [`HTTP ${answer.status}, ${what}.`, ...(isOpen ? ['An open server needs none.'] : [])],
        causes: isOpen ? [] : tokenUrl === null ? [NO_BASE, OLD] : [OLD],
        facts: { status: answer.status, tokenEndpoint: null },
      }),
      value: NOTHING,
    };
  }
  const named = parsed.data.token_endpoint;
  const isUsable = maySpeakTo(named, baseUrl) && isPlain(named);
  const algorithms = words(json['token_endpoint_auth_signing_alg_values_supported']);
  const methods = words(json['token_endpoint_auth_methods_supported']);
  const grants = words(json['grant_types_supported']);
  const causes = [
    ...(isUsable ? [] : [unusable()]),
    ...(tokenUrl !== null && tokenUrl !== named ? [differs(named)] : []),
    ...methodCauses(authentication.kind, methods),
    ...(grants.length > 0 && !grants.includes('client_credentials') ? [NOT_BACKEND] : []),
    ...(authentication.kind === 'private_key_jwt' &&
    algorithms.length > 0 &&
    !algorithms.includes(authentication.signingAlgorithm)
      ? [otherAlgorithms(algorithms)]
      : []),
  ];
  return {
    finding: finding({
      tried,
      found: [`HTTP 200: the token endpoint is ${shown(named)}`],
      causes: [...new Set(causes)],
      facts: { status: 200, tokenEndpoint: shown(named), algorithms, methods, grants },
    }),
    value: { tokenEndpoint: isUsable ? named : null, algorithms, methods },
  };
}

/** Such as `RS384`, `private_key_jwt` and grant types, some of which are URNs; what is none is left out. */
function words(value: unknown): string[] {
  return texts(value).filter((name) => /^[\w:.-]{1,80}$/.test(name));
}

/** What is not goes neither into a message nor into an assertion. */
function isPlain(url: string): boolean {
  return /^[\x21-\x7e]+$/.test(url) && new URL(url).username === '';
}

/** Comes from the server: as a URL it has no control characters, and what could be credentials is left out. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

const NO_BASE: Cause = {
  cause: 'EPIC_BASE_URL is not the base of a FHIR API.',
  remedy:
    'At Epic it ends in /api/FHIR/R4. Compare it with what the site gave you, or with open.epic.com/MyApps/Endpoints.',
};
const OLD: Cause = {
  cause: 'The server does not have this document; older ones do not.',
  remedy: 'Nothing, where the steps below go well: /metadata or EPIC_TOKEN_URL name the token endpoint too.',
};
const NOT_BACKEND: Cause = {
  cause: 'The server does not say that it offers client_credentials, the grant of SMART Backend Services.',
  remedy: 'Nothing, where a token comes; else ask the site for an endpoint for backend systems.',
};

function unusable(): Cause {
  return {
    cause: 'The token endpoint that it names is not behind https, or no plain URL, and is not spoken to.',
    remedy: 'Set EPIC_TOKEN_URL to the https URL of the token endpoint, and tell the site.',
  };
}

function differs(named: string): Cause {
  return {
    cause: `EPIC_TOKEN_URL is another endpoint than the one that the server names, ${shown(named)}.`,
    remedy:
      'Leave EPIC_TOKEN_URL out. Where a proxy makes it necessary, set EPIC_TOKEN_AUDIENCE to what the server names.',
  };
}

function otherAlgorithms(algorithms: readonly string[]): Cause {
  return {
    cause: `The server does not list EPIC_SIGNING_ALG among the algorithms that it takes (${listed(algorithms)}).`,
    remedy: 'Set EPIC_SIGNING_ALG to one of these that fits the key.',
  };
}
