/** Runs steps one after another within one deadline, and reports each. */
import { GatewayError } from '../errors.ts';
import { raceWithAbort } from '../http/abort.ts';
import { stackFrames } from '../observability/log.ts';
import { cause, type Checked, failed, skipped, type StepName, type StepReport, STEPS } from './finding.ts';

/** The values of earlier steps, by name. A null value skips the step that needs it. */
type Needs = { readonly [S in StepName]?: unknown };
type Found<N> = { readonly [S in keyof N]: NonNullable<N[S]> };

export interface StepRunnerOptions {
  /** The time for all steps together. */
  readonly timeoutMs: number;
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

export function createStepRunner({ timeoutMs, onStart, onReport }: StepRunnerOptions): StepRunner {
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
      return signal.aborted ? timedOut(timeoutMs) : unexpected(error);
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
    const report = { step, durationMs, ...finding };
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
  return `Needs "${STEPS[step]}", which ${outcome === 'failed' ? 'failed' : 'returned nothing to continue with'}.`;
}

function isComplete<N extends Needs>(needs: N): needs is N & Found<N> {
  return Object.values(needs).every((value) => value !== null);
}

function timedOut(timeoutMs: number): Checked<never> {
  return failed({
    tried: 'waiting for the step to finish',
    found: [`The step did not finish within the ${timeoutMs / 1000} s that all steps may take together.`],
    causes: [
      cause`The server, or a device in between, drops packets.
        → Ask the network team whether this machine may connect to the hosts above.`,
      cause`The server is slow. → Run the doctor again with a longer --timeout.`,
    ],
  });
}

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
