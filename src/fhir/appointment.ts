/** Who and what takes part in an Appointment. */
import { parseReference } from './ids.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import type { Appointment, Reference } from './types.ts';

/** The participants of a type, such as its places; the type is the one that is said, else the one of the reference. */
export function participantsOf({ participant }: Appointment, type: string): Reference[] {
  return readObjects(readObjects(participant).map(({ actor }) => readObject(actor))).filter(
    (actor: Reference) => (readText(actor.type) ?? parseReference(actor)?.type) === type,
  );
}
