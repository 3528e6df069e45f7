/** The example operations that the explorer offers: those of examples/operations/, which tests hold to work. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface ExampleOperation {
  /** The name of its file, without the ending. */
  readonly name: string;
  readonly query: string;
  /** JSON; empty where it takes none. */
  readonly variables: string;
}

/** Below the package's root, from src/ and from dist/. */
const FOLDER = new URL('../../../examples/operations/', import.meta.url);
const ENDING = '.graphql';

/** In the order of their names; none where the folder was not shipped. */
export function readExamples(folder: URL = FOLDER): readonly ExampleOperation[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(ENDING))
    .toSorted()
    .map((file) => {
      const name = file.slice(0, -ENDING.length);
      const variables = new URL(`${name}.variables.json`, folder);
      return {
        name,
        query: readFileSync(new URL(file, folder), 'utf8'),
        variables: existsSync(variables) ? readFileSync(variables, 'utf8') : '',
      };
    });
}
