/** Makes the reason that a token endpoint gives for a refusal fit to be shown: one line, of bounded length, without credentials. */

const LONGEST_WORDS = 300;
const MASK = '…';

/** Any JWT, whole or in part: the header of each begins with these letters. */
const JWT = /eyJ[\w-]*(?:\.[\w-]*)*/g;
/** Longer than any word, id or file name: an opaque token, a key or a part of a signature. */
const OPAQUE = /[\w+=~-]{40,}/g;

/**
 * Returns the words of a server that was sent the assertion; null where nothing is left of them. RFC 6749 §5.2 allows printable ASCII only,
 * so everything that could control a terminal becomes a space.
 */
export function serverWords(text: string, assertion: string): string | null {
  const signature = assertion.slice(assertion.lastIndexOf('.') + 1);
  const words = text
    .replaceAll(assertion, MASK)
    .replaceAll(signature, MASK)
    .replaceAll(JWT, MASK)
    .replaceAll(OPAQUE, MASK)
    .replaceAll(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
  if (words === '') return null;
  return words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}${MASK}` : words;
}
