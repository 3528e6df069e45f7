/** Runs the checks in order: each goes on with what those before it found, and all share one deadline. */
import { GatewayError } from '../errors.ts';
import { unlessGivenUp } from '../http/given-up.ts';
import { createHttp, type Http } from '../http/http.ts';
import { stackFrames } from '../log.ts';
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
import { checkSignIn, type TokenGranted } from './token.ts';
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

const CHECKS: Checks = {
  configuration: needing([], (_, tools) => checkConfiguration(tools)),
  key: needing([], ({ configuration = null }, { env }) => checkCredential(env, configuration)),
  dns: needing(['configuration'], ({ configuration }) => checkNames(configuration)),
  connection: needing(['configuration', 'dns'], ({ configuration }, tools) =>
    checkConnection(configuration, tools),
  ),
  clock: needing(['configuration', 'connection'], ({ configuration }, tools) =>
    checkClock(configuration, tools),
  ),
  'smart-configuration': needing(['configuration', 'connection'], ({ configuration }, tools) =>
    checkSmartConfiguration(configuration, tools),
  ),
  metadata: needing(['configuration', 'connection'], ({ configuration }, tools) =>
    checkMetadata(configuration, tools),
  ),
  'key-set': needing(['configuration', 'key'], ({ configuration, key }, tools) =>
    checkKeySet(configuration, key, tools),
  ),
  token: needing(['configuration', 'connection', 'key'], async (values, tools) => {
    const { finding, value } = await checkSignIn(values.configuration, values.key, tools, {
      keySet: values['key-set'] ?? UNKNOWN_KEY_SET,
      endpoints: present(
        values['smart-configuration']?.tokenEndpoint ?? null,
        values.metadata?.tokenEndpoint ?? null,
      ),
      algorithms: values['smart-configuration']?.algorithms ?? [],
      methods: values['smart-configuration']?.methods ?? [],
    });
    if (value === null) return { finding, value };
    return { finding, value: { ...value, reader: await createReader(values.configuration, value, tools) } };
  }),
  panel: needing(['configuration', 'token'], ({ configuration, token }, { now }) =>
    checkPanel(configuration, token.reader, now()),
  ),
  mrn: needing(['configuration', 'token', 'panel'], ({ configuration, token, panel }, { now }) =>
    checkMrn(configuration, token.reader, panel, now()),
  ),
  reads: needing(['token', 'panel'], ({ token, panel }) => checkReads(token.reader, panel)),
  paging: needing(['token', 'reads'], ({ token, reads }) => checkPaging(token.reader, reads)),
  writes: needing(['configuration', 'metadata'], ({ configuration, metadata, token }) =>
    checkWrites(configuration, metadata, token?.scope ?? ''),
  ),
};

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
  const http = createHttp({ timeoutMs });
  const send: Http['send'] = (request) =>
    http.send({ timeoutMs: values.configuration?.limits.timeoutMs ?? timeoutMs, ...request });
  const tools: CheckTools = { ...options, now, signal, http: { ...http, send } };

  const take = async <T>(step: StepName, { needs, prepare }: Check<T>): Promise<Checked<T>> => {
    if (signal.aborted) return skipped('The time is over (--timeout).');
    const run = prepare(values);
    if (run === null) return skipped(missingNeed(needs, values, reports));
    onStart(step);
    try {
      return await unlessGivenUp(run(tools), signal);
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
