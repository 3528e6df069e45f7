import { generateKeyPair } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { exportJWK } from 'jose';
import { signToken } from '../src/local-issuer/signed-token.ts';

/** An OpenID provider on loopback with one key. */
export interface Issuer {
  /** The environment variables with which a gateway accepts this issuer's tokens. */
  readonly environment: Readonly<Record<string, string>>;
  readonly audience: string;
  /** Returns another issuer on the same server, with the same key. */
  urlOf(name: string): string;
  /** Returns the `Authorization` header of a caller with these scopes. A patient becomes the claim `patient`. */
  signBearer(scope: string, patient?: string, by?: string): Promise<string>;
  close(): Promise<void>;
}

const AUDIENCE = 'https://gateway.example.org';
const KEY_ID = 'bench';

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const keys = [{ ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' }];
  const server = createServer(({ url }, response) => {
    const path = /^\/issuers\/[^/]+/.exec(url ?? '')?.[0] ?? '';
    const body = url === '/keys' ? { keys } : { issuer: issuer + path, jwks_uri: `${issuer}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    environment: { AUTH_MODE: 'jwt', AUTH_ISSUER: issuer, AUTH_AUDIENCE: AUDIENCE },
    audience: AUDIENCE,
    urlOf: (name) => `${issuer}/issuers/${name}`,
    async signBearer(scope, patient, by = issuer) {
      const seconds = Math.floor(Date.now() / 1000);
      const claims = {
        iss: by,
        aud: AUDIENCE,
        sub: 'bench-user',
        client_id: 'bench-app',
        iat: seconds,
        exp: seconds + 86_400,
        scope,
        patient,
      };
      const token = await signToken(claims, { alg: 'RS256', kid: KEY_ID, typ: 'at+jwt' }, privateKey);
      return `Bearer ${token}`;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
