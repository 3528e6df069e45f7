/** One note, in a dialog over the chart. */
import { useQuery } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { type Failure, failureOf } from '../failures.ts';
import { graphql } from '../gql/index.ts';
import type { NoteQuery } from '../gql/graphql.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { Guards } from '../parts/guards.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { goBack } from '../navigation.ts';
import { formatDate, formatStatus, joinTexts } from '../formatting.ts';
import { NoteHtml } from './note-html.tsx';

const NOTE = graphql(`
  query Note($id: ID!) {
    documentReference(id: $id) {
      id
      title
      date
      isEnteredInError
      hasUnknownModifier
      isPreliminary
      isCorrected
      status
      authors {
        display
      }
      authenticator {
        display
      }
      authenticationTime
      content {
        contentType
        html
        text
      }
    }
  }
`);

interface Props {
  /** Null if no note is open. */
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

  // Escape closes the dialog without the app, so go back in the history too.
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
    return <p className="empty">Note not found, or you do not have access to it.</p>;
  }
  const { date, status, authors, authenticator, authenticationTime, content } = note;
  const signer = authenticator?.display ?? null;
  return (
    <>
      <p className="muted">
        {joinTexts([formatDate(date, { withTime: true }), ...authors.map(({ display }) => display)])}
        {signer !== null && `. Signed by ${signer}`}
        {authenticationTime !== null && `, ${formatDate(authenticationTime, { withTime: true })}`}
      </p>
      <Guards record={note} />
      {status !== 'CURRENT' && status !== null && (
        <p className="notice strong">{formatStatus(status)}: this note is not current.</p>
      )}
      {note.isPreliminary === true && <p className="notice">Preliminary: this note may still change.</p>}
      {note.isCorrected === true && (
        <p className="notice">Corrected: this note was changed after it was final.</p>
      )}
      {failure !== null && <FailureNote failure={failure} what="The note text" onRetry={onRetry} />}
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
        : `This note is a file (${kind}), which this app cannot display.`}
    </p>
  );
}
