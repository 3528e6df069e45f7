/** An image of a document, fitted to the width or in its full size. */
import { type ReactNode, useEffect, useState } from 'react';
import { Skeleton } from '../parts/skeleton.tsx';
import { ContentNote } from './content-note.tsx';
import { ScrollArea } from './scroll-area.tsx';

interface Props {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** The title of the document. */
  readonly title: string;
  readonly actions: ReactNode;
}

export function ImageView({ bytes, contentType, title, actions }: Props) {
  const [url, setUrl] = useState<string | null>(null);
  const [isBroken, setIsBroken] = useState(false);
  const [isFitted, setIsFitted] = useState(true);

  // The content security policy allows images in data URLs, and none from a blob.
  useEffect(() => {
    const reader = new FileReader();
    reader.addEventListener('load', () => setUrl(typeof reader.result === 'string' ? reader.result : null));
    reader.readAsDataURL(new Blob([bytes], { type: contentType }));
    return () => reader.abort();
  }, [bytes, contentType]);

  if (isBroken)
    return (
      <ContentNote title="This image cannot be displayed." actions={actions}>
        The file is damaged, or is not an image. Download it to open it in another program.
      </ContentNote>
    );
  if (url === null) return <Skeleton what="the image" lines={10} />;
  return (
    <div className="viewer">
      <div className="viewer-tools" role="group" aria-label="Document tools">
        <button
          type="button"
          className="tool text"
          aria-pressed={isFitted}
          onClick={() => setIsFitted(!isFitted)}
        >
          Fit width
        </button>
        <div className="viewer-actions">{actions}</div>
      </div>
      <ScrollArea label={`Image of ${title}`}>
        <img
          className={isFitted ? 'document-image fitted' : 'document-image'}
          src={url}
          alt={`Scanned document: ${title}`}
          onError={() => setIsBroken(true)}
        />
      </ScrollArea>
    </div>
  );
}
