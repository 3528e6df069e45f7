/** The end of a list: more of it, or why there is no more. */
import { useEffect, useRef } from 'react';
import type { PageOf, Paging } from '../paging.ts';
import { FailureNote } from './failure-note.tsx';

interface Props {
  readonly page: PageOf<unknown>;
  readonly paging: Paging;
  /** What the list is of, such as `problems`. */
  readonly what: string;
}

export function More({ page, paging, what }: Props) {
  const { hasNextPage, endCursor = null } = page.pageInfo;
  const status = useRef<HTMLParagraphElement>(null);
  const isAtEnd = paging.outcome === 'loaded' && !hasNextPage;

  // The button is gone, and would take the place of the keyboard with it.
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
        className={paging.outcome === 'started again' ? 'notice' : 'unseen'}
      >
        {paging.outcome === 'loaded' &&
          `${page.nodes.length} ${what} are shown${hasNextPage ? '' : ', which are all'}.`}
        {paging.outcome === 'started again' &&
          'The list was open for too long, so it starts again from the top.'}
      </p>
      {hasNextPage && paging.failure === null && (
        <button type="button" aria-disabled={paging.isLoading} onClick={() => void paging.load(endCursor)}>
          {paging.isLoading ? 'Loading…' : 'Show more'}
          <span className="unseen"> {what}</span>
        </button>
      )}
    </div>
  );
}
