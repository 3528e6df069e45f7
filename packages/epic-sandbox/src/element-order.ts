/**
 * The elements of FHIR R4 in the order that XML demands, by type. `value*` is value[x]. An element with children has their type after the
 * colon. Written by `npm run fhir-definitions`; do not edit.
 */
export const ELEMENT_ORDER: Readonly<Record<string, string>> = {
  AllergyIntolerance:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept type category criticality code:CodeableConcept patient:Reference encounter:Reference onset* recordedDate recorder:Reference asserter:Reference lastOccurrence note:Annotation reaction:AllergyIntolerance.reaction',
  'AllergyIntolerance.reaction':
    'id extension:Extension modifierExtension:Extension substance:CodeableConcept manifestation:CodeableConcept description onset severity exposureRoute:CodeableConcept note:Annotation',
  Appointment:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier status cancelationReason:CodeableConcept serviceCategory:CodeableConcept serviceType:CodeableConcept specialty:CodeableConcept appointmentType:CodeableConcept reasonCode:CodeableConcept reasonReference:Reference priority description supportingInformation:Reference start end minutesDuration slot:Reference created comment patientInstruction basedOn:Reference participant:Appointment.participant requestedPeriod:Period',
  'Appointment.participant':
    'id extension:Extension modifierExtension:Extension type:CodeableConcept actor:Reference required status period:Period',
  Binary: 'id meta:Meta implicitRules language contentType securityContext:Reference data url',
  Bundle:
    'id meta:Meta implicitRules language identifier:Identifier type timestamp total link:Bundle.link entry:Bundle.entry signature:Signature',
  'Bundle.link': 'id extension:Extension modifierExtension:Extension relation url',
  'Bundle.entry':
    'id extension:Extension modifierExtension:Extension link:Bundle.link fullUrl resource search:Bundle.entry.search request:Bundle.entry.request response:Bundle.entry.response',
  'Bundle.entry.search': 'id extension:Extension modifierExtension:Extension mode score',
  'Bundle.entry.request':
    'id extension:Extension modifierExtension:Extension method url ifNoneMatch ifModifiedSince ifMatch ifNoneExist',
  'Bundle.entry.response':
    'id extension:Extension modifierExtension:Extension status location etag lastModified outcome:OperationOutcome',
  CapabilityStatement:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension url version name title status experimental date publisher contact:ContactDetail description useContext:UsageContext jurisdiction:CodeableConcept purpose copyright kind instantiates imports software:CapabilityStatement.software implementation:CapabilityStatement.implementation fhirVersion format patchFormat implementationGuide rest:CapabilityStatement.rest messaging:CapabilityStatement.messaging document:CapabilityStatement.document',
  'CapabilityStatement.software':
    'id extension:Extension modifierExtension:Extension name version releaseDate',
  'CapabilityStatement.implementation':
    'id extension:Extension modifierExtension:Extension description url custodian:Reference',
  'CapabilityStatement.rest':
    'id extension:Extension modifierExtension:Extension mode documentation security:CapabilityStatement.rest.security resource:CapabilityStatement.rest.resource interaction:CapabilityStatement.rest.interaction searchParam:CapabilityStatement.rest.resource.searchParam operation:CapabilityStatement.rest.resource.operation compartment',
  'CapabilityStatement.rest.security':
    'id extension:Extension modifierExtension:Extension cors service:CodeableConcept description',
  'CapabilityStatement.rest.resource':
    'id extension:Extension modifierExtension:Extension type profile supportedProfile documentation interaction:CapabilityStatement.rest.resource.interaction versioning readHistory updateCreate conditionalCreate conditionalRead conditionalUpdate conditionalDelete referencePolicy searchInclude searchRevInclude searchParam:CapabilityStatement.rest.resource.searchParam operation:CapabilityStatement.rest.resource.operation',
  'CapabilityStatement.rest.resource.interaction':
    'id extension:Extension modifierExtension:Extension code documentation',
  'CapabilityStatement.rest.resource.searchParam':
    'id extension:Extension modifierExtension:Extension name definition type documentation',
  'CapabilityStatement.rest.resource.operation':
    'id extension:Extension modifierExtension:Extension name definition documentation',
  'CapabilityStatement.rest.interaction':
    'id extension:Extension modifierExtension:Extension code documentation',
  'CapabilityStatement.messaging':
    'id extension:Extension modifierExtension:Extension endpoint:CapabilityStatement.messaging.endpoint reliableCache documentation supportedMessage:CapabilityStatement.messaging.supportedMessage',
  'CapabilityStatement.messaging.endpoint':
    'id extension:Extension modifierExtension:Extension protocol:Coding address',
  'CapabilityStatement.messaging.supportedMessage':
    'id extension:Extension modifierExtension:Extension mode definition',
  'CapabilityStatement.document':
    'id extension:Extension modifierExtension:Extension mode documentation profile',
  CarePlan:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier instantiatesCanonical instantiatesUri basedOn:Reference replaces:Reference partOf:Reference status intent category:CodeableConcept title description subject:Reference encounter:Reference period:Period created author:Reference contributor:Reference careTeam:Reference addresses:Reference supportingInfo:Reference goal:Reference activity:CarePlan.activity note:Annotation',
  'CarePlan.activity':
    'id extension:Extension modifierExtension:Extension outcomeCodeableConcept:CodeableConcept outcomeReference:Reference progress:Annotation reference:Reference detail:CarePlan.activity.detail',
  'CarePlan.activity.detail':
    'id extension:Extension modifierExtension:Extension kind instantiatesCanonical instantiatesUri code:CodeableConcept reasonCode:CodeableConcept reasonReference:Reference goal:Reference status statusReason:CodeableConcept doNotPerform scheduled* location:Reference performer:Reference product* dailyAmount:Quantity quantity:Quantity description',
  CareTeam:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier status category:CodeableConcept name subject:Reference encounter:Reference period:Period participant:CareTeam.participant reasonCode:CodeableConcept reasonReference:Reference managingOrganization:Reference telecom:ContactPoint note:Annotation',
  'CareTeam.participant':
    'id extension:Extension modifierExtension:Extension role:CodeableConcept member:Reference onBehalfOf:Reference period:Period',
  Condition:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept category:CodeableConcept severity:CodeableConcept code:CodeableConcept bodySite:CodeableConcept subject:Reference encounter:Reference onset* abatement* recordedDate recorder:Reference asserter:Reference stage:Condition.stage evidence:Condition.evidence note:Annotation',
  'Condition.stage':
    'id extension:Extension modifierExtension:Extension summary:CodeableConcept assessment:Reference type:CodeableConcept',
  'Condition.evidence':
    'id extension:Extension modifierExtension:Extension code:CodeableConcept detail:Reference',
  Consent:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier status scope:CodeableConcept category:CodeableConcept patient:Reference dateTime performer:Reference organization:Reference source* policy:Consent.policy policyRule:CodeableConcept verification:Consent.verification provision:Consent.provision',
  'Consent.policy': 'id extension:Extension modifierExtension:Extension authority uri',
  'Consent.verification':
    'id extension:Extension modifierExtension:Extension verified verifiedWith:Reference verificationDate',
  'Consent.provision':
    'id extension:Extension modifierExtension:Extension type period:Period actor:Consent.provision.actor action:CodeableConcept securityLabel:Coding purpose:Coding class:Coding code:CodeableConcept dataPeriod:Period data:Consent.provision.data provision:Consent.provision',
  'Consent.provision.actor':
    'id extension:Extension modifierExtension:Extension role:CodeableConcept reference:Reference',
  'Consent.provision.data': 'id extension:Extension modifierExtension:Extension meaning reference:Reference',
  Coverage:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier status type:CodeableConcept policyHolder:Reference subscriber:Reference subscriberId beneficiary:Reference dependent relationship:CodeableConcept period:Period payor:Reference class:Coverage.class order network costToBeneficiary:Coverage.costToBeneficiary subrogation contract:Reference',
  'Coverage.class': 'id extension:Extension modifierExtension:Extension type:CodeableConcept value name',
  'Coverage.costToBeneficiary':
    'id extension:Extension modifierExtension:Extension type:CodeableConcept value* exception:Coverage.costToBeneficiary.exception',
  'Coverage.costToBeneficiary.exception':
    'id extension:Extension modifierExtension:Extension type:CodeableConcept period:Period',
  Device:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier definition:Reference udiCarrier:Device.udiCarrier status statusReason:CodeableConcept distinctIdentifier manufacturer manufactureDate expirationDate lotNumber serialNumber deviceName:Device.deviceName modelNumber partNumber type:CodeableConcept specialization:Device.specialization version:Device.version property:Device.property patient:Reference owner:Reference contact:ContactPoint location:Reference url note:Annotation safety:CodeableConcept parent:Reference',
  'Device.udiCarrier':
    'id extension:Extension modifierExtension:Extension deviceIdentifier issuer jurisdiction carrierAIDC carrierHRF entryType',
  'Device.deviceName': 'id extension:Extension modifierExtension:Extension name type',
  'Device.specialization':
    'id extension:Extension modifierExtension:Extension systemType:CodeableConcept version',
  'Device.version':
    'id extension:Extension modifierExtension:Extension type:CodeableConcept component:Identifier value',
  'Device.property':
    'id extension:Extension modifierExtension:Extension type:CodeableConcept valueQuantity:Quantity valueCode:CodeableConcept',
  DiagnosticReport:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier basedOn:Reference status category:CodeableConcept code:CodeableConcept subject:Reference encounter:Reference effective* issued performer:Reference resultsInterpreter:Reference specimen:Reference result:Reference imagingStudy:Reference media:DiagnosticReport.media conclusion conclusionCode:CodeableConcept presentedForm:Attachment',
  'DiagnosticReport.media': 'id extension:Extension modifierExtension:Extension comment link:Reference',
  DocumentReference:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension masterIdentifier:Identifier identifier:Identifier status docStatus type:CodeableConcept category:CodeableConcept subject:Reference date author:Reference authenticator:Reference custodian:Reference relatesTo:DocumentReference.relatesTo description securityLabel:CodeableConcept content:DocumentReference.content context:DocumentReference.context',
  'DocumentReference.relatesTo': 'id extension:Extension modifierExtension:Extension code target:Reference',
  'DocumentReference.content':
    'id extension:Extension modifierExtension:Extension attachment:Attachment format:Coding',
  'DocumentReference.context':
    'id extension:Extension modifierExtension:Extension encounter:Reference event:CodeableConcept period:Period facilityType:CodeableConcept practiceSetting:CodeableConcept sourcePatientInfo:Reference related:Reference',
  Encounter:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier status statusHistory:Encounter.statusHistory class:Coding classHistory:Encounter.classHistory type:CodeableConcept serviceType:CodeableConcept priority:CodeableConcept subject:Reference episodeOfCare:Reference basedOn:Reference participant:Encounter.participant appointment:Reference period:Period length:Duration reasonCode:CodeableConcept reasonReference:Reference diagnosis:Encounter.diagnosis account:Reference hospitalization:Encounter.hospitalization location:Encounter.location serviceProvider:Reference partOf:Reference',
  'Encounter.statusHistory': 'id extension:Extension modifierExtension:Extension status period:Period',
  'Encounter.classHistory': 'id extension:Extension modifierExtension:Extension class:Coding period:Period',
  'Encounter.participant':
    'id extension:Extension modifierExtension:Extension type:CodeableConcept period:Period individual:Reference',
  'Encounter.diagnosis':
    'id extension:Extension modifierExtension:Extension condition:Reference use:CodeableConcept rank',
  'Encounter.hospitalization':
    'id extension:Extension modifierExtension:Extension preAdmissionIdentifier:Identifier origin:Reference admitSource:CodeableConcept reAdmission:CodeableConcept dietPreference:CodeableConcept specialCourtesy:CodeableConcept specialArrangement:CodeableConcept destination:Reference dischargeDisposition:CodeableConcept',
  'Encounter.location':
    'id extension:Extension modifierExtension:Extension location:Reference status physicalType:CodeableConcept period:Period',
  FamilyMemberHistory:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier instantiatesCanonical instantiatesUri status dataAbsentReason:CodeableConcept patient:Reference date name relationship:CodeableConcept sex:CodeableConcept born* age* estimatedAge deceased* reasonCode:CodeableConcept reasonReference:Reference note:Annotation condition:FamilyMemberHistory.condition',
  'FamilyMemberHistory.condition':
    'id extension:Extension modifierExtension:Extension code:CodeableConcept outcome:CodeableConcept contributedToDeath onset* note:Annotation',
  Goal: 'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier lifecycleStatus achievementStatus:CodeableConcept category:CodeableConcept priority:CodeableConcept description:CodeableConcept subject:Reference start* target:Goal.target statusDate statusReason expressedBy:Reference addresses:Reference note:Annotation outcomeCode:CodeableConcept outcomeReference:Reference',
  'Goal.target': 'id extension:Extension modifierExtension:Extension measure:CodeableConcept detail* due*',
  Group:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier active type actual code:CodeableConcept name quantity managingEntity:Reference characteristic:Group.characteristic member:Group.member',
  'Group.characteristic':
    'id extension:Extension modifierExtension:Extension code:CodeableConcept value* exclude period:Period',
  'Group.member':
    'id extension:Extension modifierExtension:Extension entity:Reference period:Period inactive',
  Immunization:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier status statusReason:CodeableConcept vaccineCode:CodeableConcept patient:Reference encounter:Reference occurrence* recorded primarySource reportOrigin:CodeableConcept location:Reference manufacturer:Reference lotNumber expirationDate site:CodeableConcept route:CodeableConcept doseQuantity:Quantity performer:Immunization.performer note:Annotation reasonCode:CodeableConcept reasonReference:Reference isSubpotent subpotentReason:CodeableConcept education:Immunization.education programEligibility:CodeableConcept fundingSource:CodeableConcept reaction:Immunization.reaction protocolApplied:Immunization.protocolApplied',
  'Immunization.performer':
    'id extension:Extension modifierExtension:Extension function:CodeableConcept actor:Reference',
  'Immunization.education':
    'id extension:Extension modifierExtension:Extension documentType reference publicationDate presentationDate',
  'Immunization.reaction':
    'id extension:Extension modifierExtension:Extension date detail:Reference reported',
  'Immunization.protocolApplied':
    'id extension:Extension modifierExtension:Extension series authority:Reference targetDisease:CodeableConcept doseNumber* seriesDoses*',
  List: 'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier status mode title code:CodeableConcept subject:Reference encounter:Reference date source:Reference orderedBy:CodeableConcept note:Annotation entry:List.entry emptyReason:CodeableConcept',
  'List.entry':
    'id extension:Extension modifierExtension:Extension flag:CodeableConcept deleted date item:Reference',
  Location:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier status operationalStatus:Coding name alias description mode type:CodeableConcept telecom:ContactPoint address:Address physicalType:CodeableConcept position:Location.position managingOrganization:Reference partOf:Reference hoursOfOperation:Location.hoursOfOperation availabilityExceptions endpoint:Reference',
  'Location.position': 'id extension:Extension modifierExtension:Extension longitude latitude altitude',
  'Location.hoursOfOperation':
    'id extension:Extension modifierExtension:Extension daysOfWeek allDay openingTime closingTime',
  Medication:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier code:CodeableConcept status manufacturer:Reference form:CodeableConcept amount:Ratio ingredient:Medication.ingredient batch:Medication.batch',
  'Medication.ingredient': 'id extension:Extension modifierExtension:Extension item* isActive strength:Ratio',
  'Medication.batch': 'id extension:Extension modifierExtension:Extension lotNumber expirationDate',
  MedicationDispense:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier partOf:Reference status statusReason* category:CodeableConcept medication* subject:Reference context:Reference supportingInformation:Reference performer:MedicationDispense.performer location:Reference authorizingPrescription:Reference type:CodeableConcept quantity:Quantity daysSupply:Quantity whenPrepared whenHandedOver destination:Reference receiver:Reference note:Annotation dosageInstruction:Dosage substitution:MedicationDispense.substitution detectedIssue:Reference eventHistory:Reference',
  'MedicationDispense.performer':
    'id extension:Extension modifierExtension:Extension function:CodeableConcept actor:Reference',
  'MedicationDispense.substitution':
    'id extension:Extension modifierExtension:Extension wasSubstituted type:CodeableConcept reason:CodeableConcept responsibleParty:Reference',
  MedicationRequest:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier status statusReason:CodeableConcept intent category:CodeableConcept priority doNotPerform reported* medication* subject:Reference encounter:Reference supportingInformation:Reference authoredOn requester:Reference performer:Reference performerType:CodeableConcept recorder:Reference reasonCode:CodeableConcept reasonReference:Reference instantiatesCanonical instantiatesUri basedOn:Reference groupIdentifier:Identifier courseOfTherapyType:CodeableConcept insurance:Reference note:Annotation dosageInstruction:Dosage dispenseRequest:MedicationRequest.dispenseRequest substitution:MedicationRequest.substitution priorPrescription:Reference detectedIssue:Reference eventHistory:Reference',
  'MedicationRequest.dispenseRequest':
    'id extension:Extension modifierExtension:Extension initialFill:MedicationRequest.dispenseRequest.initialFill dispenseInterval:Duration validityPeriod:Period numberOfRepeatsAllowed quantity:Quantity expectedSupplyDuration:Duration performer:Reference',
  'MedicationRequest.dispenseRequest.initialFill':
    'id extension:Extension modifierExtension:Extension quantity:Quantity duration:Duration',
  'MedicationRequest.substitution':
    'id extension:Extension modifierExtension:Extension allowed* reason:CodeableConcept',
  Observation:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier basedOn:Reference partOf:Reference status category:CodeableConcept code:CodeableConcept subject:Reference focus:Reference encounter:Reference effective* issued performer:Reference value* dataAbsentReason:CodeableConcept interpretation:CodeableConcept note:Annotation bodySite:CodeableConcept method:CodeableConcept specimen:Reference device:Reference referenceRange:Observation.referenceRange hasMember:Reference derivedFrom:Reference component:Observation.component',
  'Observation.referenceRange':
    'id extension:Extension modifierExtension:Extension low:Quantity high:Quantity type:CodeableConcept appliesTo:CodeableConcept age:Range text',
  'Observation.component':
    'id extension:Extension modifierExtension:Extension code:CodeableConcept value* dataAbsentReason:CodeableConcept interpretation:CodeableConcept referenceRange:Observation.referenceRange',
  OperationOutcome:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension issue:OperationOutcome.issue',
  'OperationOutcome.issue':
    'id extension:Extension modifierExtension:Extension severity code details:CodeableConcept diagnostics location expression',
  Organization:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier active type:CodeableConcept name alias telecom:ContactPoint address:Address partOf:Reference contact:Organization.contact endpoint:Reference',
  'Organization.contact':
    'id extension:Extension modifierExtension:Extension purpose:CodeableConcept name:HumanName telecom:ContactPoint address:Address',
  Patient:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier active name:HumanName telecom:ContactPoint gender birthDate deceased* address:Address maritalStatus:CodeableConcept multipleBirth* photo:Attachment contact:Patient.contact communication:Patient.communication generalPractitioner:Reference managingOrganization:Reference link:Patient.link',
  'Patient.contact':
    'id extension:Extension modifierExtension:Extension relationship:CodeableConcept name:HumanName telecom:ContactPoint address:Address gender organization:Reference period:Period',
  'Patient.communication':
    'id extension:Extension modifierExtension:Extension language:CodeableConcept preferred',
  'Patient.link': 'id extension:Extension modifierExtension:Extension other:Reference type',
  Practitioner:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier active name:HumanName telecom:ContactPoint address:Address gender birthDate photo:Attachment qualification:Practitioner.qualification communication:CodeableConcept',
  'Practitioner.qualification':
    'id extension:Extension modifierExtension:Extension identifier:Identifier code:CodeableConcept period:Period issuer:Reference',
  PractitionerRole:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier active period:Period practitioner:Reference organization:Reference code:CodeableConcept specialty:CodeableConcept location:Reference healthcareService:Reference telecom:ContactPoint availableTime:PractitionerRole.availableTime notAvailable:PractitionerRole.notAvailable availabilityExceptions endpoint:Reference',
  'PractitionerRole.availableTime':
    'id extension:Extension modifierExtension:Extension daysOfWeek allDay availableStartTime availableEndTime',
  'PractitionerRole.notAvailable':
    'id extension:Extension modifierExtension:Extension description during:Period',
  Procedure:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier instantiatesCanonical instantiatesUri basedOn:Reference partOf:Reference status statusReason:CodeableConcept category:CodeableConcept code:CodeableConcept subject:Reference encounter:Reference performed* recorder:Reference asserter:Reference performer:Procedure.performer location:Reference reasonCode:CodeableConcept reasonReference:Reference bodySite:CodeableConcept outcome:CodeableConcept report:Reference complication:CodeableConcept complicationDetail:Reference followUp:CodeableConcept note:Annotation focalDevice:Procedure.focalDevice usedReference:Reference usedCode:CodeableConcept',
  'Procedure.performer':
    'id extension:Extension modifierExtension:Extension function:CodeableConcept actor:Reference onBehalfOf:Reference',
  'Procedure.focalDevice':
    'id extension:Extension modifierExtension:Extension action:CodeableConcept manipulated:Reference',
  Provenance:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension target:Reference occurred* recorded policy location:Reference reason:CodeableConcept activity:CodeableConcept agent:Provenance.agent entity:Provenance.entity signature:Signature',
  'Provenance.agent':
    'id extension:Extension modifierExtension:Extension type:CodeableConcept role:CodeableConcept who:Reference onBehalfOf:Reference',
  'Provenance.entity':
    'id extension:Extension modifierExtension:Extension role what:Reference agent:Provenance.agent',
  RelatedPerson:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier active patient:Reference relationship:CodeableConcept name:HumanName telecom:ContactPoint gender birthDate address:Address photo:Attachment period:Period communication:RelatedPerson.communication',
  'RelatedPerson.communication':
    'id extension:Extension modifierExtension:Extension language:CodeableConcept preferred',
  ServiceRequest:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier instantiatesCanonical instantiatesUri basedOn:Reference replaces:Reference requisition:Identifier status intent category:CodeableConcept priority doNotPerform code:CodeableConcept orderDetail:CodeableConcept quantity* subject:Reference encounter:Reference occurrence* asNeeded* authoredOn requester:Reference performerType:CodeableConcept performer:Reference locationCode:CodeableConcept locationReference:Reference reasonCode:CodeableConcept reasonReference:Reference insurance:Reference supportingInfo:Reference specimen:Reference bodySite:CodeableConcept note:Annotation patientInstruction relevantHistory:Reference',
  Specimen:
    'id meta:Meta implicitRules language text:Narrative contained extension:Extension modifierExtension:Extension identifier:Identifier accessionIdentifier:Identifier status type:CodeableConcept subject:Reference receivedTime parent:Reference request:Reference collection:Specimen.collection processing:Specimen.processing container:Specimen.container condition:CodeableConcept note:Annotation',
  'Specimen.collection':
    'id extension:Extension modifierExtension:Extension collector:Reference collected* duration:Duration quantity:Quantity method:CodeableConcept bodySite:CodeableConcept fastingStatus*',
  'Specimen.processing':
    'id extension:Extension modifierExtension:Extension description procedure:CodeableConcept additive:Reference time*',
  'Specimen.container':
    'id extension:Extension modifierExtension:Extension identifier:Identifier description type:CodeableConcept capacity:Quantity specimenQuantity:Quantity additive*',
  Element: 'id extension:Extension',
  Meta: 'id extension:Extension versionId lastUpdated source profile security:Coding tag:Coding',
  Narrative: 'id extension:Extension status div',
  Extension: 'id extension:Extension url value*',
  Identifier: 'id extension:Extension use type:CodeableConcept system value period:Period assigner:Reference',
  CodeableConcept: 'id extension:Extension coding:Coding text',
  Reference: 'id extension:Extension reference type identifier:Identifier display',
  Age: 'id extension:Extension value comparator unit system code',
  Period: 'id extension:Extension start end',
  Range: 'id extension:Extension low:Quantity high:Quantity',
  Annotation: 'id extension:Extension author* time text',
  BackboneElement: 'id extension:Extension modifierExtension:Extension',
  Signature:
    'id extension:Extension type:Coding when who:Reference onBehalfOf:Reference targetFormat sigFormat data',
  ContactDetail: 'id extension:Extension name telecom:ContactPoint',
  UsageContext: 'id extension:Extension code:Coding value*',
  Coding: 'id extension:Extension system version code display userSelected',
  Timing:
    'id extension:Extension modifierExtension:Extension event repeat:Timing.repeat code:CodeableConcept',
  'Timing.repeat':
    'id extension:Extension bounds* count countMax duration durationMax durationUnit frequency frequencyMax period periodMax periodUnit dayOfWeek timeOfDay when offset',
  Quantity: 'id extension:Extension value comparator unit system code',
  ContactPoint: 'id extension:Extension system value use rank period:Period',
  Attachment: 'id extension:Extension contentType language data url size hash title creation',
  Money: 'id extension:Extension value currency',
  Duration: 'id extension:Extension value comparator unit system code',
  Ratio: 'id extension:Extension numerator:Quantity denominator:Quantity',
  Address: 'id extension:Extension use type text line city district state postalCode country period:Period',
  Dosage:
    'id extension:Extension modifierExtension:Extension sequence text additionalInstruction:CodeableConcept patientInstruction timing:Timing asNeeded* site:CodeableConcept route:CodeableConcept method:CodeableConcept doseAndRate:Dosage.doseAndRate maxDosePerPeriod:Ratio maxDosePerAdministration:Quantity maxDosePerLifetime:Quantity',
  'Dosage.doseAndRate': 'id extension:Extension type:CodeableConcept dose* rate*',
  SampledData: 'id extension:Extension origin:Quantity period factor lowerLimit upperLimit dimensions data',
  HumanName: 'id extension:Extension use text family given prefix suffix period:Period',
};
