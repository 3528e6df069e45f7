import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../src/sandbox.ts';
import { signIn } from './support/client.ts';

function run(port: string): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, ['packages/epic-sandbox/src/cli.ts'], {
    env: { ...process.env, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** All of stdout up to the line that says how to stop. */
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
    'prints what a gateway needs to be pointed at it, and ends on %s',
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

  it.each(['four thousand', '-1', '65536', '4004.5', ''])(
    'refuses PORT=%s with a clear line',
    async (port) => {
      const sandbox = run(port);
      const [stderr, exit] = await Promise.all([text(sandbox.stderr), once(sandbox, 'exit')]);
      expect(stderr).toBe(`PORT: expected a whole number from 0 to 65535, got "${port}".\n`);
      expect(exit).toEqual([1, null]);
    },
  );

  it('says that the port is taken', async () => {
    const other = await startSandbox();
    const port = new URL(other.origin).port;
    const sandbox = run(port);
    const [stderr, exit] = await Promise.all([text(sandbox.stderr), once(sandbox, 'exit')]);
    await other.close();
    expect(stderr).toMatch(new RegExp(`^The sandbox cannot listen on port ${port}: .*EADDRINUSE.*\n$`));
    expect(exit).toEqual([1, null]);
  });
});
