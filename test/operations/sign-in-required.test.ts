/** Where people sign in at the FHIR server, no request without credentials reads anything, whatever AUTH_MODE is. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import { smartEnv } from '../config/environment.ts';
import { at } from '../support/expected.ts';
import { startSites } from '../support/sites.ts';

const QUERY = '{ __typename }';
const { SMART_CLIENT_ID: _app, SESSION_SECRET = '', ...urls } = smartEnv();
const keys = {
  smartClientId: 'clinicians',
  smartRedirectUrl: urls['SMART_REDIRECT_URL'],
  smartReturnUrls: urls['SMART_RETURN_URLS'],
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

it.each(['127.0.0.1', '0.0.0.0'])('a gateway on %s refuses the anonymous caller [T3-E2]', async (HOST) => {
  const gateway = await createGateway(
    loadConfig(smartEnv({ HOST, PORT: '0', AUDIT_LOG: 'none' })),
    createLog('silent'),
  );
  await gateway.listen();
  const http = supertest(gateway.app.server);
  for (const headers of [{}, { authorization: 'Bearer any' }, { cookie: '__Host-session-a=any' }]) {
    const response = await http.post('/graphql').set(headers).send({ query: QUERY });
    expect([response.status, at(response.body, 'errors', 0, 'extensions', 'code')]).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
  }
  await gateway.stop();
});

it('a site refuses the anonymous caller, like a site that does not exist, and others serve it [T3-E2]', async () => {
  const gateway = await startSites(
    { north: { server: sandbox, ...keys }, south: { server: sandbox, inheritsIdempotencyKeys: true } },
    { SESSION_SECRET },
  );
  const statusAt = async (id: string): Promise<number> =>
    (await gateway.query(`/sites/${id}/graphql`, QUERY)).status;
  expect(await statusAt('north')).toBe(401);
  expect(await statusAt('nowhere')).toBe(401);
  expect(await statusAt('south')).toBe(200);
  const response = await gateway.http.get('/sites');
  expect(response.text).not.toContain('north');
  await gateway.close();
});
