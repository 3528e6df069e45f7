/** When the loads of an operation leave as a batch. */
import type { AnswerSize } from '../size/answer-size.ts';

/**
 * Returns a `batchScheduleFn` for DataLoader. A batch leaves after the promise jobs of its tick, which is DataLoader's default, but not while
 * parts of the operation wait for a turn of the event loop: these will load more, and a list that is split into turns must not cost
 * more FHIR requests.
 */
export function batchSchedule(size: AnswerSize): (dispatch: () => void) => void {
  const leave = (dispatch: () => void): void => size.turns.whenIdle(size, dispatch);
  return (dispatch) => {
    void Promise.resolve().then(() => process.nextTick(leave, dispatch));
  };
}
