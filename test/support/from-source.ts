/** Makes programs and tests resolve packages/ to TypeScript sources, so that nothing has to be built. */

/** Node's options for a file that imports src/ or a package. The scripts of package.json repeat them. */
export const FROM_SOURCE: readonly string[] = ['-C', 'source'];

/** The same for Vitest, which resolves imports itself. All conditions but `source` are its defaults. */
export const SOURCE_CONDITIONS: readonly string[] = ['source', 'module', 'node', 'development|production'];
