/** Collects the values of the sandbox's records that identify patients, to search for them in text that must not contain any. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { RESOURCE_TYPES } from '../../src/fhir/resources.ts';

export interface Canaries {
  /** Returns the canaries that a text contains, in lower case. Ignores case. */
  findIn(text: string): string[];
  readonly count: number;
  /** The ids of resources. */
  readonly ids: ReadonlySet<string>;
  /** The patient of each resource, by resource id. Omits Provenance. */
  readonly owners: ReadonlyMap<string, string>;
}

/** Elements whose values are HL7's or Epic's vocabulary, not patient data. */
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
/** Elements of which even a single word identifies a patient. A word of another element, such as `Active`, can occur in any text. */
const NAMES: ReadonlySet<string> = new Set(['city', 'family', 'given']);
/** Elements that end with the id of a record or of a form. */
const REFERENCES: ReadonlySet<string> = new Set(['questionnaire', 'reference', 'url']);
/** Shorter values, such as `US`, occur in any text. */
const SHORTEST = 5;
/** Numbers of up to five digits can be ports or lengths. */
const NOT_IDENTIFYING = /^(\d{1,5}$|https?:|urn:)/;

/** The example date in the gateway's messages is also the birth date of Epic's first test patient. */
const EXAMPLE_DATE = '1987-09-12';

/** HL7's displays that are also words of the gateway's messages. */
const DISPLAYS_IN_MESSAGES = ['entered in error', 'written record'];

/** @param patients the ids of the patients whose charts to collect from; of other patients, collects only the Patient resource */
export function collectCanaries(sandbox: Sandbox, patients: readonly string[]): Canaries {
  const words = new Set<string>();
  const ids = new Set<string>();
  const owners = new Map<string, string>();
  for (const patient of sandbox.patients) {
    ids.add(patient.id.toLowerCase());
    for (const word of wordsIn(patient)) words.add(word);
    for (const type of [...RESOURCE_TYPES, 'Binary'] as const) {
      for (const resource of type === 'Patient' ? [patient] : sandbox.chart(patient.id, type)) {
        // A Provenance is about other records, so it has no patient of its own.
        if (type !== 'Provenance') owners.set(resource.id, patient.id);
        if (!patients.includes(patient.id)) continue;
        for (const id of [resource.id, ...referencesIn(resource)]) ids.add(id.toLowerCase());
        const isNote = resource.resourceType === 'Binary';
        for (const word of isNote ? linesOf(resource.data) : wordsIn(resource)) words.add(word);
      }
    }
  }
  words.delete(EXAMPLE_DATE);
  for (const display of DISPLAYS_IN_MESSAGES) words.delete(display);
  const byStart = Map.groupBy(words, (word) => word.slice(0, SHORTEST));
  return {
    findIn: (text) => found(text.toLowerCase(), byStart),
    count: words.size,
    ids,
    owners,
  };
}

/** Returns the ids that a resource references. */
function referencesIn(resource: object): string[] {
  return [
    ...JSON.stringify(resource).matchAll(/"(?:reference|url|questionnaire)":"[A-Z]\w+\/([^"/]+)"/g),
  ].map(([, id = '']) => id);
}

/** Returns the identifying texts of a resource; of a reference, only the id. */
function wordsIn(value: unknown, element = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => wordsIn(item, element));
  if (isObject(value))
    return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => wordsIn(inner, name));
  if (typeof value !== 'string' || VOCABULARY.has(element)) return [];
  const word = (REFERENCES.has(element) ? value.replace(/^.*\//, '') : value).trim().toLowerCase();
  const isIdentifying = NAMES.has(element) || /[\s\d]/.test(word);
  return isIdentifying && word.length >= SHORTEST && !NOT_IDENTIFYING.test(word) ? [word] : [];
}

/** Returns the lines of a note without markup. */
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
