/** `npm run --prefix e2e supergraph`: starts the gateway with the embedded sandbox, the clinic's subgraph, and a router in front of both. */
import { parseArgs } from 'node:util';
import { type Program, startClinic, startFhirGateway } from '../../examples/supergraph/programs.ts';
import { endWithNpm } from '../../src/npm-parent.ts';
import { readSubgraph } from './composition.ts';
import { type RouterName, startRouter } from './routers.ts';

const ROUTER_NAMES: Readonly<Record<string, RouterName>> = { hive: 'Hive Gateway', apollo: 'Apollo Gateway' };
const USAGE =
  'Usage: npm run --prefix e2e supergraph -- [--router hive|apollo] [--port N]\n' +
  'The router listens on the port, and the subgraphs on the next two. 0 chooses free ports. Defaults: --router hive --port 4000.';
const QUERY = '{ patients(first: 3) { fullName upcomingSlots(first: 1) { start room { name } } } }';

interface Options {
  readonly router: RouterName;
  readonly port: number;
}

interface Running {
  readonly router: Program;
  readonly gateway: Program;
  readonly clinic: Program;
}

endWithNpm(process.env);
const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  try {
    const running = await start(options);
    process.stdout.write(formatBanner(options.router, running));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(running));
  } catch (error) {
    process.stderr.write(
      `The supergraph could not start. ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}

/** Returns null if the arguments do not match USAGE. */
function parseOptions(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        router: { type: 'string', default: 'hive' },
        port: { type: 'string', default: '4000' },
      },
    });
    const router = ROUTER_NAMES[values.router];
    return router !== undefined && /^\d{1,5}$/.test(values.port)
      ? { router, port: Number(values.port) }
      : null;
  } catch {
    return null;
  }
}

async function start({ router, port }: Options): Promise<Running> {
  const choosePort = (offset: number): number => (port === 0 ? 0 : port + offset);
  const gateway = await startFhirGateway({ PORT: String(choosePort(1)), LOG_LEVEL: 'warn' });
  const clinic = await startClinic(choosePort(2));
  const subgraphs = [await readSubgraph('fhir', gateway.url), await readSubgraph('scheduling', clinic.url)];
  return { router: await startRouter(router, subgraphs, port), gateway, clinic };
}

async function stop({ router, gateway, clinic }: Running): Promise<void> {
  await Promise.all([router.close(), gateway.close(), clinic.close()]);
  process.exit(0);
}

function formatBanner(name: RouterName, { router, gateway, clinic }: Running): string {
  return `
  Supergraph  ${router.url} (${name})
  Subgraphs   ${gateway.url} (this gateway with the embedded Epic sandbox, synthetic data)
              ${clinic.url} (rooms and slots of a clinic: examples/supergraph/scheduling)

  Try         curl -s ${router.url} -H 'content-type: application/json' -d '{"query":"${QUERY}"}'
  Stop        Ctrl+C

`;
}
