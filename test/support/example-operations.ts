/** Reads the operations of examples/ with their variables. */
import { readdirSync, readFileSync } from 'node:fs';
import { isObject } from '../../src/fhir/lenient-read.ts';

export interface ExampleOperation {
  /** The file name without its extension. */
  readonly name: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The operations that clients send. */
export const CLIENT_EXAMPLES = operationsIn('examples/operations');
/** The operations that clients and routers send. */
export const EXAMPLES = [...CLIENT_EXAMPLES, ...operationsIn('examples/router-operations')];
/** The operations that write. They need WRITES_ENABLED. */
export const WRITE_EXAMPLES = operationsIn('examples/write-operations');
/** The operations of people who signed in at the FHIR server. */
export const PERSON_EXAMPLES = operationsIn('examples/person-operations');

function operationsIn(folder: string): ExampleOperation[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => {
      const name = file.replace(/\.graphql$/, '');
      const variables: unknown = JSON.parse(readFileSync(`${folder}/${name}.variables.json`, 'utf8'));
      const text = readFileSync(`${folder}/${file}`, 'utf8');
      return { name, text, variables: isObject(variables) ? variables : {} };
    });
}
