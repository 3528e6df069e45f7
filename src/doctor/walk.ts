/** Takes one step after the other: leaves out those that cannot be taken, holds each to the time that is left, and reports it. */
import { GatewayError } from '../errors.ts';
import { unlessGivenUp } from '../http/given-up.ts';
import { stackFrames } from '../log.ts';
import {
  type Checked,
  failed,
  type Finding,
  skipped,
  type StepName,
  type StepReport,
  STEPS,
} from './step.ts';

export interface WalkOptions {
  /** How long all steps together may take. */
  readonly timeoutMs: number;
  readonly onStart: (step: StepName) => void;
  readonly onReport: (report: StepReport) => void;
}

/** What a step needs, by the steps that it comes from; null where these had nothing to give. */
type Needs<N> = { readonly [K in keyof N]: N[K] | null };

export interface Walk {
  /** Takes a step, where all that it needs is there; gives what later steps go on with. */
  take<N extends Partial<Record<StepName, unknown>>, T>(
    step: StepName,
    needs: Needs<N>,
    check: (needs: N, signal: AbortSignal) => Promise<Checked<T>>,
  ): Promise<T | null>;
  readonly reports: readonly StepReport[];
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** Gives up what is under way. */
  readonly end: () => void;
}

export function createWalk({ timeoutMs, onStart, onReport }: WalkOptions): Walk {
  const reports: StepReport[] = [];
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new GatewayError('OPERATION_TIMEOUT', 'Over.')), timeoutMs);
  const report = (step: StepName, finding: Finding, durationMs: number): void => {
    const told = { step, durationMs, ...finding };
    reports.push(told);
    onReport(told);
  };
  return {
    reports,
    signal: over.signal,
    end() {
      clearTimeout(timer);
      over.abort();
    },
    async take(step, needs, check) {
      if (over.signal.aborted) {
        report(step, skipped('The time is over (--timeout).'), 0);
        return null;
      }
      if (!isComplete(needs)) {
        report(step, skipped(whyNot(needs, reports)), 0);
        return null;
      }
      onStart(step);
      const started = performance.now();
      const { finding, value } = await settled(() => check(needs, over.signal), over.signal, timeoutMs);
      report(step, finding, Math.round(performance.now() - started));
      return value;
    },
  };
}

function isComplete<N>(needs: Needs<N>): needs is N {
  return Object.values(needs).every((need) => need !== null);
}

/** Names the first step that is in the way; one that was itself left out leads to the one that was in its way. */
function whyNot(needs: Readonly<Record<string, unknown>>, reports: readonly StepReport[]): string {
  const missing = reports.find(({ step }) => step in needs && needs[step] === null);
  if (missing === undefined) return 'What it needs is not there.';
  const { step, outcome, found } = missing;
  return outcome === 'skipped' && found[0].startsWith('Needs ')
    ? found[0]
    : `Needs "${STEPS[step]}", which ${outcome === 'failed' ? 'failed' : 'has nothing to go on with'}.`;
}

/** What a check comes to, also where it throws or does not end. */
async function settled<T>(
  check: () => Promise<Checked<T>>,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Checked<T>> {
  try {
    return await unlessGivenUp(check(), signal);
  } catch (error) {
    return { finding: signal.aborted ? timedOut(timeoutMs) : defect(error), value: null };
  }
}

function timedOut(timeoutMs: number): Finding {
  return failed({
    tried: 'wait for it',
    found: [`Not done when the ${timeoutMs / 1000} s for all steps were over.`],
    causes: [
      {
        cause: 'The server, or a device on the way to it, swallows what is sent.',
        remedy: 'Ask the network team whether this machine may reach the hosts named above.',
      },
      { cause: 'The server is slow now.', remedy: 'Try again with a longer --timeout.' },
    ],
  });
}

/** Only where in the code it was: a message can hold anything. */
function defect(error: unknown): Finding {
  const message = error instanceof GatewayError ? [error.message] : stackFrames(error);
  return failed({
    tried: 'take the step',
    found: ['An unexpected error came in between.', ...message],
    causes: [
      { cause: 'A defect of the doctor.', remedy: 'Report it, with the lines above: they hold no values.' },
    ],
  });
}
