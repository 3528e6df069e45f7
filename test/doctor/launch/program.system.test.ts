import { spawn } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LAUNCH_STEPS } from '../../../src/doctor/finding.ts';
import { FROM_SOURCE } from '../../support/from-source.ts';
import { at, including, namesIn } from '../../support/expected.ts';
import { type Folder, newFolder, runProgram } from '../../support/program.ts';
import { CLIENT_ID, launchEnv, REDIRECT_URL } from './examined-launch.ts';

const DOCTOR = 'src/doctor/main.ts';
let sandbox: Sandbox;
let folder: Folder;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { privateKey, keyId } = sandbox.credentials;
  const key = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: keyId };
  sandbox.registerApp({
    clientId: CLIENT_ID,
    audience: 'clinicians',
    redirectUrls: [REDIRECT_URL, 'https://gw.example.org/sites/north/auth/callback'],
    keys: [key],
  });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(launchEnv(sandbox)).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

/** Runs the doctor, and pastes where the browser is after the sign-in at the URL that it prints. */
async function runAndSignIn(args: readonly string[]) {
  const child = spawn(process.execPath, [...FROM_SOURCE, resolve(DOCTOR), '--launch', ...args], {
    cwd: folder.path,
    env: environment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  let seen = '';
  let pasted = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const [url] = /^http\S+\/authorize\?\S+(?=\n)/m.exec(seen) ?? [];
      if (url === undefined || pasted !== '') return;
      pasted = sandbox.signIn(url, 'clinician');
      child.stdin.write(`${pasted}\n`);
    });
  await once(child, 'close');
  return { code: child.exitCode, stdout: await stdout, stderr: await stderr, pasted };
}

describe('npm run doctor -- --launch', () => {
  it('prints a URL, takes the pasted address, and shows the whole walk', async () => {
    const { code, stdout, stderr, pasted } = await runAndSignIn([]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('16 passed, 1 skipped. Signing in works.');
    expect(stdout).not.toContain(new URL(pasted).searchParams.get('code'));
  });

  it('keeps the printed URL out of the JSON document', async () => {
    const { code, stdout, stderr } = await runAndSignIn(['--json']);
    const document: unknown = JSON.parse(stdout);
    const steps = namesIn(at(document, 'steps')).map((index) => at(document, 'steps', index, 'step'));
    expect([code, at(document, 'outcome'), steps]).toEqual([0, 'passed', Object.keys(LAUNCH_STEPS)]);
    expect(stderr).toMatch(/^\n {2}Open this URL in a browser, and sign in:\n\nhttp/);
    expect(stdout).not.toContain('state=');
  });

  it('fails without an input, and names --no-sign-in', async () => {
    const { code, stdout } = await runProgram(DOCTOR, ['--launch'], { folder, env: environment() });
    expect(code).toBe(1);
    expect(stdout).toContain('✗ Sign-in');
    expect(stdout).toContain('--no-sign-in');
  });

  it('signs in at the embedded sandbox without a configuration', async () => {
    const { code, stdout } = await runProgram(DOCTOR, ['--launch', '--no-sign-in', '--audience', 'patient'], {
      folder,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('The steps below check the app for patients (--audience).');
    expect(stdout).toContain('11 passed, 6 skipped. What needs no person works.');
  });

  it('checks one site of a sites file, with its keys', async () => {
    const { EPIC_BASE_URL: baseUrl, EPIC_CLIENT_ID: clientId, EPIC_KEY_ID: keyId, ...others } = environment();
    const site = {
      baseUrl,
      clientId,
      keyId,
      privateKeyEnv: 'NORTH_KEY',
      smartClientId: CLIENT_ID,
      smartReturnUrls: ['https://app.example.org/chart'],
      smartRedirectUrl: 'https://gw.example.org/sites/south/auth/callback',
    };
    folder.remove();
    folder = newFolder({ 'sites.json': JSON.stringify({ sites: { north: site } }) });
    const { code, stdout } = await runProgram(
      DOCTOR,
      ['--launch', '--no-sign-in', '--site', 'north', '--json'],
      {
        folder,
        env: {
          SITES_FILE: 'sites.json',
          NORTH_KEY: others['EPIC_PRIVATE_KEY'] ?? '',
          SESSION_SECRET: others['SESSION_SECRET'] ?? '',
        },
      },
    );
    const document: unknown = JSON.parse(stdout);
    const steps = namesIn(at(document, 'steps')).map((index) => at(document, 'steps', index));
    const causes = steps.flatMap((step) =>
      namesIn(at(step, 'causes')).map((index) => at(step, 'causes', index, 'cause')),
    );
    expect([code, causes]).toEqual([1, including('smartRedirectUrl is the callback of another site.')]);
  });
});
