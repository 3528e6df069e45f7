/** docs/us-core.md as data: which fields of the graph show which elements of US Core. */
import { readFileSync } from 'node:fs';
import { namedType } from './all-fields.ts';
import { fieldsAddedTo, OBJECT_TYPES } from './schema-files.ts';

export interface ElementRow {
  /** The heading above the row. */
  readonly type: string;
  /** Such as `name.given`, `value[x]`, `extension:race`; slices are part of the name, as in `category:us-core`. */
  readonly elements: readonly string[];
  /** Such as `Patient.names.given`; empty where no field shows the elements. */
  readonly fields: readonly string[];
  /** Empty for what every version has. */
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

/** Returns the paths of fields that a text names, such as `Patient.names.family`. */
export function fieldPathsIn(text: string): string[] {
  return [...text.matchAll(/`([A-Z]\w+(?:\.\w+)+)`/g)].map(([, path = '']) => path);
}

/** Returns whether the note of a row says, as in "In other words: `dosageInstruction.timing.repeat`", that the fields reword the element. */
export function isReworded({ note }: ElementRow, path: string): boolean {
  const [, reworded = ''] = /In other words[^:]*: ((?:`[^`]+`(?:, )?)+)/.exec(note) ?? [];
  return quoted(reworded).some((element) => `${path}.`.startsWith(`${element}.`));
}

/** Returns the name of the type of a field, by its path; null where the schema has no such field. */
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
