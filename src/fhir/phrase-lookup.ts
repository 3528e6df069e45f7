/** Looks up chart text in tables of whole phrases: "not high" does not match "high". */
import { readText } from './lenient-read.ts';

/** Far longer than any known phrase. */
const MAX_PHRASE_LENGTH = 200;

/** Matches the semantic tag of a SNOMED CT fully specified name (SNOMED CT Editorial Guide, "Semantic tag"). */
const SEMANTIC_TAG = /\((?:disorder|finding|procedure|qualifier value|regime\/therapy|situation)\)$/i;

const LOWER_CASE_WORD = /^[a-z]+$/;

/**
 * Returns a text in lower case, without punctuation, and with single spaces: `no known allergies` for `No known  allergies.` Keeps question
 * marks, because they turn a statement into a question. Returns null for a missing text, or one too long for a phrase.
 */
export function normalizePhrase(value: unknown): string | null {
  const words = readText(value);
  if (words === null || words.length > MAX_PHRASE_LENGTH) return null;
  // Nearly all statuses are such words, and every record of every page has one.
  if (LOWER_CASE_WORD.test(words)) return words;
  const phrase = words
    .normalize('NFKC')
    .replace(SEMANTIC_TAG, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}?]+/gu, ' ')
    .trim();
  return phrase === '' ? null : phrase;
}

/** Returns the entry for a whole text; null without one. */
export function lookUpPhrase<M>(table: ReadonlyMap<string, M>, value: unknown): M | null {
  const phrase = normalizePhrase(value);
  return phrase === null ? null : (table.get(phrase) ?? null);
}
