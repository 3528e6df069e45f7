/** The frame of each section: its heading, and its list, or why there is none, and how to get more. */
import type { TypedDocumentNode } from '@apollo/client';
import { type ReactNode, useId, useRef } from 'react';
import { NOT_TOLD } from '../failures.ts';
import { type PageOf, usePaging } from '../paging.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { More } from '../parts/more.tsx';
import { Notices } from '../parts/notices.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useChart } from './chart-context.ts';

interface Props<Row> {
  readonly title: string;
  /** The same within a sentence, such as `lab results`. */
  readonly what: string;
  /** The type of the rows, whose warnings without a path belong here. */
  readonly resourceType: string;
  /** The field of the patient that the list is from: its failures and its warnings have it in their paths. */
  readonly field: string;
  /** Stands between the heading and the list, such as what must not be given. */
  readonly above?: ReactNode;
  /** The first page and all that came after; null where the gateway could not answer. */
  readonly page: PageOf<Row> | null;
  /** Asks for a page of this list alone. */
  readonly moreOf: TypedDocumentNode<unknown, { id: string; after?: string | null }>;
  /** What to say where there is nothing. */
  readonly empty: string;
  /** Of the rows, of which there is one at the least. */
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
  const failure = paging.failure ?? failureOf(field) ?? NOT_TOLD;
  // The button that was pressed goes away with the failure.
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
