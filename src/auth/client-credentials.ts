/** The credentials of a token request: a signed assertion or a secret. */
import type { SecretAuthentication } from '../config/authentication.ts';

/** The part of a token request that identifies the client. */
export interface ClientCredentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

/** RFC 7523 §2.2. */
export function assertionCredentials(assertion: string): ClientCredentials {
  return {
    headers: {},
    form: {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    },
  };
}

/** Places the client id and the secret, by method (RFC 6749 §2.3.1). */
const SECRET_CREDENTIALS: Readonly<
  Record<SecretAuthentication['kind'], (clientId: string, secret: string) => ClientCredentials>
> = {
  client_secret_basic: (clientId, secret) => ({
    headers: { authorization: `Basic ${encodeBase64(`${formEncode(clientId)}:${formEncode(secret)}`)}` },
    form: {},
  }),
  client_secret_post: (clientId, secret) => ({
    headers: {},
    form: { client_id: clientId, client_secret: secret },
  }),
};

export function secretCredentials({
  kind,
  clientId,
  clientSecret,
}: Pick<SecretAuthentication, 'kind' | 'clientId' | 'clientSecret'>): ClientCredentials {
  return SECRET_CREDENTIALS[kind](clientId, clientSecret.export().toString('utf8'));
}

/** Encodes as RFC 6749 appendix B requires. Otherwise a colon in the client id would end it, and a `%` in the secret would be decoded. */
function formEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice('='.length);
}

function encodeBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
