/** What an operation asks for below a field, so that what it will need can be started early. */

/** A field that was selected, with its arguments as its resolver will see them. */
export interface RequestedField {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What is selected below it. */
  readonly fields: readonly RequestedField[];
}

/** The fields below the named ones, such as those of a connection's `nodes`. */
function below(fields: readonly RequestedField[], ...names: readonly string[]): RequestedField[] {
  return names
    .reduce<readonly RequestedField[]>(
      (found, name) => found.flatMap((field) => (field.name === name ? field.fields : [])),
      fields,
    )
    .slice();
}

/** What is selected of each resource of a list field: of a connection that is below `nodes` and `edges`. */
export function fieldsOfNodes(list: string, fields: readonly RequestedField[]): RequestedField[] {
  return list.endsWith('Connection')
    ? [...below(fields, 'nodes'), ...below(fields, 'edges', 'node')]
    : [...fields];
}

/** Whether something is selected at a path, such as `locations.location.resource`. */
export function isSelected(fields: readonly RequestedField[], path: string): boolean {
  const names = path.split('.');
  const last = names.pop();
  return below(fields, ...names).some(({ name }) => name === last);
}
