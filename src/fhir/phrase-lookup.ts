/** Compares texts of a chart with phrases that are known as a whole: "not high" is not "high". */
import { readText } from './lenient-read.ts';

/** No known phrase is nearly as long. */
const LONGEST_PHRASE = 200;

/** The kind of concept that SNOMED CT adds to a fully specified name (SNOMED CT Editorial Guide, "Semantic tag"). */
const SEMANTIC_TAG = /\s*\((?:disorder|finding|procedure|qualifier value|regime\/therapy|situation)\)$/i;

/**
 * Returns the words of a text in lower case, with one space between them and without punctuation: `no known allergies` for
 * `No known  allergies.` Keeps question marks, because they make a statement a question. Null where there is no text, and where it is too long
 * to be a phrase.
 */
export function normalizePhrase(value: unknown): string | null {
  const words = readText(value);
  if (words === null || words.length > LONGEST_PHRASE) return null;
  const phrase = words
    .normalize('NFKC')
    .replace(SEMANTIC_TAG, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}?]+/gu, ' ')
    .trim();
  return phrase === '' ? null : phrase;
}

/** Returns what a table holds for a text as a whole; null where it has no such phrase. */
export function lookUpPhrase<M>(table: ReadonlyMap<string, M>, value: unknown): M | null {
  const phrase = normalizePhrase(value);
  return phrase === null ? null : (table.get(phrase) ?? null);
}
