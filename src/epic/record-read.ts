/** Reads a record by id, and follows a merged record to its survivor. */
import { isFhirId, parseReference } from '../fhir/ids.ts';
import { isStored, type ResourceOf, type ResourceType } from '../fhir/resources.ts';
import type { Stored } from '../fhir/types.ts';
import {
  type FhirResponse,
  MERGED_WITHOUT_SURVIVOR,
  requireSameRecord,
  unexpectedTypeError,
} from './fhir-response.ts';
import type { Get } from './get.ts';
import type { RequestBudget } from './request-budget.ts';
import { createRecordFormat } from './response-limits.ts';

/** A survivor can have been merged in turn. This bound also ends a cycle of merged records. */
const MAX_MERGES = 3;

/** Returns null if the record does not exist or was deleted. For a merged record, returns the survivor under its own id, with a warning. */
export async function readRecord<T extends ResourceType>(
  {
    get,
    baseUrl,
    maxRecordValues,
  }: { readonly get: Get; readonly baseUrl: string; readonly maxRecordValues: number },
  type: T,
  id: string,
  budget: RequestBudget,
): Promise<Stored<ResourceOf<T>> | null> {
  if (!isFhirId(id)) return null;
  const json = createRecordFormat(maxRecordValues);
  const readById = async (requested: string): Promise<FhirResponse> => {
    const url = `${baseUrl}/${type}/${requested}`;
    const request = { url, requestClass: 'read', interaction: 'read', resourceType: type, json } as const;
    return requireSameRecord(await get(request, budget), type, requested);
  };
  let response = await readById(id);
  for (let merges = 0; response.kind === 'merged' && merges < MAX_MERGES; merges += 1) {
    const survivor = parseReference({ reference: response.location ?? '' });
    if (survivor?.type !== type) break;
    response = await readById(survivor.id);
  }
  if (response.kind === 'merged') budget.warn({ ...MERGED_WITHOUT_SURVIVOR, resourceType: type });
  if (response.kind !== 'resource') return null;
  const { resource } = response;
  if (!isStored(resource, type)) throw unexpectedTypeError(type, resource.resourceType);
  if (resource.id !== id) budget.warn({ ...MERGED, resourceType: type });
  return resource;
}

const MERGED = {
  code: '4107',
  message:
    'The record was merged into another one. The response contains the surviving record, under its own id.',
} as const;
