import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';
import { FROM_SOURCE } from './support/from-source.ts';

const SMOKE_MS = 180_000;

it(
  'npm run nightly -- soak passes for some seconds, and prints metrics before and after',
  async () => {
    const { code, stdout } = await soak('--minutes', '0.05', '--workers', '4');
    expect(stdout).toMatch(
      /^seed 1, 4 workers, 0\.05 minutes\n2 sites, \d+ tasks and writes, state in (?:Valkey|SQLite.*)\n *minute +RSS MB +heap MB +sockets/,
    );
    expect(stdout.match(/^ +\d\.\d( +[\d.]+){12}$/gm)).toHaveLength(2);
    expect(stdout).toMatch(
      /^writes \d+, of which \d+ created, documents opened [1-9]\d*, repeated sign-ins \d+$/m,
    );
    expect(stdout).toMatch(/^lost 0, wrong 0, upstream requests [1-9]\d*$/m);
    expect(stdout).toMatch(/\nPassed\.\n$/);
    expect(code).toBe(0);
  },
  SMOKE_MS,
);

async function soak(...argv: string[]): Promise<{ code: number | null; stdout: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; stdout: string }>();
  const child = execFile(process.execPath, [...FROM_SOURCE, 'scripts/soak.ts', ...argv], (_error, stdout) =>
    resolve({ code: child.exitCode, stdout }),
  );
  return promise;
}
