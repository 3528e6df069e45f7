/** What the bench is told on its command line. */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** How many operations one turn of a contender has. */
  readonly operations: number;
  /** How many of them are under way at once. */
  readonly concurrency: number;
  /** How many turns each contender has that count. */
  readonly rounds: number;
  readonly json: boolean;
}

/** One at a time: of equal requests under way the gateway makes one, and then it would make fewer calls than the others. */
const DEFAULTS = { operations: '800', concurrency: '1', rounds: '6' };

export const USAGE =
  'Usage: npm run bench -- [--operations N] [--concurrency N] [--rounds N] [--json]\n' +
  `Each N is a whole number from 1 to 100000. By default: ${Object.entries(DEFAULTS)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ')}.`;

/** Null where the arguments are not what USAGE says. */
export function parseOptions(args: readonly string[]): BenchOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        operations: { type: 'string', default: DEFAULTS.operations },
        concurrency: { type: 'string', default: DEFAULTS.concurrency },
        rounds: { type: 'string', default: DEFAULTS.rounds },
        json: { type: 'boolean', default: false },
      },
    });
    const { operations, concurrency, rounds, json } = values;
    const numbers = [operations, concurrency, rounds];
    if (!numbers.every((text) => /^[1-9]\d{0,4}$|^100000$/.test(text))) return null;
    return { operations: Number(operations), concurrency: Number(concurrency), rounds: Number(rounds), json };
  } catch {
    return null;
  }
}
