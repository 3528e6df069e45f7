/** How programs and tests find the packages of packages/: as TypeScript, so that nothing has to be built. */

/** The options of Node for a file that imports src/ or a package; package.json's scripts have them too. */
export const FROM_SOURCE: readonly string[] = ['-C', 'source'];

/** The same for Vitest, which resolves the imports of the files that it transforms. The others are its defaults. */
export const SOURCE_CONDITIONS: readonly string[] = ['source', 'module', 'node', 'development|production'];
