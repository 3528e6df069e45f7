/** Compares the participants of appointments with requested ones. */
import { valuesAt } from './element-path.ts';
import { isFhirId, parseOwnReference, type ServerUrls } from './ids.ts';
import { isObject, readText } from './lenient-read.ts';
import type { ListFilter } from './list-filters.ts';

/** By type: the type of reference that names its records indirectly. */
const INDIRECT: Readonly<Record<string, string>> = { Practitioner: 'PractitionerRole' };

/**
 * Filters appointments by a participant, with a search parameter that finds only participants of this type. Also keeps those that may have
 * the participant, because they name one that cannot be compared.
 */
export function byParticipant(parameter: string, type: string): ListFilter {
  return {
    parameter,
    isPossible: isFhirId,
    matches: (resource, values, _dates, server) =>
      server !== undefined &&
      (namesParticipant(resource, type, values, server) || hasUnknownParticipant(resource, type, server)),
  };
}

/** Returns whether a participant is a record of the server with this type and one of the ids. */
export function namesParticipant(
  appointment: object,
  type: string,
  ids: readonly string[],
  server: ServerUrls,
): boolean {
  return valuesAt(appointment, 'participant.actor.reference').some((reference) => {
    const target = parseOwnReference(readText(reference) ?? '', server);
    return target !== null && target.type === type && ids.includes(target.id);
  });
}

/** Returns whether a participant can be a record of the type, but is named only by role, identifier or text. */
function hasUnknownParticipant(appointment: object, type: string, server: ServerUrls): boolean {
  return valuesAt(appointment, 'participant.actor').some((actor) => {
    if (!isObject(actor)) return false;
    const target = parseOwnReference(readText(actor['reference']) ?? '', server);
    const named = target?.type ?? readText(actor['type']);
    return named === INDIRECT[type] || (target === null && (named === null || named === type));
  });
}
