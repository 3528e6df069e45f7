/** Reads the keys of the entities that a router requests. */
import { isFhirId } from '../../fhir/ids.ts';
import { isObject } from '../../fhir/lenient-read.ts';
import { isMrn } from '../../fhir/mrn.ts';

/** The keys of an entity. If a representation has both, the first one counts. */
export const ENTITY_KEYS = ['id', 'mrn'] as const;

interface RepresentedEntity {
  readonly type: unknown;
  readonly key: (typeof ENTITY_KEYS)[number];
  readonly value: string;
}

/** Returns the valid keys of the representations, which the schema does not validate. Invalid keys cause no requests. */
export function representedEntities(representations: unknown): RepresentedEntity[] {
  return (Array.isArray(representations) ? representations : []).flatMap((entity): RepresentedEntity[] => {
    if (!isObject(entity)) return [];
    const { __typename: type, id, mrn } = entity;
    if (isId(id)) return [{ type, key: 'id', value: id }];
    const isByMrn = type === 'Patient' && (id === undefined || id === null) && isMrn(mrn);
    return isByMrn ? [{ type, key: 'mrn', value: mrn.trim() }] : [];
  });
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && isFhirId(value);
}
