/** QuestionnaireResponse.Create: files the answers to a form of this site. */
import type { QuestionnaireItem, QuestionnaireResponse, QuestionnaireResponseItem } from '../types.ts';
import { resourceKey } from '../criteria.ts';
import { patientReference } from '../data/clinical/elements.ts';
import { isInstant, requireOneOf } from './checks.ts';
import { invalidElement, missingElement, type Refusal, unknownReference } from './refusals.ts';
import {
  type CreateResult,
  encounterAt,
  isRefusal,
  newId,
  patientAt,
  refuseCreate,
  refuseCreateIfAny,
  type Site,
} from './site.ts';

export function createQuestionnaireResponse(sent: QuestionnaireResponse, site: Site): CreateResult {
  const patient = patientAt(site, sent, 'subject');
  if (isRefusal(patient)) return refuseCreate(patient);
  const encounter = sent.encounter === undefined ? null : encounterAt(site, sent, 'encounter', patient);
  if (encounter !== null && isRefusal(encounter)) return refuseCreate(encounter);
  const wrong = refuseCreateIfAny(
    requireOneOf(sent, 'status', 'completed', 'in-progress', 'amended'),
    isInstant(sent.authored) ? null : invalidElement('QuestionnaireResponse.authored', 'an instant'),
    checkItems(sent, site),
  );
  if (wrong !== null) return wrong;
  return {
    kind: 'stored',
    patient: patient.id,
    resource: { ...sent, id: newId(), subject: patientReference(patient), author: site.author },
  };
}

/** Requires a form of the site, and only items of that form. */
function checkItems({ questionnaire, item = [] }: QuestionnaireResponse, site: Site): Refusal | null {
  if (questionnaire === undefined) return missingElement('QuestionnaireResponse.questionnaire');
  const id = resourceKey(questionnaire).replace(/^Questionnaire\//, '');
  const form = site.types.get('Questionnaire')?.find(id);
  if (form?.resourceType !== 'Questionnaire') return unknownReference('QuestionnaireResponse.questionnaire');
  const known = new Set((form.item ?? []).flatMap(linkIdsOfForm));
  return item.flatMap(linkIdsOfAnswers).every((linkId) => known.has(linkId))
    ? null
    : invalidElement('QuestionnaireResponse.item.linkId', 'in the form');
}

function linkIdsOfForm({ linkId, item = [] }: QuestionnaireItem): string[] {
  return [linkId, ...item.flatMap(linkIdsOfForm)];
}

function linkIdsOfAnswers({ linkId, answer = [], item = [] }: QuestionnaireResponseItem): string[] {
  return [linkId, ...[...answer.flatMap((one) => one.item ?? []), ...item].flatMap(linkIdsOfAnswers)];
}
