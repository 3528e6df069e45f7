/** The embedded sandbox, in a process of its own. It counts the requests of each contender. */
import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { startSandbox } from 'epic-fhir-sandbox';
import { onCommand, sendMessage, SIGN_IN_APP } from '../messages.ts';

/** Requests that a client may send at its start, never for an operation. */
const START_REQUESTS: ReadonlySet<string> = new Set(['metadata', 'smart-configuration']);
const PATIENTS = 10;
const FEW_LABS = 5;
const ENTITIES_PER_TYPE = 50;

const sandbox = await startSandbox();
sandbox.registerApp({
  clientId: SIGN_IN_APP.clientId,
  audience: 'clinicians',
  redirectUrls: [SIGN_IN_APP.redirectUrl],
});
let sentBytes = 0;
const sentBefore = new WeakMap<Socket, number>();
subscribe('http.server.response.finish', (message) => {
  if (typeof message !== 'object' || message === null || !('socket' in message)) return;
  const { socket } = message;
  if (!(socket instanceof Socket)) return;
  sentBytes += socket.bytesWritten - (sentBefore.get(socket) ?? 0);
  sentBefore.set(socket, socket.bytesWritten);
});
const byLabs = sandbox.patients.toSorted((one, other) => labsOf(one.id) - labsOf(other.id));
const byEncounters = sandbox.patients.toSorted(
  (one, other) => encountersOf(other).length - encountersOf(one).length,
);
onCommand((command) => {
  if (command.kind === 'calls') {
    sendMessage({ kind: 'calls', calls: countCalls(), bytes: sentBytes });
    sandbox.clearRequests();
    sentBytes = 0;
  }
  if (command.kind === 'sign in')
    sendMessage({ kind: 'signed in', redirect: sandbox.signIn(command.url, 'clinician') });
  if (command.kind === 'latency') {
    sandbox.clearFaults();
    if (command.ms > 0)
      sandbox.fault({ match: { path: /\/FHIR\// }, times: Infinity, kind: 'delay', ms: command.ms });
    sendMessage({ kind: 'latency' });
  }
});
sendMessage({
  kind: 'started',
  environment: {
    EPIC_BASE_URL: sandbox.baseUrl,
    EPIC_TOKEN_URL: sandbox.tokenUrl,
    EPIC_CLIENT_ID: sandbox.credentials.clientId,
    EPIC_KEY_ID: sandbox.credentials.keyId,
    EPIC_PRIVATE_KEY: String(sandbox.credentials.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    PATIENT_PANEL: `list:${sandbox.panels.list}`,
  },
  ids: sandbox.patients.slice(0, PATIENTS).map(({ id }) => id),
  withFewLabs: byLabs
    .map(({ id }) => id)
    .filter((id) => labsOf(id) >= FEW_LABS)
    .slice(0, PATIENTS),
  withManyLabs: byLabs.at(-1)?.id ?? '',
  withManyEncounters: byEncounters[0]?.id ?? '',
  entities: {
    patients: sandbox.patients.slice(0, ENTITIES_PER_TYPE).map(({ id }) => id),
    encounters: sandbox.patients
      .flatMap(encountersOf)
      .slice(0, ENTITIES_PER_TYPE)
      .map(({ id }) => id),
  },
});

function encountersOf({ id }: { readonly id: string }) {
  return sandbox.chart(id, 'Encounter');
}

function labsOf(patientId: string): number {
  return sandbox
    .chart(patientId, 'Observation')
    .filter(({ category = [] }) =>
      category.some(({ coding }) => coding?.some(({ code }) => code === 'laboratory')),
    ).length;
}

function countCalls(): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const { operation, resourceType } of sandbox.requests) {
    if (START_REQUESTS.has(operation)) continue;
    const name = resourceType === null ? operation : `${operation} ${resourceType}`;
    calls[name] = (calls[name] ?? 0) + 1;
  }
  return calls;
}
