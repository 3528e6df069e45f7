/** The codes of FHIR R4 and the graph's enum members for them. Written by `npm run codegen` from test/fhir-definitions/; do not edit. */

/** FHIR R4 Account.status. */
export const ACCOUNT_STATUS = { active: 'ACTIVE', inactive: 'INACTIVE', 'entered-in-error': 'ENTERED_IN_ERROR', 'on-hold': 'ON_HOLD', unknown: 'UNKNOWN' } as const;

/** FHIR R4 AdverseEvent.actuality. */
export const ADVERSE_EVENT_ACTUALITY = { actual: 'ACTUAL', potential: 'POTENTIAL' } as const;

/** FHIR R4 Appointment.status. */
export const APPOINTMENT_STATUS = { proposed: 'PROPOSED', pending: 'PENDING', booked: 'BOOKED', arrived: 'ARRIVED', fulfilled: 'FULFILLED', cancelled: 'CANCELLED', noshow: 'NO_SHOW', 'entered-in-error': 'ENTERED_IN_ERROR', 'checked-in': 'CHECKED_IN', waitlist: 'WAITLIST' } as const;

/** FHIR R4 Appointment.participant.required. */
export const APPOINTMENT_PARTICIPANT_REQUIRED = { required: 'REQUIRED', optional: 'OPTIONAL', 'information-only': 'INFORMATION_ONLY' } as const;

/** FHIR R4 Appointment.participant.status. */
export const APPOINTMENT_PARTICIPANT_STATUS = { accepted: 'ACCEPTED', declined: 'DECLINED', tentative: 'TENTATIVE', 'needs-action': 'NEEDS_ACTION' } as const;

/** FHIR R4 CareTeam.status. */
export const CARE_TEAM_STATUS = { proposed: 'PROPOSED', active: 'ACTIVE', suspended: 'SUSPENDED', inactive: 'INACTIVE', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 Communication.status. */
export const COMMUNICATION_STATUS = { preparation: 'PREPARATION', 'in-progress': 'IN_PROGRESS', 'not-done': 'NOT_DONE', 'on-hold': 'ON_HOLD', stopped: 'STOPPED', completed: 'COMPLETED', 'entered-in-error': 'ENTERED_IN_ERROR', unknown: 'UNKNOWN' } as const;

/** FHIR R4 Condition.clinicalStatus. */
export const CONDITION_CLINICAL_STATUS = { active: 'ACTIVE', recurrence: 'RECURRENCE', relapse: 'RELAPSE', inactive: 'INACTIVE', remission: 'REMISSION', resolved: 'RESOLVED' } as const;

/** FHIR R4 Condition.verificationStatus. */
export const CONDITION_VERIFICATION_STATUS = { unconfirmed: 'UNCONFIRMED', provisional: 'PROVISIONAL', differential: 'DIFFERENTIAL', confirmed: 'CONFIRMED', refuted: 'REFUTED', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 Consent.status. */
export const CONSENT_STATUS = { draft: 'DRAFT', proposed: 'PROPOSED', active: 'ACTIVE', rejected: 'REJECTED', inactive: 'INACTIVE', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 Consent.provision.type. */
export const CONSENT_PROVISION_TYPE = { deny: 'DENY', permit: 'PERMIT' } as const;

/** FHIR R4 Coverage.status. */
export const COVERAGE_STATUS = { active: 'ACTIVE', cancelled: 'CANCELLED', draft: 'DRAFT', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 Device.status. */
export const DEVICE_STATUS = { active: 'ACTIVE', inactive: 'INACTIVE', 'entered-in-error': 'ENTERED_IN_ERROR', unknown: 'UNKNOWN' } as const;

/** FHIR R4 DeviceUseStatement.status. */
export const DEVICE_USE_STATEMENT_STATUS = { active: 'ACTIVE', completed: 'COMPLETED', 'entered-in-error': 'ENTERED_IN_ERROR', intended: 'INTENDED', stopped: 'STOPPED', 'on-hold': 'ON_HOLD' } as const;

/** FHIR R4 DiagnosticReport.status. */
export const DIAGNOSTIC_REPORT_STATUS = { registered: 'REGISTERED', partial: 'PARTIAL', preliminary: 'PRELIMINARY', final: 'FINAL', amended: 'AMENDED', corrected: 'CORRECTED', appended: 'APPENDED', cancelled: 'CANCELLED', 'entered-in-error': 'ENTERED_IN_ERROR', unknown: 'UNKNOWN' } as const;

/** FHIR R4 DocumentReference.status. */
export const DOCUMENT_REFERENCE_STATUS = { current: 'CURRENT', superseded: 'SUPERSEDED', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 Encounter.status. */
export const ENCOUNTER_STATUS = { planned: 'PLANNED', arrived: 'ARRIVED', triaged: 'TRIAGED', 'in-progress': 'IN_PROGRESS', onleave: 'ONLEAVE', finished: 'FINISHED', cancelled: 'CANCELLED', 'entered-in-error': 'ENTERED_IN_ERROR', unknown: 'UNKNOWN' } as const;

/** FHIR R4 EpisodeOfCare.status. */
export const EPISODE_OF_CARE_STATUS = { planned: 'PLANNED', waitlist: 'WAITLIST', active: 'ACTIVE', onhold: 'ON_HOLD', finished: 'FINISHED', cancelled: 'CANCELLED', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 ExplanationOfBenefit.status. */
export const EXPLANATION_OF_BENEFIT_STATUS = { active: 'ACTIVE', cancelled: 'CANCELLED', draft: 'DRAFT', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 ExplanationOfBenefit.use. */
export const EXPLANATION_OF_BENEFIT_USE = { claim: 'CLAIM', preauthorization: 'PREAUTHORIZATION', predetermination: 'PREDETERMINATION' } as const;

/** FHIR R4 ExplanationOfBenefit.outcome. */
export const EXPLANATION_OF_BENEFIT_OUTCOME = { queued: 'QUEUED', complete: 'COMPLETE', error: 'ERROR', partial: 'PARTIAL' } as const;

/** FHIR R4 Flag.status. */
export const FLAG_STATUS = { active: 'ACTIVE', inactive: 'INACTIVE', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 Goal.lifecycleStatus. */
export const GOAL_LIFECYCLE_STATUS = { proposed: 'PROPOSED', planned: 'PLANNED', accepted: 'ACCEPTED', active: 'ACTIVE', 'on-hold': 'ON_HOLD', completed: 'COMPLETED', cancelled: 'CANCELLED', 'entered-in-error': 'ENTERED_IN_ERROR', rejected: 'REJECTED' } as const;

/** FHIR R4 ImagingStudy.status. */
export const IMAGING_STUDY_STATUS = { registered: 'REGISTERED', available: 'AVAILABLE', cancelled: 'CANCELLED', 'entered-in-error': 'ENTERED_IN_ERROR', unknown: 'UNKNOWN' } as const;

/** FHIR R4 Immunization.status. */
export const IMMUNIZATION_STATUS = { completed: 'COMPLETED', 'entered-in-error': 'ENTERED_IN_ERROR', 'not-done': 'NOT_DONE' } as const;

/** FHIR R4 List.status. */
export const LIST_STATUS = { current: 'CURRENT', retired: 'RETIRED', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 List.mode. */
export const LIST_MODE = { working: 'WORKING', snapshot: 'SNAPSHOT', changes: 'CHANGES' } as const;

/** FHIR R4 Location.status. */
export const LOCATION_STATUS = { active: 'ACTIVE', suspended: 'SUSPENDED', inactive: 'INACTIVE' } as const;

/** FHIR R4 Location.mode. */
export const LOCATION_MODE = { instance: 'INSTANCE', kind: 'KIND' } as const;

/** FHIR R4 Media.status. */
export const MEDIA_STATUS = { preparation: 'PREPARATION', 'in-progress': 'IN_PROGRESS', 'not-done': 'NOT_DONE', 'on-hold': 'ON_HOLD', stopped: 'STOPPED', completed: 'COMPLETED', 'entered-in-error': 'ENTERED_IN_ERROR', unknown: 'UNKNOWN' } as const;

/** FHIR R4 Medication.status. */
export const MEDICATION_STATUS = { active: 'ACTIVE', inactive: 'INACTIVE', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 MedicationAdministration.status. */
export const MEDICATION_ADMINISTRATION_STATUS = { 'in-progress': 'IN_PROGRESS', 'not-done': 'NOT_DONE', 'on-hold': 'ON_HOLD', completed: 'COMPLETED', 'entered-in-error': 'ENTERED_IN_ERROR', stopped: 'STOPPED', unknown: 'UNKNOWN' } as const;

/** FHIR R4 MedicationDispense.status. */
export const MEDICATION_DISPENSE_STATUS = { preparation: 'PREPARATION', 'in-progress': 'IN_PROGRESS', cancelled: 'CANCELLED', 'on-hold': 'ON_HOLD', completed: 'COMPLETED', 'entered-in-error': 'ENTERED_IN_ERROR', stopped: 'STOPPED', declined: 'DECLINED', unknown: 'UNKNOWN' } as const;

/** FHIR R4 MedicationRequest.status. */
export const MEDICATION_REQUEST_STATUS = { active: 'ACTIVE', 'on-hold': 'ON_HOLD', cancelled: 'CANCELLED', completed: 'COMPLETED', 'entered-in-error': 'ENTERED_IN_ERROR', stopped: 'STOPPED', draft: 'DRAFT', unknown: 'UNKNOWN' } as const;

/** FHIR R4 Observation.status. */
export const OBSERVATION_STATUS = { registered: 'REGISTERED', preliminary: 'PRELIMINARY', final: 'FINAL', amended: 'AMENDED', corrected: 'CORRECTED', cancelled: 'CANCELLED', 'entered-in-error': 'ENTERED_IN_ERROR', unknown: 'UNKNOWN' } as const;

/** FHIR R4 Patient.link.type. */
export const PATIENT_LINK_TYPE = { 'replaced-by': 'REPLACED_BY', replaces: 'REPLACES', refer: 'REFER', seealso: 'SEE_ALSO' } as const;

/** FHIR R4 Procedure.status. */
export const PROCEDURE_STATUS = { preparation: 'PREPARATION', 'in-progress': 'IN_PROGRESS', 'not-done': 'NOT_DONE', 'on-hold': 'ON_HOLD', stopped: 'STOPPED', completed: 'COMPLETED', 'entered-in-error': 'ENTERED_IN_ERROR', unknown: 'UNKNOWN' } as const;

/** FHIR R4 Questionnaire.status. */
export const QUESTIONNAIRE_STATUS = { draft: 'DRAFT', active: 'ACTIVE', retired: 'RETIRED', unknown: 'UNKNOWN' } as const;

/** FHIR R4 QuestionnaireResponse.status. */
export const QUESTIONNAIRE_RESPONSE_STATUS = { 'in-progress': 'IN_PROGRESS', completed: 'COMPLETED', amended: 'AMENDED', 'entered-in-error': 'ENTERED_IN_ERROR', stopped: 'STOPPED' } as const;

/** FHIR R4 Specimen.status. */
export const SPECIMEN_STATUS = { available: 'AVAILABLE', unavailable: 'UNAVAILABLE', unsatisfactory: 'UNSATISFACTORY', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 Task.status. */
export const TASK_STATUS = { draft: 'DRAFT', requested: 'REQUESTED', received: 'RECEIVED', accepted: 'ACCEPTED', rejected: 'REJECTED', ready: 'READY', cancelled: 'CANCELLED', 'in-progress': 'IN_PROGRESS', 'on-hold': 'ON_HOLD', failed: 'FAILED', completed: 'COMPLETED', 'entered-in-error': 'ENTERED_IN_ERROR' } as const;

/** FHIR R4 Task.intent. */
export const TASK_INTENT = { unknown: 'UNKNOWN', proposal: 'PROPOSAL', plan: 'PLAN', order: 'ORDER', 'original-order': 'ORIGINAL_ORDER', 'reflex-order': 'REFLEX_ORDER', 'filler-order': 'FILLER_ORDER', 'instance-order': 'INSTANCE_ORDER', option: 'OPTION' } as const;
