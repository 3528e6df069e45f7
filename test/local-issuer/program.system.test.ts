import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { at, matching } from '../support/expected.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { type Folder, newFolder, type ProgramResult, runProgram } from '../support/program.ts';

/** Processes start slowly on a busy machine. */
vi.setConfig({ testTimeout: 120_000 });

let folder: Folder;
let gateway: GatewayProcess | null;

beforeEach(() => {
  folder = newFolder();
  gateway = null;
});

afterEach(async () => {
  await gateway?.dispose();
  folder.remove();
});

function runToken(args: readonly string[], env: Record<string, string> = {}): Promise<ProgramResult> {
  return runProgram('src/cli.ts', ['token', ...args], { folder, env });
}

/** Returns the settings that the messages of the command print, with an absolute path. */
function settingsIn(messages: string): Record<string, string> {
  const lines = [...messages.matchAll(/^ {2}(AUTH_\w+)=(.*)$/gm)];
  return Object.fromEntries(
    lines.map(([, name = '', value = '']) => [
      name,
      name === 'AUTH_LOCAL_ISSUER' ? resolve(folder.path, value) : value,
    ]),
  );
}

/** Runs the curl command that the messages print, and returns the response. */
function runPrintedCurl({ stdout, stderr }: ProgramResult, origin: string): unknown {
  const command = /^ {2}(curl .*)$/m.exec(stderr)?.[1] ?? '';
  const script = command.replace('http://localhost:4000', origin);
  const env = { PATH: process.env['PATH'] ?? '', TOKEN: stdout.trim() };
  return JSON.parse(execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }));
}

describe('npm run gateway -- token', () => {
  it('configures a gateway by the line that it prints, and the token works there as printed', async () => {
    const clinician = await runToken(['--as', 'clinician']);
    expect(clinician).toMatchObject({ code: 0, stdout: matching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/) });
    gateway = startGatewayProcess({ ...settingsIn(clinician.stderr), PORT: '0' });
    const origin = await gateway.listening();
    expect(gateway.output.stdout).toContain(
      'Open to    callers with a token of the local issuer, for development (AUTH_LOCAL_ISSUER)\n',
    );
    expect(gateway.output.stdout).toContain(
      ' -H "authorization: Bearer $(npm run --silent gateway -- token --as clinician)" -d ',
    );
    expect(at(runPrintedCurl(clinician, origin), 'data', 'patients', 'length')).toBe(10);
    const patient = await runToken(['--as', `patient:${CAMILA_LOPEZ}`]);
    expect(runPrintedCurl(patient, origin)).toMatchObject({ data: { patient: { id: CAMILA_LOPEZ } } });
    const forged = { ...patient, stdout: `${patient.stdout.trim()}x` };
    expect(at(runPrintedCurl(forged, origin), 'errors', 0, 'extensions', 'code')).toBe('UNAUTHENTICATED');
    expect(gateway.output.stdout + gateway.output.stderr).not.toContain(clinician.stdout.trim());
  });

  it('reads .env, and issues nothing in production', async () => {
    folder.remove();
    folder = newFolder({ '.env': 'AUTH_LOCAL_ISSUER=keys-of-mine\n' });
    const issued = await runToken(['--as', 'service']);
    expect(issued.stderr).toContain('\n  AUTH_LOCAL_ISSUER=keys-of-mine\n');
    expect(readFileSync(resolve(folder.path, 'keys-of-mine/private-key.pem'), 'utf8')).toMatch(/PRIVATE KEY/);
    const refused = await runToken(['--as', 'service', '--folder', 'other'], { NODE_ENV: 'production' });
    expect(refused).toMatchObject({
      code: 1,
      stdout: '',
      stderr: matching(/^The local issuer issues tokens only for development/),
    });
    expect(existsSync(resolve(folder.path, 'other'))).toBe(false);
  });

  it('prints help, and exits with 2 for invalid arguments', async () => {
    expect(await runToken(['--help'])).toMatchObject({
      code: 0,
      stdout: matching(/^Usage: npm run --silent gateway -- token/),
      stderr: '',
    });
    expect(await runToken(['--as', 'nurse'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: matching(/^--as expects clinician/),
    });
  });
});
