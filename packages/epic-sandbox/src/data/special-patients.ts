/** Merged, deleted and restricted patients, for whom Epic doesn't answer with the resource. None is in a panel. */
import { LINDA_ROSS } from './patients.ts';

/** A retired id. A read answers 301 with the location of {@link MERGE_SURVIVOR}. */
export const MERGED_BY_REDIRECT = 'eMerged.ByRedirect-00013';
/** A retired id. A read answers 404 with outcome 4107, and the survivor in Content-Location. */
export const MERGED_AS_OUTCOME = 'eMerged.AsOutcome-000033';
/** The patient into whom both retired ids were merged: Linda Jane Ross. */
export const MERGE_SURVIVOR = LINDA_ROSS;
/** Break the glass. A read answers 403 with outcome 4130; a search by `_id` omits the patient and adds 4119. */
export const RESTRICTED = 'eRestricted.Glass-000043';
/** Break the glass. A read answers 400 with outcome 4134; a search by `_id` omits the patient and adds 4119. */
export const RESTRICTED_AS_BAD_REQUEST = 'eRestricted.Glass-000053';
/** A read answers 410 with outcome 4103; a search by `_id` treats it as an unknown id. */
export const DELETED = 'eDeleted.Patient-0000063';

/** Epic's response to an id that has no accessible resource. */
export type SpecialAnswer =
  | { kind: 'redirected' | 'merged'; survivor: string }
  | { kind: 'restricted'; status: 400 | 403; code: 4118 | 4130 | 4134 }
  | { kind: 'deleted' };

export const SPECIAL_PATIENTS: ReadonlyMap<string, SpecialAnswer> = new Map<string, SpecialAnswer>([
  [MERGED_BY_REDIRECT, { kind: 'redirected', survivor: MERGE_SURVIVOR }],
  [MERGED_AS_OUTCOME, { kind: 'merged', survivor: MERGE_SURVIVOR }],
  [RESTRICTED, { kind: 'restricted', status: 403, code: 4130 }],
  [RESTRICTED_AS_BAD_REQUEST, { kind: 'restricted', status: 400, code: 4134 }],
  [DELETED, { kind: 'deleted' }],
]);
