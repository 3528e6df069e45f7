/** A token endpoint for a HAPI server, which then requires a token. It accepts one authentication method, and echoes refused requests. */
import type { SignInMethod } from '../../src/config/variables.ts';
import type { HapiAnswer, HapiOptions, HapiRequest } from './hapi-server.ts';

export interface TokenEndpointOptions {
  /** The accepted authentication method. */
  readonly accepts: Exclude<SignInMethod, 'none'>;
  readonly clientId: string;
  readonly secret: string;
  /** `token_endpoint_auth_methods_supported` in the SMART configuration; omitted by default. */
  readonly methods?: readonly string[];
}

const TOKEN = 'granted-token';

/** Returns an `intercept` option for `startHapiServer`: `/token`, a SMART configuration that names it, and 401 for requests without a token. */
export function createTokenEndpoint(options: TokenEndpointOptions): NonNullable<HapiOptions['intercept']> {
  return (request, body) => {
    if (request.target === '/token') return grantFor(options, request, body);
    if (request.target === '/.well-known/smart-configuration') return smartConfiguration(options, request);
    if (request.target === '/metadata' || request.headers['authorization'] === `Bearer ${TOKEN}`) return null;
    return { status: 401, body: { resourceType: 'OperationOutcome', issue: [] } };
  };
}

function smartConfiguration({ methods }: TokenEndpointOptions, { headers }: HapiRequest): HapiAnswer {
  return {
    status: 200,
    body: {
      token_endpoint: `http://${String(headers['host'])}/token`,
      grant_types_supported: ['client_credentials'],
      ...(methods === undefined ? {} : { token_endpoint_auth_methods_supported: methods }),
    },
  };
}

function grantFor(options: TokenEndpointOptions, { headers }: HapiRequest, body: string): HapiAnswer {
  const form = new URLSearchParams(body);
  const authorization = String(headers['authorization'] ?? '');
  if (ACCEPTED[options.accepts](options, form, authorization)) {
    return {
      status: 200,
      body: { access_token: TOKEN, token_type: 'bearer', expires_in: 300, scope: 'system/*.cruds' },
    };
  }
  // A careless server echoes the request, encoded and decoded.
  const [, encoded = ''] = authorization.split(' ');
  const decoded = Buffer.from(encoded, 'base64').toString();
  const echo = `${authorization} ${decoded} ${decodeURIComponent(decoded)} ${form.get('client_secret')} ${body}`;
  return { status: 401, body: { error: 'invalid_client', error_description: echo, error_uri: echo } };
}

type Accepts = (options: TokenEndpointOptions, form: URLSearchParams, authorization: string) => boolean;

const ACCEPTED: Readonly<Record<TokenEndpointOptions['accepts'], Accepts>> = {
  private_key_jwt: (_options, form) => form.has('client_assertion'),
  client_secret_basic: ({ clientId, secret }, form, authorization) => {
    const [scheme, encoded = ''] = authorization.split(' ');
    const parts = Buffer.from(encoded, 'base64').toString().split(':');
    const [id, given] = parts.map((part) => new URLSearchParams(`x=${part}`).get('x'));
    return (
      scheme === 'Basic' &&
      parts.length === 2 &&
      id === clientId &&
      given === secret &&
      !form.has('client_secret')
    );
  },
  client_secret_post: ({ clientId, secret }, form, authorization) =>
    authorization === '' && form.get('client_id') === clientId && form.get('client_secret') === secret,
};
