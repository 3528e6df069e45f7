/** Reads the example operations of the explorer from examples/operations/. Tests run all of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface ExampleOperation {
  /** The file name without its extension. */
  readonly name: string;
  readonly query: string;
  /** JSON; empty if the operation has no variables. */
  readonly variables: string;
}

/** Relative to the package root, from src/ and from dist/. */
const FOLDER = new URL('../../../examples/operations/', import.meta.url);
const EXTENSION = '.graphql';

/** Returns the examples in the order of their names; empty if the folder does not exist. */
export function readExamples(folder: URL = FOLDER): readonly ExampleOperation[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(EXTENSION))
    .toSorted()
    .map((file) => {
      const name = file.slice(0, -EXTENSION.length);
      const variables = new URL(`${name}.variables.json`, folder);
      return {
        name,
        query: readFileSync(new URL(file, folder), 'utf8'),
        variables: existsSync(variables) ? readFileSync(variables, 'utf8') : '',
      };
    });
}
