/** A failure: what happened, what to do, and a retry button if retrying can help. */
import type { Failure } from '../failures.ts';

interface Props {
  readonly failure: Failure;
  /** What could not be loaded, such as `Medications`. */
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
