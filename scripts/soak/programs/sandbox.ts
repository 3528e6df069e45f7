/** Runs the sandbox in its own process, and injects random faults while START_FAULTS is in effect. */
import { type Fault, type FaultMatch, startSandbox } from 'epic-fhir-sandbox';
import { z } from 'zod';
import { CRASH, MARKER, sendToSoak, SIGN_IN, SIGN_IN_APP, START_FAULTS, STOP_FAULTS } from '../messages.ts';
import { createRandom, type Random } from '../random.ts';

/** Bounds of the random pause between faults. */
const MIN_PAUSE_MS = 200;
const MAX_EXTRA_PAUSE_MS = 1_500;
const REPORT_INTERVAL_MS = 500;

const environment = z
  .object({
    PORT: z.coerce.number(),
    SEED: z.coerce.number(),
    CLIENT_ID: z.string(),
    CLIENT_KEY: z.string(),
    PROFILE: z.string(),
    REDIRECT_URL: z.string(),
  })
  .parse(process.env);
const key = z.looseObject({ kty: z.string() }).parse(JSON.parse(environment.CLIENT_KEY));
const sandbox = await startSandbox({
  port: environment.PORT,
  profile: environment.PROFILE,
  clients: [{ clientId: environment.CLIENT_ID, keys: [key] }],
});
const redirectUrls = [environment.REDIRECT_URL];
sandbox.registerApp({ clientId: SIGN_IN_APP.clinicians, audience: 'clinicians', redirectUrls });
sandbox.registerApp({ clientId: SIGN_IN_APP.patients, audience: 'patients', redirectUrls });
const ownPatient = sandbox.people.find(({ id }) => id === 'patient')?.patients?.[0] ?? '';
const random = createRandom(environment.SEED);
let hasFaults = false;
let reportedCreates = 0;

process.on('message', (message) => {
  if (message === STOP_FAULTS) hasFaults = false;
  if (message === START_FAULTS) hasFaults = true;
  if (message === CRASH) crash();
  const { data: request } = SIGN_IN.safeParse(message);
  if (request !== undefined) sendToSoak({ kind: 'signed in', redirect: signIn(request) });
  if (!hasFaults) sandbox.clearFaults();
});
process.on('disconnect', () => process.exit(0));
setInterval(report, REPORT_INTERVAL_MS);
injectFaults();
sendToSoak({
  kind: 'started',
  port: Number(new URL(sandbox.origin).port),
  baseUrl: sandbox.baseUrl,
  tokenUrl: sandbox.tokenUrl,
  panel: sandbox.panel === 'list' ? `list:${sandbox.panels.list}` : `group:${sandbox.panels.group}`,
  mrnSystem: sandbox.mrnSystem,
  lastPatient: sandbox.patients.at(-1)?.id ?? '',
  person: ownPatient,
  open: findOpenEncounter(),
});

function report(sent?: () => void): void {
  const created = sandbox.created
    .slice(reportedCreates)
    .flatMap(({ submitted }) => findMarker(submitted) ?? []);
  reportedCreates = sandbox.created.length;
  const count = sandbox.requests.length;
  sandbox.clearRequests();
  sendToSoak({ kind: 'requests', count, created }, sent);
}

/** Returns the URL to which the pages redirect; empty if a restart or a fault has made the request useless. */
function signIn({ url, person }: z.output<typeof SIGN_IN>): string {
  try {
    return sandbox.signIn(url, person);
  } catch {
    return '';
  }
}

/** Exits in the turn of the event loop in which nothing is left to report, so that every stored record is known. */
function crash(): void {
  report(() => {
    if (sandbox.created.length === reportedCreates) process.kill(process.pid, 'SIGKILL');
    else crash();
  });
}

/** Returns the marker in a record; the text of a note is in base64. */
function findMarker(submitted: unknown): string | null {
  const json = JSON.stringify(submitted);
  const note = Buffer.from(/"data":"([^"]+)"/.exec(json)?.[1] ?? '', 'base64').toString();
  return MARKER.exec(json + note)?.[0] ?? null;
}

function findOpenEncounter(): { patient: string; encounter: string } {
  for (const { id: patient } of sandbox.patients.filter(({ id }) => id !== ownPatient)) {
    const open = sandbox.chart(patient, 'Encounter').find(({ status }) => status === 'in-progress');
    if (open !== undefined) return { patient, encounter: open.id };
  }
  throw new Error('The sandbox has no open encounter.');
}

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
