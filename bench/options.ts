/** What the bench is told on its command line. */
import { parseArgs } from 'node:util';

/** What can be measured: the gateway beside others, beside itself without guards, its own time under load, and how it grows. */
export const PARTS = ['contenders', 'guards', 'own-time', 'growth'] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly parts: readonly Part[];
  /** Only operations whose name has this in it are compared. */
  readonly operation: string;
  /** How many operations one turn of a contender has. */
  readonly operations: number;
  /** How many of them are under way at once. */
  readonly concurrency: number;
  /** How many turns each contender has that count. */
  readonly rounds: number;
  /** How long each contender runs before its turns count, in seconds. */
  readonly warmUpSeconds: number;
  readonly json: boolean;
}

/**
 * One at a time: of equal requests under way the gateway makes one, and then it would make fewer calls than the others. So few in a turn that
 * the sandbox's record of requests holds all of the dearest.
 */
const DEFAULTS = { operations: 400, concurrency: 1, rounds: 10, 'warm-up': 30 };
/** To see that it runs: what it says of CPU is that of servers that have just started. */
const QUICK = { operations: 80, concurrency: 1, rounds: 2, 'warm-up': 1 };
const FLAG = { type: 'boolean', default: false } as const;
/** What is measured where nothing is said. */
const USUAL: readonly Part[] = ['contenders', 'guards', 'own-time'];

export const USAGE =
  'Usage: npm run bench -- [--contenders] [--guards] [--own-time] [--growth] [--operation TEXT]\n' +
  '                        [--quick] [--operations N] [--concurrency N] [--rounds N] [--warm-up N] [--json]\n' +
  `Without one of the first four: ${USUAL.map((part) => `--${part}`).join(' ')}. TEXT is a part of an operation's name.\n` +
  `Each N is a whole number from 0 to 100000, --warm-up in seconds, and only that may be 0. By default: ${flags(DEFAULTS)}; with --quick ${flags(QUICK)}.`;

/** Null where the arguments are not what USAGE says. */
export function parseOptions(args: readonly string[]): BenchOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        contenders: FLAG,
        guards: FLAG,
        'own-time': FLAG,
        growth: FLAG,
        quick: FLAG,
        json: FLAG,
        operation: { type: 'string', default: '' },
        operations: { type: 'string' },
        concurrency: { type: 'string' },
        rounds: { type: 'string' },
        'warm-up': { type: 'string' },
      },
    });
    const usual = values.quick ? QUICK : DEFAULTS;
    const parts = PARTS.filter((part) => values[part]);
    return {
      parts: parts.length > 0 ? parts : USUAL,
      operation: values.operation,
      operations: count(values.operations, usual.operations),
      concurrency: count(values.concurrency, usual.concurrency),
      rounds: count(values.rounds, usual.rounds),
      warmUpSeconds: values['warm-up'] === '0' ? 0 : count(values['warm-up'], usual['warm-up']),
      json: values.json,
    };
  } catch {
    return null;
  }
}

function count(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  if (/^[1-9]\d{0,4}$|^100000$/.test(text)) return Number(text);
  throw new RangeError('It is no such number.');
}

function flags(numbers: Readonly<Record<string, number>>): string {
  return Object.entries(numbers)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ');
}
