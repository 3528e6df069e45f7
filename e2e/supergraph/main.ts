/** `npm run supergraph`: this subgraph on the embedded sandbox, the clinic's beside it, and a router in front of both. */
import { parseArgs } from 'node:util';
import { type Program, startClinic, startFhirGateway } from '../../examples/supergraph/programs.ts';
import { endWithNpm } from '../../src/npm-parent.ts';
import { readSubgraph } from './composition.ts';
import { type RouterName, startRouter } from './routers.ts';

const ROUTER_NAMES: Readonly<Record<string, RouterName>> = { hive: 'Hive Gateway', apollo: 'Apollo Gateway' };
const USAGE =
  'Usage: npm run supergraph -- [--router hive|apollo] [--port N]\n' +
  'The router takes the port, the subgraphs take the next two; 0 takes any free ones. By default: --router hive --port 4000.';
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
    process.stdout.write(banner(options.router, running));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(running));
  } catch (error) {
    process.stderr.write(
      `The supergraph could not start. ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  }
}

/** Null where the arguments are not what USAGE says. */
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
  const next = (step: number): number => (port === 0 ? 0 : port + step);
  const gateway = await startFhirGateway({ PORT: String(next(1)), LOG_LEVEL: 'warn' });
  const clinic = await startClinic(next(2));
  const subgraphs = [await readSubgraph('fhir', gateway.url), await readSubgraph('scheduling', clinic.url)];
  return { router: await startRouter(router, subgraphs, port), gateway, clinic };
}

async function stop({ router, gateway, clinic }: Running): Promise<void> {
  await Promise.all([router.close(), gateway.close(), clinic.close()]);
  process.exit(0);
}

function banner(name: RouterName, { router, gateway, clinic }: Running): string {
  return `
  Supergraph  ${router.url} (${name})
  Subgraphs   ${gateway.url} (this gateway on the embedded Epic sandbox: nobody in it is real)
              ${clinic.url} (rooms and slots of a clinic: examples/supergraph/scheduling)

  Try         curl -s ${router.url} -H 'content-type: application/json' -d '{"query":"${QUERY}"}'
  Stop        Ctrl+C

`;
}
