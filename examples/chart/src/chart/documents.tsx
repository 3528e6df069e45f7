/** Notes, letters, scans and other documents by title and author. The content is loaded when the document is opened. */
import { Fragment } from 'react';
import type { DocumentPageFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { goTo } from '../navigation.ts';
import { formatDate, formatStatus, joinTexts } from '../formatting.ts';
import { Guards } from '../parts/guards.tsx';
import type { Column } from '../parts/record-table.tsx';
import { describeContent } from '../viewer/content-types.ts';
import { useChart } from './chart-context.ts';
import { RecordSection } from './record-section.tsx';

const DOCUMENTS = graphql(`
  fragment Documents on Patient {
    documentsConnection(first: 10, include: [ENTERED_IN_ERROR, SUPERSEDED]) {
      ...DocumentPage
    }
  }
`);

const PAGE = graphql(`
  fragment DocumentPage on DocumentReferenceConnection {
    nodes {
      id
      title
      isEnteredInError
      hasUnknownModifier
      isPreliminary
      isCorrected
      date
      status
      statusCode
      categories {
        text
      }
      authors {
        display
      }
      encounter {
        display
      }
      relatesTo {
        code
      }
      contents {
        contentType
        size
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
`);

const MORE = graphql(`
  query MoreDocuments($id: ID!, $after: String) {
    patient(id: $id) {
      id
      documentsConnection(first: 10, after: $after, include: [ENTERED_IN_ERROR, SUPERSEDED]) {
        ...DocumentPage
      }
    }
  }
`);

type Row = DocumentPageFragment['nodes'][number];

const COLUMNS: readonly Column<Row>[] = [
  { head: 'Document', share: 3, cell: (row) => <Name row={row} /> },
  {
    head: 'Category',
    share: 1.4,
    cell: ({ categories }) => joinTexts(categories.map(({ text }) => text)) || null,
  },
  { head: 'Date', share: 1.4, cell: ({ date }) => (date === null ? null : formatDate(date)) },
  {
    head: 'Author',
    share: 1.6,
    cell: ({ authors }) => joinTexts(authors.map(({ display }) => display)) || null,
  },
  {
    head: 'File',
    share: 1.4,
    cell: ({ contents }) =>
      contents.length === 0 ? (
        <span className="muted">Not in this record</span>
      ) : (
        joinTexts([...new Set(contents.map(describeContent))])
      ),
  },
];

interface Props {
  readonly patient: FragmentType<typeof DOCUMENTS>;
}

export function Documents(props: Props) {
  const { documentsConnection } = readFragment(DOCUMENTS, props.patient);
  return (
    <RecordSection
      what="documents"
      resourceType="DocumentReference"
      field="documentsConnection"
      page={readFragment(PAGE, documentsConnection) ?? null}
      moreOf={MORE}
      empty="No documents on file."
      caption="Documents, newest first"
      columns={COLUMNS}
      isVoid={({ isEnteredInError, status }) => isEnteredInError || status === 'SUPERSEDED'}
    />
  );
}

function Name({ row }: { readonly row: Row }) {
  const { patientId } = useChart();
  const title = row.title ?? 'Untitled document';
  const encounter = row.encounter?.display ?? null;
  return (
    <>
      {row.contents.length === 0 ? (
        <span className="subject">{title}</span>
      ) : (
        <button
          type="button"
          className="link subject"
          onClick={() => goTo({ name: 'chart', patientId, documentId: row.id })}
        >
          {title}
          <span className="unseen">, {formatDate(row.date)}</span>
        </button>
      )}{' '}
      {badgesOf(row).map(([text, tone]) => (
        <Fragment key={text}>
          <span className={`badge ${tone}`}>{text}</span>{' '}
        </Fragment>
      ))}
      <Guards record={row} />
      {encounter !== null && <span className="aside">{encounter}</span>}
    </>
  );
}

type Badge = readonly [text: string, tone: 'warn' | ''];

function badgesOf({ isPreliminary, isCorrected, status, statusCode, relatesTo }: Row): Badge[] {
  const isShown = status !== null && !SHOWN.has(status);
  return [
    ...(isPreliminary === true ? [['Preliminary', 'warn'] satisfies Badge] : []),
    ...(isCorrected === true ? [['Corrected', 'warn'] satisfies Badge] : []),
    ...(status === 'SUPERSEDED' ? [['Superseded: not the newest version', 'warn'] satisfies Badge] : []),
    ...(isShown ? [[joinTexts([formatStatus(status), statusCode]), 'warn'] satisfies Badge] : []),
    ...(relatesTo.some(({ code }) => code === 'APPENDS') ? [['Addendum', ''] satisfies Badge] : []),
  ];
}

/** Statuses that need no badge, or have another. */
const SHOWN: ReadonlySet<string> = new Set(['CURRENT', 'ENTERED_IN_ERROR', 'SUPERSEDED']);
