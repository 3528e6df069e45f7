/** `npm run bench-telemetry`: what metrics and traces cost the gateway as it is shipped, beside itself without them. */
import { createServer } from 'node:http';
import { startChild } from './child.ts';
import { compare } from './compare.ts';
import type { Comparison } from './comparisons.ts';
import { GATEWAY_AS_SHIPPED, measured } from './contenders.ts';
import { SANDBOX_STARTED } from './messages.ts';
import { operationsFor } from './operations.ts';
import { parseOptions, USAGE } from './options.ts';
import { reportText } from './report.ts';
import { watchingCosts, watchingText } from './watching.ts';

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(1);
}

/** A collector that takes everything, and looks at nothing. */
const collector = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200).end());
});
await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
const address = collector.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
const endpoint = `http://127.0.0.1:${port}`;
process.stdout.write(`${watchingText(await watchingCosts(endpoint))}\n`);

const METRICS = { METRICS_PORT: '0', TELEMETRY_OPERATION_NAMES: 'any' };
const TRACES = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, TELEMETRY_OPERATION_NAMES: 'any' };
const SETUPS = {
  'Metrics, nobody scrapes': METRICS,
  'Traces, every one of them kept': TRACES,
  'Traces, one in ten kept': { ...TRACES, OTEL_TRACES_SAMPLER_ARG: '0.1' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

const child = startChild(new URL('./processes/sandbox.ts', import.meta.url), {});
child.output.resume();
try {
  const facts = await child.next(SANDBOX_STARTED);
  for (const operation of operationsFor(facts).filter(({ name }) => name.includes(options.operation))) {
    for (const [title, environment] of Object.entries(SETUPS)) {
      const comparison: Comparison = {
        title: `${title}: ${operation.name}`,
        operation,
        entrants: [measured(environment), GATEWAY_AS_SHIPPED],
        settings: [{ latencyMs: 0, aims: [] }],
        sameCalls: true,
        remark: '“measured” is the gateway with what the title says, “gateway” the same without.',
      };
      for (const report of await compare(comparison, { child, facts }, options))
        process.stdout.write(`${reportText(report)}\n`);
    }
  }
} finally {
  await child.stop();
  collector.close();
}
