/** THE ALLOW-LIST: the elements and attributes of HTML that a converted note can have, and what stands for the others. */

/** Elements that begin on a line of their own. */
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

/** A node of a converted note: text, or an element of the allow-list. */
export type SafeNode = string | SafeElement;

export interface SafeElement {
  readonly name: ElementName;
  readonly attributes: SafeAttributes;
  readonly children: SafeNode[];
}

/** `href` of `a`, `title` of `abbr`, `value` of `li`, `start` and `type` of `ol`, the spans of `td` and `th`. */
export type SafeAttributes = Readonly<
  Partial<Record<'href' | 'title' | 'value' | 'start' | 'type' | 'colspan' | 'rowspan', string>>
>;

/** The element that stands for each element of a note. Those without a row are dropped, and their text stays. */
export const SHOWN_AS: ReadonlyMap<string, ElementName> = new Map<string, ElementName>([
  ...ELEMENTS.map((name) => [name, name] as const),
  ...words('address article aside center details dialog fieldset figcaption figure').map(as('div')),
  ...words('footer form header hgroup legend main nav section summary').map(as('div')),
  ...words('listing plaintext textarea xmp').map(as('pre')),
  ...words('dir menu').map(as('ul')),
  ['strike', 's'],
  ['tt', 'code'],
  ['acronym', 'abbr'],
]);

/** Elements without content and without an end tag (HTML, "Void elements", and obsolete ones). */
export const VOID: ReadonlySet<string> = new Set(
  words(
    'area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr',
  ),
);

/** Elements whose content is no text for a reader. */
export const SILENT: ReadonlySet<string> = new Set(
  words('datalist iframe noembed noframes noscript script style template title'),
);

/** Elements that hold other elements only, so that no emphasis can stand in them. */
export const STRUCTURE: ReadonlySet<string> = new Set(words('dl ol table tbody tfoot thead tr ul'));

export const BLOCKS: ReadonlySet<string> = new Set(BLOCK_ELEMENTS);
export const LISTS: ReadonlySet<string> = new Set(['dl', 'ol', 'ul']);

/**
 * The elements that the start of each element ends, if they are innermost (HTML, "Optional tags"). Parts of a table end each other too, so that no
 * cell holds a row.
 */
export const ENDED_BY: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...words('blockquote div dl hr ol p pre table ul').map(ending('p')),
  ...words('h1 h2 h3 h4 h5 h6').map(ending('h1 h2 h3 h4 h5 h6 p')),
  ...words('dd dt').map(ending('dd dt')),
  ...words('tbody tfoot thead').map(ending('caption tbody td tfoot th thead tr')),
  ...words('tr').map(ending('caption td th tr')),
  ...words('td th').map(ending('caption td th thead')),
  ...words('li').map(ending('li')),
  ...words('a').map(ending('a')),
  ...words('option').map(ending('option')),
  ...words('button datalist input optgroup output select').map(ending('optgroup option')),
  ...words('textarea').map(ending('optgroup option p')),
]);

function words(text: string): string[] {
  return text.split(' ');
}

function as(name: ElementName): (other: string) => readonly [string, ElementName] {
  return (other) => [other, name];
}

function ending(names: string): (name: string) => [string, ReadonlySet<string>] {
  return (name) => [name, new Set(words(names))];
}
