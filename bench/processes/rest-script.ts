/** Only the FHIR requests, without a GraphQL server. Runs operations itself, on command. */
import { onCommand, OPERATION, sendMessage } from '../messages.ts';
import { type Load, runTurn } from '../turn.ts';
import { createFhirClient } from './fhir-client.ts';
import { createScript } from './script.ts';

const client = createFhirClient(process.env);
const operate = createScript(client, OPERATION.parse(JSON.parse(process.env['BENCH_OPERATION'] ?? 'null')));
let expected: string | null = null;
onCommand((command) => {
  if (command.kind === 'turn') void sendTurn(command);
  if (command.kind === 'run once') void sendFirstResponse();
});
sendMessage({ kind: 'started' });

async function sendFirstResponse(): Promise<void> {
  const before = client.receivedBytes;
  expected = JSON.stringify(await operate());
  sendMessage({ kind: 'response', data: expected, bytes: client.receivedBytes - before });
}

async function sendTurn(load: Load): Promise<void> {
  const { durationMs, latenciesMs, failures } = await runTurn(load, async () => {
    if (JSON.stringify(await operate()) !== expected)
      throw new Error('The result differs from the first result.');
  });
  sendMessage({ kind: 'turn', durationMs, latenciesMs: [...latenciesMs], failures: [...failures] });
}
