/** Whole phrases, recognized however they are written. */
import { text } from './shape.ts';

/** No phrase that means something to this gateway is nearly as long. */
const LONGEST_PHRASE = 120;

/**
 * Returns one spelling for case, hyphens and spaces, without the brackets, stars and full stops around a phrase. A question mark stays:
 * "high?" does not say "high". Empty for anything but a short text.
 */
export function phraseKey(phrase: unknown): string {
  const written = text(phrase);
  if (written === null || written.length > LONGEST_PHRASE) return '';
  return written
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_\u2010-\u2015-]+/g, ' ')
    .replaceAll(/^[ ("'*[]+|[ )"'*\].!:;]+$/g, '');
}
