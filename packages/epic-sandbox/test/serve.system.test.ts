import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { findProfile, PROFILE_NAMES } from '../src/profiles.ts';
import { startSandbox } from '../src/sandbox.ts';
import { signIn } from './support/client.ts';

const CLI = 'packages/epic-sandbox/src/cli.ts';
const folder = mkdtempSync(join(tmpdir(), 'epic-sandbox-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(port: string, ...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Installs the command from its source in the temporary folder, and runs it with `npx`. */
function runWithNpx(): ChildProcessByStdio<null, Readable, Readable> {
  const bin = join(folder, 'node_modules/.bin');
  const command = join(bin, 'epic-fhir-sandbox');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${resolve(CLI)}" "$@"\n`);
  chmodSync(command, 0o755);
  return spawn('npx', ['--offline', 'epic-fhir-sandbox', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Returns stdout up to and including the line that says how to stop. */
async function welcome({ stdout }: { stdout: Readable }): Promise<string> {
  let printed = '';
  for await (const chunk of stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    printed += String(chunk);
    if (printed.includes('Ctrl+C')) break;
  }
  return printed;
}

describe('epic-fhir-sandbox', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints the settings of a gateway and exits on %s',
    async (signal) => {
      const sandbox = run('0');
      const printed = await welcome(sandbox);
      const env = parseEnv(printed);
      const baseUrl = env['EPIC_BASE_URL'] ?? '';
      const get = await signIn({
        baseUrl,
        tokenUrl: new URL('/interconnect-sandbox-oauth/oauth2/token', baseUrl).href,
        credentials: {
          clientId: env['EPIC_CLIENT_ID'] ?? '',
          keyId: env['EPIC_KEY_ID'] ?? '',
          privateKey: createPrivateKey(env['EPIC_PRIVATE_KEY'] ?? ''),
        },
      });
      const list = (env['PATIENT_PANEL'] ?? '').replace(/^list:/, '');
      const { body } = await get(`/List?code=patients&identifier=${encodeURIComponent(list)}`);
      expect(body).toMatchObject({ total: 1 });
      expect(printed).toContain('All of their data is synthetic');
      expect(printed.split('\n').filter((line) => line.startsWith('EPIC_PRIVATE_KEY="---'))).toHaveLength(1);
      sandbox.kill(signal);
      expect(await once(sandbox, 'exit')).toEqual([0, null]);
    },
  );

  it('exits when npx is terminated', async () => {
    const npx = runWithNpx();
    await welcome(npx);
    npx.kill('SIGTERM');
    // The sandbox inherited this pipe, so it closes only after the sandbox has exited.
    await expect(text(npx.stdout)).resolves.toBe('');
  });

  it.each(['four thousand', '-1', '65536', '4004.5'])(
    'rejects PORT="%s" and says which values are valid',
    async (port) => {
      const sandbox = run(port);
      const [stderr, exit] = await Promise.all([text(sandbox.stderr), once(sandbox, 'exit')]);
      expect(stderr).toBe(`PORT: expected a whole number from 0 to 65535, got "${port}".\n`);
      expect(exit).toEqual([1, null]);
    },
  );

  it('reports that the port is taken', async () => {
    const other = await startSandbox();
    const port = new URL(other.origin).port;
    const sandbox = run(port);
    const [stderr, exit] = await Promise.all([text(sandbox.stderr), once(sandbox, 'exit')]);
    await other.close();
    expect(stderr).toMatch(new RegExp(`^The sandbox cannot listen on port ${port}: .*EADDRINUSE.*\n$`));
    expect(exit).toEqual([1, null]);
  });

  it('uses --port rather than PORT if both are set', async () => {
    const sandbox = run('taken', '--port', '0');
    expect(await welcome(sandbox)).toContain('listens on http://127.0.0.1:');
    sandbox.kill('SIGTERM');
    expect(await once(sandbox, 'exit')).toEqual([0, null]);
  });

  it('serves each profile', async () => {
    for (const profile of PROFILE_NAMES) {
      const sandbox = run('0', '--profile', profile);
      const { mrnSystem } = findProfile(profile);
      expect(parseEnv(await welcome(sandbox))['MRN_SYSTEM']).toBe(mrnSystem);
      sandbox.kill('SIGTERM');
      expect(await once(sandbox, 'exit')).toEqual([0, null]);
    }
  });

  it('rejects an unknown profile', async () => {
    const sandbox = run('0', '--profile', 'rural');
    const [stderr, exit] = await Promise.all([text(sandbox.stderr), once(sandbox, 'exit')]);
    expect(stderr).toMatch(/^Expected one of standard, community, childrens as --profile\.\n\nUsage: /);
    expect(exit).toEqual([2, null]);
  });

  it('rejects an unknown argument with its usage and exit code 2', async () => {
    const sandbox = run('0', '--prot', '1');
    const [stderr, exit] = await Promise.all([text(sandbox.stderr), once(sandbox, 'exit')]);
    expect(stderr).toMatch(/^Unknown option '--prot'.*\n\nUsage: epic-fhir-sandbox/s);
    expect(exit).toEqual([2, null]);
  });

  it.each([
    ['--version', /^\d+\.\d+\.\d+\n$/],
    ['--help', /^Usage: epic-fhir-sandbox \[--port <number>\] \[--profile <name>\]\n/],
  ])('prints the text for %s and does not listen', async (option, output) => {
    const sandbox = run('0', option);
    const [stdout, exit] = await Promise.all([text(sandbox.stdout), once(sandbox, 'exit')]);
    expect(stdout).toMatch(output);
    expect(exit).toEqual([0, null]);
  });
});
