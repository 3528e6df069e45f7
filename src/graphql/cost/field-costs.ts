/** Derives what each field costs in FHIR requests from the schema, the table of resources and the table of patient lists. */
import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isListType,
  isObjectType,
} from 'graphql';
import { CODE_STATUS_SEARCHES } from '../../fhir/code-status-records.ts';
import { directorySearchOf } from '../../fhir/directory-searches.ts';
import {
  derivedListReads,
  isListField,
  LATEST_OBSERVATIONS,
  listOfField,
  LISTS_SHARED_BY_RECORDS,
  type PatientListName,
} from '../../fhir/patient-lists.ts';
import { factsOf, isResourceType, isTypeOfResources, type SharedType } from '../../fhir/resources.ts';
import { VITAL_SIGN_NAMES } from '../../fhir/vital-signs.ts';

export type FieldCost =
  /** Computed from loaded data. A list is assumed to have `length` items. */
  | { readonly kind: 'part'; readonly length: number }
  /** Records that arrive with their parent object, such as the nodes and edges of a page. */
  | { readonly kind: 'page' }
  /** A search in a patient's record. The arguments of `records`, whose `list` is null, name its list. */
  | { readonly kind: 'list'; readonly list: PatientListName | null }
  /** Derived from the first pages of a patient's lists, whose searches it shares. */
  | { readonly kind: 'derived'; readonly searches: number; readonly length: number }
  /** Records of a patient's list that refer to a record of the patient. All records of a patient share the search. */
  | {
      readonly kind: 'referring';
      readonly list: PatientListName;
      readonly length: number;
      /** Whether the search includes what its records reference. A search with arguments of its own does not. */
      readonly hasIncludes: boolean;
    }
  /** Several searches in a patient's record, combined into one result. */
  | { readonly kind: 'searches'; readonly calls: number }
  /** Searches for the observations of each code in the arguments. */
  | { readonly kind: 'codes' }
  /** Referenced resources, which are read in batches per type; or a list of such, of the assumed `length`. */
  | { readonly kind: 'reference'; readonly length: number }
  /** Text that most records contain. Otherwise it is read from one referenced resource. */
  | { readonly kind: 'referenced-text' }
  /** Depends on the subject of a record, who is read unless already loaded. */
  | { readonly kind: 'subject' }
  /** Reads the members of a record if the record is a root field. Other records use members that are already loaded. */
  | { readonly kind: 'members' }
  /** The content of a document: one Binary, even if several representations are selected. */
  | { readonly kind: 'content' }
  /** Root field: the person who signed in. */
  | { readonly kind: 'me' }
  /** The resource that this member of the launch names. */
  | { readonly kind: 'launched'; readonly member: 'patient' | 'encounter' | 'fhirUser' }
  /** Root field: the patients of the panel, of a list of ids or of a search. */
  | { readonly kind: 'patients' }
  /** Root field: a search of the directory. */
  | { readonly kind: 'directory'; readonly type: SharedType }
  /** Root field: the appointments of a day. */
  | { readonly kind: 'day' }
  /** Root field: one resource by id, or several by ids. */
  | { readonly kind: 'lookup' }
  /** Root field: a fixed number of requests. */
  | { readonly kind: 'requests'; readonly calls: number }
  /** Root field of a mutation: the creates, and the reads before them. */
  | { readonly kind: 'write' }
  /** Root field: `_entities`, which routers query. */
  | { readonly kind: 'entities' };

export interface PricedSchemaField {
  readonly cost: FieldCost;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The object types that the field can resolve to; empty for a leaf. */
  readonly types: readonly GraphQLObjectType[];
}

/** Returns a field with its cost; null for a meta-field such as `__typename`. */
export type FieldCosts = (type: GraphQLObjectType, field: string) => PricedSchemaField | null;

/**
 * The assumed length of a list within a resource, which FHIR does not bound. Most have one item; two leaves room. The table lists the exceptions,
 * such as the results of a blood count. The sandbox has lists of the lengths that were recorded at Epic.
 */
const USUAL_LENGTH = 2;
const USUAL_LENGTHS: Readonly<Record<string, number>> = {
  'Appointment.participants': 3,
  'CareTeam.participants': 4,
  'DiagnosticReport.results': 10,
  'QuestionnaireResponse.allItems': 10,
  'QuestionnaireResponse.scores': 10,
  'RecordVitalSignsPayload.readings': VITAL_SIGN_NAMES.length,
};

/** `Patient` fields with searches of their own, and the number of searches. */
const SEARCHING_FIELDS: ReadonlyMap<string, number> = new Map([['codeStatus', CODE_STATUS_SEARCHES.length]]);

/** Fields of `Query` with requests of their own, and the number of requests. */
const REQUESTS_OF_ROOT_FIELDS: Readonly<Record<string, number>> = {
  matchPatients: 1,
  // The patient, and the summary.
  patientSummary: 2,
};

/** Fields of records that search a list of their patient. */
const LISTS_OF_RECORDS: Readonly<Record<string, PatientListName>> = { 'Encounter.conditions': 'conditions' };

/** Fields that read a Binary. */
const CONTENT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  DocumentContent: ['text', 'html', 'data'],
};

/** Fields whose text can come from another resource, in addition to the names of records that reference a Medication. */
const REFERENCED_TEXT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Prohibition: ['text'],
};

/** Fields that can depend on the subject of their record. */
export const SUBJECT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Observation: ['isOutsideReferenceRange'],
};

/** Fields that read the members of a panel. */
export const MEMBERS_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Observation: ['valueText'],
};

/** Fields whose records arrive with their parent object. */
const LOADED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Prohibition: ['record'],
  LatestObservations: ['observations'],
  PatientMatch: ['patient'],
  RecentRecord: ['record'],
};

/** Fields that read a resource of the launch. */
const LAUNCHED_FIELDS: ReadonlyMap<string, FieldCost> = new Map([
  ['SignedInPerson.patient', { kind: 'launched', member: 'patient' }],
  ['SignedInPerson.encounter', { kind: 'launched', member: 'encounter' }],
  ['FhirUserReference.resource', { kind: 'launched', member: 'fhirUser' }],
]);

export function createFieldCosts(schema: GraphQLSchema): FieldCosts {
  const known = new Map<GraphQLField<unknown, unknown>, PricedSchemaField>();
  return (type, field) => {
    const definition = type.getFields()[field];
    if (definition === undefined) return null;
    const found = known.get(definition);
    if (found !== undefined) return found;
    const types = objectTypesOf(schema, definition);
    const priced = { cost: costOf(schema, { owner: type, definition, types }), definition, types };
    known.set(definition, priced);
    return priced;
  };
}

function objectTypesOf(
  schema: GraphQLSchema,
  { type }: GraphQLField<unknown, unknown>,
): readonly GraphQLObjectType[] {
  const named = getNamedType(type);
  if (isAbstractType(named)) return schema.getPossibleTypes(named);
  return isObjectType(named) ? [named] : [];
}

interface OwnedField {
  readonly owner: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly types: readonly GraphQLObjectType[];
}

function costOf(schema: GraphQLSchema, ownedField: OwnedField): FieldCost {
  if (ownedField.owner === schema.getMutationType()) return { kind: 'write' };
  return ownedField.owner === schema.getQueryType() ? costAtRoot(ownedField) : costOfField(ownedField);
}

function costAtRoot({ definition: { name: field, args, type }, types }: OwnedField): FieldCost {
  const takes = (argument: string): boolean => args.some(({ name }) => name === argument);
  if (takes('representations')) return { kind: 'entities' };
  if (takes('date')) return { kind: 'day' };
  if (field === 'me') return { kind: 'me' };
  const search = directorySearchOf(field);
  if (search !== null) return { kind: 'directory', type: search.type };
  const calls = REQUESTS_OF_ROOT_FIELDS[field];
  if (calls !== undefined) return { kind: 'requests', calls };
  if (takes('first')) return { kind: 'patients' };
  if (!areResources(types)) return { kind: 'part', length: lengthOf('', type) };
  return takes('id') || takes('ids') ? { kind: 'lookup' } : { kind: 'requests', calls: 1 };
}

function costOfField({ owner, definition: { name, type }, types }: OwnedField): FieldCost {
  const list = isPatient(owner) ? listOfField(name) : (LISTS_OF_RECORDS[`${owner.name}.${name}`] ?? null);
  if (list !== null || (isPatient(owner) && isListField(name))) return { kind: 'list', list };
  const launched = LAUNCHED_FIELDS.get(`${owner.name}.${name}`);
  if (launched !== undefined) return launched;
  const length = lengthOf(`${owner.name}.${name}`, type);
  const shared = LISTS_SHARED_BY_RECORDS[`${owner.name}.${name}`];
  if (shared !== undefined)
    return { kind: 'referring', list: shared.list, length, hasIncludes: shared.args === undefined };
  const searches = isPatient(owner) ? derivedListReads(name).length : 0;
  if (searches > 0) return { kind: 'derived', searches, length };
  if (isPatient(owner) && name === LATEST_OBSERVATIONS) return { kind: 'codes' };
  const calls = isPatient(owner) ? SEARCHING_FIELDS.get(name) : undefined;
  if (calls !== undefined) return { kind: 'searches', calls };
  if (CONTENT_FIELDS[owner.name]?.includes(name) === true) return { kind: 'content' };
  if (MEMBERS_FIELDS[owner.name]?.includes(name) === true) return { kind: 'members' };
  if (isReferencedText(owner, name)) return { kind: 'referenced-text' };
  if (SUBJECT_FIELDS[owner.name]?.includes(name) === true) return { kind: 'subject' };
  if (isPage(owner) || LOADED_FIELDS[owner.name]?.includes(name) === true) return { kind: 'page' };
  return { kind: areResources(types) ? 'reference' : 'part', length };
}

/** A record that names its Medication only by reference needs the Medication for its own name. */
function isReferencedText({ name: type }: GraphQLObjectType, field: string): boolean {
  if (REFERENCED_TEXT_FIELDS[type]?.includes(field) === true) return true;
  const namedBy = isResourceType(type) ? (factsOf(type).namedBy ?? []) : [];
  return field === 'name' && namedBy.includes('medicationReference');
}

function lengthOf(field: string, type: GraphQLField<unknown, unknown>['type']): number {
  return isListType(getNullableType(type)) ? (USUAL_LENGTHS[field] ?? USUAL_LENGTH) : 1;
}

function isPatient({ name }: GraphQLObjectType): boolean {
  return isResourceType(name) && factsOf(name).isPatient === true;
}

function areResources(types: readonly GraphQLObjectType[]): boolean {
  return types.length > 0 && types.every(({ name }) => isTypeOfResources(name));
}

/** Whether the type is a connection or an edge, which arrives with its nodes (GraphQL Cursor Connections §2, §3). */
function isPage(type: GraphQLObjectType): boolean {
  const fields = type.getFields();
  return 'pageInfo' in fields || ('node' in fields && 'cursor' in fields);
}
