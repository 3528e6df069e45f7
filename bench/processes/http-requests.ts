/** Reads one patient per operation, with the HTTP client of the gateway or with got. */
import { Agent } from 'node:http';
import got from 'got';
import { createHttpClient } from '../../src/http/got-client.ts';
import { onCommand, sendMessage } from '../messages.ts';
import { type Load, runTurn } from '../turn.ts';
import { createBearer } from './fhir-client.ts';

const TIMEOUT_MS = 15_000;

const { EPIC_BASE_URL = '', BENCH_PATH = '' } = process.env;
const bearer = createBearer(process.env);
const accept = 'application/fhir+json';

/** Sends a request and returns the parsed body. */
type Send = (url: string) => Promise<unknown>;

const send = process.env['BENCH_CLIENT'] === 'src/http' ? createGatewaySend() : createGotSend();
const url = `${EPIC_BASE_URL}/${BENCH_PATH}`;
const expected = JSON.stringify(await send(url));
onCommand((command) => {
  if (command.kind === 'run once')
    sendMessage({ kind: 'response', data: expected, bytes: Buffer.byteLength(expected) });
  if (command.kind === 'turn') void sendTurn(command);
});
sendMessage({ kind: 'started' });

function createGatewaySend(): Send {
  const http = createHttpClient({ timeoutMs: TIMEOUT_MS });
  return async (target) => {
    const { json } = await http.send({ url: target, headers: { accept, ...(await bearer()) } });
    return json;
  };
}

function createGotSend(): Send {
  const client = got.extend({
    agent: { http: new Agent({ keepAlive: true }) },
    headers: { accept },
    timeout: { request: TIMEOUT_MS },
  });
  return async (target) => {
    const { body } = await client<unknown>(target, { headers: await bearer(), responseType: 'json' });
    return body;
  };
}

async function sendTurn(load: Load): Promise<void> {
  const { durationMs, latenciesMs, failures } = await runTurn(load, async () => void (await send(url)));
  sendMessage({ kind: 'turn', durationMs, latenciesMs: [...latenciesMs], failures: [...failures] });
}
