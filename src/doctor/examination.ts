/** Runs all checks in order. */
import type { SmartSettings } from '../config/smart.ts';
import type { EmbeddedSandbox } from '../epic/connected-server.ts';
import { createHttpClient } from '../http/got-client.ts';
import { createThrottlePool, type ThrottlePool } from '../resilience/throttle-pool.ts';
import { checkMetadata } from './capabilities.ts';
import { checkClock } from './clock.ts';
import {
  checkConfiguration,
  type CheckTools,
  type ConfigurationSources,
  type ExaminedSite,
  nameKeysOfSite,
  type ProcessEnvironment,
} from './configuration.ts';
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
import { createStepRunner, type StepRunner, type StepRunnerOptions } from './step-runner.ts';
import { checkToken } from './token.ts';
import { checkWrites } from './writes.ts';

export interface ExaminationOptions
  extends Omit<ConfigurationSources, 'openSandbox'>, Omit<StepRunnerOptions, 'nameSettings'> {
  /** The variables of the FHIR server, and those that change how Node connects. */
  readonly env: ProcessEnvironment;
  /** Starts the embedded sandbox of a profile, or the default one. */
  readonly openSandbox: (profile: string | null, smart: SmartSettings | null) => Promise<EmbeddedSandbox>;
  /** Limits the load on the FHIR servers; shared by examinations that run at once. */
  readonly throttles?: ThrottlePool;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** The site, the tools and the step runner that the checks of an examination share. */
export interface Examination {
  readonly run: StepRunner['run'];
  readonly tools: CheckTools;
  /** Null if the configuration is invalid. */
  readonly site: ExaminedSite | null;
}

/** Returns a report for every step, including the skipped ones. Writes nothing anywhere. */
export async function examine(options: ExaminationOptions): Promise<readonly StepReport[]> {
  return conduct(options, checkGateway);
}

/** Reads the configuration, and runs the checks with what they share. */
export async function conduct(
  options: ExaminationOptions,
  check: (examination: Examination) => Promise<void>,
): Promise<readonly StepReport[]> {
  const { env, siteId, timeoutMs, throttles = createThrottlePool(null), now = Date.now } = options;
  const nameSettings = siteId === null ? {} : { nameSettings: nameKeysOfSite };
  const { run, reports, signal, close } = createStepRunner({ ...options, ...nameSettings });
  const sandboxes: EmbeddedSandbox[] = [];
  const openSandbox: ExaminationOptions['openSandbox'] = async (profile, smart) => {
    const sandbox = await options.openSandbox(profile, smart);
    sandboxes.push(sandbox);
    return sandbox;
  };
  const site = await run('configuration', {}, () => checkConfiguration({ ...options, openSandbox }));
  const http = createHttpClient({ timeoutMs: site?.limits.timeoutMs ?? timeoutMs });
  try {
    await check({ run, site, tools: { env, http, throttles, now, signal } });
    return reports;
  } finally {
    close();
    http.close();
    for (const sandbox of sandboxes) await sandbox.close();
  }
}

/** Checks the key and the connection to the FHIR server. Each value is null if its step failed. */
export async function checkReachability({ run, site: configuration, tools }: Examination) {
  const key = await run('key', {}, () => checkCredential(tools.env, configuration));
  const dns = await run('dns', { configuration }, (found) => checkNames(found.configuration));
  const connection = await run('connection', { configuration, dns }, (found) =>
    checkConnection(found.configuration, tools),
  );
  await run('clock', { configuration, connection }, (found) => checkClock(found.configuration, tools));
  return { key, connection };
}

async function checkGateway(examination: Examination): Promise<void> {
  const { run, site: configuration, tools } = examination;
  const { key, connection } = await checkReachability(examination);
  const connected = { configuration, connection };
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
    checkMrn(found.configuration, found.token, found.panel, tools.now()),
  );
  const reads = await run('reads', { token, panel }, (found) => checkReads(found.token, found.panel));
  await run('paging', { token, reads }, (found) => checkPaging(found.token, found.reads));
  await run('writes', { configuration, metadata }, (found) =>
    checkWrites(found.configuration, found.metadata, token?.scope ?? ''),
  );
}
