import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLocalServer, unusedOrigin } from './http/local-server.ts';
import { pkcs8, rsa } from './config/key-material.ts';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.ts';
import { having, including, matching } from './support/expected.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from './support/identity-provider.ts';

/** Processes start slowly on a busy machine. */
vi.setConfig({ testTimeout: 60_000, expect: { poll: { timeout: 20_000 } } });
/** Longer than a test may take: a process that waits for one of them fails its test. */
const ENDLESS = { EPIC_TIMEOUT_MS: '120000', OPERATION_TIMEOUT_MS: '120000' };

let gateway: GatewayProcess;

afterEach(() => gateway.dispose());

interface Answer {
  data?: { patients?: { id: string; fullName: string }[] };
  errors?: { message: string; extensions: { code: string } }[];
}

const TEN_NAMES = '{ patients(first: 10) { id fullName } }';

async function post(origin: string, query: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return read(await response.text());
}

/** The answer to a request that comes by another name than those of loopback. */
async function fromElsewhere(origin: string, headers: Record<string, string> = {}): Promise<unknown> {
  const { text } = await supertest(origin)
    .post('/graphql')
    .set({ ...headers, host: 'gateway.example.org' })
    .send({ query: '{ __typename }' });
  return JSON.parse(text);
}

function read(body: string): Answer {
  // oxlint-disable-next-line typescript/no-unsafe-return -- what comes over HTTP has no type; the test looks at it
  return JSON.parse(body);
}

describe('npm start without a configuration', () => {
  it('serves the sandbox, and prints where everything is and a query that works', async () => {
    gateway = startGatewayProcess({ PORT: '0' });
    const origin = await gateway.listening();
    expect(
      gateway.output.stdout
        .replaceAll(origin, '<origin>')
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      'Graph      <origin>/graphql',
      "Sandbox    <origin>/graphql in a browser (Apollo's, from the internet)",
      'Explorer   <origin>/explorer in a browser (needs no internet)',
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
    const { data } = read(await answer.text());
    expect(data?.patients).toHaveLength(10);
    expect(data?.patients?.[0]).toEqual({ id: 'erXuFYUfucBZaryVksYEcMg3', fullName: 'Camila Maria Lopez' });
    expect(await fromElsewhere(origin)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    for (const path of ['/livez', '/readyz', '/.well-known/jwks.json']) {
      expect([path, (await fetch(origin + path)).status]).toEqual([path, 200]);
    }
    expect(gateway.output.stderr).toBe('');
  });

  it('is not disturbed by an empty .env, and obeys one that is not', async () => {
    gateway = startGatewayProcess({}, { '.env': 'PORT=0\nPATIENT_PANEL=none\nEPIC_CLIENT_ID=\n' });
    const origin = await gateway.listening();
    expect(gateway.output.stdout).toContain('Panel      none, so `patients` needs a filter');
    expect(gateway.output.stdout).not.toContain('curl');
    expect((await post(origin, TEN_NAMES)).errors?.[0]?.extensions.code).toBe('PANEL_UNAVAILABLE');
  });

  it('knows the medical record numbers of the sandbox, which are in a system of its own', async () => {
    gateway = startGatewayProcess({ PORT: '0' });
    const origin = await gateway.listening();
    const query =
      '{ patients(filter: { given: "Camila", family: "Lopez", birthDate: "1987-09-12" }) { mrn } }';
    expect(await post(origin, query)).toMatchObject({ data: { patients: [{ mrn: '1003713' }] } });
  });

  it('warns of a misspelt setting, which would otherwise mean the sandbox without a word', async () => {
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

  it('serves registered operations alone where it is told to', async () => {
    const operation = { id: 'a1', name: 'Ten', type: 'query', body: `query Ten ${TEN_NAMES}` };
    const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations: [operation] };
    gateway = startGatewayProcess(
      { PORT: '0', TRUSTED_DOCUMENTS: 'manifest.json', LANDING_PAGE: 'false' },
      { 'manifest.json': JSON.stringify(manifest) },
    );
    const origin = await gateway.listening();
    expect(gateway.output.stdout).not.toContain('Explorer');
    expect((await post(origin, operation.body)).data?.patients).toHaveLength(10);
    expect((await post(origin, TEN_NAMES)).errors?.[0]?.extensions.code).toBe('DOCUMENT_NOT_TRUSTED');
  });

  it('serves its router alone where it is told to', async () => {
    const secret = 'x'.repeat(32);
    gateway = startGatewayProcess({ PORT: '0', ROUTER_SECRET: secret });
    const origin = await gateway.listening();
    expect(gateway.output.stdout).toContain('through a router with the secret (ROUTER_SECRET)');
    expect(gateway.output.stdout).toContain("-H 'router-authorization: <secret>'");
    expect(gateway.output.stdout).not.toContain('Explorer');
    expect(gateway.output.stdout).not.toContain(secret);
    expect((await post(origin, TEN_NAMES)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const answer = await post(origin, TEN_NAMES, { 'router-authorization': secret });
    expect(answer.data?.patients).toHaveLength(10);
  });

  it('ends on Ctrl+C', async () => {
    gateway = startGatewayProcess({ PORT: '0' });
    await post(await gateway.listening(), TEN_NAMES);
    gateway.kill('SIGINT');
    expect(await gateway.exit).toEqual([0, null]);
  });
});

describe('npm start with Epic credentials in .env', () => {
  let sandbox: Sandbox;
  let env: string;

  beforeEach(async () => {
    sandbox = await startSandbox();
    const { clientId, keyId, privateKey } = sandbox.credentials;
    const key = pkcs8(privateKey)
      .trim()
      .replaceAll('\n', String.raw`\n`);
    env = [
      `EPIC_BASE_URL=${sandbox.baseUrl}/`,
      `EPIC_CLIENT_ID=${clientId}`,
      `EPIC_KEY_ID=${keyId}`,
      `EPIC_PRIVATE_KEY=${key}`,
      `PATIENT_PANEL="list:${sandbox.panels.list}"`,
      'PORT=0',
    ].join('\n');
  });

  afterEach(() => sandbox.close());

  it('serves that server, and says that its data is real', async () => {
    gateway = startGatewayProcess({}, { '.env': env });
    const origin = await gateway.listening();
    expect(gateway.output.stdout).toContain(
      `Serves     ${sandbox.baseUrl} (real credentials: treat all data as patient data)`,
    );
    expect((await post(origin, TEN_NAMES)).data?.patients).toHaveLength(10);
    const operations = sandbox.requests.map(({ operation }) => operation);
    expect(operations).toEqual(
      expect.arrayContaining(['smart-configuration', 'token', 'search', 'metadata']),
    );
    expect(gateway.output.stderr).toBe('');
  });

  it('reads the key from a file, in every form', async () => {
    const withFile = env.replace(/EPIC_PRIVATE_KEY=.*/, 'EPIC_PRIVATE_KEY_FILE=epic.pem');
    const pem = sandbox.credentials.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    gateway = startGatewayProcess({}, { '.env': withFile, 'epic.pem': pem });
    expect((await post(await gateway.listening(), TEN_NAMES)).data?.patients).toHaveLength(10);
  });

  it('closes the file of the key where other users can read it, and says in the log that they could', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'key-'));
    const path = join(folder, 'epic.pem');
    try {
      writeFileSync(path, sandbox.credentials.privateKey.export({ type: 'pkcs8', format: 'pem' }));
      chmodSync(path, 0o644);
      const withFile = env.replace(/EPIC_PRIVATE_KEY=.*/, `EPIC_PRIVATE_KEY_FILE=${path}`);
      gateway = startGatewayProcess({}, { '.env': withFile });
      await gateway.listening();
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(gateway.output.stdout).toContain('"event":"key_file_closed_to_others"');
      expect(gateway.output.stdout).not.toContain(path);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('does not start where other users can read the file of the key and only they can change that', async () => {
    const pem = sandbox.credentials.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    // Every user can read the command line of a process, and the mode of that file cannot be changed.
    const holder = spawn('tail', ['-f', '/dev/null'], { argv0: pem, stdio: 'ignore' });
    try {
      const file = `/proc/${holder.pid}/cmdline`;
      await expect.poll(() => readFileSync(file, 'utf8')).toContain('PRIVATE KEY');
      const withFile = env.replace(/EPIC_PRIVATE_KEY=.*/, `EPIC_PRIVATE_KEY_FILE=${file}`);
      gateway = startGatewayProcess({}, { '.env': withFile });
      expect(await gateway.exit).toEqual([1, null]);
      expect(gateway.output.stderr).toContain(
        'EPIC_PRIVATE_KEY_FILE: expected a file that other users cannot read: run chmod o= on it',
      );
    } finally {
      holder.kill();
    }
  });

  it('goes by what the environment says where the file says something else', async () => {
    gateway = startGatewayProcess({ PATIENT_PANEL: 'ids:eUnknown' }, { '.env': env });
    expect((await post(await gateway.listening(), TEN_NAMES)).data?.patients).toEqual([]);
  });

  it('in production prints nothing but log lines, and no patient in them', async () => {
    gateway = startGatewayProcess(
      // The audit alone names patients.
      { NODE_ENV: 'production', LOG_LEVEL: 'trace', AUDIT_LOG: 'file:audit.ndjson' },
      { '.env': env },
    );
    const origin = await gateway.listening();
    const { data } = await post(origin, TEN_NAMES);
    expect(data?.patients).toHaveLength(10);
    gateway.kill('SIGTERM');
    await gateway.exit;
    const events = gateway.output.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(events[0]).toMatchObject({
      level: 'info',
      event: 'listening',
      host: '127.0.0.1',
      upstream: new URL(sandbox.baseUrl).host,
    });
    expect(events).toEqual(including(having({ level: 'info', event: 'stopping', signal: 'SIGTERM' })));
    const names = data?.patients?.flatMap(({ id, fullName }) => [id, fullName]) ?? [];
    expect(names.filter((name) => gateway.output.stdout.includes(name))).toEqual([]);
    expect(gateway.output.stdout).not.toMatch(/Bearer|eyJ|PRIVATE/);
  });

  it('tells early, in the log, that the server does not know it, and lives on', async () => {
    gateway = startGatewayProcess({ EPIC_CLIENT_ID: 'MARKED' }, { '.env': env });
    const origin = await gateway.listening();
    await expect.poll(() => gateway.output.stdout).toContain('upstream_not_ready');
    expect(gateway.output.stdout).toContain('The token endpoint refused this gateway: invalid_client, ');
    expect(gateway.output.stdout).not.toContain('MARKED');
    expect((await post(origin, TEN_NAMES)).errors?.[0]?.extensions.code).toBe(
      'UPSTREAM_AUTHENTICATION_FAILED',
    );
    expect((await fetch(`${origin}/livez`)).status).toBe(200);
    expect((await fetch(`${origin}/readyz`)).status).toBe(503);
  });

  it('on SIGTERM lets the operation under way have its answer, and ends with 0', async () => {
    gateway = startGatewayProcess({}, { '.env': env });
    const origin = await gateway.listening();
    await expect.poll(() => sandbox.requests.some(({ operation }) => operation === 'metadata')).toBe(true);
    const hold = sandbox.hold({ operation: 'search', resourceType: 'Patient' });
    const answer = post(origin, TEN_NAMES);
    await expect.poll(() => hold.arrived).toBe(1);
    gateway.kill('SIGTERM');
    await expect.poll(() => gateway.output.stdout).toContain('"event":"stopping"');
    await expect(fetch(`${origin}/livez`)).rejects.toThrow('fetch failed');
    hold.release();
    expect((await answer).data?.patients).toHaveLength(10);
    expect(await gateway.exit).toEqual([0, null]);
    expect(gateway.output.stderr).toBe('');
  });

  it('on SIGTERM gives up at its deadline what is not answered, says so, and ends with 0', async () => {
    gateway = startGatewayProcess({ ...ENDLESS, SHUTDOWN_TIMEOUT_MS: '300' }, { '.env': env });
    const origin = await gateway.listening();
    sandbox.fault({ match: { operation: 'search' }, kind: 'hang' });
    const answer = post(origin, TEN_NAMES);
    await expect.poll(() => sandbox.requests.some(({ operation }) => operation === 'search')).toBe(true);
    gateway.kill('SIGTERM');
    expect((await answer).errors?.[0]?.extensions.code).toBe('OPERATION_ABORTED');
    expect(await gateway.exit).toEqual([0, null]);
  });

  it.each(['metadata', 'token', 'smart-configuration'] as const)(
    'on SIGTERM does not wait for a server that hangs (%s)',
    async (operation) => {
      sandbox.fault({ match: { operation }, kind: 'hang', times: Infinity });
      gateway = startGatewayProcess({ ...ENDLESS, SHUTDOWN_TIMEOUT_MS: '120000' }, { '.env': env });
      await gateway.listening();
      await expect.poll(() => sandbox.requests.map((request) => request.operation)).toContain(operation);
      gateway.kill('SIGTERM');
      expect(await gateway.exit).toEqual([0, null]);
    },
  );

  it('starts also where the server is away, and works when it is there', async () => {
    const away = await unusedOrigin();
    gateway = startGatewayProcess({ EPIC_BASE_URL: `${away}/R4` }, { '.env': env });
    const origin = await gateway.listening();
    expect((await post(origin, TEN_NAMES)).errors?.[0]).toMatchObject({
      message:
        'The FHIR server could not be reached, or closed the connection (ECONNREFUSED). Try again later.',
      extensions: { code: 'UPSTREAM_UNAVAILABLE' },
    });
  });
});

describe('npm start where callers sign in', () => {
  let issuer: IdentityProvider;
  let env: Record<string, string>;

  beforeEach(async () => {
    issuer = await startIdentityProvider();
    env = { PORT: '0', AUTH_MODE: 'jwt', AUTH_ISSUER: issuer.issuer, AUTH_AUDIENCE: AUDIENCE };
  });

  afterEach(() => issuer.close());

  it('answers those alone who have a token, by any host name, and says so', async () => {
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
    expect((await post(origin, TEN_NAMES)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const authorization = await issuer.bearer('user/*.rs');
    expect((await post(origin, TEN_NAMES, { authorization })).data?.patients).toHaveLength(10);
    expect(await fromElsewhere(origin, { authorization })).toMatchObject({ data: { __typename: 'Query' } });
    // The keys were there before the first token.
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
    gateway.kill('SIGTERM');
    expect(await gateway.exit).toEqual([0, null]);
    expect(gateway.output.stderr).toBe('');
    expect(gateway.output.stdout).not.toMatch(/eyJ|user-1/);
  });

  it('tells early, in the log, that the issuer does not tell its keys, and lives on', async () => {
    issuer.fail((response) => response.writeHead(404).end());
    gateway = startGatewayProcess(env);
    const origin = await gateway.listening();
    await expect.poll(() => gateway.output.stdout).toContain('issuer_keys_unavailable');
    expect((await fetch(`${origin}/livez`)).status).toBe(200);
  });

  it('on SIGTERM does not wait for an issuer that hangs', async () => {
    issuer.fail(() => undefined);
    gateway = startGatewayProcess({ ...env, ...ENDLESS, SHUTDOWN_TIMEOUT_MS: '300' });
    const origin = await gateway.listening();
    const authorization = await issuer.bearer('user/*.rs');
    const answer = post(origin, TEN_NAMES, { authorization }).catch(() => null);
    await expect.poll(() => issuer.fetched.configuration).toBe(1);
    gateway.kill('SIGTERM');
    await answer;
    expect(await gateway.exit).toEqual([0, null]);
  });
});

describe('npm start on every address', () => {
  it('serves the sandbox to whoever reaches it, and says so', async () => {
    gateway = startGatewayProcess({ PORT: '0', HOST: '0.0.0.0' });
    const origin = await gateway.listening();
    expect(gateway.output.stdout).toContain(
      'Open to    anyone who can reach it: callers do not sign in (AUTH_MODE=none)\n',
    );
    expect(await fromElsewhere(origin)).toMatchObject({ data: { __typename: 'Query' } });
  });

  it('does not serve a FHIR server where callers do not sign in, and says which variable to set', async () => {
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
        'The configuration has 1 problem(s):\n  - AUTH_MODE: expected jwt, because HOST is not loopback: without ' +
        'authentication the gateway listens only on 127.0.0.1, ::1 or localhost\n',
    });
  });
});

describe('npm start with a bad configuration', () => {
  it('reports every problem at once on stderr, without a stack or a secret, and ends with 1', async () => {
    gateway = startGatewayProcess({ PORT: 'abc', LOG_LEVEL: 'MARKED=1', EPIC_CLIENT_ID: 'MARKED-client' });
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output.stdout).toBe('');
    expect(gateway.output.stderr).toBe(
      [
        'The configuration has 4 problem(s):',
        '  - PORT: expected a port number from 0 to 65535 (0 uses any free port), got abc',
        '  - LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent',
        '  - EPIC_BASE_URL is required when other EPIC_ variables are set: expected an https URL without query or ' +
          'fragment (http is accepted on loopback only)',
        '  - EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE is required: expected an unencrypted private key: PEM (PKCS#8 or ' +
          'PKCS#1; line breaks may be written as \\n) or a JWK',
        'To find the cause of each problem and its fix, run the doctor: npm run doctor (in the package or the image: doctor)',
        '',
      ].join('\n'),
    );
  });

  it('does not start with a registered operation that the graph could not answer, and names it', async () => {
    const operation = { id: 'a1', name: 'Names', type: 'query', body: 'query Names { patients { nick } }' };
    const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations: [operation] };
    gateway = startGatewayProcess(
      { PORT: '0', TRUSTED_DOCUMENTS: 'manifest.json' },
      { 'manifest.json': JSON.stringify(manifest) },
    );
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output).toEqual({
      stdout: '',
      stderr: [
        'The configuration has 1 problem(s):',
        '  - TRUSTED_DOCUMENTS contains an operation that the gateway cannot execute: Names (id a1). ' +
          'Cannot query field "nick" on type "Patient".',
        '',
      ].join('\n'),
    });
  });

  it('does not start with a misspelt security setting, in .env or in the environment', async () => {
    gateway = startGatewayProcess({ PORT: '0', auth_mode: 'MARKED' }, { '.env': 'AUDIT_REQUIERD=MARKED' });
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output).toEqual({
      stdout: '',
      stderr: [
        'The configuration has 2 problem(s):',
        '  - Unknown setting auth_mode. Did you mean AUTH_MODE? If it belongs to another program, set AUTH_MODE too.',
        '  - Unknown setting AUDIT_REQUIERD. Did you mean AUDIT_REQUIRED?',
        '',
      ].join('\n'),
    });
  });

  it('never serves the sandbox in production', async () => {
    gateway = startGatewayProcess({ NODE_ENV: 'production', PORT: '0' });
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output).toEqual({
      stdout: '',
      stderr:
        'The configuration has 1 problem(s):\n  - EPIC_BASE_URL, EPIC_CLIENT_ID and EPIC_PRIVATE_KEY or ' +
        'EPIC_PRIVATE_KEY_FILE are required: NODE_ENV=production never falls back to the sandbox\n' +
        'To find the cause of each problem and its fix, run the doctor: npm run doctor (in the package or the image: doctor)\n',
    });
  });

  it('tells that .env cannot be read', async () => {
    gateway = startGatewayProcess({ PORT: '0' }, { '.env/MARKED': '' });
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output).toEqual({
      stdout: '',
      stderr: 'The configuration has 1 problem(s):\n  - .env: expected a readable file\n',
    });
  });

  it('tells that the port is taken', async () => {
    const other = await startLocalServer((response) => response.end());
    const { port } = new URL(other.origin);
    gateway = startGatewayProcess({ PORT: port });
    const exit = await gateway.exit;
    await other.close();
    expect(exit).toEqual([1, null]);
    expect(gateway.output).toEqual({
      stdout: '',
      stderr: `Port ${port} of 127.0.0.1 is already in use. Set PORT to a free port, or to 0 for any free port.\n`,
    });
  });

  it.each([
    ['an address that this machine does not have', '192.0.2.1', 'EADDRNOTAVAIL'],
    ['a name that nobody has', 'no-such-host.invalid', String.raw`E\w+`],
  ])('names host and port where HOST is %s', async (_what, host, code) => {
    gateway = startGatewayProcess({ HOST: host, PORT: '0' });
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output).toEqual({
      stdout: '',
      stderr: matching(
        new RegExp(
          String.raw`^The gateway cannot listen on port 0 of ${host} \(${code}\)\. Set HOST and PORT to an address and a port that this machine allows\.\n$`,
        ),
      ),
    });
  });
});
