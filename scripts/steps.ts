/** Runs the steps of a check: all, or those that the arguments name. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Step {
  /** An argument that names the step. */
  readonly name: string;
  readonly command: string;
  readonly fix: string;
  /** The folders with additional packages that the step needs, and the command that installs them. */
  readonly needs?: { readonly folders: readonly string[]; readonly installedBy: string };
}

interface Chosen {
  readonly steps: readonly Step[];
  /** Further arguments, for the command of the only step. */
  readonly args: readonly string[];
}

export interface Outcome {
  readonly step: Step;
  readonly status: number;
  readonly seconds: number;
}

/** Returns the named steps in the order of the table; all of them without a name. Exits for other arguments. */
export function chooseSteps(all: readonly Step[], words: readonly string[]): Chosen {
  const others = words.findIndex((word) => !all.some(({ name }) => name === word));
  const names = others === -1 ? words : words.slice(0, others);
  const args = others === -1 ? [] : words.slice(others);
  if (args.length > 0 && names.length !== 1) {
    const known = all.map(({ name }) => name).join(', ');
    process.stderr.write(
      `Unknown: ${args.join(' ')}. Expected steps (${known}), or one step and its arguments.\n`,
    );
    process.exit(2);
  }
  return { steps: names.length === 0 ? all : all.filter(({ name }) => names.includes(name)), args };
}

export function isInstalled({ needs }: Step): boolean {
  return needs === undefined || needs.folders.every((folder) => existsSync(`${folder}/node_modules`));
}

/** Runs the steps one after the other, and prints their output. Stops after the first that fails. */
export async function runUntilFailure({ steps, args }: Chosen): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    process.stdout.write(`\n— ${step.name}\n`);
    const outcome = await run(step, args, 'inherit');
    outcomes.push(outcome);
    if (outcome.status !== 0) break;
  }
  return outcomes;
}

/** Runs all steps of each lane in order, and the lanes side by side. Prints the output of a step when it ends. */
export async function runLanes(lanes: readonly (readonly Step[])[]): Promise<Outcome[]> {
  const outcomes = await Promise.all(
    lanes.map(async (steps) => {
      const ended: Outcome[] = [];
      for (const step of steps) ended.push(await run(step, [], 'pipe'));
      return ended;
    }),
  );
  return outcomes.flat();
}

async function run(step: Step, args: readonly string[], output: 'inherit' | 'pipe'): Promise<Outcome> {
  const started = performance.now();
  const quoted = args.map((argument) => ` '${argument.replaceAll("'", `'\\''`)}'`).join('');
  const child = spawn(`${step.command}${quoted}`, { stdio: ['ignore', output, output], shell: true });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const status = await new Promise<number>((resolve) => {
    child.once('close', (code) => resolve(code ?? 1));
    child.once('error', () => resolve(1));
  });
  const seconds = (performance.now() - started) / 1_000;
  if (output === 'pipe') {
    process.stdout.write(`\n— ${step.name} (${Math.round(seconds)} s)\n`);
    process.stdout.write(Buffer.concat(chunks));
  }
  return { step, status, seconds };
}

/** Returns a line for each failed step, with the command that fixes it. */
export function describeFailures(outcomes: readonly Outcome[]): string[] {
  return outcomes
    .filter(({ status }) => status !== 0)
    .map(({ step: { name, fix } }) => `Failed: ${name}. To fix it: ${fix}`);
}

/** Returns a table of how long the steps took, the longest first. */
export function describeTimes(outcomes: readonly Outcome[]): string[] {
  return outcomes
    .toSorted((one, other) => other.seconds - one.seconds)
    .map(({ step, seconds }) => `${String(Math.round(seconds)).padStart(6)} s  ${step.name}`);
}
