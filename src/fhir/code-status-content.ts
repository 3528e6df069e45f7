/** Compares orders about resuscitation word by word, without interpreting them. */
import { type CodeStatusKind, isSubjectCode, isSubjectPhrase } from './code-status-codes.ts';
import { systemName } from './code-systems.ts';
import { codingsOf, conceptWords } from './concepts.ts';
import { hasContent, isObject, readObjects, readText } from './lenient-read.ts';
import { conceptOrText } from './quantities.ts';
import type { CodeableConcept } from './types.ts';

/** One statement of a record. */
export interface CodeStatusConcept {
  readonly concept: CodeableConcept;
  /** A negation of the concept, such as `not `; otherwise empty. */
  readonly prefix: string;
}

/** The words of an order, its displays, its details, and its codes by code system. */
type OrderContent = ReadonlyMap<string, ReadonlySet<string>>;

export interface CodeStatusContent {
  readonly kind: CodeStatusKind;
  readonly text: string | null;
  readonly code: CodeableConcept | null;
  readonly content: OrderContent;
}

/**
 * @param words the text to display
 * @param details other content of the record, such as its notes
 */
export function contentOf(
  kind: CodeStatusKind,
  statements: readonly CodeStatusConcept[],
  words: string | null,
  details: readonly unknown[] = [],
): CodeStatusContent {
  return {
    kind,
    text: words,
    code: statements[0]?.concept ?? null,
    content: readOrderContent(statements, details),
  };
}

const WORDS = 'words';
const DETAILS = 'details';

function readOrderContent(
  statements: readonly CodeStatusConcept[],
  details: readonly unknown[],
): OrderContent {
  const content = new Map<string, Set<string>>();
  for (const { concept, prefix } of statements) {
    const add = (part: string, value: string | null): void => {
      if (value === null || isSubjectPhrase(value)) return;
      const values = content.get(part) ?? new Set();
      content.set(part, values.add(`${prefix}${normalizeForComparison(value)}`));
    };
    add(WORDS, ownWords(concept));
    for (const { system, code, display } of codingsOf(concept)) {
      const name = systemName(system);
      add('displays', readText(display));
      if (!isSubjectCode(code) && !isSubjectPhrase(display)) add(`codes of ${name}`, readText(code));
    }
  }
  const detailed = details.filter(hasContent).map((detail) => readText(detail) ?? JSON.stringify(detail));
  if (detailed.length > 0) content.set(DETAILS, new Set(detailed.map(normalizeForComparison)));
  return content;
}

/** Returns the words of a concept; null if it has only a code for the subject. */
function ownWords(concept: CodeableConcept): string | null {
  const isSubject = codingsOf(concept).some(({ code }) => isSubjectCode(code));
  return conceptWords(concept) ?? (isSubject ? null : conceptOrText(concept));
}

/** Returns whether an order says more than its subject, such as "Code status". */
export function saysMoreThanSubject(content: OrderContent): boolean {
  return content.has(WORDS);
}

/**
 * Returns whether two orders have the same content: all words and details are equal, and so is every other part that both have. A shared code
 * or phrase is not enough, because the rest can contradict. So can details that only one of them has.
 */
export function haveSameContent(one: OrderContent, other: OrderContent): boolean {
  const shared = [...one.keys()].filter((part) => part !== DETAILS && other.has(part));
  return (
    shared.length > 0 && [WORDS, DETAILS, ...shared].every((part) => isEqual(one.get(part), other.get(part)))
  );
}

const NOTHING: ReadonlySet<string> = new Set();

function isEqual(one: ReadonlySet<string> = NOTHING, other: ReadonlySet<string> = NOTHING): boolean {
  return one.size === other.size && [...one].every((value) => other.has(value));
}

/** Keeps punctuation, such as the sign in `CPR: +`, except for a final period. */
function normalizeForComparison(value: string): string {
  return value.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim().replace(/\.$/u, '');
}

export function withPrefix(concepts: readonly CodeableConcept[], prefix = ''): CodeStatusConcept[] {
  return concepts.map((concept) => ({ concept, prefix }));
}

/** Returns one concept as a list; an empty list without one. */
export function asList(value: CodeableConcept | null | undefined): CodeableConcept[] {
  return isObject(value) ? readObjects([value]) : [];
}

/** Returns the words of concepts, without duplicates. */
export function conceptsText(concepts: readonly CodeableConcept[]): string | null {
  return joinTexts(concepts.map(conceptOrText));
}

export function joinTexts(words: readonly (string | null)[]): string | null {
  return readText([...new Set(words.filter((one) => one !== null))].join('; '));
}
