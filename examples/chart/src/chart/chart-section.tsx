/** A section with a list: heading, warnings, list (or failure or empty state), and "Show more". */
import type { TypedDocumentNode } from '@apollo/client';
import { type ReactNode, useRef } from 'react';
import { type Failure, UNEXPLAINED } from '../failures.ts';
import { type PageOf, usePaging } from '../paging.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { More } from '../parts/more.tsx';
import { Notices } from '../parts/notices.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useChart } from './chart-context.ts';
import { SectionCard, type SectionState, useSection } from './section-card.tsx';

export interface ChartSectionProps<Row> {
  /** The title of the section within a sentence, such as `lab results`. */
  readonly what: string;
  /** The resource type of the rows. Warnings about it that have no path appear here. */
  readonly resourceType: string;
  /** The patient field of the list. Its errors and warnings have this field in their paths. */
  readonly field: string;
  /** Content between heading and list, such as do-not-give orders. */
  readonly above?: ReactNode;
  /** All pages loaded so far; null if the list could not be loaded. */
  readonly page: PageOf<Row> | null;
  /** How a list loads that `Chart` does not contain. */
  readonly loaded?: { readonly isLoading: boolean; readonly failure: Failure | null };
  /** Queries one page of this list only. */
  readonly moreOf: TypedDocumentNode<unknown, { id: string; after?: string | null }>;
  /** The text of an empty list from which nothing is missing. */
  readonly empty: string;
  /** Whether the rows have a "Show more" of their own. */
  readonly hasOwnPaging?: boolean;
  /** Renders the rows; called with one or more. */
  readonly children: (rows: readonly Row[]) => ReactNode;
}

export function ChartSection<Row>({
  what,
  resourceType,
  field,
  above,
  page,
  loaded,
  moreOf,
  empty,
  hasOwnPaging = false,
  children,
}: ChartSectionProps<Row>) {
  const { patientId, warningsOf, failureOf } = useChart();
  const paging = usePaging(moreOf, (after) => ({ id: patientId, after }));
  const { title } = useSection();
  const warnings = warningsOf([field], resourceType);
  // Records that were withheld are not absent.
  const mayLackRecords = warnings.some(({ code }) => LACKS_RECORDS.has(code));
  const heading = useRef<HTMLHeadingElement>(null);
  const isLoading = paging.isLoading || loaded?.isLoading === true;
  const failure = paging.failure ?? (loaded === undefined ? failureOf(field) : loaded.failure) ?? UNEXPLAINED;
  // The pressed button disappears with the failure, so move the focus.
  const retry = () => {
    heading.current?.focus();
    void paging.load(null);
  };

  return (
    <SectionCard state={stateOf(page, isLoading)} headingRef={heading}>
      <Notices warnings={warnings} />
      {above}
      {page === null && isLoading && <Skeleton what={what} />}
      {page === null && !isLoading && <FailureNote failure={failure} what={title} onRetry={retry} />}
      {page !== null && (
        <>
          {page.nodes.length > 0 && children(page.nodes)}
          {page.nodes.length === 0 && (
            <p className="empty">
              {mayLackRecords ? `No ${what} that you may see. Others may exist.` : empty}
            </p>
          )}
          {!hasOwnPaging && <More page={page} paging={paging} what={what} />}
        </>
      )}
    </SectionCard>
  );
}

function stateOf(page: PageOf<unknown> | null, isLoading: boolean): SectionState {
  if (page === null) return { kind: isLoading ? 'loading' : 'failed' };
  return { kind: 'loaded', count: page.nodes.length, hasMore: page.pageInfo.hasNextPage };
}

/** Codes of warnings that a list may be empty although records exist. */
const LACKS_RECORDS: ReadonlySet<string> = new Set([
  'ARGUMENT_NEEDED',
  'LIST_NOT_OFFERED',
  'MAY_BE_INCOMPLETE',
]);
