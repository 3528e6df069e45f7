/** The narratives of resources (FHIR R4 §2.4.0): what they say in words, which are XHTML of the server's own making. */
import { readText } from '../fhir/lenient-read.ts';
import type { Narrative } from '../fhir/types.ts';
import type { Conversions, Convertible } from './conversions.ts';

export interface Narratives {
  /** Plain text; null where there are no words. */
  text(narrative: Narrative): Promise<string | null>;
  /** HTML that is safe in a page; null where there are no words. */
  html(narrative: Narrative): Promise<string | null>;
}

export function createNarratives(conversions: Conversions): Narratives {
  const wordsOf = async (narrative: Narrative): Promise<string | null> =>
    readText(await conversions.convert(narrative, 'text', async () => convertible(narrative)));
  return {
    text: wordsOf,
    async html(narrative) {
      const [html, words] = await Promise.all([
        conversions.convert(narrative, 'html', async () => convertible(narrative)),
        wordsOf(narrative),
      ]);
      return words === null ? null : html;
    },
  };
}

/** Narratives are XHTML (FHIR R4 §2.4.0). */
const CONTENT_TYPE = 'application/xhtml+xml; charset=utf-8';

/** Null where there is nothing to convert. */
function convertible({ div }: Narrative): Convertible | null {
  const markup = readText(div);
  if (markup === null) return null;
  return {
    format: 'html',
    contentType: CONTENT_TYPE,
    byteLength: Buffer.byteLength(markup),
    copy: () => new TextEncoder().encode(markup),
  };
}
