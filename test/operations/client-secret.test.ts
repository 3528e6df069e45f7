import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SecretAuthentication } from '../../src/config/authentication.ts';
import type { Patient, Stored } from '../../src/fhir/types.ts';
import { rsa } from '../config/key-material.ts';
import { examined } from '../doctor/examined.ts';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { type HapiAnswer, type HapiServer, startHapiServer } from '../support/hapi-server.ts';
import { createMemoryAudit } from '../support/memory-audit.ts';
import { skipPauses } from '../support/time.ts';
import { createTokenEndpoint } from '../support/token-endpoint.ts';

skipPauses();

const PATIENT: Stored<Patient> = { resourceType: 'Patient', id: 'p1' };
const ONE = '{ patient(id: "p1") { id } }';
/** Needs form encoding, so that its forms differ from each other. */
const SECRET = 'canary:secret+100% of it';
const WRONG = 'canary:wrong+100% of it';

/** Every form in which a secret could leak. */
const FORMS = [SECRET, WRONG].flatMap((secret) => {
  const encoded = new URLSearchParams([['', secret]]).toString().slice(1);
  return [secret, encoded, inBase64(secret), inBase64(`client-1:${encoded}`), inBase64(`client-1:${secret}`)];
});

function inBase64(text: string): string {
  return Buffer.from(text).toString('base64').replaceAll('=', '');
}

const leaksIn = (texts: readonly string[]): string[] => {
  const all = texts.join('\n');
  return FORMS.filter((form) => all.includes(form));
};

let server: HapiServer;
let gateway: Gateway;
/** Headers and bodies that reached the server. */
let sent: string[];

/** Starts a server that accepts the secret by one method, and echoes everything else it receives. */
async function serve(accepts: SecretAuthentication['kind']): Promise<void> {
  const front = createTokenEndpoint({ accepts, clientId: 'client-1', secret: SECRET });
  sent = [];
  server = await startHapiServer([PATIENT], {
    intercept(request, body) {
      sent.push(JSON.stringify(request.headers), body);
      return front(request, body);
    },
  });
}

async function start(
  kind: SecretAuthentication['kind'],
  secret: string,
  options: GatewayOptions = {},
): Promise<void> {
  const credentials = { clientId: 'client-1', privateKey: rsa().privateKey, keyId: 'unused' };
  const authentication: SecretAuthentication = {
    kind,
    clientId: 'client-1',
    clientSecret: createSecretKey(secret, 'utf8'),
    tokenUrl: null,
    scope: null,
  };
  gateway = await startGateway(
    { baseUrl: server.baseUrl, credentials },
    { ...options, connection: { authentication } },
  );
}

afterEach(async () => {
  await gateway.close();
  await server.close();
});

describe.each(['client_secret_basic', 'client_secret_post'] as const)(
  'a gateway that authenticates with %s',
  (kind) => {
    beforeEach(() => serve(kind));

    it('reads with the token that the client secret obtains, and publishes no key', async () => {
      await start(kind, SECRET);
      expect((await gateway.query(ONE)).data).toEqual({ patient: { id: 'p1' } });
      const token = server.requests.find(({ target }) => target === '/token');
      expect(token?.headers['authorization'] === undefined).toBe(kind === 'client_secret_post');
      expect((await gateway.http.get('/.well-known/jwks.json')).body).toEqual({ keys: [] });
    });

    it.each([
      ['correct', SECRET],
      ['wrong and echoed in the refusal', WRONG],
    ])('leaks the client secret nowhere if it is %s [T3-I4]', async (_what, secret) => {
      const kept = createMemoryAudit({ upstream: server.baseUrl });
      await start(kind, secret, { server: { audit: kept.audit } });
      const answer = await gateway.http.post('/graphql').send({ query: ONE });
      const ready = await gateway.http.get('/readyz');
      const { output } = await examined({
        EPIC_BASE_URL: server.baseUrl,
        EPIC_AUTH: kind,
        EPIC_CLIENT_ID: 'client-1',
        EPIC_CLIENT_SECRET: secret,
        PATIENT_PANEL: 'ids:p1',
      });
      const events = kept.take().map((event) => JSON.stringify(event));
      expect(answer.text).toContain(
        secret === SECRET ? '"p1"' : 'EPIC_CLIENT_SECRET is not, or no longer, the secret of EPIC_CLIENT_ID',
      );
      expect(events.length).toBeGreaterThan(0);
      const texts = [...gateway.logLines, ...events, answer.text, ready.text, output];
      expect(leaksIn([...texts, inspect(gateway.client, { depth: null, showHidden: true })])).toEqual([]);
      // The same search finds the secret in what the server received.
      expect(leaksIn(sent)).not.toEqual([]);
    });
  },
);

const naming = (tokenUrl: string): HapiAnswer => ({ status: 200, body: { token_endpoint: tokenUrl } });

describe('the client secret', () => {
  let otherHost: LocalServer;

  beforeEach(async () => {
    otherHost = await startLocalServer((response) => void response.end('{}'));
  });
  afterEach(() => otherHost.close());

  it.each<[what: string, smart: (origin: string) => HapiAnswer]>([
    ['to which the token endpoint redirects', (origin) => naming(`${origin}/token`)],
    [
      'that SMART discovery names without TLS',
      () => naming(`${otherHost.origin.replace('127.0.0.1', 'other.example')}/token`),
    ],
  ])('sends the client secret to no other host %s [T3-S4]', async (_what, smart) => {
    server = await startHapiServer([PATIENT], {
      intercept({ target, headers }) {
        if (target === '/token')
          return { status: 307, body: {}, headers: { location: `${otherHost.origin}/token` } };
        return target === '/.well-known/smart-configuration'
          ? smart(`http://${String(headers['host'])}`)
          : null;
      },
    });
    await start('client_secret_basic', SECRET);
    expect((await gateway.query(ONE)).errors).toHaveLength(1);
    expect(otherHost.requests).toEqual([]);
  });
});
