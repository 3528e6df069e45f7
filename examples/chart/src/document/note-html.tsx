/**
 * The HTML of a note. The gateway has sanitized it. The page sanitizes it again, because a page is responsible for the HTML that it inserts.
 * It inserts parsed nodes, never text that the browser would parse again, and the content security policy is the last line of defense.
 */
import DOMPurify from 'dompurify';
import { useLayoutEffect, useRef } from 'react';

/** The tags of formatted text. None of them loads, sends, styles or runs anything. */
const ALLOWED_TAGS =
  'a abbr b blockquote br caption cite code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  );
const ALLOWED_ATTR = ['colspan', 'href', 'rel', 'rowspan', 'start', 'title', 'value'];

/** The dialog's own heading is an h2. */
const FIRST_LEVEL = 3;
const LAST_LEVEL = 6;

interface Props {
  readonly html: string;
}

export function NoteHtml({ html }: Props) {
  const container = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const fragment = DOMPurify.sanitize(html, { ALLOWED_TAGS, ALLOWED_ATTR, RETURN_DOM_FRAGMENT: true });
    for (const link of fragment.querySelectorAll('a')) {
      link.target = '_blank';
      link.rel = 'noopener noreferrer nofollow';
    }
    fitHeadings(fragment);
    container.current?.replaceChildren(fragment);
  }, [html]);
  return <div ref={container} className="note-text" />;
}

/** Renumbers the headings, so they continue from the dialog's heading without gaps. */
function fitHeadings(fragment: DocumentFragment): void {
  const headings = [...fragment.querySelectorAll('h1, h2, h3, h4, h5, h6')];
  const levels = [...new Set(headings.map(({ tagName }) => tagName))].toSorted();
  for (const heading of headings) {
    const level = Math.min(FIRST_LEVEL + levels.indexOf(heading.tagName), LAST_LEVEL);
    const renumbered = document.createElement(`h${level}`);
    renumbered.replaceChildren(...heading.childNodes);
    heading.replaceWith(renumbered);
  }
}
