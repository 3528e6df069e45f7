/** One note, in a dialog over the chart, which stays as it was beneath it. */
import { useQuery } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { type Failure, failureOf } from '../failures.ts';
import { graphql } from '../gql/index.ts';
import type { DocumentTextStatus, NoteQuery } from '../gql/graphql.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { goBack } from '../places.ts';
import { codeText, dateText, listText } from '../words.ts';
import { NoteHtml } from './note-html.tsx';

const NOTE = graphql(`
  query Note($id: ID!) {
    documentReference(id: $id) {
      id
      title
      date
      status
      textStatus
      authors {
        display
      }
      content {
        contentType
        html
        text
      }
    }
  }
`);

/** What is to be known of a text that is not simply final. */
const UNSETTLED: Readonly<Partial<Record<DocumentTextStatus, string>>> = {
  PRELIMINARY: 'Preliminary: the text may still change.',
  AMENDED: 'Amended: the text was changed after it was final.',
  ENTERED_IN_ERROR: 'Entered in error: the text was never meant to be.',
  UNRECOGNIZED: 'How far the text is settled is not known.',
};

interface Props {
  /** Null where none is open. */
  readonly noteId: string | null;
}

export function Note({ noteId }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { data, error, loading, refetch } = useQuery(NOTE, {
    variables: { id: noteId ?? '' },
    skip: noteId === null,
    notifyOnNetworkStatusChange: true,
  });

  useEffect(() => {
    if (noteId === null) dialog.current?.close();
    else dialog.current?.showModal();
  }, [noteId]);

  // Escape closes the dialog by itself: the place has to follow.
  const onClose = () => {
    if (noteId !== null) goBack();
  };

  return (
    <dialog ref={dialog} className="note" aria-labelledby="note-title" onClose={onClose}>
      {noteId !== null && (
        <>
          <div className="note-top">
            <h2 id="note-title">{data?.documentReference?.title ?? 'Note'}</h2>
            <button type="button" onClick={goBack}>
              Close
            </button>
          </div>
          {loading ? (
            <Skeleton what="the note" lines={8} />
          ) : (
            <NoteBody
              note={data?.documentReference ?? null}
              failure={failureOf(error)}
              onRetry={() => void refetch()}
            />
          )}
        </>
      )}
    </dialog>
  );
}

interface BodyProps {
  readonly note: NoteQuery['documentReference'];
  readonly failure: Failure | null;
  readonly onRetry: () => void;
}

function NoteBody({ note, failure, onRetry }: BodyProps) {
  if (!note) {
    if (failure !== null) return <FailureNote failure={failure} what="The note" onRetry={onRetry} />;
    return <p className="empty">There is no such note, or not for you to see.</p>;
  }
  const { date, status, textStatus, authors, content } = note;
  const unsettled = textStatus === null ? undefined : UNSETTLED[textStatus];
  return (
    <>
      <p className="muted">
        {listText([dateText(date, { withTime: true }), ...authors.map(({ display }) => display)])}
      </p>
      {status !== 'CURRENT' && status !== null && (
        <p className="notice strong">{codeText(status)}: this note is not in force.</p>
      )}
      {unsettled !== undefined && <p className="notice">{unsettled}</p>}
      {failure !== null && <FailureNote failure={failure} what="The text of the note" onRetry={onRetry} />}
      {failure === null && <NoteText content={content} />}
    </>
  );
}

function NoteText({ content }: { content: NonNullable<NoteQuery['documentReference']>['content'] }) {
  if (content?.html) return <NoteHtml html={content.html} />;
  if (content?.text) return <div className="note-text plain">{content.text}</div>;
  const kind = content?.contentType ?? null;
  return (
    <p className="empty">
      {kind === null
        ? 'This note has no text.'
        : `This note is a file (${kind}), which this app does not show.`}
    </p>
  );
}
