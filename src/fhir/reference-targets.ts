/** What FHIR R4 lets the references of each type of the graph point to. */
import type { ResourceType } from './resources.ts';

/** Any type of resource. */
const ANY = '*';

/**
 * By type and element, at any depth: the types outside the directory that a reference may point to. FHIR R4, StructureDefinition;
 * test/fhir/reference-targets.test.ts compares.
 */
export const TARGETS_BEYOND_DIRECTORY: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>> = {
  AllergyIntolerance: {
    asserter: 'Patient RelatedPerson',
    encounter: 'Encounter',
    patient: 'Patient',
    recorder: 'Patient RelatedPerson',
  },
  Appointment: {
    actor: 'Device Patient RelatedPerson',
    basedOn: 'ServiceRequest',
    reasonReference: 'Condition ImmunizationRecommendation Observation Procedure',
    slot: 'Slot',
    supportingInformation: ANY,
  },
  CarePlan: {
    addresses: 'Condition',
    author: 'CareTeam Device Patient RelatedPerson',
    basedOn: 'CarePlan',
    careTeam: 'CareTeam',
    contributor: 'CareTeam Device Patient RelatedPerson',
    encounter: 'Encounter',
    goal: 'Goal',
    location: '',
    outcomeReference: ANY,
    partOf: 'CarePlan',
    performer: 'CareTeam Device Patient RelatedPerson',
    productReference: '',
    reasonReference: 'Condition DiagnosticReport DocumentReference Observation',
    reference:
      'Appointment CommunicationRequest DeviceRequest MedicationRequest NutritionOrder RequestGroup ServiceRequest Task VisionPrescription',
    replaces: 'CarePlan',
    subject: 'Group Patient',
    supportingInfo: ANY,
  },
  CareTeam: {
    encounter: 'Encounter',
    managingOrganization: '',
    member: 'CareTeam Patient RelatedPerson',
    onBehalfOf: '',
    reasonReference: 'Condition',
    subject: 'Group Patient',
  },
  Condition: {
    asserter: 'Patient RelatedPerson',
    assessment: 'ClinicalImpression DiagnosticReport Observation',
    detail: ANY,
    encounter: 'Encounter',
    recorder: 'Patient RelatedPerson',
    subject: 'Group Patient',
  },
  Consent: {
    organization: '',
    patient: 'Patient',
    performer: 'Patient RelatedPerson',
    reference: ANY,
    sourceReference: 'Consent Contract DocumentReference QuestionnaireResponse',
    verifiedWith: 'Patient RelatedPerson',
  },
  Coverage: {
    beneficiary: 'Patient',
    contract: 'Contract',
    payor: 'Patient RelatedPerson',
    policyHolder: 'Patient RelatedPerson',
    subscriber: 'Patient RelatedPerson',
  },
  Device: {
    definition: 'DeviceDefinition',
    location: '',
    owner: '',
    parent: 'Device',
    patient: 'Patient',
  },
  DiagnosticReport: {
    basedOn: 'CarePlan ImmunizationRecommendation MedicationRequest NutritionOrder ServiceRequest',
    encounter: 'Encounter',
    imagingStudy: 'ImagingStudy',
    link: 'Media',
    performer: 'CareTeam',
    result: 'Observation',
    resultsInterpreter: 'CareTeam',
    specimen: 'Specimen',
    subject: 'Device Group Patient',
  },
  DocumentReference: {
    authenticator: '',
    author: 'Device Patient RelatedPerson',
    custodian: '',
    encounter: 'Encounter EpisodeOfCare',
    related: ANY,
    sourcePatientInfo: 'Patient',
    subject: 'Device Group Patient',
    target: 'DocumentReference',
  },
  Encounter: {
    account: 'Account',
    appointment: 'Appointment',
    basedOn: 'ServiceRequest',
    condition: 'Condition Procedure',
    destination: '',
    episodeOfCare: 'EpisodeOfCare',
    individual: 'RelatedPerson',
    location: '',
    origin: '',
    partOf: 'Encounter',
    reasonReference: 'Condition ImmunizationRecommendation Observation Procedure',
    serviceProvider: '',
    subject: 'Group Patient',
  },
  FamilyMemberHistory: {
    patient: 'Patient',
    reasonReference:
      'AllergyIntolerance Condition DiagnosticReport DocumentReference Observation QuestionnaireResponse',
  },
  Goal: {
    addresses: 'Condition MedicationStatement NutritionOrder Observation RiskAssessment ServiceRequest',
    expressedBy: 'Patient RelatedPerson',
    outcomeReference: 'Observation',
    subject: 'Group Patient',
  },
  Immunization: {
    actor: '',
    authority: '',
    detail: 'Observation',
    encounter: 'Encounter',
    location: '',
    manufacturer: '',
    patient: 'Patient',
    reasonReference: 'Condition DiagnosticReport Observation',
  },
  Location: {
    endpoint: '',
    managingOrganization: '',
    partOf: '',
  },
  Medication: {
    itemReference: '',
    manufacturer: '',
  },
  MedicationRequest: {
    basedOn: 'CarePlan ImmunizationRecommendation MedicationRequest ServiceRequest',
    detectedIssue: 'DetectedIssue',
    encounter: 'Encounter',
    eventHistory: 'Provenance',
    insurance: 'ClaimResponse Coverage',
    medicationReference: '',
    performer: 'CareTeam Device Patient RelatedPerson',
    priorPrescription: 'MedicationRequest',
    reasonReference: 'Condition Observation',
    recorder: '',
    reportedReference: 'Patient RelatedPerson',
    requester: 'Device Patient RelatedPerson',
    subject: 'Group Patient',
    supportingInformation: ANY,
  },
  Observation: {
    basedOn:
      'CarePlan DeviceRequest ImmunizationRecommendation MedicationRequest NutritionOrder ServiceRequest',
    derivedFrom: 'DocumentReference ImagingStudy Media MolecularSequence Observation QuestionnaireResponse',
    device: 'Device DeviceMetric',
    encounter: 'Encounter',
    focus: ANY,
    hasMember: 'MolecularSequence Observation QuestionnaireResponse',
    partOf:
      'ImagingStudy Immunization MedicationAdministration MedicationDispense MedicationStatement Procedure',
    performer: 'CareTeam Patient RelatedPerson',
    specimen: 'Specimen',
    subject: 'Device Group Patient',
  },
  Organization: {
    endpoint: '',
    partOf: '',
  },
  Patient: {
    generalPractitioner: '',
    managingOrganization: '',
    organization: '',
    other: 'Patient RelatedPerson',
  },
  Practitioner: {
    issuer: '',
  },
  PractitionerRole: {
    endpoint: '',
    healthcareService: '',
    location: '',
    organization: '',
    practitioner: '',
  },
  Procedure: {
    actor: 'Device Patient RelatedPerson',
    asserter: 'Patient RelatedPerson',
    basedOn: 'CarePlan ServiceRequest',
    complicationDetail: 'Condition',
    encounter: 'Encounter',
    location: '',
    manipulated: 'Device',
    onBehalfOf: '',
    partOf: 'MedicationAdministration Observation Procedure',
    reasonReference: 'Condition DiagnosticReport DocumentReference Observation Procedure',
    recorder: 'Patient RelatedPerson',
    report: 'Composition DiagnosticReport DocumentReference',
    subject: 'Group Patient',
    usedReference: 'Device',
  },
  Provenance: {
    location: '',
    onBehalfOf: 'Device Patient RelatedPerson',
    target: ANY,
    what: ANY,
    who: 'Device Patient RelatedPerson',
  },
  RelatedPerson: {
    patient: 'Patient',
  },
  ServiceRequest: {
    basedOn: 'CarePlan MedicationRequest ServiceRequest',
    encounter: 'Encounter',
    insurance: 'ClaimResponse Coverage',
    locationReference: '',
    performer: 'CareTeam Device Patient RelatedPerson',
    reasonReference: 'Condition DiagnosticReport DocumentReference Observation',
    relevantHistory: 'Provenance',
    replaces: 'ServiceRequest',
    requester: 'Device Patient RelatedPerson',
    specimen: 'Specimen',
    subject: 'Device Group Patient',
    supportingInfo: ANY,
  },
  Specimen: {
    additive: '',
    additiveReference: '',
    collector: '',
    parent: 'Specimen',
    request: 'ServiceRequest',
    subject: 'Device Group Patient',
  },
} satisfies Partial<Record<ResourceType, Readonly<Record<string, string>>>>;

/** The same of the elements of datatypes, which every type has. */
const OF_DATATYPES = {
  /** Of Identifier. */
  assigner: '',
  /** Of Annotation. */
  authorReference: 'Patient RelatedPerson',
  /** Of Extension. */
  valueReference: ANY,
};

/** In maps, since servers name types and elements as they like, such as `constructor`. */
const TARGETS: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = new Map(
  Object.entries(TARGETS_BEYOND_DIRECTORY).map(([type, elements]) => [
    type,
    mapOf({ ...OF_DATATYPES, ...elements }),
  ]),
);
const TARGETS_OF_DATATYPES = mapOf(OF_DATATYPES);

function mapOf(elements: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(elements).map(([name, types]) => [name, types.split(' ').filter((type) => type !== '')]),
  );
}

/** Where a value is. */
export interface Place {
  /** Its element. */
  readonly element: string;
  /** The type of the innermost resource around it. */
  readonly within: string;
}

/** Returns the types besides the directory's, or `*`; null if FHIR defines no such reference there, or if the type is not in the graph. */
export function targetsAt({ within, element }: Place): readonly string[] | null {
  return (TARGETS.get(within) ?? TARGETS_OF_DATATYPES).get(element) ?? null;
}
