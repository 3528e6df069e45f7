/** Compares orders about resuscitation, word for word. Nothing here interprets an order. */
import { type CodeStatusKind, isSubjectCode, isSubjectPhrase } from './code-status-codes.ts';
import { systemName } from './code-systems.ts';
import { codingsOf } from './concepts.ts';
import { wordsOf } from './quantities.ts';
import { isObject, objects, text } from './shape.ts';
import type { CodeableConcept } from './types.ts';

/** One thing that a record says. */
export interface Statement {
  readonly concept: CodeableConcept;
  /** What turns the concept into its opposite, such as `not `; empty without it. */
  readonly prefix: string;
}

/** The words of an order, and its codes and displays by code system. */
export type Said = ReadonlyMap<string, ReadonlySet<string>>;

export interface CodeStatusContent {
  readonly kind: CodeStatusKind;
  readonly text: string | null;
  readonly code: CodeableConcept | null;
  readonly says: Said;
}

/** @param words the text to show */
export function contentOf(
  kind: CodeStatusKind,
  statements: readonly Statement[],
  words: string | null,
): CodeStatusContent {
  return { kind, text: words, code: statements[0]?.concept ?? null, says: saidBy(statements) };
}

const WORDS = 'words';

function saidBy(statements: readonly Statement[]): Said {
  const says = new Map<string, Set<string>>();
  for (const { concept, prefix } of statements) {
    const add = (part: string, value: string | null): void => {
      if (value === null || isSubjectPhrase(value)) return;
      const said = says.get(part) ?? new Set();
      says.set(part, said.add(`${prefix}${comparable(value)}`));
    };
    add(WORDS, wordsOf(concept));
    for (const { system, code, display } of codingsOf(concept)) {
      const name = systemName(system);
      add(`displays of ${name}`, text(display));
      if (!isSubjectCode(code) && !isSubjectPhrase(display)) add(`codes of ${name}`, text(code));
    }
  }
  return says;
}

/**
 * Whether two orders say the same: all their words are equal, and so is everything else that both of them say. Sharing one code or phrase
 * is not enough, because the rest can contradict.
 */
export function agree(one: Said, other: Said): boolean {
  const shared = [...one.keys()].filter((part) => other.has(part));
  return shared.length > 0 && [WORDS, ...shared].every((part) => isEqual(one.get(part), other.get(part)));
}

const NOTHING: ReadonlySet<string> = new Set();

function isEqual(one: ReadonlySet<string> = NOTHING, other: ReadonlySet<string> = NOTHING): boolean {
  return one.size === other.size && [...one].every((value) => other.has(value));
}

/** Keeps punctuation, such as the sign in `CPR: +`. */
function comparable(value: string): string {
  return value.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim().replace(/\.$/u, '');
}

export function statementsOf(concepts: readonly CodeableConcept[], prefix = ''): Statement[] {
  return concepts.map((concept) => ({ concept, prefix }));
}

/** Returns one concept as a list; an empty one where there is none. */
export function listed(value: CodeableConcept | null | undefined): CodeableConcept[] {
  return isObject(value) ? objects([value]) : [];
}

/** Returns the words of concepts, each once. */
export function joined(concepts: readonly CodeableConcept[]): string | null {
  return joinedWords(concepts.map(wordsOf));
}

export function joinedWords(words: readonly (string | null)[]): string | null {
  return text([...new Set(words.filter((one) => one !== null))].join('; '));
}
