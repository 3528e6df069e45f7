import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type ImageSettings, readImageSettings } from '../scripts/image-settings.ts';
import { type Child, startChild } from './child.ts';
import {
  type CallerHeaders,
  createGraphqlClient,
  type GraphqlClient,
  type GraphqlResponse,
} from './graphql-client.ts';
import { createMeshClient } from './mesh-client.ts';
import { CPU, RESPONSE, type SandboxFacts, STARTED, TURN } from './messages.ts';
import type { Operation } from './operations.ts';
import { type Load, runTurn, type Turn } from './turn.ts';

export type ContenderName =
  | 'gateway'
  | 'other checkout'
  | 'bare Apollo'
  | 'bare with flags'
  | 'one by one'
  | 'GraphQL Mesh'
  | 'REST script'
  | 'src/http'
  | 'bare got'
  | 'guards on'
  | 'guards off'
  | 'instrumented'
  | 'person'
  | 'system';

/** A running contender, in a process of its own. */
export interface Contender {
  readonly name: ContenderName;
  /** The response to its first operation. Every later operation must return the same data. */
  readonly firstResponse: GraphqlResponse;
  runTurn(load: Load): Promise<Turn>;
  /** Returns the CPU time and peak memory of the process since its start. */
  readUsage(): Promise<ProcessUsage>;
  stop(): Promise<void>;
}

export type ProcessUsage = Pick<z.output<typeof CPU>, 'microseconds' | 'peakBytes'>;

export interface ContenderFactory {
  readonly name: ContenderName;
  start(facts: SandboxFacts, operation: Operation): Promise<Contender>;
}

/** Limits that no run reaches. The gateway still counts against them, so their cost is measured. */
export const GENEROUS_LIMITS = { MAX_UPSTREAM_CALLS_PER_MINUTE: '1000000', EPIC_MAX_CONCURRENCY: '64' };
export const GATEWAY_PROGRAM = new URL('../src/cli.ts', import.meta.url);
const V8_FLAGS = new URL('../src/v8-flags.ts', import.meta.url);
const CHECKOUT = new URL('../', import.meta.url);
const BARE_SERVER = new URL('./processes/bare-server.ts', import.meta.url);
const MESH = new URL('./mesh/server.ts', import.meta.url);

/** `src/cli.ts start` with `NODE_ENV=production`, writing its log and audit to a pipe. */
export const GATEWAY_AS_SHIPPED = createGatewayFactory('gateway', GATEWAY_PROGRAM, GENEROUS_LIMITS);

/** Apollo Server on Fastify with got, hand-optimized for these operations. */
export const BARE_APOLLO = createServerFactory('bare Apollo', BARE_SERVER, {});

/** The same server with the V8 flags of the gateway. */
export const BARE_WITH_FLAGS = createServerFactory('bare with flags', BARE_SERVER, {}, () => {
  const { flags, environment } = readImageSettings(CHECKOUT);
  return { flags: [...flags, '--import', V8_FLAGS.href], environment };
});

/** The same server as first written: one request per reference. */
export const ONE_BY_ONE = createServerFactory('one by one', BARE_SERVER, { BENCH_READS: 'one by one' });

/** Hive Gateway over the subgraph that GraphQL Mesh composes from the FHIR API. */
export const GRAPHQL_MESH: ContenderFactory = {
  name: 'GraphQL Mesh',
  async start({ environment }, operation) {
    const { child, port } = await startServer(MESH, environment);
    const client = createGraphqlClient(port);
    const list = (environment['PATIENT_PANEL'] ?? '').replace(/^list:/, '');
    return createServerContender(
      'GraphQL Mesh',
      child,
      client,
      createMeshClient(client.post, operation, list),
    );
  },
};

/** Whether the packages of bench/package.json are installed. */
export function isMeshInstalled(): boolean {
  return existsSync(new URL('./node_modules/.package-lock.json', import.meta.url));
}

/** Only the FHIR requests, as a frontend without a GraphQL server would send them. */
export const REST_SCRIPT: ContenderFactory = {
  name: 'REST script',
  async start({ environment }, { name, inputs }) {
    const child = startChild(new URL('./processes/rest-script.ts', import.meta.url), {
      ...environment,
      BENCH_OPERATION: JSON.stringify({ name, inputs }),
    });
    return createScriptContender('REST script', child);
  },
};

/** A process that runs operations itself, on command. */
async function createScriptContender(name: ContenderName, child: Child): Promise<Contender> {
  child.output.resume();
  await child.next(STARTED);
  return {
    name,
    firstResponse: await child.request({ kind: 'run once' }, RESPONSE),
    runTurn: ({ operations, concurrency }) => child.request({ kind: 'turn', operations, concurrency }, TURN),
    readUsage: () => child.request({ kind: 'cpu' }, CPU),
    stop: () => child.stop(),
  };
}

/** One client of the FHIR server without a GraphQL server, with the flags of src/v8-flags.ts in both cases. */
export const GATEWAY_HTTP = createHttpFactory('src/http');
export const BARE_GOT = createHttpFactory('bare got');

function createHttpFactory(name: 'src/http' | 'bare got'): ContenderFactory {
  return {
    name,
    async start({ environment, withManyLabs }) {
      const child = startChild(
        new URL('./processes/http-requests.ts', import.meta.url),
        { ...environment, BENCH_CLIENT: name, BENCH_PATH: `Patient/${withManyLabs}` },
        ['--import', V8_FLAGS.href],
      );
      return createScriptContender(name, child);
    },
  };
}

/** @param guards the environment variables that enable the guards */
export function createGuardedGateway(
  guards: Readonly<Record<string, string>>,
  authorization: string,
  name: ContenderName = 'guards on',
): ContenderFactory {
  const settings = { ...GENEROUS_LIMITS, ...guards };
  return createGatewayFactory(name, GATEWAY_PROGRAM, settings, async () => ({ authorization }));
}

/**
 * The gateway of another checkout, as shipped.
 * @param checkout its folder, with its packages installed
 */
export function createOtherGateway(
  checkout: string,
  guards: Readonly<Record<string, string>> = {},
  authorization: string | null = null,
): ContenderFactory {
  const program = pathToFileURL(resolve(checkout, 'src/cli.ts'));
  const settings = { ...GENEROUS_LIMITS, ...guards };
  const caller: CallerHeaders = authorization === null ? {} : { authorization };
  return createGatewayFactory('other checkout', program, settings, async () => caller);
}

/** Signs the caller of a gateway in. Returns the headers of the caller. */
export type SignIn = (port: number) => Promise<CallerHeaders>;

/** The gateway as shipped, at which a person signs in. */
export function createPersonGateway(
  settings: Readonly<Record<string, string>>,
  signIn: SignIn,
): ContenderFactory {
  return createGatewayFactory('person', GATEWAY_PROGRAM, { ...GENEROUS_LIMITS, ...settings }, signIn);
}

/** @param telemetry the environment variables that enable metrics or traces */
export function createInstrumentedGateway(telemetry: Readonly<Record<string, string>>): ContenderFactory {
  return createGatewayFactory('instrumented', GATEWAY_PROGRAM, { ...GENEROUS_LIMITS, ...telemetry });
}

export const UNGUARDED_GATEWAY = createGatewayFactory(
  'guards off',
  new URL('./processes/unguarded.ts', import.meta.url),
  {},
);

function createGatewayFactory(
  name: ContenderName,
  program: URL,
  settings: Readonly<Record<string, string>>,
  signIn: SignIn = async () => ({}),
): ContenderFactory {
  return {
    name,
    async start({ environment }, operation) {
      const { child, port } = await startGateway(program, { ...environment, ...settings });
      const client = createGraphqlClient(port, await signIn(port));
      return createServerContender(name, child, client, () => client.post(operation));
    },
  };
}

const NODE_DEFAULTS: ImageSettings = { flags: [], environment: {} };

/**
 * Starts a gateway as in the image of its checkout, with its compile cache and `NODE_ENV=production`, and waits until it listens.
 */
export async function startGateway(
  program: URL,
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly child: Child; readonly port: number }> {
  const checkout = checkoutOf(program);
  const { flags, environment: malloc } = readImageSettings(checkout);
  const cache = new URL('src/compile-cache.js', checkout).href;
  const child = startChild(program, { ...environment, ...malloc, NODE_ENV: 'production', PORT: '0' }, [
    ...flags,
    '--import',
    cache,
  ]);
  return { child, port: await readPortFromLog(child) };
}

/** Returns the checkout of src/cli.ts, or this one for a program of the bench. */
function checkoutOf(program: URL): URL {
  return program.pathname.endsWith('/src/cli.ts') ? new URL('../', program) : CHECKOUT;
}

function createServerFactory(
  name: ContenderName,
  program: URL,
  settings: Readonly<Record<string, string>>,
  readNodeSettings: () => ImageSettings = () => NODE_DEFAULTS,
): ContenderFactory {
  return {
    name,
    async start({ environment }, operation) {
      const node = readNodeSettings();
      const { child, port } = await startServer(
        program,
        { ...environment, ...settings, ...node.environment },
        node.flags,
      );
      const client = createGraphqlClient(port);
      return createServerContender(name, child, client, () => client.post(operation));
    },
  };
}

/** Starts a server that reports its port, with `NODE_ENV=production`. */
export async function startServer(
  program: URL,
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
) {
  const child = startChild(program, { ...environment, NODE_ENV: 'production' }, flags);
  child.output.resume();
  const { port } = await child.next(STARTED);
  if (port === undefined) throw new Error(`${program.pathname} reported no port.`);
  return { child, port };
}

/** @param operate runs the operation once */
async function createServerContender(
  name: ContenderName,
  child: Child,
  client: GraphqlClient,
  operate: () => Promise<GraphqlResponse>,
): Promise<Contender> {
  const firstResponse = await operate();
  return {
    name,
    firstResponse,
    runTurn: (load) =>
      runTurn(load, async () => {
        if ((await operate()).data !== firstResponse.data)
          throw new Error('The response differs from the first response.');
      }),
    readUsage: () => child.request({ kind: 'cpu' }, CPU),
    async stop() {
      client.close();
      await child.stop();
    },
  };
}

const START_TIMEOUT_MS = 30_000;
const LISTENING_LINE = z.object({ event: z.literal('listening'), port: z.int() });

/** Reads the log up to the line with the port and discards the rest. */
async function readPortFromLog({ output }: Child): Promise<number> {
  const lines = createInterface({ input: output });
  const { promise, resolve: found, reject } = Promise.withResolvers<number>();
  const deadline = setTimeout(
    () => reject(new Error(`The gateway did not log its port within ${START_TIMEOUT_MS / 1_000} s.`)),
    START_TIMEOUT_MS,
  );
  lines.on('line', (line) => {
    const parsed = line.startsWith('{') ? LISTENING_LINE.safeParse(JSON.parse(line)) : null;
    if (parsed?.success === true) found(parsed.data.port);
  });
  lines.once('close', () => reject(new Error('The gateway exited before it listened.')));
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    lines.close();
    output.resume();
  }
}
