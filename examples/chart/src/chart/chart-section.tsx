/** The frame of each section: heading, warnings, list (or failure or empty state), and "Show more". */
import type { TypedDocumentNode } from '@apollo/client';
import { type ReactNode, useId, useRef } from 'react';
import { UNEXPLAINED } from '../failures.ts';
import { type PageOf, usePaging } from '../paging.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { More } from '../parts/more.tsx';
import { Notices } from '../parts/notices.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useChart } from './chart-context.ts';

interface Props<Row> {
  readonly title: string;
  /** The title within a sentence, such as `lab results`. */
  readonly what: string;
  /** The resource type of the rows. Warnings about it that have no path appear here. */
  readonly resourceType: string;
  /** The patient field of the list. Its errors and warnings have this field in their paths. */
  readonly field: string;
  /** Content between heading and list, such as do-not-give orders. */
  readonly above?: ReactNode;
  /** All pages loaded so far; null if the list could not be loaded. */
  readonly page: PageOf<Row> | null;
  /** Queries one page of this list only. */
  readonly moreOf: TypedDocumentNode<unknown, { id: string; after?: string | null }>;
  /** The text of an empty list. */
  readonly empty: string;
  /** Renders the rows; called with one or more. */
  readonly children: (rows: readonly Row[]) => ReactNode;
}

export function ChartSection<Row>({
  title,
  what,
  resourceType,
  field,
  above,
  page,
  moreOf,
  empty,
  children,
}: Props<Row>) {
  const { patientId, warningsOf, failureOf } = useChart();
  const paging = usePaging(moreOf, (after) => ({ id: patientId, after }));
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const failure = paging.failure ?? failureOf(field) ?? UNEXPLAINED;
  // The pressed button disappears with the failure, so move the focus.
  const retry = () => {
    heading.current?.focus();
    void paging.load(null);
  };

  return (
    <section className="card" aria-labelledby={headingId}>
      <h2 id={headingId} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <Notices warnings={warningsOf([field], resourceType)} />
      {above}
      {page === null && paging.isLoading && <Skeleton what={what} />}
      {page === null && !paging.isLoading && <FailureNote failure={failure} what={title} onRetry={retry} />}
      {page !== null && (
        <>
          {page.nodes.length === 0 ? <p className="empty">{empty}</p> : children(page.nodes)}
          <More page={page} paging={paging} what={what} />
        </>
      )}
    </section>
  );
}
