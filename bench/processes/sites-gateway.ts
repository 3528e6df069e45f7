/** The gateway of a sites file, which closes idle sites early and reads the file again on command. */
import { startInSmallYoungGeneration } from '../../src/v8-flags.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import { onCommand, sendMessage } from '../messages.ts';

await startInSmallYoungGeneration(start);

async function start(): Promise<void> {
  const config = loadConfig(process.env);
  const siteIdleMs = Number(process.env['BENCH_SITE_IDLE_MS']);
  const gateway = await createGateway(config, createLog(config.logLevel), {
    routeSchemas: false,
    siteIdleMs,
  });
  onCommand(({ kind }) => {
    if (kind !== 'reload') return;
    const before = process.cpuUsage();
    const startedAt = performance.now();
    gateway.reloadSites(() => loadConfig(process.env));
    const ms = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(before);
    sendMessage({ kind: 'reload', ms, microseconds: user + system });
  });
  sendMessage({ kind: 'started', port: await gateway.listen() });
}
