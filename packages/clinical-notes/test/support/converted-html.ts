/** Converts HTML notes as a conversion does. */
import { toPlainText } from '../../src/html/plain-text.ts';
import { readHtml } from '../../src/html/reader.ts';
import { toSafeHtml } from '../../src/html/safe-html.ts';

export function textOfHtml(html: string): string {
  return toPlainText(readHtml(html));
}

export function safeHtmlOf(html: string): string {
  return toSafeHtml(readHtml(html));
}
