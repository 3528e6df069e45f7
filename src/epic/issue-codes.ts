/** Epic's issue codes, and what each means for an answer. */
import type { ErrorCode } from '../errors.ts';

/** What an issue of an OperationOutcome makes of a response, and the text of its warning (null: none). */
export type IssueMeaning =
  | { readonly kind: 'nothing-found'; readonly message: null }
  | { readonly kind: 'absent' | 'merged' | 'warning'; readonly message: string }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string };

const absent: IssueMeaning = { kind: 'absent', message: 'A record that was asked for does not exist.' };
const error = (code: ErrorCode, message: string): IssueMeaning => ({ kind: 'error', code, message });
const warning = (message: string): IssueMeaning => ({ kind: 'warning', message });

export const PAGING_ENDED = 'The paging session has ended at the FHIR server. Start again without `after`.';

/**
 * Epic's issue codes (open.epic.com, "Error codes"; the coding system's OID differs from site to site, its last arcs
 * `.7.2.657369` do not). The words are ours, since `diagnostics` can echo the request and so patient data.
 */
export const EPIC_ISSUES: Readonly<Record<string, IssueMeaning>> = {
  '4101': { kind: 'nothing-found', message: null },
  '4102': absent,
  '59008': absent,
  '4103': absent,
  '59144': absent,
  '4107': { kind: 'merged', message: 'A record that was asked for was merged into another.' },
  '4110': error('BAD_USER_INPUT', 'The FHIR server needs a parameter that the search did not give.'),
  '4111': error('BAD_USER_INPUT', 'The FHIR server does not understand the value of a search parameter.'),
  '4112': error('BAD_USER_INPUT', 'The FHIR server does not allow this combination of search parameters.'),
  '4115': error('BAD_USER_INPUT', 'The FHIR server does not accept a search parameter for this type.'),
  '59108': error('BAD_USER_INPUT', 'The FHIR server needs a search parameter that was not given.'),
  '59111': error('BAD_USER_INPUT', 'The FHIR server does not accept the value of a search parameter.'),
  '59159': error(
    'BAD_USER_INPUT',
    'The FHIR server lists patients only by id, by identifier, by given + family + birthDate, or by given + family + ' +
      'gender + phone or email.',
  ),
  '59012': error('BAD_USER_INPUT', 'The FHIR server does not accept the resource as it was sent.'),
  '4113': error('CURSOR_EXPIRED', PAGING_ENDED),
  '4118': error('FORBIDDEN', 'The user of this gateway at the FHIR server may not see this.'),
  '59022': error('FORBIDDEN', 'The FHIR server does not let this gateway see records of this kind.'),
  '4119': warning('Some records were left out, since this gateway may not see them.'),
  '4122': warning('The FHIR server ignored a search parameter that it does not know.'),
  '59100': warning('The FHIR server ignored a search parameter that it does not know.'),
  '59101': warning('The FHIR server ignored the value of a search parameter.'),
  '59109': warning('The FHIR server ignored a search parameter that does not go with the others.'),
  '59133': warning('More records match than the FHIR server returns; the list is not complete.'),
  '59204': warning('Records of a kind that this gateway may not see were left out.'),
  '59205': warning('Records of a kind that this gateway may not see were left out.'),
  '4127': error('SEARCH_TOO_BROAD', 'More than 100 patients match. Add criteria, such as the birth date.'),
  '4130': error(
    'RESTRICTED_RECORD',
    'The record is behind break-the-glass and is not released to this gateway.',
  ),
  '4131': error(
    'RESTRICTED_RECORD',
    'The record is behind break-the-glass and is not released to this gateway.',
  ),
  '4134': error(
    'RESTRICTED_RECORD',
    'The record is behind break-the-glass and is not released to this gateway.',
  ),
  '4135': error('QUOTA_EXCEEDED', 'The daily limit of documents is used up. Try again tomorrow.'),
  '59141': error('ALREADY_EXISTS', 'The FHIR server already holds this.'),
  '59189': error('ALREADY_EXISTS', 'The FHIR server already holds this.'),
  '59177': error('UPSTREAM_UNAVAILABLE', 'The FHIR server had an internal error. Try again later.'),
};
