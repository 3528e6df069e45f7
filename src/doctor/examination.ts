/** Runs the checks in order: each goes on with what those before it found, and all share one deadline. */
import { GatewayError } from '../errors.ts';
import { raceWithAbort } from '../http/abort.ts';
import { createHttpClient } from '../http/got-client.ts';
import type { HttpClient } from '../http/http-client.ts';
import { stackFrames } from '../observability/log.ts';
import { checkMetadata, type ServerDescription } from './capabilities.ts';
import { checkClock } from './clock.ts';
import {
  checkConfiguration,
  type CheckTools,
  type ConfigurationSources,
  type ExaminedSite,
} from './configuration.ts';
import { checkConnection, checkNames } from './connection.ts';
import { checkCredential, type Credential } from './credential.ts';
import {
  cause,
  type Checked,
  failed,
  type Finding,
  present,
  skipped,
  type StepName,
  type StepReport,
  STEPS,
} from './finding.ts';
import { checkKeySet, type KeySetEvidence, UNKNOWN_KEY_SET } from './key-set.ts';
import { checkMrn } from './mrn.ts';
import { checkPaging } from './paging.ts';
import { checkPanel } from './panel.ts';
import { createReader, type RecordReader } from './reader.ts';
import { checkReads } from './reads.ts';
import type { RecordsFound } from './records.ts';
import { checkSmartConfiguration, type SmartConfiguration } from './smart-configuration.ts';
import type { TokenGranted } from './token-request.ts';
import { checkSignIn } from './token.ts';
import { checkWrites } from './writes.ts';

/** What each step leaves to later ones. */
interface StepValues {
  readonly configuration: ExaminedSite;
  readonly key: Credential;
  readonly dns: true;
  readonly connection: true;
  readonly clock: number;
  readonly 'smart-configuration': SmartConfiguration;
  readonly metadata: ServerDescription;
  readonly 'key-set': KeySetEvidence;
  readonly token: TokenGranted & { readonly reader: RecordReader };
  /** Patients by whom to read. */
  readonly panel: readonly string[];
  readonly mrn: true;
  readonly reads: RecordsFound;
  readonly paging: true;
  readonly writes: true;
}
type Values = Partial<StepValues>;

interface Check<T> {
  readonly needs: readonly StepName[];
  /** Returns null if something that it needs is missing. */
  readonly prepare: (values: Values) => ((tools: CheckTools) => Promise<Checked<T>>) | null;
}
type Checks = { readonly [S in StepName]?: Check<StepValues[S]> };

export function needing<N extends StepName, T>(
  needs: readonly N[],
  run: (values: Pick<StepValues, N> & Values, tools: CheckTools) => Promise<Checked<T>>,
): Check<T> {
  const isComplete = (values: Values): values is Pick<StepValues, N> & Values =>
    needs.every((need) => values[need] !== undefined);
  return {
    needs,
    prepare: (values) => (isComplete(values) ? (tools) => run(values, tools) : null),
  };
}

const CONNECTED = ['configuration', 'connection'] as const;
const SIGNED_IN = ['configuration', 'token'] as const;

const CHECKS: Checks = {
  configuration: needing([], (_, tools) => checkConfiguration(tools)),
  key: needing([], ({ configuration = null }, { env }) => checkCredential(env, configuration)),
  dns: needing(['configuration'], (found) => checkNames(found.configuration)),
  connection: needing(['configuration', 'dns'], (found, tools) =>
    checkConnection(found.configuration, tools),
  ),
  clock: needing(CONNECTED, (found, tools) => checkClock(found.configuration, tools)),
  'smart-configuration': needing(CONNECTED, (found, tools) =>
    checkSmartConfiguration(found.configuration, tools),
  ),
  metadata: needing(CONNECTED, (found, tools) => checkMetadata(found.configuration, tools)),
  'key-set': needing(['configuration', 'key'], (found, tools) =>
    checkKeySet(found.configuration, found.key, tools),
  ),
  token: needing([...CONNECTED, 'key'], signIn),
  panel: needing(SIGNED_IN, (found, { now }) => checkPanel(found.configuration, found.token.reader, now())),
  mrn: needing([...SIGNED_IN, 'panel'], (found, { now }) =>
    checkMrn(found.configuration, found.token.reader, found.panel, now()),
  ),
  reads: needing(['token', 'panel'], (found) => checkReads(found.token.reader, found.panel)),
  paging: needing(['token', 'reads'], (found) => checkPaging(found.token.reader, found.reads)),
  writes: needing(['configuration', 'metadata'], (found) =>
    checkWrites(found.configuration, found.metadata, found.token?.scope ?? ''),
  ),
};

async function signIn(
  found: Pick<StepValues, 'configuration' | 'key'> & Values,
  tools: CheckTools,
): Promise<Checked<StepValues['token']>> {
  const { configuration, key, metadata, 'smart-configuration': smart, 'key-set': keySet } = found;
  const { finding, value } = await checkSignIn(configuration, key, tools, {
    keySet: keySet ?? UNKNOWN_KEY_SET,
    endpoints: present(smart?.tokenEndpoint ?? null, metadata?.tokenEndpoint ?? null),
    algorithms: smart?.algorithms ?? [],
    methods: smart?.methods ?? [],
  });
  if (value === null) return { finding, value };
  return { finding, value: { ...value, reader: await createReader(configuration, value, tools) } };
}

export interface ExaminationOptions extends ConfigurationSources {
  /** How long all steps together may take. */
  readonly timeoutMs: number;
  readonly onStart: (step: StepName) => void;
  readonly onReport: (report: StepReport) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** Returns the reports of all steps in their order, including those that could not be taken. Nothing is written anywhere. */
export async function examine(
  options: ExaminationOptions,
  checks: Checks = CHECKS,
): Promise<readonly StepReport[]> {
  const { timeoutMs, onStart, onReport, now = Date.now } = options;
  const deadline = new AbortController();
  const { signal } = deadline;
  const timer = setTimeout(() => deadline.abort(new GatewayError('OPERATION_TIMEOUT', 'Over.')), timeoutMs);
  const reports: StepReport[] = [];
  const values: Values = {};
  const http = createHttpClient({ timeoutMs });
  const send: HttpClient['send'] = (request) =>
    http.send({ timeoutMs: values.configuration?.limits.timeoutMs ?? timeoutMs, ...request });
  const tools: CheckTools = { ...options, now, signal, http: { ...http, send } };

  const take = async <T>(step: StepName, { needs, prepare }: Check<T>): Promise<Checked<T>> => {
    if (signal.aborted) return skipped('The time is over (--timeout).');
    const run = prepare(values);
    if (run === null) return skipped(missingNeed(needs, values, reports));
    onStart(step);
    try {
      return await raceWithAbort(run(tools), signal);
    } catch (error) {
      return signal.aborted ? timedOut(timeoutMs) : unexpected(error);
    }
  };

  try {
    for (const step of stepNames(checks)) {
      const check = checks[step];
      if (check === undefined) continue;
      const started = performance.now();
      const { finding, value } = await take<unknown>(step, check);
      if (value !== null) Object.assign(values, { [step]: value });
      const report = { step, durationMs: durationOf(finding, started), ...finding };
      reports.push(report);
      onReport(report);
    }
    return reports;
  } finally {
    clearTimeout(timer);
    deadline.abort();
    http.close();
  }
}

function stepNames(checks: Checks): StepName[] {
  return Object.keys(checks).filter((name): name is StepName => Object.hasOwn(STEPS, name));
}

function durationOf({ outcome }: Finding, started: number): number {
  return outcome === 'skipped' ? 0 : Math.round(performance.now() - started);
}

/** Names the first step that is in the way. One that was itself skipped for a need leads to the step that it needed. */
function missingNeed(needs: readonly StepName[], values: Values, reports: readonly StepReport[]): string {
  const missing = reports.find(({ step }) => needs.includes(step) && values[step] === undefined);
  if (missing === undefined) return 'What it needs is not there.';
  const { step, outcome, found } = missing;
  if (outcome === 'skipped' && found[0].startsWith('Needs ')) return found[0];
  return `Needs "${STEPS[step]}", which ${outcome === 'failed' ? 'failed' : 'has nothing to go on with'}.`;
}

function timedOut(timeoutMs: number): Checked<never> {
  return failed({
    tried: 'wait for it',
    found: [`Not done when the ${timeoutMs / 1000} s for all steps were over.`],
    causes: [
      cause`The server, or a device on the way to it, swallows what is sent.
        → Ask the network team whether this machine may reach the hosts named above.`,
      cause`The server is slow now. → Try again with a longer --timeout.`,
    ],
  });
}

/** Shows where in the code the error was: its message can hold anything. */
function unexpected(error: unknown): Checked<never> {
  const shown = error instanceof GatewayError ? [error.message] : stackFrames(error);
  return failed({
    tried: 'take the step',
    found: ['An unexpected error came in between.', ...shown],
    causes: [cause`A defect of the doctor. → Report it, with the lines above: they hold no values.`],
  });
}
