/** The embedded Epic, in a process of its own, which counts what each contender asks of it. */
import { startSandbox } from 'epic-fhir-sandbox';
import { onQuestion, tell } from '../messages.ts';

/** What a client may ask at its start, and never because of an operation. */
const AT_START: ReadonlySet<string> = new Set(['metadata', 'smart-configuration']);
const PATIENTS = 10;
const FEW_LABS = 5;
const ENTITIES_OF_A_TYPE = 50;

const sandbox = await startSandbox();
const byLabs = sandbox.patients.toSorted((one, other) => labsOf(one.id) - labsOf(other.id));
const byEncounters = sandbox.patients.toSorted(
  (one, other) => encountersOf(other).length - encountersOf(one).length,
);
onQuestion((question) => {
  if (question.kind === 'calls') {
    tell({ kind: 'calls', calls: countCalls() });
    sandbox.clearRequests();
  }
  if (question.kind === 'latency') {
    sandbox.clearFaults();
    if (question.ms > 0)
      sandbox.fault({ match: { path: /\/FHIR\// }, times: Infinity, kind: 'delay', ms: question.ms });
    tell({ kind: 'latency' });
  }
});
tell({
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
    patients: sandbox.patients.slice(0, ENTITIES_OF_A_TYPE).map(({ id }) => id),
    encounters: sandbox.patients
      .flatMap(encountersOf)
      .slice(0, ENTITIES_OF_A_TYPE)
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
    if (AT_START.has(operation)) continue;
    const name = resourceType === null ? operation : `${operation} ${resourceType}`;
    calls[name] = (calls[name] ?? 0) + 1;
  }
  return calls;
}
