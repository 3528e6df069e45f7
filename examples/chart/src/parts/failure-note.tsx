/** How a failure is told: what, what to do, and, where it can help, a button for it. */
import type { Failure } from '../failures.ts';

interface Props {
  readonly failure: Failure;
  /** What could not be shown, such as `Problems`. */
  readonly what: string;
  readonly onRetry: () => void;
}

export function FailureNote({ failure, what, onRetry }: Props) {
  return (
    <div className="failure" role="alert">
      <p>
        <b>{what} could not be loaded.</b> {failure.title} {failure.advice}
      </p>
      {failure.canRetry && (
        <button type="button" onClick={onRetry}>
          Try again<span className="unseen">: {what}</span>
        </button>
      )}
      <p className="code">
        {failure.code}
        {failure.errorId !== null && ` · ${failure.errorId}`}
      </p>
    </div>
  );
}
