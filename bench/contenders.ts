/** The contenders, each in a process of its own. */
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Child, startChild } from './child.ts';
import { type Asked, createGraphqlLoad } from './graphql-load.ts';
import { CPU, type SandboxFacts, STARTED, TURN } from './messages.ts';
import type { Load, Turn } from './turn.ts';

export type ContenderName = 'gateway' | 'bare Apollo' | 'raw got' | 'all on' | 'all off';

export interface Contender {
  readonly name: ContenderName;
  turn(load: Load): Promise<Turn>;
  /** CPU microseconds that the process has used since its start. */
  cpu(): Promise<number>;
  /** What its first operation answered; null where it makes no answer of the calls. */
  readonly firstAnswer: string | null;
  stop(): Promise<void>;
}

export type StartContender = (facts: SandboxFacts, asked: Asked) => Promise<Contender>;

/** Bounds that no run comes near, and that are counted all the same. */
const GENEROUS = { MAX_UPSTREAM_CALLS_PER_MINUTE: '1000000' };

/** The gateway as it is shipped: `src/main.ts`, in production, writing its log and its audit to a pipe. */
export const startGateway = gatewayWith('gateway', new URL('../src/main.ts', import.meta.url), GENEROUS);

/** The same with every guard. @param guards what the environment has to say for it */
export function guardedGateway(guards: Readonly<Record<string, string>>): StartContender {
  return gatewayWith('all on', new URL('../src/main.ts', import.meta.url), { ...GENEROUS, ...guards });
}

/** The same without any guard. */
export const startUnguarded = gatewayWith(
  'all off',
  new URL('./processes/unguarded.ts', import.meta.url),
  {},
);

function gatewayWith(
  name: ContenderName,
  program: URL,
  changes: Readonly<Record<string, string>>,
): StartContender {
  return async ({ environment }, asked) => {
    const settings = { ...environment, NODE_ENV: 'production', PORT: '0', ...changes };
    const child = startChild(program, settings);
    return graphqlContender(name, child, await portInLog(child), asked);
  };
}

export const startBareServer: StartContender = async ({ environment }, asked) => {
  const child = startChild(new URL('./processes/bare-server.ts', import.meta.url), {
    ...environment,
    NODE_ENV: 'production',
  });
  child.output.resume();
  const { port } = await child.next(STARTED);
  if (port === undefined) throw new Error('The bare server told no port.');
  return graphqlContender('bare Apollo', child, port, asked);
};

export const startRawCalls: StartContender = async ({ environment }) => {
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
};

async function graphqlContender(
  name: ContenderName,
  child: Child,
  port: number,
  asked: Asked,
): Promise<Contender> {
  const load = createGraphqlLoad(port, asked);
  return {
    name,
    turn: (turn) => load.turn(turn),
    cpu: () => cpuOf(child),
    firstAnswer: await load.firstAnswer(name),
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
