import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assertionCredentials, secretCredentials } from '../../src/auth/client-credentials.ts';
import type { SecretAuthentication } from '../../src/config/authentication.ts';

function credentialsOf(kind: SecretAuthentication['kind'], clientId: string, secret: string) {
  return secretCredentials({ kind, clientId, clientSecret: createSecretKey(secret, 'utf8') });
}

const basicHeader = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the credentials of a token request [T3-S4]', () => {
  it('sends the example of RFC 6749 §2.3.1 in the header with client_secret_basic', () => {
    expect(credentialsOf('client_secret_basic', 's6BhdRkqt3', 'gX1fBat3bV')).toEqual({
      headers: { authorization: 'Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW' },
      form: {},
    });
  });

  it.each([
    ['a colon in the client id', 'a:b', 'c:d', 'a%3Ab:c%3Ad'],
    ['a percent sign', 'id', '100%25', 'id:100%2525'],
    ['space and plus', 'my client', 'a+b c', 'my+client:a%2Bb+c'],
    [
      'other characters that form encoding escapes',
      'id',
      `!"#$&'()=?@/`,
      'id:%21%22%23%24%26%27%28%29%3D%3F%40%2F',
    ],
    ['characters that form encoding does not escape', 'id', 'A-Za.z_0*9', 'id:A-Za.z_0*9'],
  ])(
    'form-encodes the id and the secret with client_secret_basic: %s',
    (_what, clientId, secret, encoded) => {
      expect(credentialsOf('client_secret_basic', clientId, secret).headers).toEqual({
        authorization: basicHeader(encoded),
      });
    },
  );

  it('sends the client id and the secret unchanged in the form with client_secret_post', () => {
    expect(credentialsOf('client_secret_post', 'my client', 'a+b:c%')).toEqual({
      headers: {},
      form: { client_id: 'my client', client_secret: 'a+b:c%' },
    });
  });

  it('sends an assertion with its type, but no client id and no header, with private_key_jwt', () => {
    expect(assertionCredentials('a.b.c')).toEqual({
      headers: {},
      form: {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: 'a.b.c',
      },
    });
  });
});
