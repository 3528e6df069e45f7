/** Lists the resource types of this folder. Written by `npm run codegen`; do not edit. */
import { servedAccount } from './clinical/account.ts';
import { servedAdverseEvent } from './clinical/adverse-event.ts';
import { servedAllergyIntolerance } from './clinical/allergy-intolerance.ts';
import { servedAppointment } from './clinical/appointment.ts';
import { servedBinary } from './clinical/binary.ts';
import { servedCarePlan } from './clinical/care-plan.ts';
import { servedCareTeam } from './clinical/care-team.ts';
import { servedCommunication } from './clinical/communication.ts';
import { servedCondition } from './clinical/condition.ts';
import { servedConsent } from './clinical/consent.ts';
import { servedCoverage } from './clinical/coverage.ts';
import { servedDeviceRequest } from './clinical/device-request.ts';
import { servedDeviceUseStatement } from './clinical/device-use-statement.ts';
import { servedDevice } from './clinical/device.ts';
import { servedDiagnosticReport } from './clinical/diagnostic-report.ts';
import { servedDocumentReference } from './clinical/document-reference.ts';
import { servedEncounter } from './clinical/encounter.ts';
import { servedEpisodeOfCare } from './clinical/episode-of-care.ts';
import { servedExplanationOfBenefit } from './clinical/explanation-of-benefit.ts';
import { servedFamilyMemberHistory } from './clinical/family-member-history.ts';
import { servedFlag } from './clinical/flag.ts';
import { servedGoal } from './clinical/goal.ts';
import { servedImagingStudy } from './clinical/imaging-study.ts';
import { servedImmunizationRecommendation } from './clinical/immunization-recommendation.ts';
import { servedImmunization } from './clinical/immunization.ts';
import { servedList } from './clinical/list.ts';
import { servedLocation } from './clinical/location.ts';
import { servedMedia } from './clinical/media.ts';
import { servedMedicationAdministration } from './clinical/medication-administration.ts';
import { servedMedicationDispense } from './clinical/medication-dispense.ts';
import { servedMedicationRequest } from './clinical/medication-request.ts';
import { servedMedication } from './clinical/medication.ts';
import { servedNutritionOrder } from './clinical/nutrition-order.ts';
import { servedObservation } from './clinical/observation.ts';
import { servedBodyStructure } from './clinical/other-records.ts';
import { servedClaim } from './clinical/other-records.ts';
import { servedContract } from './clinical/other-records.ts';
import { servedMeasureReport } from './clinical/other-records.ts';
import { servedRequestGroup } from './clinical/other-records.ts';
import { servedResearchSubject } from './clinical/other-records.ts';
import { servedResearchStudy } from './clinical/other-records.ts';
import { servedEndpoint } from './clinical/other-records.ts';
import { servedMeasure } from './clinical/other-records.ts';
import { servedSubstance } from './clinical/other-records.ts';
import { servedConceptMap } from './clinical/other-records.ts';
import { servedValueSet } from './clinical/other-records.ts';
import { servedPractitionerRole } from './clinical/practitioner-role.ts';
import { servedProcedure } from './clinical/procedure.ts';
import { servedProvenance } from './clinical/provenance.ts';
import { servedQuestionnaireResponse } from './clinical/questionnaire-response.ts';
import { servedQuestionnaire } from './clinical/questionnaire.ts';
import { servedRelatedPerson } from './clinical/related-person.ts';
import { servedServiceRequest } from './clinical/service-request.ts';
import { servedSpecimen } from './clinical/specimen.ts';
import { servedTask } from './clinical/task.ts';
import { servedOrganization } from './organizations.ts';
import { servedGroup } from './panels.ts';
import { servedPractitioner } from './practitioners.ts';
import type { ServedType } from './served-type.ts';

export const SERVED: readonly ServedType[] = [
  servedAccount,
  servedAdverseEvent,
  servedAllergyIntolerance,
  servedAppointment,
  servedBinary,
  servedCarePlan,
  servedCareTeam,
  servedCommunication,
  servedCondition,
  servedConsent,
  servedCoverage,
  servedDeviceRequest,
  servedDeviceUseStatement,
  servedDevice,
  servedDiagnosticReport,
  servedDocumentReference,
  servedEncounter,
  servedEpisodeOfCare,
  servedExplanationOfBenefit,
  servedFamilyMemberHistory,
  servedFlag,
  servedGoal,
  servedImagingStudy,
  servedImmunizationRecommendation,
  servedImmunization,
  servedList,
  servedLocation,
  servedMedia,
  servedMedicationAdministration,
  servedMedicationDispense,
  servedMedicationRequest,
  servedMedication,
  servedNutritionOrder,
  servedObservation,
  servedBodyStructure,
  servedClaim,
  servedContract,
  servedMeasureReport,
  servedRequestGroup,
  servedResearchSubject,
  servedResearchStudy,
  servedEndpoint,
  servedMeasure,
  servedSubstance,
  servedConceptMap,
  servedValueSet,
  servedPractitionerRole,
  servedProcedure,
  servedProvenance,
  servedQuestionnaireResponse,
  servedQuestionnaire,
  servedRelatedPerson,
  servedServiceRequest,
  servedSpecimen,
  servedTask,
  servedOrganization,
  servedGroup,
  servedPractitioner,
];
