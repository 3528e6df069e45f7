/** oidc-provider, which plays an unknown authorization server. Its issuer is the URL of the FHIR server, which has only an OpenID configuration. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createPublicKey } from 'node:crypto';
import { exportJWK } from 'jose';
import { type Configuration, Provider } from 'oidc-provider';
import { vi } from 'vitest';
import { keyAuthentication } from '../auth/connection.ts';
import { CLIENT_ID, REDIRECT_URL } from './authorization-server.ts';

export const SCOPES = 'openid fhirUser user/Patient.rs';
export const FHIR_USER = 'https://fhir.example.org/Practitioner/p1';

export interface TestProvider {
  readonly issuer: string;
  /** The grants of the tokens so far. */
  readonly granted: readonly string[];
  /** Signs a person in at the URL of an authorization request, and returns the query of the callback. */
  authorize(url: string): Promise<URLSearchParams>;
  close(): Promise<void>;
}

export async function startProvider(): Promise<TestProvider> {
  // The provider warns that it keeps its state in memory.
  const silenced = (['info', 'warn'] as const).map((method) =>
    vi.spyOn(console, method).mockReturnValue(undefined),
  );
  const http = createServer();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const granted: string[] = [];
  const { privateKey } = keyAuthentication();
  const publicKey = {
    ...(await exportJWK(createPublicKey(privateKey))),
    kid: 'gw',
    use: 'sig',
    alg: 'RS384',
  };
  const provider = new Provider(issuer, configuration(publicKey));
  provider.on('grant.success', ({ oidc }) => void granted.push(String(oidc.params?.['grant_type'])));
  const handle = provider.callback();
  http.on('request', (request, response) => void handle(request, response));
  return {
    issuer,
    granted,
    authorize,
    async close() {
      for (const spy of silenced) spy.mockRestore();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

function configuration(publicKey: object): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        redirect_uris: [REDIRECT_URL],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'RS384',
        jwks: { keys: [publicKey] },
      },
    ],
    scopes: SCOPES.split(' '),
    claims: { openid: ['sub'], fhirUser: ['fhirUser'] },
    conformIdTokenClaims: false,
    enabledJWA: { clientAuthSigningAlgValues: ['RS384'] },
    extraParams: ['aud'],
    features: { revocation: { enabled: true } },
    cookies: { keys: ['0123456789abcdefghijklmnopqrstuv'] },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: { AccessToken: 300 },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, fhirUser: FHIR_USER }) }),
  };
}

/** Follows the redirects of the sign-in page like a browser, and submits its forms. Returns the query of the callback. */
async function authorize(url: string): Promise<URLSearchParams> {
  const jar = new Map<string, string>();
  let next = new URL(url);
  let form: URLSearchParams | null = null;
  for (let step = 0; step < 20; step += 1) {
    const response: Response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === null ? {} : { method: 'POST', body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (location !== null) {
      next = new URL(location, next);
      form = null;
      if (next.href.startsWith(REDIRECT_URL)) return next.searchParams;
      continue;
    }
    const page = await response.text();
    const [, action = '', prompt = ''] =
      /action="([^"]+)"[\s\S]*?name="prompt" value="([^"]+)"/.exec(page) ?? [];
    if (action === '') throw new Error(`Expected a form, got HTTP ${response.status}.`);
    next = new URL(action, next);
    form = new URLSearchParams({ prompt, login: 'user-1', password: 'any' });
  }
  throw new Error('Expected the callback.');
}
