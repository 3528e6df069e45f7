/** `npm run --prefix bench first-answer`: measures what a newcomer waits for, from an empty folder to the first response. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { newcomerEnvironment, type NewcomerOptions, parseNewcomerOptions } from './newcomer.ts';
import { median } from './statistics.ts';
import { type Column, formatTable } from './table.ts';

const USAGE =
  'Usage: npm run --prefix bench first-answer -- [--rounds N] [--json] [COMMIT]\n' +
  'COMMIT is another version of this repository, to be measured in turn with HEAD. Uncommitted changes are not measured.\n' +
  'N is a whole number from 1 to 100. Default: 3.';

const QUERY = '{ patients(first: 10) { id fullName } }';
const RESPONSE = z.object({ data: z.object({ patients: z.array(z.unknown()).length(10) }) });

/** The seconds of each step. */
interface FirstAnswer {
  readonly clone: number;
  /** `npm ci`. */
  readonly install: number;
  /** `npm start`, until it prints its address. */
  readonly start: number;
  readonly query: number;
}

interface Row extends FirstAnswer {
  readonly commit: string;
}

const COLUMNS: readonly Column<Row>[] = [
  ['commit', ({ commit }) => commit],
  ['git clone, s', ({ clone }) => clone.toFixed(1)],
  ['npm ci, s', ({ install }) => install.toFixed(1)],
  ['npm start, s', ({ start }) => start.toFixed(1)],
  ['query, s', ({ query }) => query.toFixed(2)],
  ['sum, s', ({ clone, install, start, query }) => (clone + install + start + query).toFixed(1)],
];

const options = parseNewcomerOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  await run(options);
}

async function run({ commit, rounds, json }: NewcomerOptions): Promise<void> {
  const commits = commit === null ? ['HEAD'] : ['HEAD', commit];
  // Fills npm's cache.
  for (const each of commits) await measure(each);
  const measured = commits.map((each) => ({ commit: each, answers: new Array<FirstAnswer>() }));
  // Commits alternate, so a disturbance of the machine affects all of them.
  for (let round = 0; round < rounds; round += 1)
    for (const each of measured) each.answers.push(await measure(each.commit));
  const rows = measured.map(({ commit: measuredCommit, answers }): Row => ({
    commit: measuredCommit,
    clone: median(answers.map(({ clone }) => clone)),
    install: median(answers.map(({ install }) => install)),
    start: median(answers.map(({ start }) => start)),
    query: median(answers.map(({ query }) => query)),
  }));
  process.stdout.write(
    json
      ? `${JSON.stringify({ rounds, rows }, null, 2)}\n`
      : `From an empty folder to the first response; median of ${rounds} round(s)\n\n${formatTable(COLUMNS, rows).join('\n')}\n`,
  );
}

/** Clones a commit into an empty folder, and does there what the README says. */
async function measure(commit: string): Promise<FirstAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'first-answer-'));
  try {
    const clone = await secondsOf(async () => {
      await runCommand('git', ['clone', '--quiet', '--no-local', resolve('.'), '.'], folder);
      await runCommand('git', ['checkout', '--quiet', '--detach', commit], folder);
    });
    const install = await secondsOf(() => runCommand('npm', ['ci'], folder));
    return { clone, install, ...(await measureStart(folder)) };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measureStart(folder: string): Promise<Pick<FirstAnswer, 'start' | 'query'>> {
  const npm = spawn('npm', ['start'], {
    cwd: folder,
    env: newcomerEnvironment({ PORT: '0' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(npm, 'exit');
  try {
    let printed = '';
    const found = Promise.withResolvers<string>();
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const [origin] = /http:\/\/localhost:\d+(?=[/\s])/.exec(printed) ?? [];
      if (origin !== undefined) found.resolve(origin);
    });
    npm.once('exit', () => found.reject(new Error(`The gateway exited early. Its output: ${printed}`)));
    let origin = '';
    const start = await secondsOf(async () => {
      origin = await found.promise;
    });
    const query = await secondsOf(async () => {
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: QUERY }),
      });
      RESPONSE.parse(await response.json());
    });
    return { start, query };
  } finally {
    npm.kill('SIGTERM');
    await exited;
  }
}

async function runCommand(command: string, args: readonly string[], folder: string): Promise<void> {
  const child = spawn(command, args, {
    cwd: folder,
    env: newcomerEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${child.exitCode}.`);
}

async function secondsOf(step: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await step();
  return (performance.now() - startedAt) / 1_000;
}
