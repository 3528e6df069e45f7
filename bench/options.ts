import { parseArgs } from 'node:util';

/** README.md describes each part. */
export const PARTS = [
  'contenders',
  'guards',
  'persons',
  'http',
  'own-time',
  'memory',
  'growth',
  'sites',
] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly parts: readonly Part[];
  /** The folder of another checkout to compare with; null for none. */
  readonly against: string | null;
  /** Compares only operations whose name contains this text. */
  readonly operation: string;
  /** Operations in one turn of a contender. */
  readonly operations: number;
  /** Operations in flight at once. */
  readonly concurrency: number;
  /** Turns of each contender that count. */
  readonly rounds: number;
  /** How long each contender runs before its turns count. */
  readonly warmUpSeconds: number;
  /** Whether figures are only for a check that the bench runs. */
  readonly isQuick: boolean;
  readonly json: boolean;
}

/**
 * Operations run one at a time: the gateway coalesces identical requests in flight, so it would send fewer than the others. A turn is
 * short enough that the sandbox's request log holds every request of the most expensive operation.
 */
const DEFAULTS = { operations: 400, concurrency: 1, rounds: 10, 'warm-up': 30 };
/** For a check that the bench runs: servers are not warm yet, so their CPU figures mean little. */
const QUICK = { operations: 80, concurrency: 1, rounds: 2, 'warm-up': 1 };
const FLAG = { type: 'boolean', default: false } as const;
const DEFAULT_PARTS: readonly Part[] = ['contenders', 'guards', 'http', 'own-time', 'memory'];

export const USAGE =
  'Usage: npm run bench -- [--contenders] [--guards] [--persons] [--http] [--own-time] [--memory] [--growth]\n' +
  '                        [--sites] [--against CHECKOUT] [--operation TEXT] [--quick] [--operations N]\n' +
  '                        [--concurrency N] [--rounds N] [--warm-up N] [--json]\n' +
  `The first nine choose what to measure, by default ${DEFAULT_PARTS.map((part) => `--${part}`).join(' ')}. TEXT is part of an operation's name.\n` +
  'CHECKOUT is the folder of another checkout with its packages installed.\n' +
  `Each N is a whole number from 1 to 100000; --warm-up is in seconds and may be 0. Defaults: ${formatFlags(DEFAULTS)}; with --quick: ${formatFlags(QUICK)}.`;

/** Returns null if the arguments do not match USAGE. */
export function parseOptions(args: readonly string[]): BenchOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        contenders: FLAG,
        guards: FLAG,
        persons: FLAG,
        http: FLAG,
        'own-time': FLAG,
        memory: FLAG,
        growth: FLAG,
        sites: FLAG,
        quick: FLAG,
        json: FLAG,
        against: { type: 'string' },
        operation: { type: 'string', default: '' },
        operations: { type: 'string' },
        concurrency: { type: 'string' },
        rounds: { type: 'string' },
        'warm-up': { type: 'string' },
      },
    });
    const defaults = values.quick ? QUICK : DEFAULTS;
    const parts = PARTS.filter((part) => values[part]);
    return {
      parts: parts.length > 0 || values.against !== undefined ? parts : DEFAULT_PARTS,
      against: values.against ?? null,
      operation: values.operation,
      operations: parseCount(values.operations, defaults.operations),
      concurrency: parseCount(values.concurrency, defaults.concurrency),
      rounds: parseCount(values.rounds, defaults.rounds),
      warmUpSeconds: values['warm-up'] === '0' ? 0 : parseCount(values['warm-up'], defaults['warm-up']),
      isQuick: values.quick,
      json: values.json,
    };
  } catch {
    return null;
  }
}

function parseCount(text: string | undefined, defaultCount: number): number {
  if (text === undefined) return defaultCount;
  if (/^[1-9]\d{0,4}$|^100000$/.test(text)) return Number(text);
  throw new RangeError(`Expected a whole number from 1 to 100000, not ${text}.`);
}

function formatFlags(numbers: Readonly<Record<string, number>>): string {
  return Object.entries(numbers)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ');
}
