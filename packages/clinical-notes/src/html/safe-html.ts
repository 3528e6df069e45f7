/**
 * Writes a converted note as HTML that is safe in a page. Nothing of the original markup passes through: the types of the tree admit only the elements
 * and attributes of the allow-list, and all text is escaped.
 */
import type { SafeAttributes, SafeNode } from './elements.ts';

/** Keeps a linked page from reaching the page that links to it, and from learning its address. */
const LINK_RELATION = ' rel="noopener noreferrer nofollow"';

export function safeHtml(nodes: readonly SafeNode[]): string {
  return nodes.map(htmlOf).join('');
}

function htmlOf(node: SafeNode): string {
  if (typeof node === 'string') return escapeText(node);
  const { name, attributes, children } = node;
  if (name === 'br' || name === 'hr') return `<${name} />`;
  const relation = name === 'a' ? LINK_RELATION : '';
  return `<${name}${attributesText(attributes)}${relation}>${safeHtml(children)}</${name}>`;
}

function attributesText(attributes: SafeAttributes): string {
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
