/** Runs all checks in order. */
import { createHttpClient } from '../http/got-client.ts';
import { checkMetadata } from './capabilities.ts';
import { checkClock } from './clock.ts';
import { checkConfiguration, type CheckTools, type ConfigurationSources } from './configuration.ts';
import { checkConnection, checkNames } from './connection.ts';
import { checkCredential } from './credential.ts';
import { compact, type StepReport } from './finding.ts';
import { checkKeySet, UNKNOWN_KEY_SET } from './key-set.ts';
import { checkMrn } from './mrn.ts';
import { checkPaging } from './paging.ts';
import { checkPanel } from './panel.ts';
import { openGateway } from './probing-gateway.ts';
import { checkReads } from './reads.ts';
import { checkSmartConfiguration } from './smart-configuration.ts';
import { createStepRunner, type StepRunnerOptions } from './step-runner.ts';
import { checkToken } from './token.ts';
import { checkWrites } from './writes.ts';

export interface ExaminationOptions extends ConfigurationSources, StepRunnerOptions {
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** Returns a report for every step, including the skipped ones. Writes nothing anywhere. */
export async function examine(options: ExaminationOptions): Promise<readonly StepReport[]> {
  const { env, timeoutMs, now = Date.now } = options;
  const { run, reports, signal, close } = createStepRunner(options);
  const configuration = await run('configuration', {}, () => checkConfiguration(options));
  const http = createHttpClient({ timeoutMs: configuration?.limits.timeoutMs ?? timeoutMs });
  const tools: CheckTools = { env, http, now, signal };

  try {
    const key = await run('key', {}, () => checkCredential(env, configuration));
    const dns = await run('dns', { configuration }, (found) => checkNames(found.configuration));
    const connection = await run('connection', { configuration, dns }, (found) =>
      checkConnection(found.configuration, tools),
    );
    const connected = { configuration, connection };
    await run('clock', connected, (found) => checkClock(found.configuration, tools));
    const smart = await run('smart-configuration', connected, (found) =>
      checkSmartConfiguration(found.configuration, tools),
    );
    const metadata = await run('metadata', connected, (found) => checkMetadata(found.configuration, tools));
    const keySet = await run('key-set', { configuration, key }, (found) =>
      checkKeySet(found.configuration, found.key, tools),
    );
    const token = await run('token', { ...connected, key }, async (found) => {
      const { finding, value } = await checkToken(found.configuration, found.key, tools, {
        keySet: keySet ?? UNKNOWN_KEY_SET,
        endpoints: compact(smart?.tokenEndpoint ?? null, metadata?.tokenEndpoint ?? null),
        advertised: smart?.advertised ?? null,
      });
      const gateway = value === null ? null : await openGateway(found.configuration, value, tools);
      return { finding, value: gateway };
    });
    const panel = await run('panel', { configuration, token }, (found) =>
      checkPanel(found.configuration, found.token),
    );
    await run('mrn', { configuration, token, panel }, (found) =>
      checkMrn(found.configuration, found.token, found.panel, now()),
    );
    const reads = await run('reads', { token, panel }, (found) => checkReads(found.token, found.panel));
    await run('paging', { token, reads }, (found) => checkPaging(found.token, found.reads));
    await run('writes', { configuration, metadata }, (found) =>
      checkWrites(found.configuration, found.metadata, token?.scope ?? ''),
    );
    return reports;
  } finally {
    close();
    http.close();
  }
}
