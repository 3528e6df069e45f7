/** Runs steps one after another within one deadline, and reports each. */
import { GatewayError } from '../errors.ts';
import { raceWithAbort } from '../http/abort.ts';
import { stackFrames } from '../observability/log.ts';
import {
  cause,
  type Checked,
  failed,
  rewrite,
  skipped,
  type StepName,
  type StepReport,
  STEP_TITLES,
} from './finding.ts';

/** The values of earlier steps, by name. A null value skips the step that needs it. */
type Needs = { readonly [S in StepName]?: unknown };
type Found<N> = { readonly [S in keyof N]: NonNullable<N[S]> };

export interface StepRunnerOptions {
  /** The time for all steps together. */
  readonly timeoutMs: number;
  /** Names the settings in a sentence as the operator writes them. The step Configuration does so itself. */
  readonly nameSettings?: (text: string) => string;
  readonly onStart: (step: StepName) => void;
  readonly onReport: (report: StepReport) => void;
}

export interface StepRunner {
  readonly reports: readonly StepReport[];
  /** Aborts at the deadline, and when the runner closes. */
  readonly signal: AbortSignal;
  /** Runs a step if it has all that it needs, and reports it. Returns its value for later steps. */
  readonly run: <N extends Needs, T>(
    step: StepName,
    needs: N,
    check: (found: N & Found<N>) => Checked<T> | Promise<Checked<T>>,
  ) => Promise<T | null>;
  readonly close: () => void;
}

export function createStepRunner({
  timeoutMs,
  nameSettings = (text) => text,
  onStart,
  onReport,
}: StepRunnerOptions): StepRunner {
  const deadline = new AbortController();
  const { signal } = deadline;
  const timeout = new GatewayError('OPERATION_TIMEOUT', 'Timed out.');
  const timer = setTimeout(() => deadline.abort(timeout), timeoutMs);
  const reports: StepReport[] = [];

  const attempt = async <T>(
    step: StepName,
    check: () => Checked<T> | Promise<Checked<T>>,
  ): Promise<Checked<T>> => {
    onStart(step);
    try {
      return await raceWithAbort(Promise.resolve(check()), signal);
    } catch (error) {
      return signal.aborted ? timedOut(step, timeoutMs) : unexpected(error);
    }
  };

  const run: StepRunner['run'] = async (step, needs, check) => {
    const started = performance.now();
    const { finding, value } = signal.aborted
      ? skipped('The time limit was reached (--timeout).')
      : isComplete(needs)
        ? await attempt(step, () => check(needs))
        : skipped(reasonToSkip(needs, reports));
    const durationMs = finding.outcome === 'skipped' ? 0 : Math.round(performance.now() - started);
    const named = step === 'configuration' ? finding : rewrite(finding, nameSettings);
    const report = { step, durationMs, ...named };
    reports.push(report);
    onReport(report);
    return value;
  };

  return {
    reports,
    signal,
    run,
    close: () => {
      clearTimeout(timer);
      deadline.abort();
    },
  };
}

/** Names the first step without a value, or the step because of which that one was skipped. */
function reasonToSkip(needs: Needs, reports: readonly StepReport[]): string {
  const missing = reports.find(({ step }) => needs[step] === null);
  if (missing === undefined) return 'A step before it has no value.';
  const { step, outcome, found } = missing;
  if (outcome === 'skipped') return found.join(' ');
  return `Needs "${STEP_TITLES[step]}", which ${outcome === 'failed' ? 'failed' : 'returned nothing to continue with'}.`;
}

function isComplete<N extends Needs>(needs: N): needs is N & Found<N> {
  return Object.values(needs).every((value) => value !== null);
}

function timedOut(step: StepName, timeoutMs: number): Checked<never> {
  return failed({
    tried: 'waiting for the step to finish',
    found: [`The step did not finish within the ${timeoutMs / 1000} s that all steps may take together.`],
    causes: step === 'callback' ? [NO_PERSON] : [PACKETS_DROPPED, SLOW],
  });
}

const PACKETS_DROPPED = cause`The server, or a device in between, drops packets.
  → Ask the network team whether this machine may connect to the hosts above.`;
const SLOW = cause`The server is slow. → Run the doctor again with a longer --timeout.`;
const NO_PERSON = cause`The person did not sign in in time, or the browser cannot reach this machine.
  → Run the doctor again with a longer --timeout. Paste the address from the browser's address bar if its page does not open.`;

/** Shows where in the code the error occurred, but not its message, which can contain anything. */
function unexpected(error: unknown): Checked<never> {
  return failed({
    tried: 'running the step',
    found: [
      'An unexpected error occurred.',
      ...(error instanceof GatewayError ? [error.message] : stackFrames(error)),
    ],
    causes: [cause`The doctor has a bug. → Report it with the lines above. They contain no values.`],
  });
}
