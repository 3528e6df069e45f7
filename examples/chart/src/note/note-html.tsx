/**
 * The HTML of a note. The gateway has cleaned it; it is cleaned here again, because what a page puts into itself is the page's own affair.
 * It goes in as parsed nodes, never as text that is parsed a second time, and the page's content policy holds whatever is left.
 */
import DOMPurify from 'dompurify';
import { useLayoutEffect, useRef } from 'react';

/** What notes are written with; nothing that loads, sends, styles or runs. */
const ALLOWED_TAGS =
  'a abbr b blockquote br caption cite code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  );
const ALLOWED_ATTR = ['colspan', 'href', 'rel', 'rowspan', 'start', 'title', 'value'];

/** The dialog's own heading is of the second level. */
const FIRST_LEVEL = 3;
const LAST_LEVEL = 6;

interface Props {
  readonly html: string;
}

export function NoteHtml({ html }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const fragment = DOMPurify.sanitize(html, { ALLOWED_TAGS, ALLOWED_ATTR, RETURN_DOM_FRAGMENT: true });
    for (const link of fragment.querySelectorAll('a')) {
      link.target = '_blank';
      link.rel = 'noopener noreferrer nofollow';
    }
    fitHeadings(fragment);
    place.current?.replaceChildren(fragment);
  }, [html]);
  return <div ref={place} className="note-text" />;
}

/** Headings go on from the dialog's, without gaps, whatever level a note begins at. */
function fitHeadings(fragment: DocumentFragment): void {
  const headings = [...fragment.querySelectorAll('h1, h2, h3, h4, h5, h6')];
  const levels = [...new Set(headings.map(({ tagName }) => tagName))].toSorted();
  for (const heading of headings) {
    const level = Math.min(FIRST_LEVEL + levels.indexOf(heading.tagName), LAST_LEVEL);
    const fitting = document.createElement(`h${level}`);
    fitting.replaceChildren(...heading.childNodes);
    heading.replaceWith(fitting);
  }
}
