/** Reads the operations of examples/ for the soak. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { z } from 'zod';

export interface SoakOperation {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether the soak also requests the second page, by the cursor of the first. */
  readonly isPaged: boolean;
}

const FOLDER = resolve(import.meta.dirname, '../../examples/operations');
const variablesShape = z.record(z.string(), z.unknown());

export function readOperations(): SoakOperation[] {
  return readdirSync(FOLDER)
    .filter((file) => extname(file) === '.graphql')
    .map((file) => {
      const name = basename(file, '.graphql');
      const text = readFileSync(resolve(FOLDER, `${name}.variables.json`), 'utf8');
      const variables = variablesShape.parse(JSON.parse(text));
      return {
        name,
        query: readFileSync(resolve(FOLDER, file), 'utf8'),
        variables,
        isPaged: 'after' in variables,
      };
    });
}
