/** Lays out the tree of a note as plain text, in linear time. */
import {
  collapseSpaces,
  formatListNumber,
  isExponent,
  layOutRows,
  tidyText,
  trimLineEnds,
} from '../text-layout.ts';
import type { ElementName, SafeElement, SafeNode } from './elements.ts';
import { type Columns, createColumns } from './table-columns.ts';

/** The text of a block so far, and the line breaks that it needs before and after. */
interface Block {
  text: string;
  before: number;
  after: number;
  /** Whether a collapsible space is pending, which is only written before another word. */
  hasSpace: boolean;
  isLineStart: boolean;
  readonly isPreformatted: boolean;
}

/** The number of line breaks between a block and its neighbors. */
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
const ZERO_WIDTH_SPACE = '\u200b';

/** Returns text without markup: links and images by their text, exponents after `^`, struck-out text between `~~`. */
export function toPlainText(nodes: readonly SafeNode[]): string {
  const block = createBlock(0, false);
  addNodes(block, nodes);
  return tidyText(block.text);
}

function createBlock(before: number, isPreformatted: boolean): Block {
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

/** Elements that need more than their text and line breaks. */
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
  if (isExponent(findFirstText(raised))) addWords(block, '^');
  addNodes(block, raised.children, raised.name);
}

function addInner(block: Block, { name, children }: SafeElement, breaks: number): void {
  const inner = createBlock(breaks, block.isPreformatted || name === 'pre');
  addNodes(inner, name === 'hr' ? [RULE] : children, name);
  addBlock(block, { ...inner, after: Math.max(inner.after, breaks) });
}

function addList(block: Block, list: SafeElement, parent: ElementName | undefined): void {
  const breaks = parent === 'li' ? 1 : 2;
  const inner = createBlock(breaks, false);
  let number = Number(list.attributes.start ?? '') || 1;
  for (const child of list.children.filter(isShown)) {
    const isItem = isElement(child, 'li');
    if (isItem) number = Number(child.attributes.value ?? '') || number;
    const marker = list.name === 'ol' ? `${formatListNumber(number, list.attributes.type ?? '')}. ` : '- ';
    const item = createBlock(1, block.isPreformatted);
    addNodes(item, isItem ? child.children : [child], isItem ? 'li' : list.name);
    const text = isItem ? marker + item.text.replace(/\n/g, `\n${' '.repeat(marker.length)}`) : item.text;
    addBlock(inner, { text, before: item.before, after: Math.max(item.after, 1) });
    if (isItem) number += 1;
  }
  if (inner.text !== '') addBlock(block, { ...inner, after: breaks });
}

function addTable(block: Block, table: SafeElement): void {
  const rows = groupRows(table).flatMap((group) => {
    const columns = createColumns();
    return group.map((row) => layOutCells(row, columns, block.isPreformatted));
  });
  const text = layOutRows(rows).join('\n');
  if (text !== '') addBlock(block, { text, before: 2, after: 2 });
}

function layOutCells(row: SafeNode, columns: Columns, isPreformatted: boolean): string[] {
  const texts: string[] = [];
  columns.beginRow();
  for (const cell of isElement(row, 'tr') ? row.children.filter(isShown) : [row]) {
    const { before, after } = columns.place(readSpan(cell, 'colspan'), readSpan(cell, 'rowspan'));
    texts.push(...createBlanks(before), layOutCell(cell, isPreformatted), ...createBlanks(after));
  }
  return texts;
}

/** Returns the rows by group. No cell spans two groups (HTML, "Forming a table"). */
function groupRows(table: SafeElement): SafeNode[][] {
  const groups = Map.groupBy(table.children.filter(isShown), (child) =>
    isElement(child, 'thead', 'tbody', 'tfoot') ? child : table,
  );
  return [...groups].map(([group, rows]) => (group === table ? rows : group.children.filter(isShown)));
}

/** Returns Infinity for a rowspan of 0, which means all rows of the group. */
function readSpan(cell: SafeNode, name: 'colspan' | 'rowspan'): number {
  const written = typeof cell === 'string' ? undefined : cell.attributes[name];
  return written === '0' && name === 'rowspan' ? Infinity : Number(written ?? '') || 1;
}

function createBlanks(count: number): string[] {
  return Array.from({ length: count }, () => '');
}

function layOutCell(cell: SafeNode, isPreformatted: boolean): string {
  const block = createBlock(0, isPreformatted);
  addNodes(block, [cell], 'tr');
  return trimLineEnds(block.text);
}

/** Adds inline text. Collapses its white space, unless the block is preformatted. */
function addWords(block: Block, text: string): void {
  if (block.isPreformatted) {
    endInner(block);
    block.text += text;
    return;
  }
  const collapsed = collapseSpaces(text.replaceAll(ZERO_WIDTH_SPACE, ' '));
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

/** Starts a new line after an inner block. */
function endInner(block: Block): void {
  if (block.text !== '') addLineBreaks(block, block.after);
  block.after = 0;
}

/** Adds a block on separate lines. The first inner block also sets the distance of its outer block from the preceding text. */
function addBlock(block: Block, { text, before, after }: Pick<Block, 'text' | 'before' | 'after'>): void {
  const breaks = Math.max(block.after, before);
  if (block.text === '') block.before = breaks;
  else block.text += '\n'.repeat(breaks);
  block.text += text;
  block.after = after;
}

function findFirstText(node: SafeNode): string {
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
