/** Who and what takes part in an Appointment. */
import { parseReference } from './ids.ts';
import { object, objects, text } from './shape.ts';
import type { Appointment, Reference } from './types.ts';

/** The participants of a type, such as its places; the type is the one that is said, else the one of the reference. */
export function participantsOf({ participant }: Appointment, type: string): Reference[] {
  return objects(objects(participant).map(({ actor }) => object(actor))).filter(
    (actor: Reference) => (text(actor.type) ?? parseReference(actor)?.type) === type,
  );
}
