/** Works on many or large records in several turns of the event loop. */
import { hasUnknownModifier } from '../fhir/modifier-extensions.ts';
import { givenUp } from '../http/given-up.ts';
import { countValues, MOST_VALUES, unitsOfWalk } from '../size/json-size.ts';
import { UNITS_PER_TURN } from '../size/turns.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Operation } from './operation.ts';
import type { Reach } from './reach.ts';

/** Looking at a few elements of a record, such as its dates, its status and its patient, takes some 12 µs. */
const GLANCE_UNITS = 6;

/** Calls back for each record, in order. No records take a turn too. @throws GatewayError if the operation ends meanwhile */
export async function glanceAtEach<R>(
  { size }: Pick<Operation, 'size'>,
  records: readonly R[],
  glance: (record: R) => void,
): Promise<void> {
  const perTurn = Math.floor(UNITS_PER_TURN / GLANCE_UNITS);
  for (let from = 0; from === 0 || from < records.length; from += perTurn) {
    const some = records.slice(from, from + perTurn);
    await roomFor(size, Math.max(1, some.length) * GLANCE_UNITS);
    for (const record of some) glance(record);
  }
}

/** Redacts a record for the caller; null if that fails. @throws GatewayError where the operation ends meanwhile */
export async function shownInTurn(
  operation: Pick<Operation, 'size' | 'usage'>,
  reach: Reach,
  record: Stored<Resource>,
): Promise<Stored<Resource> | null> {
  await roomFor(operation.size, unitsOfWalk(countValues(record, MOST_VALUES.record)));
  return shownOrAbsent(operation, reach, record);
}

/** Redacts a permitted record. One that cannot be redacted is absent, with a warning, and harms no other record of its list. */
function shownOrAbsent(
  { usage }: Pick<Operation, 'usage'>,
  reach: Reach,
  record: Stored<Resource>,
): Stored<Resource> | null {
  try {
    const shown = reach.shown(record);
    // Compute this here, in a turn that has room for it: the fields look the result up.
    hasUnknownModifier(shown);
    return shown;
  } catch {
    // The error can have words of the record in it.
    usage.warn({ ...NOT_REDACTABLE, resourceType: record.resourceType });
    return null;
  }
}

const NOT_REDACTABLE = {
  code: 'RECORD_NOT_SHOWN',
  message:
    'The gateway could not redact a record for this caller, so it left the record out. Report this as a defect.',
};

async function roomFor(size: Operation['size'], units: number): Promise<void> {
  if (size.turns.room() > 0) size.turns.spend(units);
  else await size.turns.next(size, units);
  if (size.isOver) throw size.stoppedBy ?? givenUp();
}
