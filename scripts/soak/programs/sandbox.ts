/** The embedded Epic, in a process of its own, which misbehaves at random until it is told to be calm. */
import { type Fault, type FaultMatch, startSandbox } from 'epic-fhir-sandbox';
import { z } from 'zod';
import { type Chance, createChance } from '../chance.ts';
import { BE_CALM, MISBEHAVE, tell } from '../messages.ts';

const SHORTEST_PEACE_MS = 200;
const LONGEST_PEACE_MS = 1_500;
const TELL_EVERY_MS = 500;

const environment = z
  .object({ PORT: z.coerce.number(), SEED: z.coerce.number(), CLIENT_ID: z.string(), CLIENT_KEY: z.string() })
  .parse(process.env);
const key = z.looseObject({ kty: z.string() }).parse(JSON.parse(environment.CLIENT_KEY));
const sandbox = await startSandbox({
  port: environment.PORT,
  clients: [{ clientId: environment.CLIENT_ID, keys: [key] }],
});
const chance = createChance(environment.SEED);
let isCalm = true;

process.on('message', (message) => {
  if (message === BE_CALM) isCalm = true;
  if (message === MISBEHAVE) isCalm = false;
  if (isCalm) sandbox.clearFaults();
});
process.on('disconnect', () => process.exit(0));
setInterval(() => {
  tell({ kind: 'requests', count: sandbox.requests.length });
  sandbox.clearRequests();
}, TELL_EVERY_MS);
misbehave();
tell({
  kind: 'started',
  port: Number(new URL(sandbox.origin).port),
  baseUrl: sandbox.baseUrl,
  tokenUrl: sandbox.tokenUrl,
  panel: `list:${sandbox.panels.list}`,
});

function misbehave(): void {
  if (!isCalm) {
    if (chance.percent(15)) sandbox.expireTokens();
    sandbox.fault(faultBy(chance));
  }
  setTimeout(misbehave, SHORTEST_PEACE_MS + chance.below(LONGEST_PEACE_MS));
}

function faultBy({ below, oneOf, percent }: Chance): Fault {
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
