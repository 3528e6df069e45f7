/** The end of a list: "Show more", its failure, and its announcements to screen readers. */
import { useEffect, useRef } from 'react';
import type { PageOf, Paging } from '../paging.ts';
import { formatNumber } from '../formatting.ts';
import { FailureNote } from './failure-note.tsx';

interface Props {
  readonly page: PageOf<unknown>;
  readonly paging: Paging;
  /** The records of the list, such as `problems`. */
  readonly what: string;
}

export function More({ page, paging, what }: Props) {
  const { hasNextPage, endCursor = null } = page.pageInfo;
  const status = useRef<HTMLParagraphElement>(null);
  const isAtEnd = paging.outcome === 'loaded' && !hasNextPage;

  // The button has disappeared, and the keyboard focus with it.
  useEffect(() => {
    if (isAtEnd && document.activeElement === document.body) status.current?.focus();
  }, [isAtEnd]);

  return (
    <div className="more">
      {paging.failure !== null && (
        <FailureNote
          failure={paging.failure}
          what={`More ${what}`}
          onRetry={() => void paging.load(endCursor)}
        />
      )}
      <p
        ref={status}
        tabIndex={-1}
        role="status"
        className={paging.outcome === 'restarted' ? 'notice' : 'unseen'}
      >
        {paging.outcome === 'loaded' &&
          `Showing ${hasNextPage ? '' : 'all '}${formatNumber(page.nodes.length)} ${what}.`}
        {paging.outcome === 'restarted' && 'The list expired and was reloaded from the start.'}
      </p>
      {hasNextPage && <p className="on-paper notice strong">More {what} are on file than printed here.</p>}
      {hasNextPage && paging.failure === null && (
        <button type="button" aria-disabled={paging.isLoading} onClick={() => void paging.load(endCursor)}>
          {paging.isLoading ? 'Loading…' : 'Show more'}
          <span className="unseen"> {what}</span>
        </button>
      )}
    </div>
  );
}
