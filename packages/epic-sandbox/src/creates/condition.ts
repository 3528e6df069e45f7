/** Condition.Create (Problems): a problem that a clinician has to reconcile. */
import type { Condition } from '../types.ts';
import { ICD_10_CM, SNOMED } from '../data/clinical/code-systems.ts';
import { hl7Concept, patientReference, statusConcept } from '../data/clinical/elements.ts';
import { textAt, valuesAt } from '../element-path.ts';
import { codesAt } from './checks.ts';
import { invalidElement, missingElement, type Refusal, unprocessable } from './refusals.ts';
import {
  type CreateResult,
  instantOf,
  isRefusal,
  newId,
  patientAt,
  refuseCreate,
  refuseCreateIfAny,
  type Site,
} from './site.ts';

export function createCondition(sent: Condition, site: Site): CreateResult {
  const patient = patientAt(site, sent, 'subject');
  if (isRefusal(patient)) return refuseCreate(patient);
  const wrong = refuseCreateIfAny(problem(sent), provisional(sent));
  if (wrong !== null) return wrong;
  const { code, note } = sent;
  return {
    kind: 'stored',
    patient: patient.id,
    waits: true,
    resource: {
      resourceType: 'Condition',
      id: newId(),
      clinicalStatus: statusConcept('condition-clinical', 'active'),
      verificationStatus: statusConcept('condition-ver-status', 'provisional'),
      // The public sandbox returns this category for all, and neither encounter nor onset.
      category: [hl7Concept('condition-category', 'problem-list-item', 'Problem List Item')],
      ...(code !== undefined && { code }),
      subject: patientReference(patient),
      recordedDate: instantOf(site.now()).slice(0, 10),
      ...(note !== undefined && { note }),
    },
  };
}

/** A code of ICD-10-CM or SNOMED CT with a display or a text. */
function problem(sent: Condition): Refusal | null {
  const expression = 'Condition.code';
  if (valuesAt(sent, 'code').length === 0) return missingElement(expression);
  if ([ICD_10_CM, SNOMED].every((system) => codesAt(sent, 'code', system).length === 0)) {
    return invalidElement(expression, 'of ICD-10-CM or SNOMED CT');
  }
  const displays = valuesAt(sent, 'code.coding').map((coding) => textAt(coding, 'display'));
  const isNamed =
    textAt(sent.code, 'text') !== undefined || displays.some((display) => display !== undefined);
  return isNamed ? null : missingElement('Condition.code.text');
}

/** epic-behaviour §6: `confirmed` is a 422. */
function provisional(sent: Condition): Refusal | null {
  const expression = 'Condition.verificationStatus';
  if (valuesAt(sent, 'verificationStatus').length === 0) return missingElement(expression);
  return codesAt(sent, 'verificationStatus').includes('provisional')
    ? null
    : unprocessable(expression, 'provisional');
}
