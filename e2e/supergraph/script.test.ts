import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FROM_SOURCE } from '../../test/support/from-source.ts';

interface Script {
  /** Its output until it was ready or exited. */
  readonly printed: string;
  /** Stops it as Ctrl+C does. Resolves to its exit code. */
  readonly interrupt: () => Promise<unknown>;
}

async function runSupergraph(...args: string[]): Promise<Script> {
  const script = spawn(process.execPath, [...FROM_SOURCE, 'e2e/supergraph/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(script, 'close').then(([code]: unknown[]) => code);
  const ready = Promise.withResolvers<void>();
  let printed = '';
  for (const stream of [script.stdout, script.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.includes('Ctrl+C')) ready.resolve();
    });
  }
  await Promise.race([ready.promise, ended]);
  return {
    printed,
    interrupt: () => {
      script.kill('SIGINT');
      return ended;
    },
  };
}

describe('npm run --prefix e2e supergraph', () => {
  it.each(['hive', 'apollo'])(
    'starts subgraphs and router with --router %s, shows a query over both subgraphs, and stops all of them on Ctrl+C',
    async (router) => {
      const { printed, interrupt } = await runSupergraph('--router', router, '--port', '0');
      const [, url = '', body = ''] = /curl -s (\S+) .* -d '(.*)'/.exec(printed) ?? [];
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(await response.json()).toMatchObject({
        data: {
          patients: [
            { fullName: 'Camila Maria Lopez', upcomingSlots: [{ room: { name: 'Exam 1' } }] },
            { fullName: 'Derrick Lin', upcomingSlots: [{ room: { name: 'Exam 1' } }] },
            { fullName: 'Desiree Caroline Powell', upcomingSlots: [{ room: { name: 'Imaging' } }] },
          ],
        },
      });
      expect(await interrupt()).toBe(0);
      const urls = [...printed.matchAll(/http:\S+/g)].map(([found]) => found);
      expect(new Set(urls).size).toBe(3);
      for (const gone of urls) await expect(fetch(gone)).rejects.toThrow('fetch failed');
    },
  );

  it('prints its usage for an unknown router', async () => {
    const { printed, interrupt } = await runSupergraph('--router', 'other');
    expect(printed).toMatch(/^Usage: npm run --prefix e2e supergraph -- \[--router hive\|apollo\]/);
    expect(await interrupt()).toBe(1);
  });
});
