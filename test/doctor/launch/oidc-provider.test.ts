import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyAuthentication } from '../../auth/connection.ts';
import { CLIENT_ID, REDIRECT_URL } from '../../smart/authorization-server.ts';
import { startProvider, SCOPES, type TestProvider } from '../../smart/oidc-provider.ts';
import { causesOf, outcomesOf } from '../examined.ts';
import { matching } from '../../support/expected.ts';
import { examinedLaunch, launchEnv } from './examined-launch.ts';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});
afterEach(() => provider.close());

describe('the doctor at oidc-provider', () => {
  it('signs in, and warns of what differs from a FHIR server', async () => {
    const { privateKey } = keyAuthentication();
    const credentials = { clientId: 'gateway', privateKey, keyId: 'gw' };
    const env = launchEnv(
      { baseUrl: provider.issuer, credentials },
      {
        SMART_CLIENT_ID: CLIENT_ID,
        SMART_REDIRECT_URL: REDIRECT_URL,
        SMART_RETURN_URLS: 'http://localhost:3000/chart',
        SMART_SCOPES: SCOPES,
        EPIC_TOKEN_AUDIENCE: provider.issuer,
      },
    );
    const pasted = Promise.withResolvers<string>();
    const found = await examinedLaunch(env, {
      say(text) {
        const [, url = ''] = text.split('\n\n');
        const signIn = async (): Promise<string> =>
          `${REDIRECT_URL}?${(await provider.authorize(url)).toString()}`;
        pasted.resolve(signIn());
      },
      readSecretLine: () => pasted.promise,
    });
    expect(outcomesOf(found)).toMatchObject({
      server: 'passed',
      'id-token-keys': 'passed',
      app: 'passed',
      redirect: 'passed',
      pkce: 'passed',
      callback: 'passed',
      exchange: 'warning',
      access: 'passed',
      'person-read': 'skipped',
      revocation: 'passed',
    });
    expect(found.step('app').facts).toMatchObject({ error: 'invalid_grant', tellsApart: true });
    expect(found.step('redirect').facts).toMatchObject({ tellsApart: true });
    expect(found.step('callback').facts).toMatchObject({ namesItself: true });
    expect(causesOf(found.step('exchange'))).toEqual([matching(/record of another FHIR server/)]);
    expect(found.step('person-read').found[0]).toMatch(/neither a patient in context nor a fhirUser/);
    expect(provider.granted).toEqual(['authorization_code']);
  });
});
