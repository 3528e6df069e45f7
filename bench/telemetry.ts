/** `npm run --prefix bench telemetry`: compares the gateway with metrics or traces to the gateway without. */
import { createServer } from 'node:http';
import { startChild } from './child.ts';
import { compare } from './compare.ts';
import type { Comparison } from './comparisons.ts';
import { createInstrumentedGateway, GATEWAY_AS_SHIPPED } from './contenders.ts';
import { SANDBOX_STARTED } from './messages.ts';
import { createOperations } from './operations.ts';
import { parseOptions, USAGE } from './options.ts';
import { formatReport } from './report.ts';
import { measureObserverCosts, formatObserverCosts } from './observer-costs.ts';

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(1);
}

/** An OTLP collector that accepts and discards everything. */
const collector = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200).end());
});
await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
const address = collector.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
const endpoint = `http://127.0.0.1:${port}`;
process.stdout.write(`${formatObserverCosts(await measureObserverCosts(endpoint))}\n`);

const METRICS = { METRICS_PORT: '0', TELEMETRY_OPERATION_NAMES: 'any' };
const TRACES = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, TELEMETRY_OPERATION_NAMES: 'any' };
const SETUPS = {
  'Metrics, never scraped': METRICS,
  'Traces, all sampled': TRACES,
  'Traces, one in ten sampled': { ...TRACES, OTEL_TRACES_SAMPLER_ARG: '0.1' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

const child = startChild(new URL('./processes/sandbox.ts', import.meta.url), {});
child.output.resume();
try {
  const facts = await child.next(SANDBOX_STARTED);
  for (const operation of createOperations(facts).filter(({ name }) => name.includes(options.operation))) {
    for (const [title, environment] of Object.entries(SETUPS)) {
      const comparison: Comparison = {
        title: `${title}: ${operation.name}`,
        operation,
        factories: [createInstrumentedGateway(environment), GATEWAY_AS_SHIPPED],
        settings: [{ latencyMs: 0, goals: [] }],
        requiresSameCalls: true,
        remark:
          '"instrumented" is the gateway with the telemetry of the title, "gateway" the same without it.',
      };
      for (const report of await compare(comparison, { child, facts }, options))
        process.stdout.write(`${formatReport(report)}\n`);
    }
  }
} finally {
  await child.stop();
  collector.close();
}
