/** Lays the tree of a note out as plain text: paragraphs, lists and tables on lines of their own, in a time that grows only with its size. */
import { isExponent, layOutRows, listNumber, tidyText } from '../text-layout.ts';
import type { ElementName, SafeElement, SafeNode } from './elements.ts';
import { type Columns, createColumns } from './table-columns.ts';

/** Text of a block so far, and the line breaks that it needs before and after it. */
interface Block {
  text: string;
  before: number;
  after: number;
  /** Whether a space was read that only stands between words. */
  hasSpace: boolean;
  isLineStart: boolean;
  readonly isPreformatted: boolean;
}

/** How many line breaks keep a block apart from its neighbours. */
const BREAKS: ReadonlyMap<ElementName, number> = new Map<ElementName, number>([
  ...(['caption', 'dd', 'div', 'dl', 'dt', 'li', 'pre', 'td', 'th', 'tr'] as const).map(
    (name) => [name, 1] as const,
  ),
  ...(['blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'p'] as const).map(
    (name) => [name, 2] as const,
  ),
]);
const RULE = '---';
const STRUCK = '~~';
const SPACES = /[ \t\r\n\f\u200b]+/g;

/** Returns text without markup: links and images as their words, exponents after a `^`, struck out text between `~~`. */
export function plainText(nodes: readonly SafeNode[]): string {
  const block = emptyBlock(0, false);
  addNodes(block, nodes);
  return tidyText(block.text);
}

function emptyBlock(before: number, isPreformatted: boolean): Block {
  return { text: '', before, after: 0, hasSpace: false, isLineStart: true, isPreformatted };
}

function addNodes(block: Block, nodes: readonly SafeNode[], parent?: ElementName): void {
  for (const node of nodes) {
    if (typeof node === 'string') addWords(block, node);
    else addElement(block, node, parent);
  }
}

function addElement(block: Block, element: SafeElement, parent?: ElementName): void {
  const { name, children } = element;
  const layout = LAYOUTS.get(name);
  const breaks = BREAKS.get(name);
  if (layout !== undefined) layout(block, element, parent);
  else if (breaks !== undefined) addInner(block, element, breaks);
  else addNodes(block, children, name);
}

/** Elements that are more than their text, on lines of its own or not. */
const LAYOUTS: ReadonlyMap<
  ElementName,
  (block: Block, element: SafeElement, parent: ElementName | undefined) => void
> = new Map([
  ['br', (block: Block) => addLineBreaks(block, 1)],
  ['ol', addList],
  ['ul', addList],
  ['table', addTable],
  ['s', addStruck],
  ['del', addStruck],
  ['sup', addRaised],
]);

function addStruck(block: Block, { name, children }: SafeElement): void {
  if (children.length === 0) return;
  addWords(block, STRUCK);
  addNodes(block, children, name);
  addWords(block, STRUCK);
}

function addRaised(block: Block, raised: SafeElement): void {
  if (isExponent(firstText(raised))) addWords(block, '^');
  addNodes(block, raised.children, raised.name);
}

function addInner(block: Block, { name, children }: SafeElement, breaks: number): void {
  const inner = emptyBlock(breaks, block.isPreformatted || name === 'pre');
  addNodes(inner, name === 'hr' ? [RULE] : children, name);
  addBlock(block, { ...inner, after: Math.max(inner.after, breaks) });
}

function addList(block: Block, list: SafeElement, parent: ElementName | undefined): void {
  const breaks = parent === 'li' ? 1 : 2;
  const inner = emptyBlock(breaks, false);
  let number = Number(list.attributes.start ?? '') || 1;
  for (const child of list.children.filter(isShown)) {
    const isItem = isElement(child, 'li');
    if (isItem) number = Number(child.attributes.value ?? '') || number;
    const marker = list.name === 'ol' ? `${listNumber(number, list.attributes.type ?? '')}. ` : '- ';
    const item = emptyBlock(1, block.isPreformatted);
    addNodes(item, isItem ? child.children : [child], isItem ? 'li' : list.name);
    const text = isItem ? marker + item.text.replace(/\n/g, `\n${' '.repeat(marker.length)}`) : item.text;
    addBlock(inner, { text, before: item.before, after: Math.max(item.after, 1) });
    if (isItem) number += 1;
  }
  if (inner.text !== '') addBlock(block, { ...inner, after: breaks });
}

function addTable(block: Block, table: SafeElement): void {
  const rows = groupsOf(table).flatMap((group) => {
    const columns = createColumns();
    return group.map((row) => rowCells(row, columns, block.isPreformatted));
  });
  const text = layOutRows(rows).join('\n');
  if (text !== '') addBlock(block, { text, before: 2, after: 2 });
}

function rowCells(row: SafeNode, columns: Columns, isPreformatted: boolean): string[] {
  const texts: string[] = [];
  columns.beginRow();
  for (const cell of isElement(row, 'tr') ? row.children.filter(isShown) : [row]) {
    const { before, after } = columns.place(span(cell, 'colspan'), span(cell, 'rowspan'));
    texts.push(...blanks(before), cellText(cell, isPreformatted), ...blanks(after));
  }
  return texts;
}

/** Returns the rows by their groups, which no cell spans (HTML, "Forming a table"). */
function groupsOf(table: SafeElement): SafeNode[][] {
  const groups = Map.groupBy(table.children.filter(isShown), (child) =>
    isElement(child, 'thead', 'tbody', 'tfoot') ? child : table,
  );
  return [...groups].map(([group, rows]) => (group === table ? rows : group.children.filter(isShown)));
}

/** 0, which means all rows of the group, becomes more than any group has. */
function span(cell: SafeNode, name: 'colspan' | 'rowspan'): number {
  const written = typeof cell === 'string' ? undefined : cell.attributes[name];
  return written === '0' && name === 'rowspan' ? Infinity : Number(written ?? '') || 1;
}

function blanks(count: number): string[] {
  return Array.from({ length: count }, () => '');
}

function cellText(cell: SafeNode, isPreformatted: boolean): string {
  const block = emptyBlock(0, isPreformatted);
  addNodes(block, [cell], 'tr');
  return block.text.replace(/^\n+|\n+$/g, '');
}

/** Adds inline text, whose space collapses except in preformatted text. */
function addWords(block: Block, text: string): void {
  if (block.isPreformatted) {
    endInner(block);
    block.text += text;
    return;
  }
  const collapsed = text.replace(SPACES, ' ');
  const words = collapsed.replace(/^ | $/g, '');
  if (words !== '') {
    endInner(block);
    const isApart = block.hasSpace || collapsed.startsWith(' ');
    block.text += isApart && !block.isLineStart ? ` ${words}` : words;
    block.isLineStart = false;
    block.hasSpace = false;
  }
  block.hasSpace ||= collapsed.endsWith(' ');
}

function addLineBreaks(block: Block, count: number): void {
  block.text += '\n'.repeat(count);
  block.isLineStart ||= count > 0;
}

/** Begins a new line after an inner block. */
function endInner(block: Block): void {
  if (block.text !== '') addLineBreaks(block, block.after);
  block.after = 0;
}

/** Adds a block on lines of its own. The first block in another is as far from what precedes as it needs itself. */
function addBlock(block: Block, { text, before, after }: Pick<Block, 'text' | 'before' | 'after'>): void {
  const breaks = Math.max(block.after, before);
  if (block.text === '') block.before = breaks;
  else block.text += '\n'.repeat(breaks);
  block.text += text;
  block.after = after;
}

function firstText(node: SafeNode): string {
  let first: SafeNode | undefined = node;
  while (first !== undefined && typeof first !== 'string') first = first.children[0];
  return first ?? '';
}

function isShown(node: SafeNode): boolean {
  return typeof node !== 'string' || node.trim() !== '';
}

function isElement(node: SafeNode, ...names: readonly ElementName[]): node is SafeElement {
  return typeof node !== 'string' && names.includes(node.name);
}
