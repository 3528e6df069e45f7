/** The resources that `_include` and `_revinclude` add to a page. */
import type { Resource, Stored } from './types.ts';
import { resourceKey } from './criteria.ts';
import { textAt, valuesAt } from './element-path.ts';
import { INCLUDED_ELEMENTS } from './definitions.ts';
import type { ResourceTypeRow } from './resource-type-row.ts';
import { tokens } from './searches.ts';

/** Returns the resources to include with a page, each once, except those already on the page. */
export type Includer = (page: readonly Stored<Resource>[]) => Stored<Resource>[];

/** Epic's only reverse include. */
const PROVENANCE = 'Provenance:target';

/**
 * Honors every reference parameter of FHIR R4, except those in `ignored` (`Type:parameter`, or `*` for all). An include is a hint: a server silently omits
 * includes that it doesn't honor and resources that the client may not read (`mayRead`).
 */
export function createIncluder(
  row: ResourceTypeRow,
  query: URLSearchParams,
  {
    ignored,
    mayRead,
    types,
  }: {
    ignored: readonly string[];
    mayRead: (resourceType: string) => boolean;
    types: ReadonlyMap<string, ResourceTypeRow>;
  },
): Includer {
  const isHonored = (name: string): boolean => !ignored.includes(name) && !ignored.includes('*');
  const requested = new Set(tokens(query, '_include').map((value) => value.split(':').slice(0, 2).join(':')));
  const elements = Object.entries(INCLUDED_ELEMENTS[row.type] ?? {})
    .filter(([parameter]) => {
      const name = `${row.type}:${parameter}`;
      return isHonored(name) && (requested.has(name) || requested.has('*'));
    })
    .flatMap(([, paths]) => paths.split(' '))
    .map((path) => path.split(':'));
  const withProvenance = isHonored(PROVENANCE) && tokens(query, '_revinclude').includes(PROVENANCE);

  return (page) => {
    const found = page.flatMap((resource) => [
      ...elements.flatMap(([path = '', target]) =>
        valuesAt(resource, path)
          .flatMap((element) => resolveReference(types, element))
          .filter(({ resourceType }) => target === undefined || resourceType === target),
      ),
      ...(withProvenance ? provenancesOf(types, row, resource) : []),
    ]);
    const onPage = new Set(page);
    return [...new Set(found)].filter((resource) => !onPage.has(resource) && mayRead(resource.resourceType));
  };
}

/** Resolves a relative reference. Returns an empty list for a reference to another server, to a contained resource, or to nothing. */
function resolveReference(types: ReadonlyMap<string, ResourceTypeRow>, element: unknown): Stored<Resource>[] {
  const [, type = '', id = ''] = /^([A-Z]\w+)\/([^/]+)$/.exec(textAt(element, 'reference') ?? '') ?? [];
  const resource = types.get(type)?.find(id);
  return resource === undefined ? [] : [resource];
}

function provenancesOf(
  types: ReadonlyMap<string, ResourceTypeRow>,
  row: ResourceTypeRow,
  { id }: Stored<Resource>,
): readonly Stored<Resource>[] {
  const owner = row.ownerOf(id);
  const provenances = owner === undefined ? undefined : types.get('Provenance')?.ofPatient(owner);
  return (provenances ?? []).filter((provenance) =>
    valuesAt(provenance, 'target').some(
      (target) => resourceKey(textAt(target, 'reference') ?? '') === `${row.type}/${id}`,
    ),
  );
}
