import { afterEach, describe, expect, it } from 'vitest';
import { startLocalServer } from './http/local-server.ts';
import { matching } from './support/expected.ts';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.ts';

let gateway: GatewayProcess;

afterEach(() => gateway.dispose());

describe('npm start with a wrong configuration', () => {
  it('prints every problem on stderr without a stack or a secret, and exits with 1', async () => {
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

  it('does not start with a trusted document that does not match the schema, and names it', async () => {
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
        '  - TRUSTED_DOCUMENTS: manifest.json contains an operation that the gateway cannot execute: Names (id a1). ' +
          'Cannot query field "nick" on type "Patient".',
        '',
      ].join('\n'),
    });
  });

  it('does not start with a misspelled security setting in .env or the environment [T6-T6]', async () => {
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

  it('never serves the sandbox in production [T6-S2]', async () => {
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

  it('reports an unreadable .env', async () => {
    gateway = startGatewayProcess({ PORT: '0' }, { '.env/MARKED': '' });
    expect(await gateway.exit).toEqual([1, null]);
    expect(gateway.output).toEqual({
      stdout: '',
      stderr: 'The configuration has 1 problem(s):\n  - .env: expected a readable file\n',
    });
  });

  it('reports a port that is already in use', async () => {
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
    ['an address of another machine', '192.0.2.1', 'EADDRNOTAVAIL'],
    ['an unknown name', 'no-such-host.invalid', String.raw`E\w+`],
  ])('names the host and port if HOST is %s', async (_what, host, code) => {
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
