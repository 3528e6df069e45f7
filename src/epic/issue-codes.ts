/** The meaning of Epic's issue codes. */
import type { ErrorCode } from '../errors.ts';

/** How an issue of an OperationOutcome affects a response. A null message adds no warning. */
export type IssueMeaning =
  | { readonly kind: 'nothing-found'; readonly message: null }
  | { readonly kind: 'absent' | 'merged' | 'warning'; readonly message: string }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string };

const absent: IssueMeaning = { kind: 'absent', message: 'A requested record does not exist.' };
const error = (code: ErrorCode, message: string): IssueMeaning => ({ kind: 'error', code, message });
const warning = (message: string): IssueMeaning => ({ kind: 'warning', message });

export const PAGING_ENDED = 'The paging session has ended at the FHIR server. Start again without `after`.';

/**
 * Epic's issue codes (open.epic.com, "Error codes"). The coding system's OID differs from site to site, but its last arcs `.7.2.657369` do
 * not. The messages are the gateway's own, because `diagnostics` can echo the request and so patient data.
 */
export const EPIC_ISSUES = {
  '4101': { kind: 'nothing-found', message: null },
  '4102': absent,
  '59008': absent,
  '4103': absent,
  '59144': absent,
  '4107': { kind: 'merged', message: 'A requested record was merged into another one.' },
  '4110': error('BAD_USER_INPUT', 'The FHIR server requires a parameter that the search did not include.'),
  '4111': error('BAD_USER_INPUT', 'The FHIR server does not understand the value of a search parameter.'),
  '4112': error('BAD_USER_INPUT', 'The FHIR server does not allow this combination of search parameters.'),
  '4115': error(
    'BAD_USER_INPUT',
    'The FHIR server does not accept the value of a required search parameter, such as the id of a patient.',
  ),
  '59108': error(
    'BAD_USER_INPUT',
    'The FHIR server requires a search parameter that the search did not include.',
  ),
  '59111': error('BAD_USER_INPUT', 'The FHIR server does not accept the value of a search parameter.'),
  '59159': error(
    'BAD_USER_INPUT',
    'The FHIR server lists patients only by id, by identifier, by given + family + birthDate, or by given + family + ' +
      'gender + phone or email.',
  ),
  '59012': error('BAD_USER_INPUT', 'The FHIR server does not accept the resource as it was sent.'),
  '4113': error('CURSOR_EXPIRED', PAGING_ENDED),
  '4118': error('FORBIDDEN', "The gateway's user at the FHIR server may not see this."),
  '59022': error('FORBIDDEN', 'The FHIR server does not let the gateway see records of this kind.'),
  '4119': warning(
    'The FHIR server withheld some records that the gateway, or the person who signed in, is not authorized to see.',
  ),
  '4122': warning('The FHIR server ignored a search parameter that it does not know.'),
  '59100': warning('The FHIR server ignored a search parameter that it does not know.'),
  '59101': warning('The FHIR server ignored the value of a search parameter.'),
  '59109': warning('The FHIR server ignored a search parameter that conflicts with the others.'),
  '59133': warning('More records match than the FHIR server returns. The list is incomplete.'),
  '59204': warning(
    'The FHIR server withheld records of a kind that the gateway, or the person who signed in, is not authorized to see.',
  ),
  '59205': warning(
    'The FHIR server withheld records of a kind that the gateway, or the person who signed in, is not authorized to see.',
  ),
  '4127': error('SEARCH_TOO_BROAD', 'More than 100 patients match. Add criteria, such as the birth date.'),
  '4130': error('RESTRICTED_RECORD', 'The record is behind break-the-glass and was not released.'),
  '4131': error('RESTRICTED_RECORD', 'The record is behind break-the-glass and was not released.'),
  '4134': error('RESTRICTED_RECORD', 'The record is behind break-the-glass and was not released.'),
  '4135': error('QUOTA_EXCEEDED', 'The daily limit for documents is exhausted. Try again tomorrow.'),
  '59141': error('ALREADY_EXISTS', 'The FHIR server already has this record.'),
  '59189': error('ALREADY_EXISTS', 'The FHIR server already has this record.'),
  '59177': error('UPSTREAM_UNAVAILABLE', 'The FHIR server had an internal error. Try again later.'),
} as const satisfies Record<string, IssueMeaning>;

export type EpicIssueCode = keyof typeof EPIC_ISSUES;

export function isEpicIssueCode(code: string | null): code is EpicIssueCode {
  return code !== null && Object.hasOwn(EPIC_ISSUES, code);
}
