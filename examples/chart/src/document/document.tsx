/** One document, in a dialog over the chart: a note as text, a PDF or an image as pages, anything else as a download. */
import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useChart } from '../chart/chart-context.ts';
import { ChartDialog } from '../chart/chart-dialog.tsx';
import { type Failure, failureOf } from '../failures.ts';
import { formatDate, formatStatus, joinTexts } from '../formatting.ts';
import { graphql } from '../gql/index.ts';
import type { DocumentQuery } from '../gql/graphql.ts';
import { Choice } from '../parts/choice.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Guards } from '../parts/guards.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { describeContent, presentationOf } from '../viewer/content-types.ts';
import { ContentView } from '../viewer/content-view.tsx';
import { DocumentActions } from './document-actions.tsx';
import { DocumentText } from './document-text.tsx';
import './document.css';

const DOCUMENT = graphql(`
  query Document($id: ID!) {
    documentReference(id: $id) {
      id
      title
      date
      subject {
        reference
      }
      isEnteredInError
      hasUnknownModifier
      isPreliminary
      isCorrected
      status
      statusCode
      authors {
        display
      }
      authenticator {
        display
      }
      authenticationTime
      relatesTo {
        code
        target {
          display
        }
      }
      content {
        contentType
        html
        text
      }
      contents {
        contentType
        title
        size
        link
      }
    }
  }
`);

type Loaded = NonNullable<DocumentQuery['documentReference']>;

interface Props {
  /** Null if no document is open. */
  readonly documentId: string | null;
}

export function Document({ documentId }: Props) {
  const { data, error, loading, refetch } = useQuery(DOCUMENT, {
    variables: { id: documentId ?? '' },
    skip: documentId === null,
    // Links expire, and the document may have changed.
    fetchPolicy: 'no-cache',
    notifyOnNetworkStatusChange: true,
  });
  const { patientId } = useChart();
  const found = data?.documentReference ?? null;
  const loaded = isAbout(found, patientId) ? found : null;
  const isPaged = loaded?.contents.some(({ contentType }) => isPages(contentType)) === true;
  return (
    <ChartDialog
      isOpen={documentId !== null}
      title={loaded?.title ?? (loaded === null ? 'Document' : 'Untitled document')}
      width={isPaged ? 'wide' : 'text'}
    >
      {loading && <Skeleton what="the document" lines={8} />}
      {!loading && found === null && <NoDocument failure={failureOf(error)} onRetry={() => void refetch()} />}
      {!loading && found !== null && loaded === null && (
        <p className="notice strong" role="alert">
          The record does not say that this document belongs to this patient, so it is not shown. Close it,
          and look it up in the EHR.
        </p>
      )}
      {!loading && loaded !== null && (
        <DocumentBody
          key={loaded.id}
          document={loaded}
          failure={failureOf(error)}
          onReload={() => void refetch()}
        />
      )}
    </ChartDialog>
  );
}

/**
 * Returns whether the subject of the document is the patient of the chart. A wrong id could otherwise show the document of one patient below the
 * header of another.
 */
function isAbout(document: Loaded | null, patientId: string): boolean {
  const [, id] = PATIENT_REFERENCE.exec(document?.subject?.reference ?? '') ?? [];
  return id === patientId;
}

/** `Patient/e1`, also as an absolute URL or with a version. */
const PATIENT_REFERENCE = /(?:^|\/)Patient\/([^/]+)(?:\/_history\/[^/]+)?$/;

function isPages(contentType: string | null): boolean {
  const presentation = presentationOf(contentType);
  return presentation === 'pdf' || presentation === 'image';
}

function NoDocument({
  failure,
  onRetry,
}: {
  readonly failure: Failure | null;
  readonly onRetry: () => void;
}) {
  if (failure !== null) return <FailureNote failure={failure} what="The document" onRetry={onRetry} />;
  return <p className="empty">Document not found, or you do not have access to it.</p>;
}

interface BodyProps {
  readonly document: Loaded;
  /** Why a part of it could not be loaded. */
  readonly failure: Failure | null;
  readonly onReload: () => void;
}

function DocumentBody({ document, failure, onReload }: BodyProps) {
  const [index, setIndex] = useState(0);
  const { contents, content, title } = document;
  const shown = contents[index] ?? null;
  const actions = (
    <DocumentActions documentId={document.id} index={index} contentType={shown?.contentType ?? null} />
  );
  const isText = index === 0 && presentationOf(shown?.contentType ?? null) === 'text';
  return (
    <>
      <DocumentFacts document={document} />
      <ShownFiles document={document} index={index} onChoose={setIndex} />
      {shown === null && (
        <p className="empty">The EHR lists this document without its content. Open it in the EHR.</p>
      )}
      {shown !== null && isText && failure === null && <DocumentText content={content} actions={actions} />}
      {shown !== null && isText && failure !== null && (
        <>
          <FailureNote failure={failure} what="The text" onRetry={onReload} />
          <div className="viewer-actions">{actions}</div>
        </>
      )}
      {shown !== null && !isText && (
        <ContentView
          key={index}
          contentType={shown.contentType}
          size={shown.size}
          link={shown.link}
          title={title ?? 'the document'}
          actions={actions}
          onReload={onReload}
        />
      )}
      <OtherFiles document={document} />
    </>
  );
}

function DocumentFacts({ document }: { readonly document: Loaded }) {
  const { date, status, statusCode, authors, authenticator, authenticationTime, relatesTo } = document;
  const signer = authenticator?.display ?? null;
  const originals = relatesTo.filter(({ code }) => code === 'APPENDS');
  return (
    <div className="document-facts">
      <p className="muted">
        {joinTexts([formatDate(date, { withTime: true }), ...authors.map(({ display }) => display)])}
        {signer !== null && `. Signed by ${signer}`}
        {authenticationTime !== null && `, ${formatDate(authenticationTime, { withTime: true })}`}
      </p>
      <Guards record={document} />
      {status === 'SUPERSEDED' && (
        <p className="notice strong">Superseded: a newer version replaces this document.</p>
      )}
      {status !== 'SUPERSEDED' &&
        status !== 'CURRENT' &&
        status !== 'ENTERED_IN_ERROR' &&
        status !== null && (
          <p className="notice strong">
            {formatStatus(status)}
            {statusCode !== null && ` (${statusCode})`}: this document may not be current.
          </p>
        )}
      {document.isPreliminary === true && (
        <p className="notice strong">Preliminary: this document may still change.</p>
      )}
      {document.isCorrected === true && (
        <p className="notice">Corrected: this document was changed after it was final.</p>
      )}
      {originals.map(({ target }, place) => (
        <p key={place} className="notice">
          Addendum to {target?.display ?? 'another document'}: read both.
        </p>
      ))}
    </div>
  );
}

interface FilesProps {
  readonly document: Loaded;
  /** The place of the file that is shown. */
  readonly index: number;
  readonly onChoose: (index: number) => void;
}

/** The files that the app can show, if there are several. They can differ. */
function ShownFiles({ document: { contents }, index, onChoose }: FilesProps) {
  const options = Object.fromEntries(
    contents.flatMap((content, place) =>
      place === 0 || isPages(content.contentType) ? [[String(place), nameFile(content)]] : [],
    ),
  );
  if (Object.keys(options).length < 2) return null;
  return (
    <div className="files">
      <Choice
        label="Files of this document"
        options={options}
        value={String(index)}
        onChoose={(place) => onChoose(Number(place))}
      />
    </div>
  );
}

/** The other files, such as the RTF of a note that is shown as HTML. */
function OtherFiles({ document: { id, contents } }: { readonly document: Loaded }) {
  const others = contents.flatMap((content, place) =>
    place === 0 || isPages(content.contentType) ? [] : [{ content, place }],
  );
  if (others.length === 0) return null;
  return (
    <ul className="files muted" aria-label="Other files of this document">
      {others.map(({ content, place }) => (
        <li key={place} className="viewer-actions">
          Also on file: {nameFile(content)}
          <DocumentActions documentId={id} index={place} contentType={content.contentType} />
        </li>
      ))}
    </ul>
  );
}

function nameFile(content: Loaded['contents'][number]): string {
  return joinTexts([content.title, describeContent(content)]);
}
