/** Runs the gateway in its own process, with the image's flags and variables and a meter. */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { readImageSettings } from '../image-settings.ts';
import { type Child, startChild } from './child.ts';
import { PROCESS_METRICS, type ProcessMetrics, REPORT_METRICS } from './messages.ts';
import { note, type Tally } from './tally.ts';

export interface SoakedGateway {
  readonly port: number;
  /** Collects garbage, and then returns process metrics. */
  readMetrics(): Promise<ProcessMetrics>;
  stop(): Promise<void>;
}

const CHECKOUT = new URL('../../', import.meta.url);
/** Longer than SHUTDOWN_TIMEOUT_MS. */
const STOP_TIMEOUT_MS = 15_000;

const logLine = z.object({ event: z.string(), port: z.int().optional() });

/** @param tally receives unexpected errors from the log, and an early exit */
export async function startSoakedGateway(
  environment: Readonly<Record<string, string>>,
  folder: string,
  tally: Tally,
): Promise<SoakedGateway> {
  const image = readImageSettings(CHECKOUT);
  const child = startChild(new URL('src/cli.ts', CHECKOUT), {
    environment: { ...environment, ...image.environment, NODE_ENV: 'production', PORT: '0' },
    flags: [...image.flags, '--expose-gc', '--import', new URL('./programs/meter.ts', import.meta.url).href],
    folder,
  });
  let isStopping = false;
  void watch();
  async function watch(): Promise<void> {
    const exit = await child.ended;
    if (!isStopping) note(tally.problems, `the gateway exited early: ${exit}`);
  }
  return {
    port: await readPort(child, tally),
    readMetrics() {
      const metrics = child.next(PROCESS_METRICS);
      child.send(REPORT_METRICS);
      return metrics;
    },
    async stop() {
      isStopping = true;
      if (!(await child.stop(STOP_TIMEOUT_MS)))
        note(tally.problems, 'the gateway did not exit after SIGTERM');
    },
  };
}

/** Resolves to the port in the log. Keeps reading the log, and notes unexpected errors. */
async function readPort({ output, ended }: Child, tally: Tally): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  createInterface({ input: output }).on('line', (line) => {
    const { event, port } = logLine.safeParse(parseLine(line)).data ?? {};
    if (event === 'listening' && port !== undefined) resolve(port);
    if (event === 'unexpected_error') note(tally.problems, `the gateway's log: ${line}`);
  });
  void ended.then((exit) => reject(new Error(exit)));
  return promise;
}

function parseLine(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return null;
  }
}
