import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pkcs8, rsa } from './config/key-material.ts';
import {
  ENDLESS_TIMEOUTS,
  parseResponse,
  postFromOtherHost,
  postQuery,
  TEN_NAMES,
} from './process-queries.ts';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from './support/identity-provider.ts';

let gateway: GatewayProcess;

afterEach(() => gateway.dispose());

describe('npm start without a configuration', () => {
  it('serves the sandbox, and prints its addresses and a working query', async () => {
    gateway = startGatewayProcess({ PORT: '0' });
    const origin = await gateway.listening();
    expect(
      gateway.output.stdout
        .replaceAll(origin, '<origin>')
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      'Open       <origin>/ in a browser: start here',
      'Graph      <origin>/graphql (in a browser: Apollo Sandbox, which needs the internet)',
      'Explorer   <origin>/explorer in a browser',
      'Health     <origin>/livez and <origin>/readyz',
      'Serves     the embedded Epic sandbox: all data is synthetic',
      'Open to    this machine only: callers do not sign in (AUTH_MODE=none)',
      '',
      `Try        curl -s <origin>/graphql -H 'content-type: application/json' -d '{"query":"${TEN_NAMES}"}'`,
      'Stop       Ctrl+C',
    ]);
    const printed = /curl -s (?<url>\S+) -H '(?<name>[^:]+): (?<type>[^']+)' -d '(?<body>[^']+)'/.exec(
      gateway.output.stdout,
    )?.groups;
    const answer = await fetch(printed?.['url'] ?? '', {
      method: 'POST',
      headers: { [printed?.['name'] ?? '']: printed?.['type'] ?? '' },
      body: printed?.['body'] ?? '',
    });
    const { data } = parseResponse(await answer.text());
    expect(data?.patients).toHaveLength(10);
    expect(data?.patients?.[0]).toEqual({ id: 'erXuFYUfucBZaryVksYEcMg3', fullName: 'Camila Maria Lopez' });
    expect(await postFromOtherHost(origin)).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    for (const path of ['/livez', '/readyz', '/.well-known/jwks.json']) {
      expect([path, (await fetch(origin + path)).status]).toEqual([path, 200]);
    }
    expect(gateway.output.stderr).toBe('');
  });

  it('applies the settings of .env, and ignores empty ones', async () => {
    gateway = startGatewayProcess({}, { '.env': 'PORT=0\nPATIENT_PANEL=none\nEPIC_CLIENT_ID=\n' });
    const origin = await gateway.listening();
    expect(gateway.output.stdout).toContain('Panel      none, so `patients` needs a filter');
    expect(gateway.output.stdout).not.toContain('curl');
    expect((await postQuery(origin, TEN_NAMES)).errors?.[0]?.extensions.code).toBe('PANEL_UNAVAILABLE');
  });

  it('returns the medical record numbers of the sandbox, which have an identifier system of their own', async () => {
    gateway = startGatewayProcess({ PORT: '0' });
    const origin = await gateway.listening();
    const query =
      '{ patients(filter: { given: "Camila", family: "Lopez", birthDate: "1987-09-12" }) { mrn } }';
    expect(await postQuery(origin, query)).toMatchObject({ data: { patients: [{ mrn: '1003713' }] } });
  });

  it('warns about a misspelled setting, which would otherwise silently select the sandbox', async () => {
    gateway = startGatewayProcess(
      { PORT: '0', EPIC_BASEURL: 'https://MARKED.example.org' },
      { '.env': 'FAVOURITE=MARKED' },
    );
    await gateway.listening();
    for (const warning of [
      'Unknown setting EPIC_BASEURL. Did you mean EPIC_BASE_URL?',
      'Unknown setting FAVOURITE.',
    ]) {
      expect(gateway.output.stdout).toContain(`"reason":"${warning}","event":"configuration_warning"`);
    }
    expect(gateway.output.stdout).not.toContain('MARKED');
  });

  it('serves only trusted documents with TRUSTED_DOCUMENTS', async () => {
    const operation = { id: 'a1', name: 'Ten', type: 'query', body: `query Ten ${TEN_NAMES}` };
    const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations: [operation] };
    gateway = startGatewayProcess(
      { PORT: '0', TRUSTED_DOCUMENTS: 'manifest.json', LANDING_PAGE: 'false' },
      { 'manifest.json': JSON.stringify(manifest) },
    );
    const origin = await gateway.listening();
    expect(gateway.output.stdout).not.toContain('Explorer');
    expect((await postQuery(origin, operation.body)).data?.patients).toHaveLength(10);
    expect((await postQuery(origin, TEN_NAMES)).errors?.[0]?.extensions.code).toBe('DOCUMENT_NOT_TRUSTED');
  });

  it('serves only its router with ROUTER_SECRET', async () => {
    const secret = 'x'.repeat(32);
    gateway = startGatewayProcess({ PORT: '0', ROUTER_SECRET: secret });
    const origin = await gateway.listening();
    expect(gateway.output.stdout).toContain('through a router with the secret (ROUTER_SECRET)');
    expect(gateway.output.stdout).toContain("-H 'router-authorization: <secret>'");
    expect(gateway.output.stdout).not.toContain('Explorer');
    expect(gateway.output.stdout).not.toContain(secret);
    expect((await postQuery(origin, TEN_NAMES)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const answer = await postQuery(origin, TEN_NAMES, { 'router-authorization': secret });
    expect(answer.data?.patients).toHaveLength(10);
  });

  it('stops on Ctrl+C', async () => {
    gateway = startGatewayProcess({ PORT: '0' });
    await postQuery(await gateway.listening(), TEN_NAMES);
    gateway.kill('SIGINT');
    expect(await gateway.exit).toEqual([0, null]);
  });
});

describe('npm start with AUTH_MODE=jwt', () => {
  let issuer: IdentityProvider;
  let env: Record<string, string>;

  beforeEach(async () => {
    issuer = await startIdentityProvider();
    env = { PORT: '0', AUTH_MODE: 'jwt', AUTH_ISSUER: issuer.issuer, AUTH_AUDIENCE: AUDIENCE };
  });

  afterEach(() => issuer.close());

  it('serves only callers with a token, for any Host header, and prints the issuer', async () => {
    gateway = startGatewayProcess({ ...env, HOST: '0.0.0.0' });
    const origin = await gateway.listening();
    expect(gateway.output.stdout).toContain(`Open to    callers with a token from ${issuer.issuer}\n`);
    expect(gateway.output.stdout).toContain(" -H 'authorization: Bearer <token>' -d ");
    const without = await fetch(`${origin}/graphql?query={__typename}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="epic-fhir-graphql-gateway"',
    ]);
    expect((await postQuery(origin, TEN_NAMES)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const authorization = await issuer.bearer('user/*.rs');
    expect((await postQuery(origin, TEN_NAMES, { authorization })).data?.patients).toHaveLength(10);
    expect(await postFromOtherHost(origin, { authorization })).toMatchObject({
      data: { __typename: 'Query' },
    });
    // The gateway had fetched the keys before the first token arrived.
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
    gateway.kill('SIGTERM');
    expect(await gateway.exit).toEqual([0, null]);
    expect(gateway.output.stderr).toBe('');
    expect(gateway.output.stdout).not.toMatch(/eyJ|user-1/);
  });

  it('logs at startup that the keys of the issuer are unavailable, and keeps running', async () => {
    issuer.fail((response) => response.writeHead(404).end());
    gateway = startGatewayProcess(env);
    const origin = await gateway.listening();
    await expect.poll(() => gateway.output.stdout).toContain('issuer_keys_unavailable');
    expect((await fetch(`${origin}/livez`)).status).toBe(200);
  });

  it('does not wait for an unresponsive issuer on SIGTERM', async () => {
    issuer.fail(() => undefined);
    gateway = startGatewayProcess({ ...env, ...ENDLESS_TIMEOUTS, SHUTDOWN_TIMEOUT_MS: '300' });
    const origin = await gateway.listening();
    const authorization = await issuer.bearer('user/*.rs');
    const answer = postQuery(origin, TEN_NAMES, { authorization }).catch(() => null);
    await expect.poll(() => issuer.fetched.configuration).toBe(1);
    gateway.kill('SIGTERM');
    await answer;
    expect(await gateway.exit).toEqual([0, null]);
  });
});

describe('npm start with SMART_CLIENT_ID', () => {
  it('prints where people sign in, and the launcher of the sandbox, which offers the app', async () => {
    gateway = startGatewayProcess({
      PORT: '0',
      SMART_CLIENT_ID: 'clinicians',
      SMART_REDIRECT_URL: 'https://gateway.example.org/auth/callback',
      SMART_RETURN_URLS: 'https://app.example.org/chart',
      SESSION_SECRET: '0123456789abcdefghijklmnopqrstuv',
    });
    await gateway.listening();
    const { stdout } = gateway.output;
    expect(stdout).toContain(
      'Sign in    https://gateway.example.org/auth/login?return=https%3A%2F%2Fapp.example.org%2Fchart in a browser\n',
    );
    expect(stdout).toContain('Open to    people who sign in at the FHIR server\n');
    const [, launcher = ''] = /EHR {8}(\S+) in a browser/.exec(stdout) ?? [];
    expect(await (await fetch(`${launcher}?person=clinician`)).text()).toContain('App for clinicians');
    expect(stdout).toContain(`"port":${new URL(launcher).port},"event":"sandbox_started"`);
  });
});

describe('npm start with WRITES_ENABLED', () => {
  it('prints that mutations create and change records', async () => {
    gateway = startGatewayProcess({ PORT: '0', WRITES_ENABLED: 'true' });
    await gateway.listening();
    expect(gateway.output.stdout).toContain(
      '  Open to    this machine only: callers do not sign in (AUTH_MODE=none)\n' +
        '  Writes     enabled (WRITES_ENABLED): mutations create and change records\n',
    );
  });
});

describe('npm start with HOST=0.0.0.0', () => {
  it('serves the sandbox to every host that can reach it, and prints this', async () => {
    gateway = startGatewayProcess({ PORT: '0', HOST: '0.0.0.0' });
    const origin = await gateway.listening();
    expect(gateway.output.stdout).toContain(
      'Open to    anyone who can reach it: callers do not sign in (AUTH_MODE=none)\n',
    );
    expect(await postFromOtherHost(origin)).toMatchObject({ data: { __typename: 'Query' } });
  });

  it('does not start with a FHIR server if callers do not sign in, and names the setting to change [T6-S1]', async () => {
    gateway = startGatewayProcess({
      PORT: '0',
      HOST: '0.0.0.0',
      EPIC_BASE_URL: 'https://fhir.example.org/R4',
      EPIC_CLIENT_ID: 'client-1',
      EPIC_PRIVATE_KEY: pkcs8(rsa().privateKey),
    });
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output).toEqual({
      stdout: '',
      stderr:
        'The configuration has 1 problem(s):\n  - AUTH_MODE: expected jwt, or SMART_CLIENT_ID for sign-in at the FHIR server, ' +
        'because HOST is not loopback: without authentication the gateway listens only on 127.0.0.1, ::1 or localhost\n',
    });
  });
});
