/** Condition.Create (Problems). A clinician reconciles the new problem before it appears in the chart. */
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
  const wrong = refuseCreateIfAny(checkCode(sent), checkVerificationStatus(sent));
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
      // Epic's public sandbox always returns this category, and neither encounter nor onset.
      category: [hl7Concept('condition-category', 'problem-list-item', 'Problem List Item')],
      ...(code !== undefined && { code }),
      subject: patientReference(patient),
      recordedDate: instantOf(site.now()).slice(0, 10),
      ...(note !== undefined && { note }),
    },
  };
}

/** Requires a code of ICD-10-CM or SNOMED CT with a display or a text. */
function checkCode(sent: Condition): Refusal | null {
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

/** Epic answers 422 for any other status, such as `confirmed`. */
function checkVerificationStatus(sent: Condition): Refusal | null {
  const expression = 'Condition.verificationStatus';
  if (valuesAt(sent, 'verificationStatus').length === 0) return missingElement(expression);
  return codesAt(sent, 'verificationStatus').includes('provisional')
    ? null
    : unprocessable(expression, 'provisional');
}
