/** The resolvers of every type of the graph. Written by `npm run codegen`; do not edit. */
import type { Resolvers } from '../../generated/resolver-types.ts';
import { connections } from './derived.ts';
import * as account from './account.ts';
import * as adverseEvent from './adverse-event.ts';
import * as allergyIntolerance from './allergy-intolerance.ts';
import * as appointment from './appointment.ts';
import * as care from './care.ts';
import * as codeStatus from './code-status.ts';
import * as communication from './communication.ts';
import * as condition from './condition.ts';
import * as consent from './consent.ts';
import * as coverage from './coverage.ts';
import * as datatypes from './datatypes.ts';
import * as deviceUse from './device-use.ts';
import * as device from './device.ts';
import * as diagnosticReport from './diagnostic-report.ts';
import * as documentReference from './document-reference.ts';
import * as encounter from './encounter.ts';
import * as episodeOfCare from './episode-of-care.ts';
import * as explanationOfBenefit from './explanation-of-benefit.ts';
import * as familyMemberHistory from './family-member-history.ts';
import * as flag from './flag.ts';
import * as goal from './goal.ts';
import * as imagingStudy from './imaging-study.ts';
import * as immunizationRecommendation from './immunization-recommendation.ts';
import * as immunization from './immunization.ts';
import * as latestObservations from './latest-observations.ts';
import * as list from './list.ts';
import * as media from './media.ts';
import * as medicationAdministration from './medication-administration.ts';
import * as medicationDispense from './medication-dispense.ts';
import * as medication from './medication.ts';
import * as mutation from './mutation.ts';
import * as nutritionOrder from './nutrition-order.ts';
import * as observation from './observation.ts';
import * as order from './order.ts';
import * as patientSummary from './patient-summary.ts';
import * as patient from './patient.ts';
import * as procedure from './procedure.ts';
import * as prohibitions from './prohibitions.ts';
import * as provenance from './provenance.ts';
import * as provider from './provider.ts';
import * as query from './query.ts';
import * as questionnaireResponse from './questionnaire-response.ts';
import * as questionnaire from './questionnaire.ts';
import * as recentRecords from './recent-records.ts';
import * as record from './record.ts';
import * as references from './references.ts';
import * as relatedPerson from './related-person.ts';
import * as signedInPerson from './signed-in-person.ts';
import * as task from './task.ts';

export const resolvers: Resolvers = {
  ...connections,
  ...account,
  ...adverseEvent,
  ...allergyIntolerance,
  ...appointment,
  ...care,
  ...codeStatus,
  ...communication,
  ...condition,
  ...consent,
  ...coverage,
  ...datatypes,
  ...deviceUse,
  ...device,
  ...diagnosticReport,
  ...documentReference,
  ...encounter,
  ...episodeOfCare,
  ...explanationOfBenefit,
  ...familyMemberHistory,
  ...flag,
  ...goal,
  ...imagingStudy,
  ...immunizationRecommendation,
  ...immunization,
  ...latestObservations,
  ...list,
  ...media,
  ...medicationAdministration,
  ...medicationDispense,
  ...medication,
  ...mutation,
  ...nutritionOrder,
  ...observation,
  ...order,
  ...patientSummary,
  ...patient,
  ...procedure,
  ...prohibitions,
  ...provenance,
  ...provider,
  ...query,
  ...questionnaireResponse,
  ...questionnaire,
  ...recentRecords,
  ...record,
  ...references,
  ...relatedPerson,
  ...signedInPerson,
  ...task,
};
