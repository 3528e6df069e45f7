/** HTML notes in the forms that a conversion gives them. */
import { plainText } from '../../src/html/plain-text.ts';
import { readHtml } from '../../src/html/reader.ts';
import { safeHtml } from '../../src/html/safe-html.ts';

export function textOfHtml(html: string): string {
  return plainText(readHtml(html));
}

export function safeHtmlOf(html: string): string {
  return safeHtml(readHtml(html));
}
