/** Shows a PDF or an image of a document, or says why it cannot. */
import type { ReactNode } from 'react';
import { createLazyPart } from '../parts/lazy-part.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { formatSize } from '../formatting.ts';
import { ContentNote } from './content-note.tsx';
import { MAX_SHOWN_BYTES, useContent } from './content.ts';
import { describeContent, presentationOf } from './content-types.ts';
import { ImageView } from './image-view.tsx';
import './viewer.css';

/** pdf.js is larger than the rest of the app. */
const PdfViewer = createLazyPart(async () => (await import('./pdf-viewer.tsx')).PdfViewer, {
  what: 'the pages',
  lines: 10,
});

interface Props {
  readonly contentType: string | null;
  /** In bytes; null if the record does not say. */
  readonly size: number | null;
  /** Null if the gateway gives no links. */
  readonly link: string | null;
  /** The title of the document. */
  readonly title: string;
  /** The buttons that open or download the content. */
  readonly actions: ReactNode;
  /** Loads the document again, with a new link. */
  readonly onReload: () => void;
}

export function ContentView(props: Props) {
  const { contentType, size, link, actions } = props;
  if (link === null)
    return (
      <ContentNote title="This file cannot be opened here.">
        The server gives no links to files. Open the document in the EHR.
      </ContentNote>
    );
  const presentation = presentationOf(contentType);
  if (presentation !== 'pdf' && presentation !== 'image')
    return (
      <ContentNote title={`${describeContent({ contentType, size })}.`} actions={actions}>
        This app cannot display this type of file. Download it to open it in another program.
      </ContentNote>
    );
  if (size !== null && size > MAX_SHOWN_BYTES) return <TooLarge actions={actions} />;
  return <LinkedContent {...props} link={link} />;
}

function LinkedContent({ contentType, link, title, actions, onReload }: Props & { readonly link: string }) {
  const content = useContent(link);
  switch (content.kind) {
    case 'loading':
      return <Skeleton what="the document" lines={10} />;
    case 'too-large':
      return <TooLarge actions={actions} />;
    case 'expired':
      return (
        <ContentNote title="The link to this file has expired." actions={<Reload onReload={onReload} />}>
          Reload the document to read it.
        </ContentNote>
      );
    case 'gone':
      return (
        <ContentNote title="This file was changed or removed." actions={<Reload onReload={onReload} />}>
          Reload the document, or open it in the EHR.
        </ContentNote>
      );
    case 'failed':
      return (
        <ContentNote
          title="The file could not be loaded."
          actions={content.failure.canRetry && <Reload onReload={onReload} />}
        >
          {content.failure.title} {content.failure.advice}
        </ContentNote>
      );
    case 'loaded':
      break;
  }
  const { bytes } = content;
  const presentation = presentationOf(content.contentType);
  if (bytes.length === 0)
    return (
      <ContentNote title="This file is empty." actions={actions}>
        Open the document in the EHR.
      </ContentNote>
    );
  if (presentation === 'pdf') return <PdfViewer bytes={bytes} title={title} actions={actions} />;
  if (presentation === 'image')
    return <ImageView bytes={bytes} contentType={content.contentType} title={title} actions={actions} />;
  return (
    <ContentNote title="This file has another type than its record says." actions={actions}>
      The record says {describeContent({ contentType, size: null })}. Download the file to open it in another
      program.
    </ContentNote>
  );
}

function TooLarge({ actions }: { readonly actions: ReactNode }) {
  return (
    <ContentNote title="This file is too large to display here." actions={actions}>
      The app displays files up to {formatSize(MAX_SHOWN_BYTES)}. Download it to open it in another program.
    </ContentNote>
  );
}

function Reload({ onReload }: { readonly onReload: () => void }) {
  return (
    <button type="button" onClick={onReload}>
      Reload the document
    </button>
  );
}
