/** The gateway's own warnings about a patient's list, and the error that names the categories that it may not read. */
import { GatewayError, hasCode } from '../errors.ts';
import type { ListQuery } from './list-query.ts';

export const ORDER_UNCERTAIN = {
  code: 'ORDER_UNCERTAIN',
  message:
    'The FHIR server does not sort this list, and has more of it than the operation could read. Newer records can be missing here. Read ' +
    'the connection to its end to be sure.',
};

export const LIST_NOT_OFFERED = {
  code: 'LIST_NOT_OFFERED',
  message: 'The FHIR server does not list this type by patient, so the list is empty whatever is on record.',
};
export const FOREIGN_RECORDS = {
  code: 'FOREIGN_RECORDS',
  message: 'The FHIR server sent records that are not of the patient asked for; they were left out.',
};

/** Returns the error with the categories that the server does not release, where the gateway chose them; the client knows its own. */
export function nameCategories(error: unknown, { fixedCategories }: ListQuery): unknown {
  if (fixedCategories.length === 0 || !hasCode(error, 'FORBIDDEN')) return error;
  const named = `${fixedCategories.length === 1 ? 'category' : 'categories'} ${fixedCategories.join(', ')}`;
  return new GatewayError('FORBIDDEN', `The FHIR server does not let this gateway see records of ${named}.`);
}
