/** Reads the selection below a field from the `info` that graphql-js passes to its resolver. */
import {
  type FieldNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { getArgumentValues } from 'graphql/execution/values.js';
import type { ResponsePath } from '../../epic/warnings.ts';
import {
  isListField,
  listNamed,
  listReadsOfField,
  LISTS_SHARED_BY_RECORDS,
} from '../../fhir/patient-lists.ts';
import { includesOf, type ResourceType } from '../../fhir/resources.ts';
import type { ListArguments, SelectedList } from '../../loaders/list-page.ts';
import { isValidPageSize } from '../../loaders/pages.ts';

interface SelectedField {
  readonly name: string;
  /** The arguments as its resolver will receive them. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The fields selected below it. */
  readonly fields: readonly SelectedField[];
}

/** Returns the path of the field being resolved, as in GraphQL errors. */
export function pathOf({ path }: Pick<GraphQLResolveInfo, 'path'>): ResponsePath {
  return responsePathAsArray(path);
}

/**
 * Returns the lists selected below each patient that the field returns. Loaders start them as soon as they have the patient's id.
 * @param member the object type, if the field returns an interface or a union
 */
export function collectLists(info: GraphQLResolveInfo, member?: string): SelectedList[] {
  return collectListFields(info, member).flatMap(({ name: field, args, fields }) =>
    listReadsOfField(field, args).flatMap(({ list, args: listArgs }) => {
      if (!hasFirst(listArgs)) return [];
      const includes = includesFor(listNamed(list).type, withoutConnection(field, fields));
      return [{ name: list, args: listArgs, includes }];
    }),
  );
}

/**
 * Returns the lists that the records of the selected lists share. They cost a request even if the patient has no such records, so only a
 * field of one patient starts them.
 */
export function collectSharedLists(info: GraphQLResolveInfo): SelectedList[] {
  return collectListFields(info).flatMap(({ name: field, args, fields }) =>
    listReadsOfField(field, args).flatMap(({ list }) =>
      withoutConnection(field, fields).flatMap(({ name }): SelectedList[] => {
        const shared = LISTS_SHARED_BY_RECORDS[`${listNamed(list).type}.${name}`];
        return shared?.args === undefined ? [] : [{ name: shared.list, args: shared.args, includes: [] }];
      }),
    ),
  );
}

/** Returns the selected fields, except those that fail because of their page size: the estimate does not charge for them. */
function collectListFields(info: GraphQLResolveInfo, member?: string): readonly SelectedField[] {
  return collectResourceFields(info, member).filter(
    ({ args: { first } }) => first === undefined || (typeof first === 'number' && isValidPageSize(first)),
  );
}

function hasFirst(
  args: Readonly<Record<string, unknown>>,
): args is Readonly<Record<string, unknown>> & ListArguments {
  return typeof args['first'] === 'number';
}

/**
 * Whether nothing but lists and `id` is selected below a patient, so that the patient need not be read. Fields that summarize lists do
 * not count as lists. Otherwise `allergyStatus` would report that an unknown patient has nothing on file.
 */
export function selectsOnlyLists(info: GraphQLResolveInfo): boolean {
  const fields = collectResourceFields(info);
  const others = fields.filter(({ name }) => !isListField(name));
  return others.length < fields.length && others.every(({ name }) => name === 'id');
}

/**
 * Returns the `_include` values for the references that are selected below the resources of a field.
 * @param member the object type, if the field returns an interface or a union
 */
export function collectIncludes(info: GraphQLResolveInfo, type: ResourceType, member?: string): string[] {
  return includesFor(type, collectResourceFields(info, member));
}

function includesFor(type: ResourceType, fields: readonly SelectedField[]): string[] {
  const selected = Object.entries(includesOf(type)).filter(([path]) => isSelected(fields, path));
  return [...new Set(selected.map(([, include]) => include))];
}

/** Whether a path of fields is selected, such as `locations.location.resource`. */
function isSelected(fields: readonly SelectedField[], path: string): boolean {
  const names = path.split('.');
  const last = names.pop();
  return fieldsAt(fields, ...names).some(({ name }) => name === last);
}

/** Returns the fields selected below each resource that the field returns. */
function collectResourceFields(info: GraphQLResolveInfo, member?: string): readonly SelectedField[] {
  return withoutConnection(info.fieldName, selectionOf(info, member));
}

/** Returns the fields selected below the nodes of a connection, and for every other field the fields themselves. */
function withoutConnection(fieldName: string, fields: readonly SelectedField[]): readonly SelectedField[] {
  return fieldName.endsWith('Connection')
    ? [...fieldsAt(fields, 'nodes'), ...fieldsAt(fields, 'edges', 'node')]
    : fields;
}

function fieldsAt(fields: readonly SelectedField[], ...path: readonly string[]): readonly SelectedField[] {
  return path.reduce<readonly SelectedField[]>(
    (found, name) => found.flatMap((field) => (field.name === name ? field.fields : [])),
    fields,
  );
}

/**
 * Returns the fields selected below the field being resolved. Omits fields of interfaces and unions. As in the response, a field that
 * several fragments select appears once, with everything selected below it. Otherwise each fragment would start a search of its own.
 */
function selectionOf(info: GraphQLResolveInfo, member?: string): readonly SelectedField[] {
  const byMember = selections.get(info.fieldNodes) ?? new Map<string | undefined, SelectedField[]>();
  selections.set(info.fieldNodes, byMember);
  const selection = byMember.get(member) ?? readSelection(info, member);
  byMember.set(member, selection);
  return selection;
}

/** graphql-js creates the array of nodes once per operation, so a field of thousands of resources reads its selection once. */
const selections = new WeakMap<readonly FieldNode[], Map<string | undefined, SelectedField[]>>();

function readSelection(info: GraphQLResolveInfo, member: string | undefined): SelectedField[] {
  const type = member === undefined ? getNamedType(info.returnType) : info.schema.getType(member);
  return isObjectType(type) ? collectFieldsBelow(info.fieldNodes, type, info) : [];
}

function collectFieldsBelow(
  nodes: readonly FieldNode[],
  type: GraphQLObjectType,
  info: GraphQLResolveInfo,
): SelectedField[] {
  const { schema, fragments, variableValues } = info;
  const selected = collectSubfields(schema, fragments, variableValues, type, nodes);
  return [...selected.values()].flatMap((merged): SelectedField[] => {
    const [node] = merged;
    const definition = node === undefined ? undefined : type.getFields()[node.name.value];
    if (node === undefined || definition === undefined) return [];
    const inner = getNamedType(definition.type);
    return [
      {
        name: definition.name,
        args: getArgumentValues(definition, node, variableValues),
        fields: isObjectType(inner) ? collectFieldsBelow(merged, inner, info) : [],
      },
    ];
  });
}
