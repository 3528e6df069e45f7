/** The contenders, each in a process of its own. */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Child, startChild } from './child.ts';
import { createGraphqlLoad } from './graphql-load.ts';
import { CPU, type SandboxFacts, STARTED, TURN } from './messages.ts';
import type { Load, Turn } from './turn.ts';

export type ContenderName = 'gateway' | 'bare Apollo' | 'raw got';

export interface Contender {
  readonly name: ContenderName;
  turn(load: Load): Promise<Turn>;
  /** CPU microseconds that the process has used since its start. */
  cpu(): Promise<number>;
  /** What its first operation answered; null where it makes no answer of the calls. */
  readonly firstAnswer: string | null;
  stop(): Promise<void>;
}

/** The gateway as it is shipped: `src/main.ts`, in production, logging each operation to a pipe. */
export async function startGateway({ environment, ids }: SandboxFacts): Promise<Contender> {
  const child = startChild(new URL('../src/main.ts', import.meta.url), {
    ...environment,
    NODE_ENV: 'production',
    PORT: '0',
  });
  return graphqlContender('gateway', child, await portInLog(child), ids);
}

export async function startBareServer({ environment, ids }: SandboxFacts): Promise<Contender> {
  const child = startChild(new URL('./processes/bare-server.ts', import.meta.url), {
    ...environment,
    NODE_ENV: 'production',
  });
  child.output.resume();
  const { port } = await child.next(STARTED);
  if (port === undefined) throw new Error('The bare server told no port.');
  return graphqlContender('bare Apollo', child, port, ids);
}

export async function startRawCalls({ environment }: SandboxFacts): Promise<Contender> {
  const child = startChild(new URL('./processes/raw-calls.ts', import.meta.url), environment);
  child.output.resume();
  await child.next(STARTED);
  const { failures } = await child.ask({ kind: 'turn', operations: 1, concurrency: 1 }, TURN);
  if (failures[0] !== undefined) throw new Error(`raw got: ${failures[0]}`);
  return {
    name: 'raw got',
    turn: ({ operations, concurrency }) => child.ask({ kind: 'turn', operations, concurrency }, TURN),
    cpu: () => cpuOf(child),
    firstAnswer: null,
    stop: () => child.stop(),
  };
}

async function graphqlContender(
  name: ContenderName,
  child: Child,
  port: number,
  ids: readonly string[],
): Promise<Contender> {
  const load = createGraphqlLoad(port);
  return {
    name,
    turn: (turn) => load.turn(turn),
    cpu: () => cpuOf(child),
    firstAnswer: await load.firstAnswer(name, ids),
    async stop() {
      load.close();
      await child.stop();
    },
  };
}

async function cpuOf(child: Child): Promise<number> {
  const { microseconds } = await child.ask({ kind: 'cpu' }, CPU);
  return microseconds;
}

const START_MS = 30_000;
const listening = z.object({ event: z.literal('listening'), port: z.int() });

/** Reads the log up to the line that tells the port, and lets the rest of it flow by. */
async function portInLog({ output }: Child): Promise<number> {
  const lines = createInterface({ input: output });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const deadline = setTimeout(() => reject(new Error('The gateway did not log its port in time.')), START_MS);
  lines.on('line', (line) => {
    const parsed = line.startsWith('{') ? listening.safeParse(JSON.parse(line)) : null;
    if (parsed?.success === true) resolve(parsed.data.port);
  });
  lines.once('close', () => reject(new Error('The gateway ended before it listened.')));
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    lines.close();
    output.resume();
  }
}
