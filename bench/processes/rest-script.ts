/** The calls alone, without server and graph: it drives itself when it is told to. */
import { onQuestion, OPERATION, tell } from '../messages.ts';
import { takeTurn } from '../turn.ts';
import { createEpicCalls } from './epic-calls.ts';
import { createScript } from './script.ts';

const calls = createEpicCalls(process.env);
const script = createScript(calls, OPERATION.parse(JSON.parse(process.env['BENCH_OPERATION'] ?? 'null')));
let expected: string | null = null;
onQuestion((question) => {
  if (question.kind === 'turn') void drive(question);
  if (question.kind === 'answer') void answer();
});
tell({ kind: 'started' });

async function answer(): Promise<void> {
  const before = calls.bytes;
  expected = JSON.stringify(await script());
  tell({ kind: 'answer', data: expected, bytes: calls.bytes - before });
}

async function drive(load: Parameters<typeof takeTurn>[0]): Promise<void> {
  const { durationMs, latenciesMs, failures } = await takeTurn(load, async () => {
    if (JSON.stringify(await script()) !== expected)
      throw new Error('What came is not the first answer again.');
  });
  tell({ kind: 'turn', durationMs, latenciesMs: [...latenciesMs], failures: [...failures] });
}
