/** Builds the QuestionnaireResponse of new answers, for Epic's QuestionnaireResponse.Create. */
import type { QuestionnaireResponse } from './types.ts';

/** The members of FHIR R4 QuestionnaireResponse.status that new answers can have. */
export const NEW_ANSWERS_STATUS = { completed: 'COMPLETED', 'in-progress': 'IN_PROGRESS' } as const;

/** An answer in words. The type of the question decides how to read `values`. */
export interface GivenAnswer {
  readonly linkId: string;
  readonly values: readonly string[];
  /** The unit of a quantity. */
  readonly unit?: string | null | undefined;
}

export interface NewAnswers {
  readonly patientId: string;
  readonly questionnaireId: string;
  readonly encounterId: string | null;
  /** A date and time with an offset, to the second. */
  readonly instant: string;
  readonly status: keyof typeof NEW_ANSWERS_STATUS;
  readonly isAnsweredByPatient: boolean;
  readonly answers: readonly GivenAnswer[];
}

/** Leaves out the items, which depend on the form. @param baseUrl of the FHIR server, which makes the reference to the form canonical */
export function toQuestionnaireResponse(
  { patientId, questionnaireId, encounterId, instant, status, isAnsweredByPatient }: NewAnswers,
  baseUrl: string,
): QuestionnaireResponse {
  const patient = { reference: `Patient/${patientId}` };
  return {
    resourceType: 'QuestionnaireResponse',
    questionnaire: `${baseUrl}/Questionnaire/${questionnaireId}`,
    status,
    subject: patient,
    ...(encounterId !== null && { encounter: { reference: `Encounter/${encounterId}` } }),
    authored: instant,
    ...(isAnsweredByPatient && { source: patient }),
  };
}
