/** The clinic's subgraph as a program: `node main.ts [port]`. */
import { startScheduling } from './scheduling.ts';

const [port = '4002'] = process.argv.slice(2);
const { url } = await startScheduling({ port: Number(port) });
process.stdout.write(`Scheduling  ${url}\n`);
