/** The fields that an operation selects below a field, so that loaders can start their requests early. */

/** A selected field, with its arguments as its resolver will receive them. */
export interface RequestedField {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The fields that are selected below it. */
  readonly fields: readonly RequestedField[];
}

/** Returns the fields below a path of fields, such as those of a connection's `nodes`. */
function fieldsBelow(fields: readonly RequestedField[], ...names: readonly string[]): RequestedField[] {
  return names
    .reduce<readonly RequestedField[]>(
      (found, name) => found.flatMap((field) => (field.name === name ? field.fields : [])),
      fields,
    )
    .slice();
}

/** Returns the fields that are selected of each resource of a list field; of a connection, those below `nodes` and `edges`. */
export function fieldsOfNodes(list: string, fields: readonly RequestedField[]): RequestedField[] {
  return list.endsWith('Connection')
    ? [...fieldsBelow(fields, 'nodes'), ...fieldsBelow(fields, 'edges', 'node')]
    : [...fields];
}

/** Whether something is selected at a path, such as `locations.location.resource`. */
export function isSelected(fields: readonly RequestedField[], path: string): boolean {
  const names = path.split('.');
  const last = names.pop();
  return fieldsBelow(fields, ...names).some(({ name }) => name === last);
}
