/**
 * Remembers for minutes what a server did with a search, so that not every operation spends a request on finding out: that it refuses a
 * search by `_id`, for example. A site can allow a search at any time.
 */
import type { EpicClient } from '../epic/client.ts';
import { type RequestBudget, withHeldWarnings } from '../epic/request-budget.ts';
import type { SearchParameters } from '../epic/search-parameters.ts';
import { meansIgnoredParameter, type Warning } from '../epic/warnings.ts';
import { hasCode, isRefusedSearch, RequestFailed } from '../errors.ts';
import { parameterOfInclude, type ResourceType } from '../fhir/resources.ts';
import type { ListPosition } from './cursors.ts';

export interface SearchRefusals<K extends string = ResourceType> {
  isRefused(key: K): boolean;
  remember(key: K): void;
}

/** Values that a grant remembers about searches, by key. */
export interface RecentSearches<K extends string, V> {
  /** Returns undefined if nothing is known, or no longer. */
  get(key: K): V | undefined;
  set(key: K, value: V): void;
}

const RECENT_MS = 300_000;

/** Callers can choose keys, such as sets of categories. Beyond this number, the oldest is forgotten. More than there are types. */
const MAX_KEYS = 100;

/** @param now epoch milliseconds */
export function createRecentSearches<K extends string, V>(now: () => number): RecentSearches<K, V> {
  const known = new Map<K, { readonly value: V; readonly expiry: number }>();
  return {
    get(key) {
      const found = known.get(key);
      return found !== undefined && found.expiry > now() ? found.value : undefined;
    },
    set(key, value) {
      known.delete(key);
      const [oldest] = known.size < MAX_KEYS ? [] : known.keys();
      if (oldest !== undefined) known.delete(oldest);
      known.set(key, { value, expiry: now() + RECENT_MS });
    },
  };
}

/** @param now epoch milliseconds */
export function createSearchRefusals<K extends string = ResourceType>(now: () => number): SearchRefusals<K> {
  const refused = createRecentSearches<K, true>(now);
  return {
    isRefused: (key) => refused.get(key) === true,
    remember: (key) => refused.set(key, true),
  };
}

/** Remembers the results of searches for several lists. */
export interface ListCombinations {
  /** How the latest searches went. Until one has held all of its lists, the others wait for the first. */
  readonly trials: RecentSearches<string, 'running' | 'open' | 'passed'>;
  /** Searches that the server refused or failed, and those that did not hold all lists of one patient. */
  readonly refusals: SearchRefusals<string>;
  /** Searches whose warnings were none that each of their lists has too. */
  readonly unexplained: SearchRefusals<string>;
  /** The codes of the warnings about withheld records in the lists' own searches. */
  readonly withheld: RecentSearches<string, string>;
}

/** @param now epoch milliseconds */
export function createListCombinations(now: () => number): ListCombinations {
  return {
    trials: createRecentSearches(now),
    refusals: createSearchRefusals(now),
    unexplained: createSearchRefusals(now),
    withheld: createRecentSearches(now),
  };
}

/** The parts of an operation that decide which includes it sends. */
interface IncludingOperation {
  readonly client: Pick<EpicClient, 'capabilities'>;
  readonly budget: RequestBudget;
  readonly includeRefusals: SearchRefusals;
}

interface SearchingOperation extends IncludingOperation {
  readonly answeredIncludes: Set<string>;
  readonly includeTrials: IncludeTrials;
}

/** Returns the includes that the server offers and has not refused lately. */
export async function offeredIncludes(
  { client, budget, includeRefusals }: IncludingOperation,
  type: ResourceType,
  includes: readonly string[],
): Promise<string[]> {
  if (includes.length === 0 || includeRefusals.isRefused(type)) return [];
  const capabilities = await client.capabilities(budget).catch(() => null);
  return [...new Set(includes)].filter((include) => capabilities?.hasInclude(type, include) === true);
}

/** Whether the includes can be why the server refused a search. A server can forbid them, or one of the types that they bring. */
export function isRefusedWithIncludes(error: unknown): boolean {
  return isRefusedSearch(error) || hasCode(error, 'FORBIDDEN');
}

/**
 * Whether a search may succeed without its includes although the server did not refuse them: they can bring a record of this chart that is
 * restricted, or at which the server fails. After a timeout, or from a server that is down or overloaded, one more search would only add load.
 */
function isFailedWithIncludes(error: unknown): boolean {
  return error instanceof RequestFailed || hasCode(error, 'RESTRICTED_RECORD', 'UPSTREAM_INVALID_RESPONSE');
}

interface SearchWithIncludes<R> {
  readonly type: ResourceType;
  /** The `_include` values for the references that the operation selects. */
  readonly includes: readonly string[];
  /** Receives the warnings of the search whose result is used. */
  readonly budget: RequestBudget;
  readonly search: (includes: readonly string[], budget: RequestBudget) => Promise<R>;
  /** The patient whose list it is. Lists of one patient try their includes together, so that they can share a search. */
  readonly patientId?: string;
  /** Whether the result depends on which parameters the server ignored, with a warning. */
  readonly dependsOnIgnored?: boolean;
}

/**
 * Runs a search with the includes that the server offers. Runs it once more without them if they can be why it failed, or what the server ignored,
 * and remembers a refusal for the type if they were at fault.
 */
export async function searchWithIncludes<R>(
  operation: SearchingOperation,
  { type, includes, budget, search, patientId = '', dependsOnIgnored = false }: SearchWithIncludes<R>,
): Promise<R> {
  const { answeredIncludes, includeRefusals } = operation;
  const offered = await offeredIncludes(operation, type, includes);
  const keys = offered.map((include) => `${type} ${include}`);
  const isAnswered = keys.every((key) => answeredIncludes.has(key));
  const trial = isAnswered ? null : joinTrial(operation, type, keys, patientId);
  let isRepeated = false;
  const run = async (sent: readonly string[]): Promise<Attempt<R>> => {
    const warnings: Warning[] = [];
    const found = await search(sent, withHeldWarnings(budget, warnings));
    return { found, warnings, hasIgnored: dependsOnIgnored && warnings.some(meansIgnoredParameter) };
  };
  const repeat = (): Promise<Attempt<R>> => {
    isRepeated = true;
    return run([]);
  };
  // The price has the search once.
  const mayRepeat = (): boolean => trial?.hasSpare === true || budget.reserveSpare();
  const markAnswered = (): void => keys.forEach((key) => answeredIncludes.add(key));
  const markRefused = (): void => {
    for (const key of keys) answeredIncludes.delete(key);
    includeRefusals.remember(type);
  };
  const sent = trial === null || (await trial.mayInclude) ? offered : [];
  const attempt = async (): Promise<Attempt<R>> => {
    let first: Attempt<R>;
    try {
      first = await run(sent);
    } catch (error) {
      const isRefused = isRefusedWithIncludes(error);
      if (sent.length === 0 || !(isRefused || isFailedWithIncludes(error))) throw error;
      if (!isRefused && !mayRepeat()) throw error;
      const repeated = await repeat();
      if (isRefused) markRefused();
      return repeated;
    }
    if (sent.length === 0) return first;
    if (isAnswered || !first.hasIgnored) {
      markAnswered();
      return first;
    }
    if (!mayRepeat()) return first;
    const repeated = await repeat();
    if (repeated.hasIgnored) markAnswered();
    else markRefused();
    return repeated;
  };
  try {
    const { found, warnings } = await attempt();
    warnings.forEach(budget.warn);
    return found;
  } finally {
    trial?.leave(isRepeated);
  }
}

interface Attempt<R> {
  readonly found: R;
  readonly warnings: readonly Warning[];
  readonly hasIgnored: boolean;
}

/** The searches of an operation that try the same includes of a type. */
interface IncludeTrial {
  readonly patientIds: Set<string>;
  inFlight: number;
  /** Whether the server answered one of them with includes. */
  readonly isAnswered: PromiseWithResolvers<boolean>;
}

/** By the keys of the includes. */
export type IncludeTrials = Map<string, IncludeTrial>;

/** As many as the gateway sends at once by default, so that the others would wait anyway. */
const MAX_TRIED_PATIENTS = 8;

interface JoinedTrial {
  readonly mayInclude: boolean | Promise<boolean>;
  /** Whether a request is reserved for a search without the includes. */
  readonly hasSpare: boolean;
  readonly leave: (isRepeated: boolean) => void;
}

/**
 * Joins the searches that try the same includes of a type, or waits for their result. Otherwise a panel of patients would send every search twice to
 * a server that refuses the includes. The price has each search once, so only the first of a type is tried without a spare request.
 */
function joinTrial(
  operation: SearchingOperation,
  type: ResourceType,
  keys: readonly string[],
  patientId: string,
): JoinedTrial {
  const { answeredIncludes, budget, includeTrials } = operation;
  const name = keys.toSorted().join();
  const running = includeTrials.get(name);
  const trial = running ?? {
    patientIds: new Set(),
    inFlight: 0,
    isAnswered: Promise.withResolvers<boolean>(),
  };
  const isFirst = ![...includeTrials.keys()].some((other) => other.startsWith(`${type} `));
  const isFull = trial.patientIds.size === MAX_TRIED_PATIENTS && !trial.patientIds.has(patientId);
  if (isFull || (!isFirst && !budget.reserveSpare()))
    return { mayInclude: running?.isAnswered.promise ?? false, hasSpare: false, leave: () => {} };
  includeTrials.set(name, trial);
  trial.patientIds.add(patientId);
  trial.inFlight += 1;
  return {
    mayInclude: true,
    hasSpare: !isFirst,
    leave(isRepeated) {
      trial.inFlight -= 1;
      const isAnswered = keys.every((key) => answeredIncludes.has(key));
      if (!isRepeated && !isFirst) budget.releaseSpare();
      if (!isAnswered && trial.inFlight > 0 && !operation.includeRefusals.isRefused(type)) return;
      trial.isAnswered.resolve(isAnswered);
      // Searches that come later try again.
      if (includeTrials.get(name) === trial) includeTrials.delete(name);
    },
  };
}

/** Returns the includes of a search from this position. The link to a further page has parameters of its own. */
export function includesFrom(from: ListPosition | null, includes: readonly string[]): readonly string[] {
  return from?.kind === 'page' && from.link !== null ? [] : includes;
}

/** Returns the search parameters for includes. */
export function toIncludeParameters(type: ResourceType, includes: readonly string[]): SearchParameters {
  return groupValues(includes.map((include) => [parameterOfInclude(type, include), include]));
}

export function groupValues(pairs: readonly (readonly [name: string, value: string])[]): SearchParameters {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}
