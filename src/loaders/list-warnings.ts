/** The gateway's own warnings about a patient's list. */

export const ORDER_UNCERTAIN = {
  code: 'ORDER_UNCERTAIN',
  message:
    'The FHIR server has more of this list than it sent at once, and does not sort it, so newer records can be on a later page. Read the ' +
    'connection to its end to be sure.',
};

export const NOT_OFFERED = {
  code: 'LIST_NOT_OFFERED',
  message: 'The FHIR server does not list this type by patient, so the list is empty whatever is on record.',
};
export const FOREIGN = {
  code: 'FOREIGN_RECORDS',
  message: 'The FHIR server sent records that are not of the patient asked for; they were left out.',
};
