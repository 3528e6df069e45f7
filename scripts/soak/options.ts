/** What the soak is told on its command line. */
import { parseArgs } from 'node:util';

export interface SoakOptions {
  readonly minutes: number;
  /** The same seed makes the same faults and the same choice of operations, as far as a machine allows. */
  readonly seed: number;
  /** How many operations are under way at once. */
  readonly workers: number;
}

export const USAGE =
  'Usage: npm run soak -- [--minutes N] [--seed S] [--workers W], N above 0, S and W whole numbers, W from 1 to 200';

const MOST_WORKERS = 200;

/** Null where they are not understood. */
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
    const isSensible =
      minutes > 0 &&
      Number.isInteger(seed) &&
      Number.isInteger(workers) &&
      workers >= 1 &&
      workers <= MOST_WORKERS;
    return isSensible && Number.isFinite(minutes) ? { minutes, seed, workers } : null;
  } catch {
    return null;
  }
}
