/** The selection being priced: charges a request once, and queues the selections below a field. */
import type { LaunchContext } from '../../auth/grants.ts';
import type { PatientPanel } from '../../config/values.ts';
import { mayBeListId } from '../../fhir/panel.ts';
import { isSharedType } from '../../fhir/resource-kinds.ts';
import { includesOf, isResourceType, PROVENANCE_INCLUDE, type ResourceType } from '../../fhir/resources.ts';
import type { BatchCount } from './batch-count.ts';
import type { Cardinality } from './cardinality.ts';
import type { FieldCost } from './field-costs.ts';
import type { OperationTraversal, TraversedField, TraversedSelection } from './operation-traversal.ts';

export interface PriceSettings {
  /** The number of ids in one `_id` search. */
  readonly idBatchSize: number;
  readonly panel: PatientPanel;
  /** Whether the panel limits what callers may see, so that each operation that reads records needs it. */
  readonly isPanelOnly?: boolean;
  /** Whether the panel costs no request. A price that must be an upper bound cannot assume so: its time in memory can end before it is read. */
  readonly isPanelInMemory?: boolean;
  /** Whether the server is Epic, which finds the List of a panel by its identifier only. True if the server has not described itself. */
  readonly isEpic?: () => boolean;
  /** Whether the FHIR server declares support for the `_include`, which returns referenced resources with the records of a type. */
  readonly isIncluded: (type: ResourceType, include: string) => boolean;
  /** Whether the server finds the appointments of all patients by their day. */
  readonly searchesByDay?: () => boolean;
  /**
   * Whether the server's references have a `display`, as all recorded references to Medications at Epic do. If one lacks it, the gateway reads
   * the Medication, and the request budget counts the read.
   */
  readonly hasReferenceDisplays?: () => boolean;
  /** The launch of the person who signed in; absent or null for other callers. */
  readonly launch?: LaunchContext | null;
  /** Returns the only patients whom the caller may see, as far as they are known without the panel; null if there may be others. */
  readonly permittedPatients?: () => readonly string[] | null;
}

export interface PricingScope {
  readonly traversal: OperationTraversal;
  readonly settings: PriceSettings;
  readonly selection: TraversedSelection;
  /** The requests that are already charged, and that other fields of the selection share. */
  readonly charged: Set<string>;
  readonly batches: BatchCount;
}

/** Queues the selections below a field, unless the field has no items. */
export function visitSubfields(
  { traversal }: PricingScope,
  { types, selectionSets, pathCost }: TraversedField,
  cardinality: Cardinality,
  includedPaths: readonly string[] = [],
): void {
  if (selectionSets.length === 0 || cardinality.items === 0) return;
  // The types of the items are unknown, so assume equal shares.
  const minItems = cardinality.minItems / types.length;
  for (const type of types)
    traversal.visitLater({
      type,
      selectionSets,
      cardinality: { ...cardinality, minItems },
      pathCost,
      includedPaths,
    });
}

export function chargeOnce(
  { charged }: PricingScope,
  { pathCost }: TraversedField,
  key: string,
  calls: number,
): void {
  if (!charged.has(key)) pathCost.addCalls(calls);
  charged.add(key);
}

/** Charges the requests for the panel, which all root fields share. */
export function chargeForPanel(scope: PricingScope, field: TraversedField): void {
  const { panel, isPanelInMemory = false, isEpic = () => true } = scope.settings;
  if (isPanelInMemory || (panel.kind !== 'list' && panel.kind !== 'group')) return;
  // The gateway first reads the List by its id, and then searches for it.
  const isReadFirst = panel.kind === 'list' && mayBeListId({ ...panel, isEpic: false }) && !isEpic();
  chargeOnce(scope, field, 'panel', isReadFirst ? 2 : 1);
}

/** The root fields that read or write records, for which the gateway checks what the caller may see. */
const AUTHORIZED: ReadonlySet<FieldCost['kind']> = new Set<FieldCost['kind']>([
  'day',
  'directory',
  'entities',
  'lookup',
  'me',
  'patients',
  'requests',
  'write',
]);

/** Charges a root field with the request for the panel if the panel decides which records callers may see. */
export function chargeForAccess(scope: PricingScope, field: TraversedField): void {
  if (scope.settings.isPanelOnly === true && AUTHORIZED.has(field.cost.kind)) chargeForPanel(scope, field);
}

/** Returns the selected paths of the resources that a search of the type includes. The link to a further page may come from a search without provenances. */
export function includedPathsOf(
  { settings, traversal }: PricingScope,
  type: ResourceType,
  field: TraversedField,
): string[] {
  const isFurtherPage = typeof field.args?.['after'] === 'string';
  return Object.entries(includesOf(type)).flatMap(([path, include]) =>
    // The server's capabilities matter only for what is selected.
    traversal.selectsInRecords(field, path.split('.')) &&
    settings.isIncluded(type, include) &&
    !(isFurtherPage && include === PROVENANCE_INCLUDE)
      ? [path]
      : [],
  );
}

/** Returns the same for a search by id, which the gateway sends only for resources that it does not share between callers. */
export function includedByIdOf(scope: PricingScope, type: string, field: TraversedField): string[] {
  const isSearched = scope.settings.idBatchSize > 1 && isResourceType(type) && !isSharedType(type);
  return isSearched ? includedPathsOf(scope, type, field) : [];
}

/** Returns the included paths below a field, relative to it. */
export function pathsBelow(includedPaths: readonly string[], field: string): string[] {
  return includedPaths.flatMap((path) =>
    path.startsWith(`${field}.`) ? [path.slice(field.length + 1)] : [],
  );
}
