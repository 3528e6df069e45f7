/** The codes of FHIR R4's required bindings, by path. Written by `npm run fhir-definitions`; do not edit. */
export const REQUIRED_CODES: Readonly<Record<string, string>> = {
  'AllergyIntolerance.clinicalStatus': 'active inactive resolved',
  'AllergyIntolerance.verificationStatus': 'unconfirmed confirmed refuted entered-in-error',
  'AllergyIntolerance.type': 'allergy intolerance',
  'AllergyIntolerance.category': 'food medication environment biologic',
  'AllergyIntolerance.criticality': 'low high unable-to-assess',
  'AllergyIntolerance.reaction.severity': 'mild moderate severe',
  'Appointment.status':
    'proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist',
  'Appointment.participant.required': 'required optional information-only',
  'Appointment.participant.status': 'accepted declined tentative needs-action',
  'CarePlan.status': 'draft active on-hold revoked completed entered-in-error unknown',
  'CarePlan.intent': 'proposal plan order option',
  'CarePlan.activity.detail.kind':
    'Appointment CommunicationRequest DeviceRequest MedicationRequest NutritionOrder Task ServiceRequest VisionPrescription',
  'CarePlan.activity.detail.status':
    'not-started scheduled in-progress on-hold completed cancelled stopped unknown entered-in-error',
  'CareTeam.status': 'proposed active suspended inactive entered-in-error',
  'Condition.clinicalStatus': 'active recurrence relapse inactive remission resolved',
  'Condition.verificationStatus': 'unconfirmed provisional differential confirmed refuted entered-in-error',
  'Consent.status': 'draft proposed active rejected inactive entered-in-error',
  'Consent.provision.type': 'deny permit',
  'Consent.provision.data.meaning': 'instance related dependents authoredby',
  'Coverage.status': 'active cancelled draft entered-in-error',
  'Device.udiCarrier.entryType': 'barcode rfid manual card self-reported unknown',
  'Device.status': 'active inactive entered-in-error unknown',
  'Device.deviceName.type':
    'udi-label-name user-friendly-name patient-reported-name manufacturer-name model-name other',
  'DiagnosticReport.status':
    'registered partial preliminary final amended corrected appended cancelled entered-in-error unknown',
  'DocumentReference.status': 'current superseded entered-in-error',
  'DocumentReference.docStatus': 'preliminary final amended entered-in-error',
  'DocumentReference.relatesTo.code': 'replaces transforms signs appends',
  'Encounter.status':
    'planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown',
  'Encounter.statusHistory.status':
    'planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown',
  'Encounter.location.status': 'planned active reserved completed',
  'FamilyMemberHistory.status': 'partial completed entered-in-error health-unknown',
  'Goal.lifecycleStatus':
    'proposed planned accepted active on-hold completed cancelled entered-in-error rejected',
  'Group.type': 'person animal practitioner device medication substance',
  'Immunization.status': 'completed entered-in-error not-done',
  'List.status': 'current retired entered-in-error',
  'List.mode': 'working snapshot changes',
  'Location.status': 'active suspended inactive',
  'Location.mode': 'instance kind',
  'Location.hoursOfOperation.daysOfWeek': 'mon tue wed thu fri sat sun',
  'Medication.status': 'active inactive entered-in-error',
  'MedicationDispense.status':
    'preparation in-progress cancelled on-hold completed entered-in-error stopped declined unknown',
  'MedicationRequest.status': 'active on-hold cancelled completed entered-in-error stopped draft unknown',
  'MedicationRequest.intent':
    'proposal plan order original-order reflex-order filler-order instance-order option',
  'MedicationRequest.priority': 'routine urgent asap stat',
  'Observation.status': 'registered preliminary final amended corrected cancelled entered-in-error unknown',
  'Patient.gender': 'male female other unknown',
  'Patient.contact.gender': 'male female other unknown',
  'Patient.link.type': 'replaced-by replaces refer seealso',
  'Practitioner.gender': 'male female other unknown',
  'PractitionerRole.availableTime.daysOfWeek': 'mon tue wed thu fri sat sun',
  'Procedure.status': 'preparation in-progress not-done on-hold stopped completed entered-in-error unknown',
  'Provenance.entity.role': 'derivation revision quotation source removal',
  'RelatedPerson.gender': 'male female other unknown',
  'ServiceRequest.status': 'draft active on-hold revoked completed entered-in-error unknown',
  'ServiceRequest.intent':
    'proposal plan directive order original-order reflex-order filler-order instance-order option',
  'ServiceRequest.priority': 'routine urgent asap stat',
  'Specimen.status': 'available unavailable unsatisfactory entered-in-error',
};
