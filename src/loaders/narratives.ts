/** Converts the narratives of resources (FHIR R4 §2.4.0), which are XHTML from the server, to plain text and safe HTML. */
import { readText } from '../fhir/lenient-read.ts';
import type { Narrative } from '../fhir/types.ts';
import type { Conversions, Convertible } from './conversions.ts';

export interface Narratives {
  /** Returns plain text; null if the narrative has none. */
  text(narrative: Narrative): Promise<string | null>;
  /** Returns HTML that is safe in a page; null if the narrative has no text. */
  html(narrative: Narrative): Promise<string | null>;
}

export function createNarratives(conversions: Conversions): Narratives {
  const textOf = async (narrative: Narrative): Promise<string | null> =>
    readText(await conversions.convert(narrative, 'text', async () => toConvertible(narrative)));
  return {
    text: textOf,
    async html(narrative) {
      const [html, text] = await Promise.all([
        conversions.convert(narrative, 'html', async () => toConvertible(narrative)),
        textOf(narrative),
      ]);
      return text === null ? null : html;
    },
  };
}

const CONTENT_TYPE = 'application/xhtml+xml; charset=utf-8';

/** Returns null if there is nothing to convert. */
function toConvertible({ div }: Narrative): Convertible | null {
  const markup = readText(div);
  if (markup === null) return null;
  return {
    format: 'html',
    contentType: CONTENT_TYPE,
    byteLength: Buffer.byteLength(markup),
    copy: () => new TextEncoder().encode(markup),
  };
}
