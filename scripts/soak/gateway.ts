/** The gateway as it is shipped, in production, in a process of its own with a meter. */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Child, startChild } from './child.ts';
import { CONDITION, type Condition, HOW_ARE_YOU } from './messages.ts';
import { note, type Tally } from './tally.ts';

export interface SoakedGateway {
  readonly port: number;
  /** Collects garbage first. */
  condition(): Promise<Condition>;
  stop(): Promise<void>;
}

/** SHUTDOWN_TIMEOUT_MS, and more. */
const STOPS_WITHIN_MS = 15_000;

const logLine = z.object({ event: z.string(), port: z.int().optional() });

/** @param tally is told of what the log calls unexpected, and of its end */
export async function startSoakedGateway(
  environment: Readonly<Record<string, string>>,
  folder: string,
  tally: Tally,
): Promise<SoakedGateway> {
  const child = startChild(new URL('../../src/main.ts', import.meta.url), {
    environment: { ...environment, NODE_ENV: 'production', PORT: '0' },
    flags: ['--expose-gc', '--import', new URL('./programs/meter.ts', import.meta.url).href],
    folder,
  });
  let isStopping = false;
  void watch();
  async function watch(): Promise<void> {
    const how = await child.ended;
    if (!isStopping) note(tally.problems, `the gateway has gone: ${how}`);
  }
  return {
    port: await portInLog(child, tally),
    condition() {
      const told = child.next(CONDITION);
      child.tell(HOW_ARE_YOU);
      return told;
    },
    async stop() {
      isStopping = true;
      if (!(await child.stop(STOPS_WITHIN_MS))) note(tally.problems, 'the gateway does not end at SIGTERM');
    },
  };
}

/** Reads the log to its end, for the port and for what may not be in it. */
async function portInLog({ output, ended }: Child, tally: Tally): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  createInterface({ input: output }).on('line', (line) => {
    const { event, port } = logLine.safeParse(jsonOf(line)).data ?? {};
    if (event === 'listening' && port !== undefined) resolve(port);
    if (event === 'unexpected_error') note(tally.problems, `the gateway's log: ${line}`);
  });
  void ended.then((how) => reject(new Error(how)));
  return promise;
}

function jsonOf(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return null;
  }
}
