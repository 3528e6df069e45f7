/** The text of a document: HTML that the gateway made safe, or plain text. */
import type { ReactNode } from 'react';
import { describeContent } from '../viewer/content-types.ts';
import { ContentNote } from '../viewer/content-note.tsx';
import { NoteHtml } from './note-html.tsx';

interface Props {
  readonly content: {
    readonly contentType: string | null;
    readonly html: string | null;
    readonly text: string | null;
  } | null;
  readonly actions: ReactNode;
}

export function DocumentText({ content, actions }: Props) {
  if (content?.html) return <NoteHtml html={content.html} />;
  if (content?.text) return <div className="note-text plain">{content.text}</div>;
  if (content?.html === '' || content?.text === '')
    return <p className="empty">The EHR sent this document without any text. Open it in the EHR.</p>;
  return (
    <ContentNote
      title={`${describeContent({ contentType: content?.contentType ?? null, size: null })}.`}
      actions={actions}
    >
      This document could not be read as text. Download it to open it in another program.
    </ContentNote>
  );
}
