/** Parses SMART scopes (SMART App Launch 1.0 and 2.2, "Scopes for requesting FHIR resources"). */
import { valuesAt } from '../fhir/element-path.ts';
import { readText } from '../fhir/lenient-read.ts';
import { byConcept } from '../fhir/list-filters.ts';
import { isResourceType, type ResourceType } from '../fhir/resources.ts';

/** `patient/` covers one patient's compartment. `user/` and `system/` cover whatever the deployment lets its callers see. */
export type ScopeContext = 'patient' | 'user' | 'system';

/** Create, read, update, delete and search. */
type ScopeInteraction = 'c' | 'r' | 'u' | 'd' | 's';

export interface SmartScope {
  readonly context: ScopeContext;
  readonly type: ResourceType | '*';
  readonly interactions: ReadonlySet<ScopeInteraction>;
  /** The search parameters of a granular scope. A resource must match all of them. */
  readonly criteria: readonly (readonly [parameter: string, value: string])[];
}

/** Version 2 has its letters in this order, each at most once. */
const SCOPE =
  /^(?<context>patient|user|system)\/(?<type>\*|[A-Za-z]+)\.(?<v1>read|write|\*)?(?<v2>c?r?u?d?s?)(?:\?(?<query>[^\s#]+))?$/;

const V1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

/** Parses the scopes for resources. Other scopes, such as `openid`, and scopes for types that the gateway does not know grant nothing. */
export function parseScopes(granted: string | readonly string[]): SmartScope[] {
  const words = typeof granted === 'string' ? granted.split(' ') : granted;
  return words.flatMap(parseScope);
}

function parseScope(word: string): SmartScope[] {
  const { context, type = '', v1, v2 = '', query } = SCOPE.exec(word)?.groups ?? {};
  if (context !== 'patient' && context !== 'user' && context !== 'system') return [];
  if (type !== '*' && !isResourceType(type)) return [];
  // A scope has exactly one of the two forms, and version 1 has no granular scopes.
  if ((v1 === undefined) === (v2 === '') || (v1 !== undefined && query !== undefined)) return [];
  const letters = v1 === undefined ? v2 : (V1[v1] ?? '');
  const criteria = query === undefined ? [] : [...new URLSearchParams(query)];
  return [{ context, type, interactions: new Set(parseInteractions(letters)), criteria }];
}

/** Formats the scope with only its read interactions, as `parseScopes` parses it; empty if it has none. */
export function readScopeText({ context, type, interactions, criteria }: SmartScope): string[] {
  const letters = (['r', 's'] as const).filter((letter) => interactions.has(letter)).join('');
  const query =
    criteria.length === 0 ? '' : `?${new URLSearchParams(criteria.map(([...pair]) => pair)).toString()}`;
  return letters === '' ? [] : [`${context}/${type}.${letters}${query}`];
}

function parseInteractions(letters: string): ScopeInteraction[] {
  return (['c', 'r', 'u', 'd', 's'] as const).filter((letter) => letters.includes(letter));
}

/** The only criterion of granular scopes that the gateway supports. A scope with another criterion grants nothing, rather than too much. */
const CATEGORY = byConcept('category', 'category');
/** Only AllergyIntolerance has a code without a system as its category (FHIR R4 AllergyIntolerance.category). */
const SYSTEM_OF_CODE = 'http://hl7.org/fhir/allergy-intolerance-category|';

/** Whether a resource meets every criterion of a granular scope. Values separated by commas are alternatives. */
export function meetsCriteria(resource: object, { criteria }: SmartScope): boolean {
  return criteria.every(
    ([parameter, value]) => parameter === CATEGORY.parameter && isInCategory(resource, value.split(',')),
  );
}

function isInCategory(resource: object, tokens: readonly string[]): boolean {
  const codes = new Set<string | null>(
    tokens.map((token) => (token.startsWith(SYSTEM_OF_CODE) ? token.slice(SYSTEM_OF_CODE.length) : token)),
  );
  const categories = valuesAt(resource, 'category');
  return CATEGORY.matches(resource, tokens, []) || categories.some((code) => codes.has(readText(code)));
}

/** Returns the categories that a scope covers; null if it covers all, and none if it grants nothing. */
export function categoriesOf({ criteria }: SmartScope): readonly string[] | null {
  if (criteria.length === 0) return null;
  const [[parameter, value] = ['', '']] = criteria;
  return criteria.length === 1 && parameter === CATEGORY.parameter ? value.split(',') : [];
}

/**
 * Returns the scopes of which any one lets a caller see something of the type, in the most common spellings, for routers, which compare
 * texts. WunderGraph's composer refuses more than 16. The gateway also accepts granular scopes and rarer spellings, such as `user/*.cruds`.
 */
export function listScopesToSee(type: ResourceType): string[] {
  const spellings = ['*.rs', '*.read', '*.*', `${type}.rs`, `${type}.read`];
  return (['patient', 'user', 'system'] as const).flatMap((context) =>
    spellings.map((spelling) => `${context}/${spelling}`),
  );
}
