import type { LeftOut, PatientListRows } from './list-definition.ts';
import { BY_REFUTED_ALLERGY } from './allergy.ts';
import { CONDITION_CATEGORY, OBSERVATION_CATEGORY } from './clinical-codes.ts';
import { statesNoProblem } from './condition.ts';
import { byClinicalStatus, byDocumentType, inCategory, listArgument } from './list-arguments.ts';
import { byConcept } from './list-filters.ts';
import { rankActiveFirst, rankByCriticality } from './list-ranking.ts';
import { isAboutAnother } from './observation-focus.ts';
import { DOCUMENTED_OBSERVATION_CATEGORIES, OBSERVATION_CATEGORY_ALIASES } from './observation-categories.ts';

/** Observations of a fetus, a donor or a device are not values of the patient. */
const ABOUT_ANOTHER: LeftOut = {
  code: 'ABOUT_ANOTHER_LEFT_OUT',
  message: (count) =>
    `The list leaves out ${count} ${count === 1 ? 'observation' : 'observations'} about someone or something other than the patient, such as a fetus: see \`observations\`.`,
  applies: (resource) => isAboutAnother(resource),
  isIncluded: () => false,
};

/** A patient's lists of findings, results and documents. */
export const FINDINGS_LISTS = {
  adverseEvents: {
    type: 'AdverseEvent',
    description:
      'Harm from care, and incidents that could have caused harm: check `actuality`. Newest first. An empty list does not mean that no harm occurred.',
  },
  allergies: {
    type: 'AllergyIntolerance',
    description:
      'Allergies and intolerances, and statements such as "No known allergies": check `meaning`. By criticality, then newest first. Never read an empty list as "No known allergies": select `allergyStatus`.',
    precedence: rankByCriticality,
    byArgument: {
      code: listArgument(
        '[String!]',
        'Only these codes of the substance, also if only a reaction names it, such as `7980`.',
        // Not sent, because some servers search only the code.
        { ...byConcept('code', ['code', 'reaction.substance']), isSent: false },
      ),
    },
    byInternalArgument: { refuted: BY_REFUTED_ALLERGY },
  },
  clinicalNotes: {
    type: 'DocumentReference',
    description:
      'Clinical notes (DocumentReferences of category clinical-note). Newest first. The gateway fetches the texts only if you select them.',
    always: inCategory('clinical-note'),
    byArgument: { type: byDocumentType },
  },
  conditions: {
    type: 'Condition',
    description:
      'Problems, diagnoses and health concerns, and statements such as "No known problems": check `meaning`. Active ones first, then newest first.',
    precedence: rankActiveFirst,
    byArgument: {
      category: listArgument(
        '[ConditionCategory!]',
        'Only these categories.',
        byConcept('category', 'category', CONDITION_CATEGORY),
      ),
      clinicalStatus: byClinicalStatus,
    },
  },
  diagnosticReports: {
    type: 'DiagnosticReport',
    description: 'Laboratory, imaging and other diagnostic reports. Newest first.',
  },
  documents: {
    type: 'DocumentReference',
    description:
      'All documents: clinical notes, and also entries that Epic lists without any content. Newest first.',
    byArgument: { type: byDocumentType },
  },
  familyHistory: {
    type: 'FamilyMemberHistory',
    description: "Health histories of the patient's relatives. Most recently recorded first.",
  },
  imagingStudies: {
    type: 'ImagingStudy',
    description: 'Imaging studies, such as CT scans, with their series. Newest first.',
  },
  labResults: {
    type: 'Observation',
    description: 'Laboratory results (Observations of category laboratory). Newest first.',
    always: {
      filter: byConcept('category', 'category', undefined, OBSERVATION_CATEGORY_ALIASES),
      values: ['laboratory'],
    },
  },
  observations: {
    type: 'Observation',
    description:
      'Observations of any category. Newest first. If the FHIR server requires a category and you pass none, observations of all documented categories, with the warning NOT_ALL_CATEGORIES.',
    /** Epic requires a category or a code (error 59108). */
    byDefault: {
      ...inCategory(...DOCUMENTED_OBSERVATION_CATEGORIES),
      warning: {
        code: 'NOT_ALL_CATEGORIES',
        message:
          'The FHIR server needs categories for observations. The gateway requested all that are documented; observations of other ' +
          'categories are missing.',
      },
    },
    leavesOut: [{ ...ABOUT_ANOTHER, isIncluded: ({ ofPatient }) => ofPatient !== true }],
    byArgument: {
      category: listArgument(
        '[ObservationCategory!]',
        'Only these categories.',
        byConcept('category', 'category', OBSERVATION_CATEGORY, OBSERVATION_CATEGORY_ALIASES),
      ),
    },
  },
  problems: {
    type: 'Condition',
    description:
      'The problem list (Conditions of category problem-list-item). Active ones first, then newest first. Leaves out a statement such as "No known problems", with a warning: see `conditions`.',
    always: inCategory('problem-list-item'),
    precedence: rankActiveFirst,
    leavesOut: [
      {
        code: 'NO_KNOWN_PROBLEMS',
        message: () =>
          'The problem list states "no known problems" or "not on file". The statement is in `conditions`.',
        applies: statesNoProblem,
        isIncluded: () => false,
      },
    ],
    byArgument: { clinicalStatus: byClinicalStatus },
  },
  questionnaireResponses: {
    type: 'QuestionnaireResponse',
    description: 'Answers to questionnaires, finished or not: see `status`. Newest first.',
  },
  vitalSigns: {
    type: 'Observation',
    description:
      'Vital signs: blood pressure, pulse, weight and others (Observations of category vital-signs). Newest first.',
    always: inCategory('vital-signs'),
    leavesOut: [ABOUT_ANOTHER],
  },
} as const satisfies PatientListRows;
