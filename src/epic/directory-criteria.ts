/** Turns criteria for the directory into search parameters, and rejects searches that the server would refuse or could not narrow. */
import type { DirectoryCriterion, DirectorySearch } from '../fhir/directory-searches.ts';
import { valuesAt } from '../fhir/element-path.ts';
import { parseOwnReference, type ServerUrls } from '../fhir/ids.ts';
import { isObject, readText } from '../fhir/lenient-read.ts';
import { byConcept } from '../fhir/list-filters.ts';
import type { Capabilities } from './capabilities.ts';
import {
  badUserInputError,
  escapeSearchValue,
  formatIdentifierToken,
  hasIdentifier,
  parseId,
  parseText,
} from './patient-search.ts';
import type { SearchParameters } from './search-parameters.ts';

export interface DirectoryQuery {
  readonly parameters: SearchParameters;
  /**
   * Whether a match meets the criteria. Servers also match texts by sound or spelling, so texts count only if the server ignored a parameter.
   */
  readonly isMatch: (resource: object, hasIgnored: boolean) => boolean;
}

interface ParsedCriterion {
  readonly value: string;
  readonly matches: (resource: object) => boolean;
}

/**
 * @param args the arguments of the field; those that are no criteria are ignored
 * @param capabilities null if the server has not described itself, and so counts as Epic
 * @throws GatewayError BAD_USER_INPUT, which states the rule but no values
 */
export function parseDirectoryCriteria(
  { type, plural, criteria, epic }: DirectorySearch,
  args: Readonly<Record<string, unknown>>,
  { capabilities, server }: { readonly capabilities: Capabilities | null; readonly server: ServerUrls },
): DirectoryQuery {
  const given = Object.entries(criteria).flatMap(([argument, criterion]) => {
    const value = args[argument];
    if (value === null || value === undefined) return [];
    return [{ argument, criterion, ...parseCriterion(argument, criterion, value, server) }];
  });
  const isGiven = (argument: string): boolean => given.some((one) => one.argument === argument);
  if (capabilities?.isEpic ?? true) {
    if (!epic.oneOf.some(isGiven))
      throw badUserInputError(
        `Epic searches ${plural} only by ${disjunction(epic.oneOf)}. Pass ${epic.oneOf.length === 1 ? 'it' : 'one of these'}.`,
      );
    for (const { argument, value } of given) {
      const needed = epic.requires[argument];
      if (needed !== undefined && !isGiven(needed))
        throw badUserInputError(`Epic needs ${needed} with ${argument}. Pass both.`);
      if (epic.qualified.includes(argument) && !value.includes('|'))
        throw badUserInputError(`Epic needs ${argument} with its code system: system|code.`);
    }
  }
  for (const { argument, criterion } of given) {
    if (capabilities?.hasSearchParameter(type, criterion.parameter) === false)
      throw badUserInputError(`The FHIR server does not search ${plural} by ${argument}. Omit it.`);
  }
  return {
    parameters: Object.fromEntries(given.map(({ criterion, value }) => [criterion.parameter, value])),
    isMatch: (resource, hasIgnored) =>
      given.every(
        ({ criterion, matches }) => (criterion.kind === 'text' && !hasIgnored) || matches(resource),
      ),
  };
}

function parseCriterion(
  argument: string,
  { kind, elements, target }: DirectoryCriterion,
  value: unknown,
  server: ServerUrls,
): ParsedCriterion {
  const valuesOf = (resource: object): unknown[] => elements.flatMap((path) => valuesAt(resource, path));
  switch (kind) {
    case 'text': {
      const wanted = parseName(argument, String(value));
      return {
        value: escapeSearchValue(wanted),
        matches: (resource) => hasWords(valuesOf(resource), wanted),
      };
    }
    case 'code': {
      const token = parseToken(argument, String(value));
      const filters = elements.map((path) => byConcept(path, path));
      return {
        value: token.split('|').map(escapeSearchValue).join('|'),
        matches: (resource) => filters.some(({ matches }) => matches(resource, spellingsOf(token), [])),
      };
    }
    case 'identifier': {
      const identifier = isObject(value) ? value : {};
      const wanted = { system: String(identifier['system']), value: String(identifier['value']) };
      return {
        value: formatIdentifierToken(wanted),
        matches: (resource) => hasIdentifier(resource, wanted),
      };
    }
    case 'reference': {
      const id = parseId(argument, String(value));
      return { value: id, matches: (resource) => valuesOf(resource).some((one) => refersTo(one, id)) };
    }
  }

  function refersTo(element: unknown, id: string): boolean {
    const literal = isObject(element) ? readText(element['reference']) : null;
    const own = literal === null ? null : parseOwnReference(literal, server);
    return own !== null && own.type === target && own.id === id;
  }
}

/** A server can read `*` or `%` as any text, and so list everybody. */
function parseName(argument: string, value: string): string {
  const wanted = parseText(argument, value);
  if (/[*%]/.test(wanted) || !/[\p{L}\p{N}]/u.test(wanted))
    throw badUserInputError(`${argument} expects letters or digits. There are no wildcards.`);
  return wanted;
}

function parseToken(argument: string, value: string): string {
  const token = parseText(argument, value);
  if (!/^(?:[^|]*[^|\s]\|)?[^|\s][^|]*$/.test(token))
    throw badUserInputError(`${argument} expects a code, or the code system and the code: system|code.`);
  return token;
}

/** Epic accepts an OID with and without its `urn:oid:`. */
function spellingsOf(token: string): string[] {
  return token.includes('|') ? [token, token.replace(/^urn:oid:/i, ''), `urn:oid:${token}`] : [token];
}

/** Whether each word begins a word of the texts (FHIR R4 §3.1.1.4.8), ignoring case and accents. */
function hasWords(texts: readonly unknown[], wanted: string): boolean {
  const words = texts.flatMap((text) => wordsOf(readText(text) ?? ''));
  return wordsOf(wanted).every((word) => words.some((one) => one.startsWith(word)));
}

function wordsOf(text: string): string[] {
  const folded = text.normalize('NFD').replace(/\p{Mark}/gu, '');
  return folded.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function disjunction(words: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(words);
}
