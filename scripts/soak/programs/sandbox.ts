/** Runs the sandbox in its own process, and injects random faults while START_FAULTS is in effect. */
import { type Fault, type FaultMatch, startSandbox } from 'epic-fhir-sandbox';
import { z } from 'zod';
import { sendToSoak, START_FAULTS, STOP_FAULTS } from '../messages.ts';
import { createRandom, type Random } from '../random.ts';

/** Bounds of the random pause between faults. */
const MIN_PAUSE_MS = 200;
const MAX_EXTRA_PAUSE_MS = 1_500;
const REPORT_INTERVAL_MS = 500;

const environment = z
  .object({ PORT: z.coerce.number(), SEED: z.coerce.number(), CLIENT_ID: z.string(), CLIENT_KEY: z.string() })
  .parse(process.env);
const key = z.looseObject({ kty: z.string() }).parse(JSON.parse(environment.CLIENT_KEY));
const sandbox = await startSandbox({
  port: environment.PORT,
  clients: [{ clientId: environment.CLIENT_ID, keys: [key] }],
});
const random = createRandom(environment.SEED);
let hasFaults = false;

process.on('message', (message) => {
  if (message === STOP_FAULTS) hasFaults = false;
  if (message === START_FAULTS) hasFaults = true;
  if (!hasFaults) sandbox.clearFaults();
});
process.on('disconnect', () => process.exit(0));
setInterval(() => {
  sendToSoak({ kind: 'requests', count: sandbox.requests.length });
  sandbox.clearRequests();
}, REPORT_INTERVAL_MS);
injectFaults();
sendToSoak({
  kind: 'started',
  port: Number(new URL(sandbox.origin).port),
  baseUrl: sandbox.baseUrl,
  tokenUrl: sandbox.tokenUrl,
  panel: `list:${sandbox.panels.list}`,
});

function injectFaults(): void {
  if (hasFaults) {
    if (random.percent(15)) sandbox.expireTokens();
    sandbox.fault(pickFault(random));
  }
  setTimeout(injectFaults, MIN_PAUSE_MS + random.below(MAX_EXTRA_PAUSE_MS));
}

function pickFault({ below, oneOf, percent }: Random): Fault {
  const match: FaultMatch = { operation: oneOf(['search', 'search', 'read', 'page', 'token'] as const) };
  if (percent(50)) match.resourceType = oneOf(['Observation', 'Condition', 'Patient', 'Encounter', 'Binary']);
  const times = 1 + below(12);
  const faults: readonly Fault[] = [
    { match, times, kind: 'status', status: 429 },
    { match, kind: 'status', status: 429, headers: { 'retry-after': '1' } },
    { match, times, kind: 'status', status: 500 },
    { match, times, kind: 'html', status: 502 },
    { match, times, kind: 'html', status: 503 },
    { match, times, kind: 'html', status: 504 },
    { match, times, kind: 'html' },
    { match, times, kind: 'cut' },
    { match, times, kind: 'cut', afterBytes: 10 + below(2_000) },
    { match, times, kind: 'delay', ms: 100 + below(1_500) },
    { match, times: 1 + below(3), kind: 'hang' },
    { match, times, kind: 'truncated-json' },
    { match, times, kind: 'bad-json' },
    { match, times, kind: 'expired-token' },
  ];
  return oneOf(faults);
}
