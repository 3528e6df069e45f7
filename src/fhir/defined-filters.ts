/** The elements that lists of each type filter by, from HL7's definitions. Written by `npm run codegen` from test/fhir-definitions/; do not edit. */

export interface DefinedFilter {
  readonly path: string;
  /** The element that can be there instead, with a reference. */
  readonly reference?: string;
  /** For an element of type code: its codes, and the enum of the graph that has a member for each. */
  readonly coded?: { readonly codes: string; readonly type: string };
}

/** The filters of each type, by argument, and the search parameters that Epic documents for it. */
export type DefinedFilters = { readonly documented: string } & {
  readonly [A in 'status' | 'category' | 'code' | 'encounter']?: DefinedFilter;
};

export const DEFINED_FILTERS: Readonly<Record<string, DefinedFilters>> = {
  Account: {
    documented: '',
    status: { path: 'status', coded: { codes: 'active inactive entered-in-error on-hold unknown', type: 'AccountStatus' } },
  },
  AdverseEvent: {
    documented: 'research-subject seriousness study subject',
    category: { path: 'category' },
    encounter: { path: 'encounter' },
  },
  AllergyIntolerance: {
    documented: 'clinical-status patient',
    category: { path: 'category', coded: { codes: 'food medication environment biologic', type: 'AllergyCategory' } },
    code: { path: 'code' },
    encounter: { path: 'encounter' },
  },
  Appointment: {
    documented: 'date identifier onlyscannable patient service-category status',
    status: { path: 'status', coded: { codes: 'proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist', type: 'AppointmentStatus' } },
  },
  Binary: {
    documented: '',
  },
  BodyStructure: {
    documented: 'identifier location morphology patient subject',
  },
  CarePlan: {
    documented: 'activity-date category encounter part-of patient status subject',
    status: { path: 'status', coded: { codes: 'draft active on-hold revoked completed entered-in-error unknown', type: 'RequestStatus' } },
    category: { path: 'category' },
    encounter: { path: 'encounter' },
  },
  CareTeam: {
    documented: 'patient status subject',
    status: { path: 'status', coded: { codes: 'proposed active suspended inactive entered-in-error', type: 'CareTeamStatus' } },
    category: { path: 'category' },
    encounter: { path: 'encounter' },
  },
  Claim: {
    documented: '',
  },
  Communication: {
    documented: 'based-on category encounter part-of patient subject',
    status: { path: 'status', coded: { codes: 'preparation in-progress not-done on-hold stopped completed entered-in-error unknown', type: 'CommunicationStatus' } },
    category: { path: 'category' },
    encounter: { path: 'encounter' },
  },
  ConceptMap: {
    documented: '',
  },
  Condition: {
    documented: 'abatement-date category clinical-status code encounter onset-date patient recorded-date subject',
    category: { path: 'category' },
    code: { path: 'code' },
    encounter: { path: 'encounter' },
  },
  Consent: {
    documented: 'category patient status subject',
    status: { path: 'status', coded: { codes: 'draft proposed active rejected inactive entered-in-error', type: 'ConsentStatus' } },
    category: { path: 'category' },
  },
  Contract: {
    documented: '',
  },
  Coverage: {
    documented: 'beneficiary patient',
    status: { path: 'status', coded: { codes: 'active cancelled draft entered-in-error', type: 'CoverageStatus' } },
  },
  Device: {
    documented: 'device-name manufacturer model patient udi-carrier udi-di',
    status: { path: 'status', coded: { codes: 'active inactive entered-in-error unknown', type: 'DeviceStatus' } },
  },
  DeviceRequest: {
    documented: 'patient status',
    status: { path: 'status', coded: { codes: 'draft active on-hold revoked completed entered-in-error unknown', type: 'RequestStatus' } },
    code: { path: 'codeCodeableConcept', reference: 'codeReference' },
    encounter: { path: 'encounter' },
  },
  DeviceUseStatement: {
    documented: 'patient subject',
    status: { path: 'status', coded: { codes: 'active completed entered-in-error intended stopped on-hold', type: 'DeviceUseStatementStatus' } },
  },
  DiagnosticReport: {
    documented: 'category code date identifier patient subject',
    status: { path: 'status', coded: { codes: 'registered partial preliminary final amended corrected appended cancelled entered-in-error unknown', type: 'DiagnosticReportStatus' } },
    category: { path: 'category' },
    code: { path: 'code' },
    encounter: { path: 'encounter' },
  },
  DocumentReference: {
    documented: 'author category date docstatus encounter patient period status subject type',
    status: { path: 'status', coded: { codes: 'current superseded entered-in-error', type: 'DocumentReferenceStatus' } },
    category: { path: 'category' },
    encounter: { path: 'context.encounter' },
  },
  Encounter: {
    documented: 'class date identifier onlyscannable patient subject',
    status: { path: 'status', coded: { codes: 'planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown', type: 'EncounterStatus' } },
  },
  Endpoint: {
    documented: '',
  },
  EpisodeOfCare: {
    documented: 'patient status type',
    status: { path: 'status', coded: { codes: 'planned waitlist active onhold finished cancelled entered-in-error', type: 'EpisodeOfCareStatus' } },
  },
  ExplanationOfBenefit: {
    documented: 'billable-period-start created identifier patient service-date service-start-date type use',
    status: { path: 'status', coded: { codes: 'active cancelled draft entered-in-error', type: 'ExplanationOfBenefitStatus' } },
  },
  FamilyMemberHistory: {
    documented: 'patient',
    status: { path: 'status', coded: { codes: 'partial completed entered-in-error health-unknown', type: 'FamilyHistoryStatus' } },
  },
  Flag: {
    documented: 'category encounter patient status subject',
    status: { path: 'status', coded: { codes: 'active inactive entered-in-error', type: 'FlagStatus' } },
    category: { path: 'category' },
    code: { path: 'code' },
    encounter: { path: 'encounter' },
  },
  Goal: {
    documented: 'category lifecycle-status patient start-date subject',
    status: { path: 'lifecycleStatus', coded: { codes: 'proposed planned accepted active on-hold completed cancelled entered-in-error rejected', type: 'GoalLifecycleStatus' } },
    category: { path: 'category' },
  },
  Group: {
    documented: '',
    code: { path: 'code' },
  },
  ImagingStudy: {
    documented: 'identifier patient subject',
    status: { path: 'status', coded: { codes: 'registered available cancelled entered-in-error unknown', type: 'ImagingStudyStatus' } },
    encounter: { path: 'encounter' },
  },
  Immunization: {
    documented: 'date patient status',
    status: { path: 'status', coded: { codes: 'completed entered-in-error not-done', type: 'ImmunizationStatus' } },
    encounter: { path: 'encounter' },
  },
  ImmunizationRecommendation: {
    documented: 'patient',
  },
  List: {
    documented: 'code encounter identifier patient subject',
    status: { path: 'status', coded: { codes: 'current retired entered-in-error', type: 'ListStatus' } },
    code: { path: 'code' },
    encounter: { path: 'encounter' },
  },
  Location: {
    documented: 'type',
    status: { path: 'status', coded: { codes: 'active suspended inactive', type: 'LocationStatus' } },
  },
  Measure: {
    documented: '',
  },
  MeasureReport: {
    documented: 'epic-group-id patient subject',
  },
  Media: {
    documented: '',
    status: { path: 'status', coded: { codes: 'preparation in-progress not-done on-hold stopped completed entered-in-error unknown', type: 'MediaStatus' } },
    encounter: { path: 'encounter' },
  },
  Medication: {
    documented: '',
    status: { path: 'status', coded: { codes: 'active inactive entered-in-error', type: 'MedicationStatus' } },
    code: { path: 'code' },
  },
  MedicationAdministration: {
    documented: 'context effective-time patient performer request status subject',
    status: { path: 'status', coded: { codes: 'in-progress not-done on-hold completed entered-in-error stopped unknown', type: 'MedicationAdministrationStatus' } },
    category: { path: 'category' },
    encounter: { path: 'context' },
  },
  MedicationDispense: {
    documented: 'category patient subject',
    status: { path: 'status', coded: { codes: 'preparation in-progress cancelled on-hold completed entered-in-error stopped declined unknown', type: 'MedicationDispenseStatus' } },
    category: { path: 'category' },
    encounter: { path: 'context' },
  },
  MedicationRequest: {
    documented: 'category date intent patient status subject',
    status: { path: 'status', coded: { codes: 'active on-hold cancelled completed entered-in-error stopped draft unknown', type: 'MedicationRequestStatus' } },
    category: { path: 'category' },
    encounter: { path: 'encounter' },
  },
  NutritionOrder: {
    documented: 'patient',
    status: { path: 'status', coded: { codes: 'draft active on-hold revoked completed entered-in-error unknown', type: 'RequestStatus' } },
    encounter: { path: 'encounter' },
  },
  Observation: {
    documented: 'based-on category code date focus issued patient subject',
    status: { path: 'status', coded: { codes: 'registered preliminary final amended corrected cancelled entered-in-error unknown', type: 'ObservationStatus' } },
    category: { path: 'category' },
    code: { path: 'code' },
    encounter: { path: 'encounter' },
  },
  Organization: {
    documented: '',
  },
  Patient: {
    documented: 'address address-city address-postalcode address-state birthdate doc-type family gender given identifier legal-sex name own-name own-prefix partner-name partner-prefix telecom',
  },
  Practitioner: {
    documented: 'address address-city address-postalcode address-state family given identifier name',
  },
  PractitionerRole: {
    documented: 'email identifier location organization phone practitioner role specialty telecom',
    code: { path: 'code' },
  },
  Procedure: {
    documented: 'category code date identifier patient subject',
    status: { path: 'status', coded: { codes: 'preparation in-progress not-done on-hold stopped completed entered-in-error unknown', type: 'ProcedureStatus' } },
    category: { path: 'category' },
    code: { path: 'code' },
    encounter: { path: 'encounter' },
  },
  Provenance: {
    documented: '',
  },
  Questionnaire: {
    documented: '',
    status: { path: 'status', coded: { codes: 'draft active retired unknown', type: 'QuestionnaireStatus' } },
  },
  QuestionnaireResponse: {
    documented: 'encounter patient subject',
    status: { path: 'status', coded: { codes: 'in-progress completed amended entered-in-error stopped', type: 'QuestionnaireResponseStatus' } },
    encounter: { path: 'encounter' },
  },
  RelatedPerson: {
    documented: '',
  },
  RequestGroup: {
    documented: '',
    code: { path: 'code' },
    encounter: { path: 'encounter' },
  },
  ResearchStudy: {
    documented: 'identifier status',
    category: { path: 'category' },
  },
  ResearchSubject: {
    documented: 'patient status study',
  },
  ServiceRequest: {
    documented: 'authored category code encounter identifier onlyscannable patient requester status subject',
    status: { path: 'status', coded: { codes: 'draft active on-hold revoked completed entered-in-error unknown', type: 'RequestStatus' } },
    category: { path: 'category' },
    code: { path: 'code' },
    encounter: { path: 'encounter' },
  },
  Specimen: {
    documented: '',
    status: { path: 'status', coded: { codes: 'available unavailable unsatisfactory entered-in-error', type: 'SpecimenStatus' } },
  },
  Substance: {
    documented: '',
    category: { path: 'category' },
    code: { path: 'code' },
  },
  Task: {
    documented: 'code encounter focus patient status subject',
    status: { path: 'status', coded: { codes: 'draft requested received accepted rejected ready cancelled in-progress on-hold failed completed entered-in-error', type: 'TaskStatus' } },
    code: { path: 'code' },
    encounter: { path: 'encounter' },
  },
  ValueSet: {
    documented: '',
  },
};
