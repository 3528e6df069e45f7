/** Clinical notes in HTML, which is untrusted content, as plain text and as HTML that is safe in a page. */
import { compile, type DomNode, type FormatCallback } from 'html-to-text';
import sanitize from 'sanitize-html';
import { isExponent, listNumber, rowTexts, tidied } from './note-layout.ts';
import { ELEMENTS } from './note-markup.ts';
import { createColumns } from './note-columns.ts';

const GATE: sanitize.IOptions = {
  allowedTags: [...ELEMENTS],
  allowedAttributes: {
    a: ['href', 'rel'],
    abbr: ['title'],
    li: ['value'],
    ol: ['start', 'type'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  transformTags: { a: sanitize.simpleTransform('a', { rel: 'noopener noreferrer nofollow' }) },
};

const BLOCK = { leadingLineBreaks: 1, trailingLineBreaks: 1 };
const PARAGRAPH = { leadingLineBreaks: 2, trailingLineBreaks: 2 };
const HEADING = { ...PARAGRAPH, uppercase: false };

const toText = compile({
  wordwrap: false,
  limits: { maxInputLength: Number.MAX_SAFE_INTEGER },
  formatters: { list: formatList, rows: formatTable, struck: formatStruck, raised: formatRaised },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'blockquote', format: 'block', options: PARAGRAPH },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: HEADING })),
    { selector: 'hr', options: { ...PARAGRAPH, length: 3 } },
    { selector: 'pre', options: BLOCK },
    ...['dl', 'dt', 'dd', 'li', 'td', 'th', 'tr', 'caption'].map((selector) => ({
      selector,
      format: 'block',
      options: BLOCK,
    })),
    ...['ul', 'ol'].map((selector) => ({ selector, format: 'list', options: BLOCK })),
    { selector: 'table', format: 'rows', options: PARAGRAPH },
    ...['s', 'del'].map((selector) => ({ selector, format: 'struck' })),
    { selector: 'sup', format: 'raised' },
  ],
});

/**
 * Returns the plain text of what `meaningfulMarkup` returns: paragraphs, line breaks, lists and tables kept readable, links and images as their
 * words, exponents after a `^`, and struck out text between `~~`. Its time grows with the length of the markup alone.
 */
export function markupToText(markup: string): string {
  return tidied(toText(markup));
}

/**
 * Returns HTML that can be put into a page: headings, lists, tables, emphasis, line breaks, and links to the web and to mail addresses. No
 * script, style, form, frame or image is left, whose words are kept, and nothing that loads or runs. It does not trust the markup that
 * `meaningfulMarkup` returns, takes a time that grows with its length alone, and leaves its own output as it is.
 */
export function markupToHtml(markup: string): string {
  return sanitize(markup, GATE);
}

function formatList(...[list, walk, builder]: Parameters<FormatCallback>): void {
  const isNested = list.parent?.name === 'li';
  const items = list.children.filter(isShown);
  let number = Number(attribute(list, 'start') || 1);
  builder.openList({ leadingLineBreaks: isNested ? 1 : 2 });
  for (const item of items) {
    if (item.name === 'li') number = Number(attribute(item, 'value') || number);
    const marker = list.name === 'ol' ? `${listNumber(number, attribute(list, 'type'))}. ` : '- ';
    builder.openListItem({ prefix: item.name === 'li' ? marker : '' });
    walk(item.name === 'li' ? item.children : [item], builder);
    builder.closeListItem();
    if (item.name === 'li') number += 1;
  }
  builder.closeList({ trailingLineBreaks: isNested ? 1 : 2 });
}

/** Unlike the library's own, whose time grows with the square of the columns, and which leaves out what is in no cell. */
function formatTable(...[table, walk, builder, options]: Parameters<FormatCallback>): void {
  const addCell = (nodes: DomNode[]): void => {
    builder.openTableCell();
    walk(nodes, builder);
    builder.closeTableCell();
  };
  builder.openTable();
  for (const group of groupsOf(table)) {
    const columns = createColumns();
    for (const row of group) {
      builder.openTableRow();
      const cells = row.name === 'tr' ? row.children.filter(isShown) : [row];
      columns.beginRow();
      for (const cell of cells) {
        const { before, after } = columns.place(span(cell, 'colspan'), span(cell, 'rowspan'));
        for (let blank = 0; blank < before; blank += 1) addCell([]);
        addCell([cell]);
        for (let blank = 0; blank < after; blank += 1) addCell([]);
      }
      builder.closeTableRow();
    }
  }
  builder.closeTable({
    ...options,
    tableToString: (rows) => rowTexts(rows.map((cells) => cells.map((cell) => cell.text))).join('\n'),
  });
}

/** Returns the rows by their groups, which no cell spans (HTML, "Forming a table"). */
function groupsOf(table: DomNode): DomNode[][] {
  const groups = Map.groupBy(table.children.filter(isShown), (child) =>
    /^t(head|body|foot)$/.test(child.name ?? '') ? child : table,
  );
  return [...groups].map(([group, rows]) => (group === table ? rows : group.children.filter(isShown)));
}

/** 0, which means all rows of the group, becomes more than any group has. */
function span(cell: DomNode, name: 'colspan' | 'rowspan'): number {
  const written = attribute(cell, name);
  return written === '0' && name === 'rowspan' ? Infinity : Math.max(1, Number(written) || 1);
}

function formatStruck(...[struck, walk, builder]: Parameters<FormatCallback>): void {
  if (struck.children.length === 0) return;
  builder.addInline('~~');
  walk(struck.children, builder);
  builder.addInline('~~');
}

function formatRaised(...[raised, walk, builder]: Parameters<FormatCallback>): void {
  if (isExponent(firstText(raised))) builder.addInline('^');
  walk(raised.children, builder);
}

function firstText(node: DomNode): string {
  let first: DomNode | undefined = node;
  while (first !== undefined && first.type !== 'text') first = first.children[0];
  return first?.data ?? '';
}

function isShown({ type, data }: DomNode): boolean {
  return type !== 'text' || (data ?? '').trim() !== '';
}

/** Empty where there is none. */
function attribute(node: DomNode, name: string): string {
  const attributes: unknown = node.attribs;
  if (typeof attributes !== 'object' || attributes === null) return '';
  const value: unknown = Reflect.get(attributes, name);
  return typeof value === 'string' ? value : '';
}
