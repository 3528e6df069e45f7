/** What the sandbox's records say of its patients, so that a test can look for it where it must not be. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { GRAPH_TYPES } from './samples.ts';

export interface Canaries {
  /** The words that are in a text, whatever their case. */
  findIn(text: string): string[];
  readonly count: number;
  /** Those among them that name resources. */
  readonly ids: ReadonlySet<string>;
  /** Whose record a resource is, by its id; without those that do not say so themselves. */
  readonly owners: ReadonlyMap<string, string>;
}

/** Elements whose values come from HL7 or Epic and not from a record. */
const VOCABULARY: ReadonlySet<string> = new Set([
  'category',
  'code',
  'comparator',
  'contentType',
  'criticality',
  'docStatus',
  'entryType',
  'gender',
  'intent',
  'issuer',
  'jurisdiction',
  'kind',
  'lifecycleStatus',
  'mode',
  'periodUnit',
  'priority',
  'required',
  'resourceType',
  'status',
  'system',
  'type',
  'unit',
  'use',
  'valueCode',
  'version',
]);
/** What is telling though it be a single word without a digit: any other, such as `Active`, can be in any text. */
const NAMES: ReadonlySet<string> = new Set(['city', 'family', 'given']);
/** Shorter ones, such as `US`, are in any text too. */
const SHORTEST = 5;
/** Numbers of up to five digits are ports and lengths as well. */
const NOT_TELLING = /^(\d{1,5}$|https?:|urn:)/;

/** The gateway's own messages have it for an example, and so has the first test patient of Epic for a birth date. */
const EXAMPLE_DATE = '1987-09-12';

/** HL7's display of a status, which the warnings of lists use too. */
const ERROR_WORDS = 'entered in error';

/** @param patients whose charts are looked through; of the others only their own records are */
export function collectCanaries(sandbox: Sandbox, patients: readonly string[]): Canaries {
  const words = new Set<string>();
  const ids = new Set<string>();
  const owners = new Map<string, string>();
  for (const patient of sandbox.patients) {
    ids.add(patient.id.toLowerCase());
    for (const word of wordsIn(patient)) words.add(word);
    for (const type of [...GRAPH_TYPES, 'Binary'] as const) {
      for (const resource of type === 'Patient' ? [patient] : sandbox.chart(patient.id, type)) {
        // It tells what it is about, which is other records of theirs.
        if (type !== 'Provenance') owners.set(resource.id, patient.id);
        if (!patients.includes(patient.id)) continue;
        for (const id of [resource.id, ...referencesIn(resource)]) ids.add(id.toLowerCase());
        const isNote = resource.resourceType === 'Binary';
        for (const word of isNote ? linesOf(resource.data) : wordsIn(resource)) words.add(word);
      }
    }
  }
  words.delete(EXAMPLE_DATE);
  words.delete(ERROR_WORDS);
  const byStart = Map.groupBy(words, (word) => word.slice(0, SHORTEST));
  return {
    findIn: (text) => found(text.toLowerCase(), byStart),
    count: words.size,
    ids,
    owners,
  };
}

/** The ids that a resource refers to. */
function referencesIn(resource: object): string[] {
  return [...JSON.stringify(resource).matchAll(/"(?:reference|url)":"[A-Z]\w+\/([^"/]+)"/g)].map(
    ([, id = '']) => id,
  );
}

/** The telling texts of a resource; of a reference the id. */
function wordsIn(value: unknown, element = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => wordsIn(item, element));
  if (isObject(value))
    return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => wordsIn(inner, name));
  if (typeof value !== 'string' || VOCABULARY.has(element)) return [];
  const word = (element === 'reference' || element === 'url' ? value.replace(/^.*\//, '') : value)
    .trim()
    .toLowerCase();
  const isTelling = NAMES.has(element) || /[\s\d]/.test(word);
  return isTelling && word.length >= SHORTEST && !NOT_TELLING.test(word) ? [word] : [];
}

/** The lines of a note, without its markup. */
function linesOf(data = ''): string[] {
  return Buffer.from(data, 'base64')
    .toString()
    .split(/<[^>]*>|[\r\n]+|\\\w+|&\w+;/)
    .map((line) => line.trim().toLowerCase())
    .filter((line) => /\w{4}.*\s.*\w{4}/.test(line));
}

function found(text: string, byStart: ReadonlyMap<string, readonly string[]>): string[] {
  const all = new Set<string>();
  for (let at = 0; at <= text.length - SHORTEST; at += 1) {
    for (const word of byStart.get(text.slice(at, at + SHORTEST)) ?? []) {
      const isWhole = !isLetter(text[at - 1]) && !isLetter(text[at + word.length]);
      if (isWhole && text.startsWith(word, at)) all.add(word);
    }
  }
  return [...all];
}

function isLetter(character = ' '): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
