/** The contenders, each in a process of its own. */
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Child, startChild } from './child.ts';
import { type Answered, createGraphqlClient, type GraphqlClient } from './graphql-load.ts';
import { createMeshClient } from './mesh-client.ts';
import { ANSWER, CPU, type SandboxFacts, STARTED, TURN } from './messages.ts';
import type { Operation } from './operations.ts';
import { type Load, takeTurn, type Turn } from './turn.ts';

export type ContenderName =
  | 'gateway'
  | 'bare Apollo'
  | 'one by one'
  | 'GraphQL Mesh'
  | 'REST script'
  | 'all on'
  | 'all off'
  | 'measured';

export interface Contender {
  readonly name: ContenderName;
  turn(load: Load): Promise<Turn>;
  /** What the process has used since its start. */
  used(): Promise<Used>;
  /** What its first operation answered. */
  readonly first: Answered;
  stop(): Promise<void>;
}

export type Used = Pick<z.output<typeof CPU>, 'microseconds' | 'peakBytes'>;

export interface Entrant {
  readonly name: ContenderName;
  start(facts: SandboxFacts, operation: Operation): Promise<Contender>;
}

/** Bounds that no run comes near, and that are counted all the same. */
export const GENEROUS = { MAX_UPSTREAM_CALLS_PER_MINUTE: '1000000', EPIC_MAX_CONCURRENCY: '64' };
export const GATEWAY_PROGRAM = new URL('../src/main.ts', import.meta.url);
const BARE_SERVER = new URL('./processes/bare-server.ts', import.meta.url);
const MESH = new URL('./mesh/server.ts', import.meta.url);

/** The gateway as it is shipped: `src/main.ts`, in production, writing its log and its audit to a pipe. */
export const GATEWAY_AS_SHIPPED = gatewayEntrant('gateway', GATEWAY_PROGRAM, GENEROUS);

/** Apollo Server on Fastify with got, written by hand for these operations, as well as it can be. */
export const BARE_APOLLO = serverEntrant('bare Apollo', BARE_SERVER, {});

/** The same as it is written first: one request for each reference. */
export const ONE_BY_ONE = serverEntrant('one by one', BARE_SERVER, { BENCH_READS: 'one by one' });

/** Hive Gateway over what GraphQL Mesh makes of the FHIR API. */
export const GRAPHQL_MESH: Entrant = {
  name: 'GraphQL Mesh',
  async start({ environment }, operation) {
    const { child, port } = await startServer(MESH, environment);
    const client = createGraphqlClient(port, null);
    const list = (environment['PATIENT_PANEL'] ?? '').replace(/^list:/, '');
    return serverContender('GraphQL Mesh', child, client, createMeshClient(client.post, operation, list));
  },
};

/** Whether the packages of bench/package.json are there. */
export function isMeshInstalled(): boolean {
  return existsSync(new URL('./node_modules/.package-lock.json', import.meta.url));
}

/** The same calls without server and graph, as a frontend makes them that has none. */
export const REST_SCRIPT: Entrant = {
  name: 'REST script',
  async start({ environment }, { name, asked }) {
    const child = startChild(new URL('./processes/rest-script.ts', import.meta.url), {
      ...environment,
      BENCH_OPERATION: JSON.stringify({ name, asked }),
    });
    child.output.resume();
    await child.next(STARTED);
    return {
      name: 'REST script',
      first: await child.ask({ kind: 'answer' }, ANSWER),
      turn: ({ operations, concurrency }) => child.ask({ kind: 'turn', operations, concurrency }, TURN),
      used: () => child.ask({ kind: 'cpu' }, CPU),
      stop: () => child.stop(),
    };
  },
};

/** The gateway with every guard. @param guards what the environment has to say for it */
export function allOn(guards: Readonly<Record<string, string>>, authorization: string): Entrant {
  return gatewayEntrant('all on', GATEWAY_PROGRAM, { ...GENEROUS, ...guards }, authorization);
}

/** The gateway as it is shipped, with metrics or traces. */
export function measured(telemetry: Readonly<Record<string, string>>): Entrant {
  return gatewayEntrant('measured', GATEWAY_PROGRAM, { ...GENEROUS, ...telemetry });
}

/** The gateway without any guard. */
export const ALL_OFF = gatewayEntrant('all off', new URL('./processes/unguarded.ts', import.meta.url), {});

/** A gateway with more said in its environment. */
function gatewayEntrant(
  name: ContenderName,
  program: URL,
  changes: Readonly<Record<string, string>>,
  authorization: string | null = null,
): Entrant {
  return {
    name,
    async start({ environment }, operation) {
      const { child, port } = await startGateway(program, { ...environment, ...changes });
      const client = createGraphqlClient(port, authorization);
      return serverContender(name, child, client, () => client.post(operation));
    },
  };
}

/** Starts a gateway, in production, and waits until it listens. */
export async function startGateway(
  program: URL,
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly child: Child; readonly port: number }> {
  const child = startChild(program, { ...environment, NODE_ENV: 'production', PORT: '0' });
  return { child, port: await portInLog(child) };
}

function serverEntrant(
  name: ContenderName,
  program: URL,
  changes: Readonly<Record<string, string>>,
): Entrant {
  return {
    name,
    async start({ environment }, operation) {
      const { child, port } = await startServer(program, { ...environment, ...changes });
      const client = createGraphqlClient(port, null);
      return serverContender(name, child, client, () => client.post(operation));
    },
  };
}

async function startServer(program: URL, environment: Readonly<Record<string, string>>) {
  const child = startChild(program, { ...environment, NODE_ENV: 'production' });
  child.output.resume();
  const { port } = await child.next(STARTED);
  if (port === undefined) throw new Error('A contender told no port.');
  return { child, port };
}

/** @param operate does the operation once: each answer has to be the first one again */
async function serverContender(
  name: ContenderName,
  child: Child,
  client: GraphqlClient,
  operate: () => Promise<Answered>,
): Promise<Contender> {
  const first = await operate();
  return {
    name,
    first,
    turn: (load) =>
      takeTurn(load, async () => {
        if ((await operate()).data !== first.data) throw new Error('The answer is not the first one again.');
      }),
    used: () => child.ask({ kind: 'cpu' }, CPU),
    async stop() {
      client.close();
      await child.stop();
    },
  };
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
