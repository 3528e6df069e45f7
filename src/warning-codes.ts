/** Defines the gateway's codes of warnings. Epic's own codes, which are numbers, are in `epic/issue-codes.ts`. */

/** The meaning of each code, for callers, as `docs/errors.md` shows it. */
export const WARNING_CODES = {
  NEXT_LINK_CIRCULAR:
    'A page of a search links back to an earlier page. The list ends here, `hasNextPage` is false, and results may be missing.',
  NEXT_LINK_FOREIGN:
    'The link to the next page is outside `EPIC_BASE_URL`. The list ends here, `hasNextPage` is false, and the newest records may be missing. The operator runs `npm run doctor`, and sets `EPIC_LINK_BASE_URL` if the server is behind a proxy.',
  LIST_CUT: 'A plain list has more records than it shows. Raise `first`, or page through the connection.',
  MAY_BE_INCOMPLETE:
    'An empty list, or the allergies, may lack records: the server withheld some, or not all could be read. Do not show “none”.',
  CONTRADICTORY:
    'The record contains an allergy, and also a statement of no known allergies. `allergyStatus` is RECORDED.',
  NO_KNOWN_PROBLEMS:
    'The problem list says that the patient has no known problems, or that none are on file. `conditions` contains the statement.',
  RECORD_NOT_UNDERSTOOD:
    'A record may be a resuscitation order, but contains nothing that the gateway recognizes. `codeStatus` omits it, and is never NOT_STATED. Look it up in the chart.',
  SOURCE_NOT_READABLE:
    'A source of `codeStatus` could not be read: the caller has no scope for it, or the server refused or failed.',
  WARNINGS_LEFT_OUT: 'There were more than 200 warnings. The message says how many were omitted.',
  PAGE_SHORT: 'The page is not full, because many records were filtered out. The list continues.',
  FOREIGN_RECORDS:
    'The server sent records of other patients, or without a patient, or results that do not meet the criteria of a search. They were omitted, and the list counts as incomplete.',
  RESOURCE_WITHOUT_ID: 'A record without an id was omitted.',
  ARGUMENT_NEEDED:
    'The server lists this type only with an argument that the operation does not pass, such as the `type` of `episodesOfCare` at Epic, so the list is empty whatever is on record.',
  LIST_NOT_OFFERED:
    'The server does not list this type by patient, so the list is empty whatever is on record.',
  OF_THIS_PANEL:
    "The server lists appointments only by patient, so the day has only the appointments of the panel's patients.",
  PANEL_INCOMPLETE:
    'The gateway could not read all results of the search for the list of `PATIENT_PANEL`, so patients may be missing: there are more than 100 lists or ten pages, or the pages form a circle. The operator names the list by an identifier that no other list has.',
  PARTICIPANTS_UNKNOWN:
    'Appointments of the day were left out, because they name their practitioner or location only by role, identifier or text. Request the day without `practitioner` and `location`.',
  DAY_INCOMPLETE:
    'Appointments of the day are missing: the search of a patient failed, or the server has more than the operation could read.',
  PATIENTS_NOT_FOUND: 'Patients of a list do not exist, or are hidden from the caller. They were omitted.',
  PATIENTS_REFUSED: 'The FHIR server does not release patients of a list. They were omitted.',
  MRN_AMBIGUOUS:
    'A patient has several current medical record numbers, so `mrn` is null. The operator sets `MRN_SYSTEM` to the system of one of them.',
  PATIENT_REPLACED:
    'Another record replaces this patient record, such as after a merge, so its name is missing or out of date. `Patient.replacedBy` refers to the current record.',
  MRN_NOT_UNIQUE: 'Several patients have the same medical record number, so it identifies none of them.',
  ORDER_UNCERTAIN:
    "The list may not show the newest records: the server does not sort it and has more than the operation could read, a further page failed or repeated an earlier one, or records without the server's sort date could not be read.",
  NOT_ALL_CATEGORIES:
    'The server requires categories, and the gateway requested its default ones. Records of other categories are missing.',
  MIXED_UNITS:
    'Results of one test in the list have different units, which the gateway never converts. Show each value with its unit, and do not connect them in a chart.',
  UNITS_CONTRADICT:
    'The unit of a result and its UCUM code are two different units. The text shows both. Check the source.',
  NUMBER_IN_TEXT:
    'The server sent a number as a string. The response shows a number with the same digits. Check it at the source.',
  ENTERED_IN_ERROR_LEFT_OUT:
    'The list omits this many records that were entered in error. The argument `include` shows them.',
  REFUTED_LEFT_OUT: 'The list omits this many records that were refuted. The argument `include` shows them.',
  PROPOSED_LEFT_OUT:
    'The list omits this many records that are only proposals or options. The argument `include` shows them.',
  SUPERSEDED_LEFT_OUT:
    'The list omits this many records that were superseded or retired. The argument `include` shows them.',
  NOT_DONE_LEFT_OUT:
    'The list omits this many records of what was not done. The argument `include` shows them.',
  ABOUT_ANOTHER_LEFT_OUT:
    'The list omits this many observations about someone or something other than the patient, such as a fetus. `observations` shows them.',
  PROHIBITIONS_LEFT_OUT:
    'The list omits this many records that prohibit what they name. `Patient.prohibitions` shows them.',
  PROHIBITIONS_INCOMPLETE:
    'The gateway could not read all records of this type that can contain prohibitions, so `prohibitions` may lack some.',
  RECENT_RECORDS_INCOMPLETE:
    'The gateway could not read all records of this type, so `recentRecords` may lack some.',
  TYPES_NOT_PERMITTED:
    'The token has no scope to search the types that the message names, so `recentRecords` or `patientSummary` lacks them.',
  SUMMARY_NOT_SHOWN:
    'The caller may see only some patients or records, and `patientSummary` is null although the patient is on file: the server has no summary for the id, or the caller may not see it. Read the lists.',
  SUMMARY_INCOMPLETE:
    "`patientSummary` lacks records: the server's document refers to records that it does not contain, or has more than 2,000 entries. Read the lists.",
  SUMMARY_TEXT_WITHHELD:
    'The text of a section of `patientSummary`, or the reason why it is empty, can repeat what the caller may not see, so it is null. Show the entries.',
  NOT_HONORED:
    'The server has not yet returned a provenance with any record of this type, so it may ignore the request for them, or it refuses the search for them. `provenances` is null, which does not mean that a record has none.',
  UNKNOWN_MODIFIER:
    'A record has an unknown modifier extension, which can reverse its meaning. Find the record by `hasUnknownModifier`, and the extension in its `resource`.',
  RELATIONS_UNCERTAIN:
    '`relatedFrom` may lack documents: the patient has more than 100, or the server refused the list. `ImagingStudy.reports` may lack reports: the patient has more than 100.',
  RECORD_TOO_LARGE:
    'A record of the list exceeds the limits of a record and was omitted. Its lookup by id returns `UPSTREAM_INVALID_RESPONSE`.',
  IMPLAUSIBLE_VALUES:
    'Written readings are unusual at any age. They were sent; `warning` of each says which.',
  NOT_YET_READABLE:
    'A record was written, but the server returned no id, or does not return it yet, such as before reconciliation.',
  INFORMATION:
    'The server added an informational note that the gateway does not recognize. The data is complete.',
  UNKNOWN: 'The server added a note that the gateway does not recognize. Records may be missing.',
  RECORD_NOT_SHOWN: 'The gateway could not redact a record for the caller, so it omitted the record.',
} as const satisfies Record<string, string>;

export type WarningCode = keyof typeof WARNING_CODES;
