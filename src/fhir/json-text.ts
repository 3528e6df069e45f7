/** Finds its way in JSON that is not parsed yet. */

export const QUOTE = '"'.charCodeAt(0);

/** Where the string ends that begins at a quote: at the next quote before which stands an even number of backslashes. -1: nowhere. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}
