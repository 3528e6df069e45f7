/** Spreads the work on many or large records over several turns of the event loop. */
import { hasUnknownModifier } from '../fhir/modifier-extensions.ts';
import { abortError } from '../http/abort.ts';
import { countValues, MAX_JSON_VALUES, unitsOfTraversal } from '../json/size.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import { UNITS_PER_TURN } from '../limits/turn-scheduler.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Warn } from '../epic/warnings.ts';
import type { Operation } from './operation.ts';
import type { Authorization } from '../access/authorization.ts';

/** Inspecting a few elements of a record, such as its dates, status and patient, takes about 12 µs. */
const INSPECTION_UNITS = 6;

/** Calls `inspect` for each record, in order. Takes a turn even for an empty list. @throws GatewayError if the operation ends meanwhile */
export async function inspectEach<R>(
  { responseBudget }: Pick<Operation, 'responseBudget'>,
  records: readonly R[],
  inspect: (record: R) => void,
): Promise<void> {
  const perTurn = Math.floor(UNITS_PER_TURN / INSPECTION_UNITS);
  for (let from = 0; from === 0 || from < records.length; from += perTurn) {
    const some = records.slice(from, from + perTurn);
    await waitForTurn(responseBudget, Math.max(1, some.length) * INSPECTION_UNITS);
    for (const record of some) inspect(record);
  }
}

/** Sorting or indexing this many records takes one unit of a turn. */
const SORTED_PER_UNIT = 16;

/** Waits for a turn with time to sort this many records. @throws GatewayError if the operation ends meanwhile */
export async function waitToSort(
  { responseBudget }: Pick<Operation, 'responseBudget'>,
  records: number,
): Promise<void> {
  await waitForTurn(responseBudget, Math.ceil(records / SORTED_PER_UNIT));
}

/**
 * Redacts a record for the caller; null if that fails.
 * @param warn receives a warning if it fails
 * @throws GatewayError if the operation ends meanwhile
 */
export async function redactInTurn(
  operation: Pick<Operation, 'responseBudget'>,
  authorization: Authorization,
  record: Stored<Resource>,
  warn: Warn,
): Promise<Stored<Resource> | null> {
  return traverseInTurn(operation, record, () => redactOrOmit(authorization, record, warn));
}

/** Calls `traverse` in a turn of the event loop that has time to visit every value of the record. @throws GatewayError if the operation ends meanwhile */
export async function traverseInTurn<T>(
  { responseBudget }: Pick<Operation, 'responseBudget'>,
  record: Stored<Resource>,
  traverse: () => T,
): Promise<T> {
  await waitForTurn(responseBudget, unitsOfTraversal(countValues(record, MAX_JSON_VALUES.record)));
  return traverse();
}

/** Redacts a permitted record. If that fails, returns null with a warning, so the other records of its list are unaffected. */
function redactOrOmit(
  authorization: Authorization,
  record: Stored<Resource>,
  warn: Warn,
): Stored<Resource> | null {
  try {
    const shown = authorization.redact(record);
    // Fields look this result up. Compute it here, in a turn that has time for it.
    hasUnknownModifier(shown);
    return shown;
  } catch {
    // The error can contain text from the record.
    warn({ ...NOT_REDACTABLE, resourceType: record.resourceType });
    return null;
  }
}

const NOT_REDACTABLE = {
  code: 'RECORD_NOT_SHOWN',
  message:
    'The gateway could not redact a record for this caller, so it left the record out. Please report this as a bug.',
} as const;

async function waitForTurn(responseBudget: Operation['responseBudget'], units: number): Promise<void> {
  if (responseBudget.turns.unitsLeft() > 0) responseBudget.turns.spend(units);
  else await responseBudget.turns.next(responseBudget, units);
  if (responseBudget.isOver) throw responseBudget.stoppedBy ?? abortError();
}

/**
 * Returns a `batchScheduleFn` for DataLoader. Like the default, it dispatches a batch after the promise jobs of its tick. It also waits
 * while parts of the operation are queued for a turn of the event loop: these will load more ids, and splitting work into turns must not
 * cost more FHIR requests.
 */
export function scheduleBatch(responseBudget: ResponseBudget): (dispatch: () => void) => void {
  const dispatchWhenIdle = (dispatch: () => void): void =>
    responseBudget.turns.whenIdle(responseBudget, dispatch);
  return (dispatch) => {
    void Promise.resolve().then(() => process.nextTick(dispatchWhenIdle, dispatch));
  };
}
