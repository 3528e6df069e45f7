/** Finds the imports and re-exports in the text of a TypeScript file. */

export interface Import {
  readonly specifier: string;
  /** True for `import type` and `export type`. */
  readonly typeOnly: boolean;
}

export const IMPORT =
  /^(?:import|export)\s+(?<type>type\s+)?(?:(?:[\w*]|\{)[^'"]*?\sfrom\s+)?'(?<specifier>[^']+)'|\bimport\(\s*'(?<dynamic>[^']+)'/gm;

export function importsOf(text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(({ groups }) => ({
    specifier: groups?.['specifier'] ?? groups?.['dynamic'] ?? '',
    typeOnly: groups?.['type'] !== undefined,
  }));
}
