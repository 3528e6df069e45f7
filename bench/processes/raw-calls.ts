/** The calls alone: no server and no graph, so it drives itself when it is told to. */
import { onQuestion, tell } from '../messages.ts';
import { takeTurn } from '../turn.ts';
import { createEpicCalls } from './epic-calls.ts';

const PATIENTS = 10;

const calls = createEpicCalls(process.env);
onQuestion((question) => {
  if (question.kind !== 'turn') return;
  void takeTurn(question, operate).then((turn) =>
    tell({
      kind: 'turn',
      durationMs: turn.durationMs,
      latenciesMs: [...turn.latenciesMs],
      failures: [...turn.failures],
    }),
  );
});
tell({ kind: 'started' });

async function operate(): Promise<void> {
  const { found } = await calls.firstPatients(PATIENTS);
  const patients = found.entry?.filter(({ resource }) => resource?.resourceType === 'Patient') ?? [];
  if (patients.length !== PATIENTS)
    throw new Error(`${PATIENTS} patients were due; ${patients.length} came.`);
}
