/** The allow-list: the HTML elements and attributes of converted notes, and the replacements for other elements. */

/** Elements that begin on a new line. */
const BLOCK_ELEMENTS = [
  ...(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'div', 'blockquote', 'pre', 'hr'] as const),
  ...(['ul', 'ol', 'li', 'dl', 'dt', 'dd'] as const),
  ...(['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'] as const),
] as const;

export const ELEMENTS = [
  ...BLOCK_ELEMENTS,
  ...(['br', 'a', 'abbr', 'b', 'cite', 'code', 'del', 'em', 'i', 'ins', 'kbd', 'mark', 'q', 's'] as const),
  ...(['samp', 'small', 'strong', 'sub', 'sup', 'u', 'var'] as const),
] as const;

export type ElementName = (typeof ELEMENTS)[number];

/** A node of a converted note: text, or an allowed element. */
export type SafeNode = string | SafeElement;

export interface SafeElement {
  readonly name: ElementName;
  readonly attributes: SafeAttributes;
  readonly children: SafeNode[];
}

/** `href` of `a`, `title` of `abbr`, `value` of `li`, `start` and `type` of `ol`, and the spans of `td` and `th`. */
export type SafeAttributes = Readonly<
  Partial<Record<'href' | 'title' | 'value' | 'start' | 'type' | 'colspan' | 'rowspan', string>>
>;

/** The allowed element for each element of a note. The reader drops elements without a row, but keeps their text. */
export const SHOWN_AS: ReadonlyMap<string, ElementName> = new Map<string, ElementName>([
  ...ELEMENTS.map((name) => [name, name] as const),
  ...splitWords('address article aside center details dialog fieldset figcaption figure').map(mapTo('div')),
  ...splitWords('footer form header hgroup legend main nav section summary').map(mapTo('div')),
  ...splitWords('listing plaintext textarea xmp').map(mapTo('pre')),
  ...splitWords('dir menu').map(mapTo('ul')),
  ['strike', 's'],
  ['tt', 'code'],
  ['acronym', 'abbr'],
]);

/** Elements without content or end tag (HTML, "Void elements", and obsolete ones). */
export const VOID: ReadonlySet<string> = new Set(
  splitWords(
    'area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr',
  ),
);

/** Elements whose content is not text for readers. */
export const SILENT: ReadonlySet<string> = new Set(
  splitWords('datalist iframe noembed noframes noscript script style template title'),
);

/** Elements that contain only other elements, and so cannot contain emphasis. */
export const STRUCTURE: ReadonlySet<string> = new Set(splitWords('dl ol table tbody tfoot thead tr ul'));

export const BLOCKS: ReadonlySet<string> = new Set(BLOCK_ELEMENTS);
export const LISTS: ReadonlySet<string> = new Set(['dl', 'ol', 'ul']);

/**
 * For each element, the innermost elements that its start tag closes (HTML, "Optional tags"). Parts of a table close each other too, so no cell
 * contains a row.
 */
export const CLOSED_BY: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...splitWords('blockquote div dl hr ol p pre table ul').map(closing('p')),
  ...splitWords('h1 h2 h3 h4 h5 h6').map(closing('h1 h2 h3 h4 h5 h6 p')),
  ...splitWords('dd dt').map(closing('dd dt')),
  ...splitWords('tbody tfoot thead').map(closing('caption tbody td tfoot th thead tr')),
  ...splitWords('tr').map(closing('caption td th tr')),
  ...splitWords('td th').map(closing('caption td th thead')),
  ...splitWords('li').map(closing('li')),
  ...splitWords('a').map(closing('a')),
  ...splitWords('option').map(closing('option')),
  ...splitWords('button datalist input optgroup output select').map(closing('optgroup option')),
  ...splitWords('textarea').map(closing('optgroup option p')),
]);

function splitWords(text: string): string[] {
  return text.split(' ');
}

function mapTo(name: ElementName): (other: string) => readonly [string, ElementName] {
  return (other) => [other, name];
}

function closing(names: string): (name: string) => [string, ReadonlySet<string>] {
  return (name) => [name, new Set(splitWords(names))];
}
