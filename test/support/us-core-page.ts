/** Parses docs/us-core.md, which lists the fields of the graph for each element of US Core. */
import { readFileSync } from 'node:fs';
import { namedType } from './all-fields.ts';
import { fieldsAddedTo, OBJECT_TYPES } from './schema-files.ts';

export interface ElementRow {
  /** The heading above the row. */
  readonly type: string;
  /** For example `name.given`, `value[x]` or `extension:race`. A name includes its slice, as in `category:us-core`. */
  readonly elements: readonly string[];
  /** For example `Patient.names.given`; empty if no field shows the elements. */
  readonly fields: readonly string[];
  /** The first version with the elements; empty if all have them. */
  readonly since: string;
  readonly note: string;
}

export const US_CORE_PAGE = readFileSync('docs/us-core.md', 'utf8');

export const SECTIONS: readonly string[] = US_CORE_PAGE.split(/^## /m).slice(1);

export const ELEMENT_ROWS: readonly ElementRow[] = SECTIONS.flatMap((section) => {
  const [type = ''] = section.split('\n', 1);
  const [, tableOfElements = ''] = section.split(/^\| Element .*$/m);
  return tableOfElements.split('\n').flatMap((line): ElementRow[] => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, elements = '', fields = '', since = '', note = ''] = cells;
    return elements.includes('`')
      ? [{ type, elements: quoted(elements), fields: fieldPathsIn(fields), since, note }]
      : [];
  });
});

/** Returns the paths of fields in a text, such as `Patient.names.family`. */
export function fieldPathsIn(text: string): string[] {
  return [...text.matchAll(/`([A-Z]\w+(?:\.\w+)+)`/g)].map(([, path = '']) => path);
}

/** Returns whether the note of a row lists the element as reworded, as in "In other words: `dosageInstruction.timing.repeat`". */
export function isReworded({ note }: ElementRow, path: string): boolean {
  const [, reworded = ''] = /In other words[^:]*: ((?:`[^`]+`(?:, )?)+)/.exec(note) ?? [];
  return quoted(reworded).some((element) => `${path}.`.startsWith(`${element}.`));
}

/** Returns the type name of a field; null if the schema has no such field. */
export function typeAt(path: string): string | null {
  const [root = '', ...fields] = path.split('.');
  let type = root;
  for (const name of fields) {
    const all = [...(OBJECT_TYPES.get(type)?.fields ?? []), ...fieldsAddedTo(type)];
    const field = all.find((candidate) => candidate.name.value === name);
    if (field === undefined) return null;
    type = namedType(field.type);
  }
  return type;
}

function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}
