/** `npm run --prefix bench first-client`: measures what a frontend developer does and waits for, by running the commands of the docs in an empty folder. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { findFreePort } from '../scripts/free-port.ts';
import { newcomerEnvironment, type NewcomerOptions, parseNewcomerOptions } from './newcomer.ts';
import { countSteps, readJourney, type Step } from './page-journey.ts';
import { median } from './statistics.ts';
import { type Column, formatTable } from './table.ts';

const USAGE =
  'Usage: npm run --prefix bench first-client -- [--rounds N] [--json] [COMMIT]\n' +
  'COMMIT is another version of this repository, whose typed query is measured in turn with this one. Uncommitted changes to the docs are measured.\n' +
  'N is a whole number from 1 to 100. Default: 3.';

interface Journey {
  readonly name: string;
  readonly page: string;
  readonly section: string;
  /** Whether the page assumes a clone of this repository with its packages. */
  readonly inClone: boolean;
  /** Matches the output of the last command. */
  readonly prints: RegExp;
}

const TYPED_QUERY: Journey = {
  name: 'typed query',
  page: 'docs/clients.md',
  section: 'A typed query from nothing',
  inClone: false,
  prints: /valueText: '/,
};

const JOURNEYS: readonly Journey[] = [
  TYPED_QUERY,
  {
    name: 'test against a scripted fault',
    page: 'docs/testing.md',
    section: 'A first test',
    inClone: false,
    prints: /pass 1\b/,
  },
  {
    name: 'signed-in query',
    page: 'docs/callers.md',
    section: 'A token without an identity provider',
    inClone: true,
    prints: /"fullName":/,
  },
];

const command = (text: string): Step => ({ kind: 'command', text });

const CLONE_COMMAND = `git clone --quiet --no-local ${resolve('.')} gateway`;
/** The first steps of a page that assumes the repository. */
const CLONE: readonly Step[] = [command(CLONE_COMMAND), command('cd gateway')];
const INSTALL = command('npm ci');
const START = command('npm start');

interface Row {
  readonly name: string;
  /** The version of the docs. */
  readonly version: string;
  readonly steps: number;
  readonly seconds: number;
  /** The part of `npm install` and `npm ci`. */
  readonly installSeconds: number;
}

const COLUMNS: readonly Column<Row>[] = [
  ['first', ({ name }) => name],
  ['docs', ({ version }) => version],
  ['steps', ({ steps }) => String(steps)],
  ['seconds', ({ seconds }) => seconds.toFixed(1)],
  ['of it npm, s', ({ installSeconds }) => installSeconds.toFixed(1)],
];

const options = parseNewcomerOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  await run(options);
}

async function run({ commit, rounds, json }: NewcomerOptions): Promise<void> {
  const packages = await mkdtemp(join(tmpdir(), 'first-client-packages-'));
  try {
    const archives = packPackages(packages);
    const plans = [
      ...JOURNEYS.map((journey) => planNow(journey, archives)),
      ...(commit === null ? [] : [planBefore(commit)]),
    ];
    // Fills npm's cache.
    for (const plan of plans) await measure(plan);
    const rows = plans.map((plan) => ({ plan, measured: new Array<Measured>() }));
    // Journeys alternate, so a disturbance of the machine affects all of them.
    for (let round = 0; round < rounds; round += 1)
      for (const { plan, measured } of rows) measured.push(await measure(plan));
    print(
      rows.map(({ plan, measured }) => ({
        name: plan.journey.name,
        version: plan.version,
        steps: countSteps(plan.steps),
        seconds: median(measured.map(({ seconds }) => seconds)),
        installSeconds: median(measured.map(({ installSeconds }) => installSeconds)),
      })),
      { rounds, json },
    );
  } finally {
    await rm(packages, { recursive: true, force: true });
  }
}

function print(rows: readonly Row[], { rounds, json }: Pick<NewcomerOptions, 'rounds' | 'json'>): void {
  const table = formatTable(COLUMNS, rows).join('\n');
  process.stdout.write(
    json
      ? `${JSON.stringify({ rounds, rows }, null, 2)}\n`
      : `From an empty folder, with packages packed from this checkout; median of ${rounds} round(s)\n\n${table}\n`,
  );
}

/** The steps of a journey. */
interface Plan {
  readonly journey: Journey;
  readonly version: string;
  readonly steps: readonly Step[];
  /** The index of the first step outside the clone; null if all are inside. */
  readonly leavesClone: number | null;
  /** Local archives of the packages, by name, for `npm install`. */
  readonly archives: Readonly<Record<string, string>>;
}

function planNow(journey: Journey, archives: Plan['archives']): Plan {
  const own = readJourney(readFileSync(journey.page, 'utf8'), journey.section);
  const steps = journey.inClone ? [...CLONE, INSTALL, ...own] : own;
  return { journey, version: 'now', steps, leavesClone: journey.inClone ? null : 0, archives };
}

/** The typed query of an older page, which assumes the gateway of a clone. */
function planBefore(commit: string): Plan {
  const page = execFileSync('git', ['show', `${commit}:${TYPED_QUERY.page}`], { encoding: 'utf8' });
  const clone = command(`${CLONE_COMMAND}; git -C gateway checkout --quiet --detach ${commit}`);
  const before = [clone, ...CLONE.slice(1), INSTALL, START];
  const steps = [...before, ...readJourney(page, TYPED_QUERY.section)];
  return { journey: TYPED_QUERY, version: commit, steps, leavesClone: before.length, archives: {} };
}

/** Packs what `npm install` would fetch from the registry. */
function packPackages(folder: string): Record<string, string> {
  const PACKED = z.array(z.object({ name: z.string(), filename: z.string() }));
  const pack = (...args: readonly string[]): Record<string, string> => {
    const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const packed = PACKED.parse(JSON.parse(printed.slice(printed.indexOf('['))));
    return Object.fromEntries(packed.map(({ name, filename }) => [name, join(folder, filename)]));
  };
  return { ...pack(), ...pack('--workspace', 'epic-fhir-graphql-client') };
}

interface Measured {
  readonly seconds: number;
  readonly installSeconds: number;
}

/** Does the steps in an empty folder. */
async function measure({ journey, steps, leavesClone, archives }: Plan): Promise<Measured> {
  const root = await mkdtemp(join(tmpdir(), 'first-client-'));
  const app = join(root, 'app');
  await mkdir(app);
  const port = await findFreePort();
  const servers: ChildProcess[] = [];
  let output = '';
  let seconds = 0;
  let installSeconds = 0;
  let folder = leavesClone === 0 ? app : root;
  try {
    for (const [index, step] of steps.entries()) {
      if (index === leavesClone) folder = app;
      if (step.kind === 'file') {
        await writeFile(join(folder, step.name), step.content.replaceAll(':4000', `:${port}`));
      } else if (step.text.startsWith('cd ')) {
        folder = join(folder, step.text.slice('cd '.length));
      } else {
        const text = localCommand(step.text, port, archives);
        const startedAt = performance.now();
        if (text.endsWith(' start')) servers.push(await startServer(text, folder, port));
        else output = await runShell(text, folder);
        const took = (performance.now() - startedAt) / 1_000;
        seconds += took;
        if (/^npm (?:install|ci)\b/.test(text)) installSeconds += took;
      }
    }
    if (!journey.prints.test(output))
      throw new Error(`The journey to the first ${journey.name} ended with: ${output}`);
    return { seconds, installSeconds };
  } finally {
    for (const server of servers) await stop(server);
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Returns a command of the docs with a free port, and with archives in place of packages. */
function localCommand(text: string, port: number, archives: Plan['archives']): string {
  const local = text.replaceAll(':4000', `:${port}`);
  if (!local.startsWith('npm install ')) return local;
  return local.replaceAll(/(?<= )\S+/g, (argument) => archives[argument] ?? argument);
}

async function runShell(text: string, folder: string): Promise<string> {
  const child = spawn('sh', ['-c', text], {
    cwd: folder,
    env: newcomerEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
    });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`"${text}" exited with ${child.exitCode}. Its output: ${output}`);
  return output;
}

/** Resolves when the gateway has printed its address. */
async function startServer(text: string, folder: string, port: number): Promise<ChildProcess> {
  // A group of its own, because the shell and npm pass no signals on.
  const child = spawn('sh', ['-c', text], {
    cwd: folder,
    env: newcomerEnvironment({ PORT: String(port) }),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const started = Promise.withResolvers<void>();
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    printed += part;
    if (printed.includes(`:${port}/graphql`)) started.resolve();
  });
  child.once('exit', () => started.reject(new Error(`"${text}" exited early. Its output: ${printed}`)));
  await started.promise;
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const exited = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await exited;
}
