/** Works on many or large records in several turns of the event loop. */
import { givenUp } from '../http/given-up.ts';
import { countValues, MOST_VALUES, unitsOfWalk } from '../size/json-size.ts';
import { UNITS_PER_TURN } from '../size/turns.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Operation } from './operation.ts';
import type { Reach } from './reach.ts';
import { shownOrAbsent } from './shown.ts';

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

async function roomFor(size: Operation['size'], units: number): Promise<void> {
  if (size.turns.room() > 0) size.turns.spend(units);
  else await size.turns.next(size, units);
  if (size.isOver) throw size.stoppedBy ?? givenUp();
}
