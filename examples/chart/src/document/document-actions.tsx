/** Opens the content of a document in a tab, for example to print it, or downloads it. Each press gets a new link, because links expire. */
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useRef, useState } from 'react';
import { type Failure, failureOf, UNEXPLAINED } from '../failures.ts';
import { graphql } from '../gql/index.ts';
import { presentationOf } from '../viewer/content-types.ts';

const LINKS = graphql(`
  query DocumentLinks($id: ID!) {
    documentReference(id: $id) {
      id
      contents {
        contentType
        link
      }
    }
  }
`);

interface Props {
  readonly documentId: string;
  /** The place of the content in the document. */
  readonly index: number;
  readonly contentType: string | null;
}

export function DocumentActions({ documentId, index, contentType }: Props) {
  const client = useApolloClient();
  const [failure, setFailure] = useState<Failure | null>(null);
  const presentation = presentationOf(contentType);
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);

  const open = async (target: Target) => {
    setFailure(null);
    const { data, error } = await client.query({
      query: LINKS,
      variables: { id: documentId },
      fetchPolicy: 'no-cache',
    });
    // The reader has closed the document, and perhaps opened the chart of another patient, or signed out.
    if (!isShown.current) return;
    const content = data?.documentReference?.contents[index];
    // The document can have changed since it was opened.
    const link = content?.contentType === contentType ? (content.link ?? null) : null;
    if (link === null) setFailure(failureOf(error) ?? UNEXPLAINED);
    else follow(link, target);
  };

  return (
    <>
      {(presentation === 'pdf' || presentation === 'image') && (
        <button type="button" className="quiet" onClick={() => void open('tab')}>
          Open to print
        </button>
      )}
      <button type="button" className="quiet" onClick={() => void open('download')}>
        Download
      </button>
      {failure !== null && (
        <span className="problem" role="alert">
          The file could not be opened. {failure.title} {failure.advice}
        </span>
      )}
    </>
  );
}

type Target = 'tab' | 'download';

/** The gateway names the file: a name that says nothing about the patient, with the extension of its type. */
function follow(link: string, target: Target): void {
  const anchor = document.createElement('a');
  anchor.href = link;
  anchor.rel = 'noopener noreferrer';
  if (target === 'tab') anchor.target = '_blank';
  else anchor.download = '';
  anchor.click();
}
