import { memberOf } from '../../fhir/codes.ts';
import { firstName } from '../../fhir/concepts.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readInteger, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  EpisodeOfCareDiagnosisResolvers,
  EpisodeOfCareResolvers,
  EpisodeOfCareStatusHistoryResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { EPISODE_OF_CARE_STATUS } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const EpisodeOfCare: EpisodeOfCareResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ type }) => firstName(...readObjects(type)),
  status: ({ status }) => memberOf(EPISODE_OF_CARE_STATUS, status),
  statusCode: ({ status }) => readText(status),
  statusHistory: ({ statusHistory }) => readObjects(statusHistory),
  types: ({ type }) => readObjects(type),
  diagnoses: (episode) =>
    eachInResource(
      episode,
      readObjects(episode.diagnosis).toSorted((one, other) => rankOf(one.rank) - rankOf(other.rank)),
    ),
  period: ({ period }) => readObject(period),
  careManager: (episode) => inResource(episode, episode.careManager),
  managingOrganization: (episode) => inResource(episode, episode.managingOrganization),
  teams: (episode) => eachInResource(episode, episode.team),
  referrals: (episode) => eachInResource(episode, episode.referralRequest),
  identifiers: (episode) => identifiersOf(episode),
  patient: (episode) => inResource(episode, episode.patient),
  resource: (episode) => toRawJson(episode),
};

export const EpisodeOfCareStatusHistory: EpisodeOfCareStatusHistoryResolvers = {
  status: ({ status }) => memberOf(EPISODE_OF_CARE_STATUS, status),
  period: ({ period }) => readObject(period),
};

export const EpisodeOfCareDiagnosis: EpisodeOfCareDiagnosisResolvers = {
  condition: ({ value, resource }) => inResource(resource, value.condition),
  role: ({ value }) => readObject(value.role),
  rank: numbersFrom(['rank'], ({ value }) => readInteger(value.rank)),
};

/** Puts diagnoses without a rank last, in the server's order. */
function rankOf(rank: unknown): number {
  return readInteger(rank) ?? Number.MAX_SAFE_INTEGER;
}
