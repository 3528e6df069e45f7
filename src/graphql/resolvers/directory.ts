/** Resolves the searches of the directory. */
import type { GraphQLResolveInfo } from 'graphql';
import { DIRECTORY_SEARCHES, type DirectorySearchName } from '../../fhir/directory-searches.ts';
import type { DirectoryArguments } from '../../loaders/directory.ts';
import type { Context } from '../context.ts';
import { createListCutWarning } from './page-warnings.ts';
import { collectIncludes, pathOf } from './selection.ts';

export const createDirectoryPageResolver =
  <D extends DirectorySearchName>(name: D) =>
  (_query: object, args: DirectoryArguments, { loaders }: Context, info: GraphQLResolveInfo) =>
    loaders.directory.page(name, args, collectIncludes(info, DIRECTORY_SEARCHES[name].type), pathOf(info));

export const createDirectoryListResolver = <D extends DirectorySearchName>(name: D) => {
  const resolvePage = createDirectoryPageResolver(name);
  return async (query: object, args: DirectoryArguments, context: Context, info: GraphQLResolveInfo) => {
    const { edges, hasNextPage } = await resolvePage(query, args, context, info);
    if (hasNextPage) context.budget.warn(createListCutWarning(DIRECTORY_SEARCHES[name].type, pathOf(info)));
    return edges.map(({ node }) => node);
  };
};
