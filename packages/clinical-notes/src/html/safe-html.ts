/**
 * Writes a converted note as HTML that is safe in a page. No original markup passes through: the types of the tree admit only allowed elements and
 * attributes, and all text is escaped.
 */
import type { SafeAttributes, SafeNode } from './elements.ts';

/** Prevents a linked page from accessing the linking page or its address. */
const LINK_RELATION = ' rel="noopener noreferrer nofollow"';

export function toSafeHtml(nodes: readonly SafeNode[]): string {
  return nodes.map(writeNode).join('');
}

function writeNode(node: SafeNode): string {
  if (typeof node === 'string') return escapeText(node);
  const { name, attributes, children } = node;
  if (name === 'br' || name === 'hr') return `<${name} />`;
  const relation = name === 'a' ? LINK_RELATION : '';
  return `<${name}${writeAttributes(attributes)}${relation}>${toSafeHtml(children)}</${name}>`;
}

function writeAttributes(attributes: SafeAttributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join('');
}

/** Escapes text outside of tags. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Escapes a value between double quotes. */
export function escapeAttribute(value: string): string {
  return escapeText(value).replace(/"/g, '&quot;');
}
