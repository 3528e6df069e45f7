/** Searches the directory: practitioners, their roles and locations, which are about no patient. */
import { requireScope } from '../access/authorization.ts';
import { type AuditedSearch, recordSearch } from '../audit/access-log.ts';
import { type DirectoryQuery, parseDirectoryCriteria } from '../epic/directory-criteria.ts';
import { type RequestBudget, withPath } from '../epic/request-budget.ts';
import { toCanonicalQuery } from '../epic/search-parameters.ts';
import { meansIgnoredParameter, type ResponsePath } from '../epic/warnings.ts';
import {
  DIRECTORY_SEARCHES,
  type DirectorySearchName,
  type DirectoryType,
} from '../fhir/directory-searches.ts';
import type { ResourceOf } from '../fhir/resources.ts';
import type { Stored } from '../fhir/types.ts';
import type { CursorScope } from './cursors.ts';
import { includesFrom, searchWithIncludes, toIncludeParameters } from './includes.ts';
import type { Operation } from './operation.ts';
import {
  collectPage,
  type ConnectionPage,
  createSearchReader,
  hasCursor,
  parsePageSize,
  START_OF_SEARCH,
  toConnectionPage,
  warnOfPage,
} from './pages.ts';
import type { Arrangement, Searches } from './searches.ts';

export interface DirectoryArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
}

type DirectoryNode<D extends DirectorySearchName> = Stored<ResourceOf<DirectoryType<D>>>;

export interface Directory {
  /**
   * Returns a page of a search, in the order of the server.
   * @param includes the `_include` values for the references that are selected below its resources
   * @param path of the field that returns the page, and so of its warnings
   * @throws GatewayError BAD_USER_INPUT, FORBIDDEN, CURSOR_…
   */
  page<D extends DirectorySearchName>(
    name: D,
    args: DirectoryArguments,
    includes: readonly string[],
    path: ResponsePath,
  ): Promise<ConnectionPage<DirectoryNode<D>>>;
}

export function createDirectory(operation: Operation, searches: Searches): Directory {
  const { caller, client, cursors, accessLog } = operation;
  return {
    async page<D extends DirectorySearchName>(
      name: D,
      { first, after, ...criteria }: DirectoryArguments,
      includes: readonly string[],
      path: ResponsePath,
    ): Promise<ConnectionPage<DirectoryNode<D>>> {
      const type: DirectoryType<D> = DIRECTORY_SEARCHES[name].type;
      const pageSize = parsePageSize(first);
      const scope: CursorScope = { field: `Query.${name}Connection`, filter: criteria };
      const from = hasCursor(after) ? await cursors.open(after, scope, caller) : START_OF_SEARCH;
      const authorization = await operation.authorize();
      if (!authorization.hasScope(type, 's')) accessLog.addRefusal({ type, interaction: 'search', id: null });
      requireScope(authorization, type, 's');
      const budget = withPath(operation.budget, path);
      const capabilities = await client.capabilities(operation.budget).catch(() => null);
      const query = parseDirectoryCriteria(DIRECTORY_SEARCHES[name], criteria, {
        capabilities,
        server: client.urls,
      });
      const read = async (offered: readonly string[], attempt: RequestBudget) => {
        const { arrangement, watching } = createCheck(query, type, attempt);
        const parameters = { ...query.parameters, ...toIncludeParameters(type, offered) };
        const search: AuditedSearch = { type, text: toCanonicalQuery(parameters), patientId: null };
        const readSlice = createSearchReader(searches.withBudget(watching), type, {
          parameters,
          pageSize,
          arrangement,
        });
        const page = await recordSearch(accessLog, search, () => collectPage(pageSize, from, readSlice));
        return { page, search };
      };
      const { page, search } = await searchWithIncludes(operation, {
        type,
        includes: includesFrom(from, includes),
        budget,
        search: read,
        // The ignored parameter can be an include. Only without includes does the warning say that a criterion was ignored.
        dependsOnIgnored: true,
      });
      for (const { node } of page.items)
        accessLog.addResource({ resource: node, interaction: 'search', search: search.text });
      warnOfPage(budget, type, first, page);
      return toConnectionPage(operation, scope, after, page);
    },
  };
}

/** Returns the check of the matches, and the budget by which it learns that the server ignored a parameter. */
function createCheck(
  { isMatch }: DirectoryQuery,
  type: DirectoryType,
  budget: RequestBudget,
): { readonly arrangement: Arrangement; readonly watching: RequestBudget } {
  let hasIgnored = false;
  return {
    watching: {
      ...budget,
      warn(warning) {
        hasIgnored ||= meansIgnoredParameter(warning);
        budget.warn(warning);
      },
    },
    arrangement: {
      isWanted(resource) {
        if (isMatch(resource, hasIgnored)) return true;
        budget.warn({
          code: 'FOREIGN_RECORDS',
          resourceType: type,
          message: 'The FHIR server sent resources that do not meet the criteria. They were left out.',
        });
        return false;
      },
    },
  };
}
