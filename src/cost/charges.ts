/** What is charged for each field of a selection, and what is selected below it. */
import type { PatientPanel } from '../config/values.ts';
import { isFhirId } from '../fhir/ids.ts';
import { isMrn } from '../fhir/mrn.ts';
import { PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import { factsOf, type ResourceType } from '../fhir/resources.ts';
import { isObject } from '../fhir/shape.ts';
import { VITAL_SIGN_NAMES } from '../fhir/vital-signs.ts';
import { isPageSize } from '../loaders/pages.ts';
import { type Arrivals, batchesFor, holding, ONCE, searching } from './arrivals.ts';
import { MEMBERS_FIELDS, SUBJECT_FIELDS } from './fields.ts';
import { arrivalsOf, createLookups, type Lookups } from './lookups.ts';
import type { SelectedField, Selection, Walk } from './walk.ts';
import { plausibleBytes } from './weights.ts';

export interface PriceSettings {
  /** How many ids one `_id` search asks for. */
  readonly idBatchSize: number;
  readonly panel: PatientPanel;
  /** Whether the server says that it honours the `_include` for a type, so that what is pointed at comes along. */
  readonly comesAlong: (type: ResourceType, include: string) => boolean;
  /** How many requests a patient's list of the type usually takes: more than one where the server has to be read on. */
  readonly requestsOfList: (type: ResourceType) => number;
  /**
   * Whether the server's references have a `display`, as every recorded reference of Epic to a Medication does. If one lacks it after all, the
   * operation's budget still counts the read.
   */
  readonly hasWords?: () => boolean;
}

/** A selection that is being charged for. */
interface Charging {
  readonly walk: Walk;
  readonly settings: PriceSettings;
  readonly selection: Selection;
  /** What is asked for once, however many fields of the selection want it. */
  readonly asked: Set<string>;
  readonly lookups: Lookups;
}

export function chargeFor(walk: Walk, selection: Selection, settings: PriceSettings): void {
  const lookups = createLookups(settings.idBatchSize);
  const charging: Charging = { walk, settings, selection, asked: new Set(), lookups };
  for (const field of walk.fieldsOf(selection)) chargeForField(charging, field);
}

function chargeForField(charging: Charging, field: SelectedField): void {
  const { arrivals, along } = charging.selection;
  const { cost, definition, place } = field;
  place.weigh(arrivals.least * plausibleBytes(field));
  switch (cost.kind) {
    case 'part':
      return follow(charging, field, holding(arrivals, cost.length), below(along, definition.name));
    case 'page':
      return follow(charging, field, arrivals, along);
    case 'content':
      return chargeOnce(charging, field, 'content', arrivals.items);
    case 'searches':
      chargeOnce(charging, field, definition.name, arrivals.items * cost.calls);
      return follow(charging, field, arrivals);
    case 'words':
      if (charging.settings.hasWords?.() !== true)
        place.charge(batchesFor(arrivals, 1, charging.settings.idBatchSize));
      return;
    case 'subject':
      if (!along.includes(definition.name))
        chargeOnce(charging, field, 'subject', batchesFor(arrivals, 1, charging.settings.idBatchSize));
      return;
    case 'members':
      if (arrivals.items === 1 && !along.includes(definition.name)) chargeOnce(charging, field, 'members', 1);
      return;
    case 'reference':
      return chargeForReference(charging, field);
    case 'list':
      return chargeForList(charging, field, cost.list);
    case 'reading':
      for (const { list } of cost.reads) chargeForSearch(charging, field, list);
      return follow(charging, field, holding(arrivals, cost.length));
    case 'patients':
      return chargeForPatients(charging, field);
    case 'lookup':
      return chargeForLookup(charging, field);
    case 'entities':
      return chargeForEntities(charging, field);
    case 'write':
      place.charge(writesIn(field.args?.['input']));
      return follow(charging, field, ONCE);
    case 'request':
      place.charge(1);
      return follow(charging, field, ONCE);
  }
}

function chargeForReference(charging: Charging, field: SelectedField): void {
  const { selection, settings } = charging;
  const { arrivals, along } = selection;
  if (along.includes(field.definition.name)) return follow(charging, field, arrivals);
  const calls = batchesFor(arrivals, field.types.length, settings.idBatchSize);
  field.place.charge(calls);
  follow(charging, field, { ...arrivals, groups: calls });
}

function chargeForList(charging: Charging, field: SelectedField, list: PatientListName): void {
  const { selection, settings } = charging;
  const { first, ...filter } = field.args ?? {};
  if (typeof first !== 'number' || !isPageSize(first)) return;
  chargeForSearch(charging, field, list, filter);
  const { type } = PATIENT_LISTS[list];
  const includes = Object.entries(factsOf(type).includes ?? {});
  const along = [
    ...includes.flatMap(([path, include]) => (settings.comesAlong(type, include) ? [path] : [])),
    // The list is below its patient, and lists the members of its panels.
    ...(SUBJECT_FIELDS[type] ?? []),
    ...(MEMBERS_FIELDS[type] ?? []),
  ];
  follow(charging, field, searching(selection.arrivals, first), along);
}

/** Fields of one list share its search, unless they narrow it down, or want different things to come along. */
function chargeForSearch(
  charging: Charging,
  field: SelectedField,
  list: PatientListName,
  filter: Readonly<Record<string, unknown>> = {},
): void {
  const { type } = PATIENT_LISTS[list];
  const calls = charging.selection.arrivals.items * charging.settings.requestsOfList(type);
  const includes = Object.keys(factsOf(type).includes ?? {});
  if (includes.length === 0 && isEmpty(filter)) chargeOnce(charging, field, list, calls);
  else field.place.charge(calls);
}

function chargeForPatients(charging: Charging, field: SelectedField): void {
  const { settings, lookups } = charging;
  const { idBatchSize, panel } = settings;
  const { first, filter } = field.args ?? {};
  if (typeof first !== 'number' || !isPageSize(first)) return;
  const { ids, ...criteria } = isObject(filter) ? filter : {};
  if (Array.isArray(ids)) {
    const some = [...new Set(ids.filter(isId))].slice(0, first);
    field.place.charge(lookups.add('Patient', some));
    return follow(charging, field, arrivalsOf(some.length, idBatchSize));
  }
  if (panel.kind === 'search' || !isEmpty(criteria)) {
    field.place.charge(1);
    return follow(charging, field, { items: first, groups: 1, least: first });
  }
  if (panel.kind === 'list' || panel.kind === 'group') chargeOnce(charging, field, 'panel', 1);
  // Without a panel there is nobody, but for who may see one patient alone: they have that one.
  const most = { ids: panel.kind === 'ids' ? panel.ids.length : 0, list: first, group: first, none: 1 }[
    panel.kind
  ];
  const patients = arrivalsOf(Math.min(first, most), idBatchSize);
  field.place.charge(patients.groups);
  follow(charging, field, patients);
}

function chargeForLookup(charging: Charging, field: SelectedField): void {
  const id = field.args?.['id'];
  const [type] = field.types;
  if (!isId(id) || type === undefined) return;
  field.place.charge(charging.lookups.add(type.name, [id]));
  follow(charging, field, ONCE);
}

function chargeForEntities(charging: Charging, field: SelectedField): void {
  const { lookups, settings } = charging;
  const represented = representedEntities(field.args?.['representations']);
  for (const type of field.types) {
    for (const key of KEYS) {
      const values = represented.flatMap((entity) =>
        entity.type === type.name && entity.key === key ? [entity.value] : [],
      );
      // What is looked up by one key does not go together with what is looked up by another.
      field.place.charge(lookups.add(key === 'id' ? type.name : `${type.name} by ${key}`, values));
      follow(charging, { ...field, types: [type] }, arrivalsOf(values.length, settings.idBatchSize));
    }
  }
}

/** What names an entity, the one before the other where both are there. */
const KEYS = ['id', 'mrn'] as const;

interface RepresentedEntity {
  readonly type: unknown;
  readonly key: (typeof KEYS)[number];
  readonly value: string;
}

/** What representations name, which the schema does not check: those that name nothing are not looked up. */
function representedEntities(representations: unknown): RepresentedEntity[] {
  return (Array.isArray(representations) ? representations : []).flatMap((entity): RepresentedEntity[] => {
    if (!isObject(entity)) return [];
    const { __typename: type, id, mrn } = entity;
    if (isId(id)) return [{ type, key: 'id', value: id }];
    const isByMrn = type === 'Patient' && (id === undefined || id === null) && isMrn(mrn);
    return isByMrn ? [{ type, key: 'mrn', value: mrn.trim() }] : [];
  });
}

/** Goes on below a field, where there can be anything. */
function follow(
  { walk }: Charging,
  { types, selectionSets, place }: SelectedField,
  arrivals: Arrivals,
  along: readonly string[] = [],
): void {
  if (selectionSets.length === 0 || arrivals.items === 0) return;
  // Each of them is of one type; which one is not known, so each type has its part of the answer.
  const least = arrivals.least / types.length;
  for (const type of types)
    walk.follow({ type, selectionSets, arrivals: { ...arrivals, least }, place, along });
}

function chargeOnce({ asked }: Charging, { place }: SelectedField, what: string, calls: number): void {
  if (!asked.has(what)) place.charge(calls);
  asked.add(what);
}

/** What comes along below a field, by its path from there. */
function below(along: readonly string[], field: string): string[] {
  return along.flatMap((path) => (path.startsWith(`${field}.`) ? [path.slice(field.length + 1)] : []));
}

/**
 * One for what is created, or for each reading of several, and one for the visit that they are of. Looking up what is unknown, upon a
 * retry, comes on top.
 */
function writesIn(input: unknown): number {
  if (!isObject(input)) return 1;
  const readings = VITAL_SIGN_NAMES.filter((name) => isObject(input[name])).length;
  return Math.max(1, readings) + ('encounterId' in input ? 1 : 0);
}

function isEmpty(criteria: Readonly<Record<string, unknown>>): boolean {
  return Object.values(criteria).every((value) => value === undefined || value === null);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && isFhirId(value);
}
