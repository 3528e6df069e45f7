/** Charges each field of a selection with its FHIR requests and bytes, and queues the selections below it. */
import { countSearchesOfCodes } from '../../fhir/latest-observations.ts';
import { isObject } from '../../fhir/lenient-read.ts';
import {
  derivedListReads,
  listNamed,
  type ListName,
  listReadsOfField,
  type PatientListName,
} from '../../fhir/patient-lists.ts';
import { includesOf, type SharedType } from '../../fhir/resources.ts';
import { VITAL_SIGN_NAMES } from '../../fhir/vital-signs.ts';
import { countPatientsOfDay } from '../../loaders/clinic-day.ts';
import { isValidPageSize } from '../../loaders/pages.ts';
import { type BatchCount, cardinalityOfLookups } from './batch-count.ts';
import { cardinalityOfParts, cardinalityOfSearches, countBatches, ONCE } from './cardinality.ts';
import { type FieldCost, MEMBERS_FIELDS, SUBJECT_FIELDS } from './field-costs.ts';
import { findLaunched, findUnlistedPatients } from './launched.ts';
import type { OperationTraversal, TraversedField, TraversedSelection } from './operation-traversal.ts';
import {
  chargeForAccess,
  chargeForPanel,
  chargeOnce,
  includedByIdOf,
  includedPathsOf,
  pathsBelow,
  type PriceSettings,
  type PricingScope,
  visitSubfields,
} from './pricing-scope.ts';
import { ENTITY_KEYS, isId, representedEntities } from './represented-entities.ts';
import { plausibleBytes } from './weights.ts';

export function chargeFor(
  traversal: OperationTraversal,
  selection: TraversedSelection,
  settings: PriceSettings,
  batches: BatchCount,
): void {
  const scope: PricingScope = { traversal, settings, selection, charged: new Set(), batches };
  for (const field of traversal.fieldsOf(selection)) chargeForField(scope, field);
}

function chargeForField(scope: PricingScope, field: TraversedField): void {
  const { cardinality, includedPaths } = scope.selection;
  const { cost, definition, pathCost } = field;
  pathCost.addBytes(cardinality.minItems * plausibleBytes(field));
  chargeForAccess(scope, field);
  switch (cost.kind) {
    case 'part':
      return visitSubfields(
        scope,
        field,
        cardinalityOfParts(cardinality, cost.length),
        pathsBelow(includedPaths, definition.name),
      );
    case 'page':
      return visitSubfields(scope, field, cardinality, includedPaths);
    case 'content':
      return chargeOnce(scope, field, 'content', cardinality.items);
    case 'searches':
      chargeOnce(scope, field, definition.name, cardinality.items * cost.calls);
      return visitSubfields(scope, field, cardinality);
    case 'codes':
      return chargeForCodes(scope, field);
    case 'referenced-text':
      if (scope.settings.hasReferenceDisplays?.() !== true)
        pathCost.addCalls(countBatches(cardinality, 1, scope.settings.idBatchSize));
      return;
    case 'subject':
      if (!includedPaths.includes(definition.name))
        chargeOnce(scope, field, 'subject', countBatches(cardinality, 1, scope.settings.idBatchSize));
      return;
    case 'members':
      if (cardinality.items === 1 && !includedPaths.includes(definition.name))
        chargeOnce(scope, field, 'members', 1);
      return;
    case 'reference':
      return chargeForReference(scope, field, cost.length);
    case 'list':
      return chargeForList(scope, field, cost.list);
    case 'referring':
      return chargeForReferring(scope, field, cost);
    case 'derived':
      for (const { list } of derivedListReads(definition.name, field.args))
        chargeForSearch(scope, field, list);
      return visitSubfields(scope, field, cardinalityOfParts(cardinality, pageSizeOf(field) ?? cost.length));
    case 'me':
      if (scope.settings.launch) visitSubfields(scope, field, ONCE);
      return;
    case 'launched': {
      const target = findLaunched(scope.settings, cost, field.types);
      if (target === null) return;
      pathCost.addCalls(scope.batches.add(target.type, [target.id]));
      const types = field.types.filter(({ name }) => name === target.type);
      return visitSubfields(scope, { ...field, types }, ONCE);
    }
    case 'patients':
      return chargeForPatients(scope, field);
    case 'directory':
      return chargeForDirectory(scope, field, cost.type);
    case 'day':
      return chargeForDay(scope, field);
    case 'lookup':
      return chargeForLookup(scope, field);
    case 'entities':
      return chargeForEntities(scope, field);
    case 'write':
      pathCost.addCalls(countWrites(field.args?.['input']));
      return visitSubfields(scope, field, ONCE);
    case 'requests': {
      pathCost.addCalls(cost.calls);
      const items = pageSizeOf(field) ?? 1;
      return visitSubfields(scope, field, { items, groups: 1, minItems: items });
    }
  }
}

function chargeForReference(scope: PricingScope, field: TraversedField, length: number): void {
  const { selection, settings } = scope;
  const { cardinality, includedPaths } = selection;
  const found = cardinalityOfParts(cardinality, length);
  if (includedPaths.includes(field.definition.name)) return visitSubfields(scope, field, found);
  const calls = countBatches(cardinality, field.types.length, settings.idBatchSize);
  field.pathCost.addCalls(calls);
  visitSubfields(scope, field, { ...found, groups: calls });
}

/** @param named null for `Patient.records`, whose arguments name the list */
function chargeForList(scope: PricingScope, field: TraversedField, named: PatientListName | null): void {
  const { selection } = scope;
  const args = field.args ?? {};
  const [read] = named === null ? listReadsOfField(field.definition.name, args) : [{ list: named, args }];
  const first = pageSizeOf(field);
  if (first === null || read === undefined) return;
  const { first: _, ...filter } = read.args;
  chargeForSearch(scope, field, read.list, filter);
  const { type } = listNamed(read.list);
  const included = [
    ...includedPathsOf(scope, type, field),
    // The patient is loaded, and the list itself contains the members of its panels.
    ...(SUBJECT_FIELDS[type] ?? []),
    ...(MEMBERS_FIELDS[type] ?? []),
  ];
  visitSubfields(scope, field, cardinalityOfSearches(selection.cardinality, first), included);
}

/** Charges a search for all codes, and one for each. */
function chargeForCodes(scope: PricingScope, field: TraversedField): void {
  const { cardinality } = scope.selection;
  const { codes, each } = field.args ?? {};
  if (!Array.isArray(codes) || typeof each !== 'number') return;
  const groups = cardinality.items * countSearchesOfCodes(codes, each);
  field.pathCost.addCalls(groups);
  const found = groups === 0 ? 0 : codes.length * each;
  visitSubfields(
    scope,
    field,
    { ...cardinalityOfSearches(cardinality, found), groups },
    SUBJECT_FIELDS['Observation'],
  );
}

function chargeForReferring(
  scope: PricingScope,
  field: TraversedField,
  { list, length, hasIncludes }: Extract<FieldCost, { kind: 'referring' }>,
): void {
  const { cardinality } = scope.selection;
  const { type } = listNamed(list);
  const first = field.args?.['first'] === undefined ? length : pageSizeOf(field);
  if (first === null) return;
  const groups = cardinality.patients ?? cardinality.items;
  field.pathCost.addCalls(groups);
  const found = cardinalityOfParts({ ...cardinality, groups }, first);
  visitSubfields(scope, field, found, hasIncludes ? includedPathsOf(scope, type, field) : []);
}

/** Charges the search of a list. Fields of one list share it, unless they have filters or include other resources. */
function chargeForSearch(
  scope: PricingScope,
  field: TraversedField,
  list: ListName,
  filter: Readonly<Record<string, unknown>> = {},
): void {
  const { type } = listNamed(list);
  const calls = scope.selection.cardinality.items;
  const included = Object.entries(includesOf(type)).flatMap(([path, include]) =>
    scope.traversal.selectsInRecords(field, path.split('.')) ? [include] : [],
  );
  // A search that includes other resources is another search.
  const key = [list, ...new Set(included)].join(' ');
  if (isEmpty(filter)) chargeOnce(scope, field, key, calls);
  else field.pathCost.addCalls(calls);
}

function chargeForPatients(scope: PricingScope, field: TraversedField): void {
  const { settings, batches } = scope;
  const { idBatchSize, panel } = settings;
  const { first, filter } = field.args ?? {};
  if (typeof first !== 'number' || !isValidPageSize(first)) return;
  const { ids: given, ...criteria } = isObject(filter) ? filter : {};
  const ids = Array.isArray(given)
    ? given.filter(isId)
    : isEmpty(criteria)
      ? findUnlistedPatients(settings)
      : null;
  if (ids !== null) {
    const some = [...new Set(ids)].slice(0, first);
    field.pathCost.addCalls(batches.add('Patient', some));
    const included = includedByIdOf(scope, 'Patient', field);
    return visitSubfields(scope, field, cardinalityOfLookups(some.length, idBatchSize), included);
  }
  if (panel.kind === 'search' || !isEmpty(criteria)) {
    field.pathCost.addCalls(1);
    return visitSubfields(scope, field, { items: first, groups: 1, minItems: first });
  }
  chargeForPanel(scope, field);
  // Without a panel, the list is empty, or contains the only patient that the caller may see.
  const maxPatients = {
    ids: panel.kind === 'ids' ? panel.ids.length : 0,
    list: first,
    group: first,
    none: 1,
  }[panel.kind];
  const patients = cardinalityOfLookups(Math.min(first, maxPatients), idBatchSize);
  field.pathCost.addCalls(patients.groups);
  visitSubfields(scope, field, patients, includedByIdOf(scope, 'Patient', field));
}

function chargeForLookup(scope: PricingScope, field: TraversedField): void {
  const { id, ids = [id] } = field.args ?? {};
  const type = field.args?.['type'] ?? field.types[0]?.name;
  const valid = Array.isArray(ids) ? ids.filter(isId) : [];
  if (valid.length === 0 || typeof type !== 'string') return;
  field.pathCost.addCalls(scope.batches.add(type, valid));
  const found = cardinalityOfLookups(valid.length, scope.settings.idBatchSize);
  visitSubfields(scope, field, found, includedByIdOf(scope, type, field));
}

function chargeForDirectory(scope: PricingScope, field: TraversedField, type: SharedType): void {
  const first = pageSizeOf(field);
  if (first === null) return;
  field.pathCost.addCalls(1);
  const included = includedPathsOf(scope, type, field);
  visitSubfields(scope, field, { items: first, groups: 1, minItems: first }, included);
}

/** Charges one search if the server finds appointments by day, and otherwise one for each patient. */
function chargeForDay(scope: PricingScope, field: TraversedField): void {
  const { settings, batches } = scope;
  const first = pageSizeOf(field);
  if (first === null) return;
  const { patients } = field.args ?? {};
  const known = Array.isArray(patients) ? patients.filter(isId) : (settings.permittedPatients?.() ?? null);
  if (settings.searchesByDay?.() === true) field.pathCost.addCalls(1);
  // A caller whose access is limited also needs the patients themselves.
  else if (known !== null) {
    const ids = [...new Set(known)];
    field.pathCost.addCalls(ids.length + batches.add('Patient', ids));
  } else {
    chargeForPanel(scope, field);
    const { items, groups } = cardinalityOfLookups(countPatientsOfDay(settings.panel), settings.idBatchSize);
    field.pathCost.addCalls(items + groups);
  }
  const included = includedPathsOf(scope, 'Appointment', field);
  visitSubfields(scope, field, { items: first, groups: 1, minItems: first }, included);
}

function chargeForEntities(scope: PricingScope, field: TraversedField): void {
  const { batches, settings } = scope;
  const represented = representedEntities(field.args?.['representations']);
  for (const type of field.types) {
    for (const key of ENTITY_KEYS) {
      const values = represented.flatMap((entity) =>
        entity.type === type.name && entity.key === key ? [entity.value] : [],
      );
      // Lookups by different keys need separate searches.
      field.pathCost.addCalls(batches.add(key === 'id' ? type.name : `${type.name} by ${key}`, values));
      const below = { ...field, types: [type] };
      const found = cardinalityOfLookups(values.length, settings.idBatchSize);
      visitSubfields(scope, below, found, key === 'id' ? includedByIdOf(scope, type.name, field) : []);
    }
  }
}

/** Returns the requests of a mutation: one for each resource to create, and one for each resource that they need: the encounter, the form. Excludes the reconciliation of a retry. */
function countWrites(input: unknown): number {
  if (!isObject(input)) return 1;
  const readings = VITAL_SIGN_NAMES.filter((name) => isObject(input[name])).length;
  const needed = ['encounterId', 'questionnaireId'].filter((name) => name in input).length;
  return Math.max(1, readings) + needed;
}

/** Returns the valid page size of a field; null if it has none. */
function pageSizeOf({ args }: TraversedField): number | null {
  const first = args?.['first'];
  return typeof first === 'number' && isValidPageSize(first) ? first : null;
}

function isEmpty(criteria: Readonly<Record<string, unknown>>): boolean {
  return Object.values(criteria).every((value) => value === undefined || value === null);
}
