import type { PatientListRows } from './list-definition.ts';
import { MAX_UTC_OFFSET_MS } from './intervals.ts';
import { category, inCategory, listArgument } from './list-arguments.ts';
import { byConcept, byEarliestDate, byLatestDate } from './list-filters.ts';
import { rankPlannedLast } from './list-ranking.ts';
import { byParticipant } from './participants.ts';
import { ONLY_PROHIBITIONS } from './prohibitions.ts';

/**
 * Returns the day of a moment in the farthest time zone in a direction. Epic searches appointments by days in its own time zone, so the bound
 * must lie outside the day in any.
 */
function dayAround(moment: string, direction: -1 | 1): string {
  const at = new Date(Date.parse(moment) + direction * MAX_UTC_OFFSET_MS);
  return at.toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** A patient's lists of appointments, encounters, plans, orders, tasks and messages. */
export const CARE_LISTS = {
  appointments: {
    type: 'Appointment',
    description: 'Past and future appointments. Those that start last come first.',
    /** For `Query.appointments`. */
    byInternalArgument: {
      startsFrom: { ...byEarliestDate('date'), dates: ['start'], atEpic: (bound) => dayAround(bound, -1) },
      startsUntil: { ...byLatestDate('date'), dates: ['start'], atEpic: (bound) => dayAround(bound, 1) },
      atLocation: byParticipant('location', 'Location'),
      withPractitioner: byParticipant('practitioner', 'Practitioner'),
    },
  },
  carePlans: {
    type: 'CarePlan',
    description:
      "Care plans. Newest first. If the FHIR server requires a category and you pass none, only care plans of US Core's `assess-plan`, for which Epic returns the longitudinal plan. The warning NOT_ALL_CATEGORIES appears only if the list is empty.",
    /**
     * Epic requires a category. For US Core's category it returns the longitudinal plan, as does Oracle Health, which refuses any
     * additional category (both reported by integrators).
     */
    byDefault: {
      ...inCategory('assess-plan'),
      warning: {
        code: 'NOT_ALL_CATEGORIES',
        message:
          'The FHIR server needs a category for care plans. None has the default, assess-plan; `Patient.carePlans` with another ' +
          '`category` can find some.',
      },
      warnsIfEmpty: true,
    },
    byArgument: {
      category: listArgument(
        '[String!]',
        'Only these categories. Epic supports `38717003` (longitudinal), `734163000` (encounter), `736271009` (outpatient), `736353004` (inpatient) and others.',
        category,
      ),
    },
    byInternalArgument: { prohibitions: ONLY_PROHIBITIONS },
  },
  careTeams: {
    type: 'CareTeam',
    description:
      'Care teams. Newest first. Epic leaves out the inpatient team, which `Encounter.participants` has.',
  },
  communications: {
    type: 'Communication',
    description:
      'Messages and other information that was sent or received, or is still in preparation: check `status`. Newest first. Epic serves only messages of community care, education and customer relations, so an empty list proves nothing about messages between patient and clinic.',
  },
  encounters: {
    type: 'Encounter',
    description:
      'Visits, hospital stays and other contacts with care. Newest first, planned ones after all others.',
    precedence: rankPlannedLast,
  },
  episodesOfCare: {
    type: 'EpisodeOfCare',
    description:
      'Periods in which an organization is responsible for a kind of care. Newest first. Epic needs `type`: without it, the list is empty, with the warning ARGUMENT_NEEDED.',
    neededByEpic: 'type',
    byArgument: {
      type: listArgument(
        '[String!]',
        "Only these types: codes of the site, or with the code system: `urn:oid:1.2.3|5`. Epic's codes differ from site to site.",
        byConcept('type', 'type'),
      ),
    },
  },
  goals: {
    type: 'Goal',
    description: 'Goals for the patient, such as a weight or a blood pressure. Newest first.',
  },
  serviceRequests: {
    type: 'ServiceRequest',
    description: 'Orders for tests, procedures and other services. Newest first.',
    byInternalArgument: { prohibitions: ONLY_PROHIBITIONS },
  },
  tasks: {
    type: 'Task',
    description:
      'Work to be done for the patient. Newest first. Epic serves only some kinds of tasks, so an empty list does not mean that nothing is left to do.',
  },
} as const satisfies PatientListRows;
