import { parseArgs } from 'node:util';

export interface SoakOptions {
  readonly minutes: number;
  /** The same seed gives the same faults and the same choice of operations, as far as timing allows. */
  readonly seed: number;
  /** The number of concurrent operations. */
  readonly workers: number;
}

export const USAGE =
  'Usage: npm run nightly -- soak [--minutes N] [--seed S] [--workers W]. N is above 0; S and W are whole numbers, W from 1 to 200.';

const MAX_WORKERS = 200;

/** Returns null for invalid arguments. */
export function parseOptions(argv: readonly string[]): SoakOptions | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        minutes: { type: 'string', default: '20' },
        seed: { type: 'string', default: '1' },
        workers: { type: 'string', default: '16' },
      },
    });
    const [minutes, seed, workers] = [Number(values.minutes), Number(values.seed), Number(values.workers)];
    const isValid =
      minutes > 0 &&
      Number.isInteger(seed) &&
      Number.isInteger(workers) &&
      workers >= 1 &&
      workers <= MAX_WORKERS;
    return isValid && Number.isFinite(minutes) ? { minutes, seed, workers } : null;
  } catch {
    return null;
  }
}
