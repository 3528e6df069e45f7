/** HTML notes in the forms that a conversion gives them, as `convertNote` makes them. */
import { markupToHtml, markupToText } from '../../src/fhir/note-html.ts';
import { meaningfulMarkup } from '../../src/fhir/note-markup.ts';

export function textOfHtml(html: string): string {
  return markupToText(meaningfulMarkup(html));
}

export function safeHtmlOf(html: string): string {
  return markupToHtml(meaningfulMarkup(html));
}
