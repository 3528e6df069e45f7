/** Search parameters that match elements of a resource: one factory for each parameter type. */
import { textAt, valuesAt } from './element-path.ts';
import { isDated, isDateValue } from './search-dates.ts';
import type { SearchParameter } from './searches.ts';
import type { Identifier } from './types.ts';

/** A search parameter that tests resources. */
export interface Criterion extends SearchParameter {
  /** Returns whether the value is valid. */
  accepts: (value: string) => boolean;
  /** Returns whether the resource matches the value. */
  admits: (resource: object, value: string) => boolean;
}

/** Matches `code`, `system|code`, `|code` or `system|` against a code, Coding, CodeableConcept, Identifier or ContactPoint. */
export function byToken(name: string, ...paths: string[]): Criterion {
  return createCriterion(name, 'token', paths, hasToken);
}

/** Matches `system|code` against a code, and refuses a code without its system. */
export function byQualifiedToken(name: string, ...paths: string[]): Criterion {
  return { ...byToken(name, ...paths), accepts: (value) => /^[^|]+\|[^|]+$/.test(value) };
}

/** Matches a date, with or without one of Epic's prefixes, against a date, dateTime, instant or Period. */
export function byDate(name: string, ...paths: string[]): Criterion {
  return { ...createCriterion(name, 'date', paths, isDated), accepts: isDateValue };
}

/** Matches `id`, `Type/id` or a URL against a reference. */
export function byReference(name: string, ...paths: string[]): Criterion {
  return createCriterion(name, 'reference', paths, refersTo);
}

/** Matches a substring of a text, ignoring case and diacritics. */
export function byText(name: string, ...paths: string[]): Criterion {
  return createCriterion(
    name,
    'string',
    paths,
    (element, value) => typeof element === 'string' && fold(element).includes(fold(value)),
  );
}

function createCriterion(
  name: string,
  type: SearchParameter['type'],
  paths: readonly string[],
  matches: (element: unknown, value: string) => boolean,
): Criterion {
  return {
    name,
    type,
    documentation: `Refines a search by ${paths.join(' or ')}.`,
    accepts: () => true,
    admits: (resource, value) =>
      paths.some((path) => valuesAt(resource, path).some((element) => matches(element, value))),
  };
}

/** Letters that Unicode doesn't decompose into a letter and a diacritic. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = {
  đ: 'd',
  ð: 'd',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  þ: 'th',
  ß: 'ss',
};

/** Removes case, diacritics and padding: `Nguyen` finds `Nguyễn`. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[đðıłøþß]/g, (letter) => WHOLE_LETTERS[letter] ?? letter)
    .trim();
}

function hasToken(element: unknown, value: string): boolean {
  const bar = value.indexOf('|');
  const system = bar === -1 ? null : withoutOidPrefix(value.slice(0, bar));
  const code = value.slice(bar + 1);
  return codesOf(element).some(
    (one) =>
      (code === '' || one.code === code) &&
      (system === null || withoutOidPrefix(one.system ?? '') === system),
  );
}

function codesOf(element: unknown): { system?: string | undefined; code: string }[] {
  if (typeof element === 'string' || typeof element === 'boolean') return [{ code: String(element) }];
  if (typeof element !== 'object' || element === null) return [];
  if ('coding' in element) return valuesAt(element, 'coding').flatMap(codesOf);
  const code = textAt(element, 'code') ?? textAt(element, 'value')?.trim();
  return code === undefined ? [] : [{ system: textAt(element, 'system'), code }];
}

/**
 * Returns whether a search token matches one of the identifiers. The token is `system|value`, `type-text|value` or only a value. An OID may lack its
 * `urn:oid:`, and padding is ignored: Epic pads INTERNAL ids on the left.
 */
export function hasIdentifier(identifiers: readonly Identifier[], wanted: string): boolean {
  const bar = wanted.lastIndexOf('|');
  const kind = withoutOidPrefix(wanted.slice(0, Math.max(bar, 0))).toLowerCase();
  const value = wanted.slice(bar + 1).trim();
  return identifiers.some(
    (identifier) =>
      identifier.value?.trim() === value &&
      (kind === '' ||
        kind === identifier.type?.text?.toLowerCase() ||
        kind === withoutOidPrefix(identifier.system ?? '').toLowerCase()),
  );
}

function withoutOidPrefix(system: string): string {
  return system.replace(/^urn:oid:/i, '');
}

function refersTo(element: unknown, value: string): boolean {
  const target = resourceKey(textAt(element, 'reference') ?? '');
  const wanted = resourceKey(value);
  return wanted.includes('/') ? target === wanted : target.endsWith(`/${wanted}`);
}

/** Returns `Type/id` for any form of reference; returns other text unchanged. */
export function resourceKey(referenceText: string): string {
  const { key } = /(?:^|\/)(?<key>[A-Z]\w+\/[^/]+)(?:\/_history\/[^/]+)?$/.exec(referenceText)?.groups ?? {};
  return key ?? referenceText;
}
