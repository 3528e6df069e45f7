/** Finds fields that a screen needs and an operation does not select, by the `screen` column of the table of resources. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLSchema,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { ResourceFacts } from '../../src/fhir/resource-facts.ts';
import { GRAPH_TYPES } from '../../src/fhir/graph-types.ts';
import { factsOf, isResourceType } from '../../src/fhir/resources.ts';

/**
 * THE TABLE of fields that say whose a value is, where it applies, until when, and how sure it is. A screen that shows a record or a part of
 * one selects each of these fields that its type has, unless a field that it selects already says so (`TOLD_BY`).
 */
export const QUALIFIERS: Readonly<Record<string, { readonly says: string; readonly source: string }>> = {
  focus: { says: 'whose', source: 'FHIR R4 Observation.focus' },
  bodySite: { says: 'where', source: 'FHIR R4 Observation.bodySite' },
  bodySites: {
    says: 'where',
    source: 'FHIR R4 Condition.bodySite, Procedure.bodySite, ServiceRequest.bodySite',
  },
  laterality: { says: 'where', source: 'FHIR R4 ImagingStudy.series.laterality' },
  site: { says: 'where', source: 'FHIR R4 Dosage.site, Immunization.site' },
  route: { says: 'where', source: 'FHIR R4 Dosage.route, Immunization.route' },
  specimen: { says: 'where', source: 'FHIR R4 Observation.specimen' },
  specimens: { says: 'where', source: 'FHIR R4 ServiceRequest.specimen' },
  period: { says: 'until when', source: 'FHIR R4, period of each type, Encounter.participant.period' },
  isCurrent: {
    says: 'until when',
    source: 'FHIR R4 Encounter.location.status, Address.use, Coverage.period',
  },
  end: { says: 'until when', source: 'FHIR R4 Period.end' },
  abatementText: { says: 'until when', source: 'FHIR R4 Condition.abatement[x]' },
  onsetText: { says: 'until when', source: 'FHIR R4 Condition.onset[x], AllergyIntolerance.onset[x]' },
  sourceType: { says: 'how sure', source: 'FHIR R4 Flag: an alert is no order' },
  verificationStatus: { says: 'how sure', source: 'FHIR R4, isModifier' },
  status: { says: 'how sure', source: 'FHIR R4, isModifier of status; Appointment.participant.status' },
  doNotPerform: { says: 'how sure', source: 'FHIR R4, isModifier of doNotPerform' },
  prohibitions: { says: 'how sure', source: 'FHIR R4 CarePlan.activity.detail.doNotPerform' },
  comparator: { says: 'how sure', source: 'FHIR R4 Quantity.comparator, isModifier' },
  use: {
    says: 'how sure',
    source: 'FHIR R4, isModifier of use in Address, ContactPoint, HumanName, Identifier',
  },
  details: { says: 'how sure', source: 'FHIR R4 ServiceRequest.orderDetail' },
  notes: { says: 'how sure', source: 'FHIR R4, note of each type' },
  statusReason: { says: 'how sure', source: 'FHIR R4 MedicationRequest.statusReason' },
  statusReasons: { says: 'how sure', source: 'FHIR R4 MedicationAdministration.statusReason' },
};

/**
 * By type and field, or by field: the fields that say the same. An empty list means that the field does not qualify what screens show of the
 * type.
 */
const TOLD_BY: Readonly<Record<string, readonly string[]>> = {
  'Observation.focus': ['name'],
  'Flag.period': ['isActive'],
  'Quantity.comparator': ['text'],
  period: ['isCurrent'],
  status: ['statusCode', 'isCurrent'],
  // The duration of an appointment, the service that a note is about, and the pace of a series.
  'Appointment.end': [],
  'DocumentReference.period': [],
  'SampledData.period': [],
  // Whether a person or a program wrote the narrative.
  'Narrative.status': [],
};

/** Qualifiers of a single field: a screen needs them only if it selects that field. */
const QUALIFIED: Readonly<Record<string, string>> = {
  abatementText: 'onset',
  onsetText: 'onset',
  end: 'start',
  prohibitions: 'activities',
};

/** Fields that a screen selects of every record. */
export const GUARDS_OF_EVERY_RECORD: readonly string[] = ['isEnteredInError', 'hasUnknownModifier'];

const PARTS = new Map(GRAPH_TYPES.flatMap((type) => Object.entries(factsOf(type).screen?.parts ?? {})));

/** Returns the `screen` column of a type of the table of resources, or of a part of such a type. */
function screenOf(type: string): ResourceFacts['screen'] {
  return isResourceType(type) ? factsOf(type).screen : PARTS.get(type);
}

/**
 * Returns the guards that the operations of a document omit, as `path: field`.
 * @param isScreen also requires the guards of every record and the qualifiers
 */
export function missingGuards(
  document: DocumentNode,
  schema: GraphQLSchema,
  { isScreen = false } = {},
): string[] {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const root = schema.getRootType(definition.operation)?.name ?? '';
    return missingBelow({ schema, fragments, isScreen }, [definition.selectionSet], root, root);
  });
}

interface TraversalContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly isScreen: boolean;
}

function missingBelow(
  context: TraversalContext,
  sets: readonly SelectionSetNode[],
  typeName: string,
  path: string,
): string[] {
  const type = context.schema.getType(typeName);
  if (isUnionType(type)) {
    return type.getTypes().flatMap(({ name }) => missingBelow(context, sets, name, `${path}.${name}`));
  }
  if (!isObjectType(type)) return [];
  const selected = new Map<string, SelectionSetNode[]>();
  for (const set of sets) collect(context, set, typeName, selected);
  const guarded = screenOf(typeName);
  const fields = type.getFields();
  const isShown =
    guarded === undefined
      ? !isResourceType(typeName) &&
        path !== typeName &&
        [...selected.keys()].some((field) => !Object.hasOwn(QUALIFIERS, field))
      : guarded.shownBy.some((field) => selected.has(field));
  const ofScreens = [
    ...(isResourceType(typeName) ? GUARDS_OF_EVERY_RECORD : []),
    ...Object.keys(fields).filter((field) => isQualifierOf(typeName, field, selected)),
  ];
  const needed = [...(guarded?.guards ?? []), ...(context.isScreen ? ofScreens : [])];
  const missing = isShown
    ? [...new Set(needed)].filter((field) => !selected.has(field)).map((field) => `${path}: ${field}`)
    : [];
  const below = [...selected].flatMap(([name, inner]) => {
    const field = fields[name];
    return field === undefined || inner.length === 0
      ? []
      : missingBelow(context, inner, getNamedType(field.type).name, `${path}.${name}`);
  });
  return [...missing, ...below];
}

/** Returns whether a screen that selects these fields of a type needs the field too, and selects none that says the same. */
function isQualifierOf(type: string, field: string, selected: ReadonlyMap<string, unknown>): boolean {
  const [qualified, told] = [QUALIFIED[field], TOLD_BY[`${type}.${field}`] ?? TOLD_BY[field]];
  return (
    Object.hasOwn(QUALIFIERS, field) &&
    // The table of resources says which of the status fields of a record guard it.
    (field !== 'status' || !isResourceType(type)) &&
    (qualified === undefined || selected.has(qualified)) &&
    told?.length !== 0 &&
    told?.some((teller) => selected.has(teller)) !== true
  );
}

/** Merges the selections of an object by field name. Includes fragments. */
function collect(
  context: TraversalContext,
  { selections }: SelectionSetNode,
  typeName: string,
  selected: Map<string, SelectionSetNode[]>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const inner = selected.get(selection.name.value) ?? [];
      if (selection.selectionSet !== undefined) inner.push(selection.selectionSet);
      selected.set(selection.name.value, inner);
      continue;
    }
    const part =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : context.fragments.get(selection.name.value);
    const condition = part?.typeCondition?.name.value ?? typeName;
    const of = context.schema.getType(condition);
    const applies =
      condition === typeName || (isUnionType(of) && of.getTypes().some(({ name }) => name === typeName));
    if (part !== undefined && applies) collect(context, part.selectionSet, typeName, selected);
  }
}
