/** Searches with the includes that a server offers, and without them if they can be why a search failed. */
import { type RequestBudget, withHeldWarnings } from '../epic/request-budget.ts';
import type { SearchParameters } from '../epic/search-parameters.ts';
import { meansIgnoredParameter, type Warning } from '../epic/warnings.ts';
import { hasCode, isRefusedSearch, RequestFailed } from '../errors.ts';
import { parameterOfInclude, type ResourceType } from '../fhir/resources.ts';
import type { ListPosition } from './cursors.ts';
import type { Operation } from './operation.ts';

/** Returns the includes that the server offers. */
export async function offeredIncludes(
  { client, budget }: Pick<Operation, 'client' | 'budget'>,
  type: ResourceType,
  includes: readonly string[],
): Promise<string[]> {
  if (includes.length === 0) return [];
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
  /** Whether the result depends on which parameters the server ignored, with a warning. */
  readonly dependsOnIgnored?: boolean;
}

/** Runs a search with the includes that the server offers. Runs it once more without them if they can be why it failed, or what the server ignored. */
export async function searchWithIncludes<R>(
  operation: Pick<Operation, 'client' | 'budget' | 'trials'>,
  { type, includes, budget, search, dependsOnIgnored = false }: SearchWithIncludes<R>,
): Promise<R> {
  // The price has the search once.
  let hasSpare = false;
  const reserve = (): boolean => (hasSpare ||= budget.reserveSpare());
  const run = async (sent: readonly string[]): Promise<Attempt<R>> => {
    const warnings: Warning[] = [];
    const found = await search(sent, withHeldWarnings(budget, warnings));
    return { found, warnings, hasIgnored: dependsOnIgnored && warnings.some(meansIgnoredParameter) };
  };
  const offered = await offeredIncludes(operation, type, includes);
  const attempt = async (mayInclude: boolean, settle: (works: boolean) => void): Promise<Attempt<R>> => {
    if (!mayInclude) return run([]);
    let first: Attempt<R>;
    try {
      first = await run(offered);
    } catch (error) {
      const isRefused = isRefusedWithIncludes(error);
      if (!isRefused && !(isFailedWithIncludes(error) && reserve())) throw error;
      hasSpare = false;
      const repeated = await run([]);
      if (isRefused) settle(false);
      return repeated;
    }
    if (!first.hasIgnored) {
      settle(true);
      return first;
    }
    if (!reserve()) return first;
    hasSpare = false;
    const repeated = await run([]);
    settle(repeated.hasIgnored);
    return repeated;
  };
  const trial = { key: type, mayJoin: reserve };
  try {
    const { found, warnings } = await (offered.length === 0 ? run([]) : operation.trials.run(trial, attempt));
    warnings.forEach(budget.warn);
    return found;
  } finally {
    if (hasSpare) budget.releaseSpare();
  }
}

interface Attempt<R> {
  readonly found: R;
  readonly warnings: readonly Warning[];
  readonly hasIgnored: boolean;
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
