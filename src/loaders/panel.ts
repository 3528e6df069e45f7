import { createAccessLog } from '../audit/access-log.ts';
import { ANONYMOUS_CALLER } from '../access/caller.ts';
import { createRequestBudget, type RequestBudget } from '../epic/request-budget.ts';
import { createWarnings, type Warning } from '../epic/warnings.ts';
import { GatewayError } from '../errors.ts';
import {
  isPanelGroup,
  isPanelList,
  mayBeListId,
  nextChangeOfGroup,
  patientListParameters,
  patientsOfGroup,
  patientsOfLists,
  type WantedList,
} from '../fhir/panel.ts';
import type { List } from '../fhir/types.ts';
import { MAX_JSON_VALUES } from '../json/size.ts';
import type { MemoryHolder, MemoryPool } from '../limits/memory-pool.ts';
import { createUnlimitedBudget } from '../limits/response-budget.ts';
import { type Clock, longestOf, startStopwatch, type Stopwatch } from '../resilience/stopwatch.ts';
import { type ById, createById } from './by-id.ts';
import type { Operation, PanelMembers, PanelReader, Upstream } from './operation.ts';
import { collectPage, createSearchReader, START_OF_SEARCH } from './pages.ts';
import { createAuthorization } from '../access/authorization.ts';
import { createSearches, type Searches } from './searches.ts';
import { createTrials } from './trials.ts';

/** An identifier names one list. If a server also finds others, this bound ends the search. */
const MAX_LISTS = 100;
const INCOMPLETE =
  'The gateway could not read all results of the search for the list of PATIENT_PANEL, so patients may be missing.';
/** The limit of one List, where a patient takes three values, and of all Lists of a panel together. */
const MAX_PATIENTS = MAX_JSON_VALUES.panel / 3;

/**
 * Returns the ids of the patients who are on the panel now; there may be none. Reads them on the gateway's own behalf, for any caller.
 * @param isLimit whether the panel limits the patients whom callers may see
 * @throws GatewayError PANEL_UNAVAILABLE
 */
export async function readPanelPatientIds(
  operation: PanelReader,
  isLimit: boolean,
): Promise<readonly string[]> {
  return (await findMembers(operation, isLimit)).ids;
}

interface Members {
  readonly ids: readonly string[];
  /** When a membership next begins or ends, as far as the server has stated it (epoch milliseconds). */
  readonly validUntil: number;
}

async function findMembers(operation: PanelReader, isLimit: boolean): Promise<Members> {
  const { budget, panel, client, now, patientSees } = operation;
  // Callers need no scope for the panel, and did not request its resource, so the audit omits it.
  const authorization = createAuthorization({
    caller: ANONYMOUS_CALLER,
    members: null,
    patientSees,
    server: client.urls,
  });
  const own: Operation = {
    ...operation,
    client: { ...client, ...client.panelReads },
    authorize: async () => authorization,
    accessLog: createAccessLog(client.urls),
    readPanel: () => Promise.reject(new Error('A panel is read without another.')),
    trials: createTrials(),
  };
  const byId = createById(own);
  const searches = createSearches(own, byId);
  switch (panel.kind) {
    case 'ids':
      return { ids: panel.ids, validUntil: Infinity };
    case 'list': {
      const wanted = { identifier: panel.identifier, isLimit };
      const [lists, isCut] = await findPanelLists(wanted, { client, byId, searches });
      if (isCut) budget.warn({ code: 'PANEL_INCOMPLETE', resourceType: 'List', message: INCOMPLETE });
      if (lists.length === 0) throw notFoundError('patient list', isCut);
      const ids = patientsOfLists(lists, client.urls);
      if (ids.length > MAX_PATIENTS)
        throw panelUnavailableError(`The configured patient lists have more than ${MAX_PATIENTS} patients.`);
      return { ids, validUntil: Infinity };
    }
    case 'group': {
      const group = await byId.load('Group', panel.id);
      if (group === null || !isPanelGroup(group)) throw notFoundError('group');
      const at = now();
      return { ids: patientsOfGroup(group, client.urls, at), validUntil: nextChangeOfGroup(group, at) };
    }
    case 'search':
    case 'none':
      throw panelUnavailableError(
        'No panel of patients is configured (PATIENT_PANEL), and Epic has no list of all patients.',
      );
  }
}

interface PanelLoaders {
  readonly client: Upstream['client'];
  readonly byId: ById;
  readonly searches: Searches;
}

/** The lists, and whether the search for them has more results, or links back to a page. */
type FoundLists = readonly [lists: readonly List[], isCut: boolean];

/**
 * Finds the lists of the panel. A server that has not described itself yet counts as Epic, which saves a request before the first response.
 * If that finds nothing, the gateway fetches the server's capabilities. It fetches them first if the list limits what callers may see,
 * because the server's conventions decide which list that is.
 */
async function findPanelLists(
  wanted: Omit<WantedList, 'isEpic'>,
  loaders: PanelLoaders,
): Promise<FoundLists> {
  const { client } = loaders;
  const capabilities = wanted.isLimit
    ? await client.capabilities().catch(() => null)
    : client.latestCapabilities();
  const found = await findNamedLists({ ...wanted, isEpic: capabilities?.isEpic ?? true }, loaders);
  if (capabilities !== null || found[0].length > 0) return found;
  const described = await client.capabilities().catch(() => null);
  return described?.isEpic === false ? findNamedLists({ ...wanted, isEpic: false }, loaders) : found;
}

async function findNamedLists(
  wanted: WantedList,
  { byId, searches }: Omit<PanelLoaders, 'client'>,
): Promise<FoundLists> {
  const named = mayBeListId(wanted) ? await byId.load('List', wanted.identifier) : null;
  if (named !== null && isPanelList(named, wanted)) return [[named], false];
  const readSlice = createSearchReader(searches, 'List', { parameters: patientListParameters(wanted) });
  const { items, end, isCircular } = await collectPage(MAX_LISTS, START_OF_SEARCH, readSlice);
  const lists = items.map(({ node }) => node).filter((list) => isPanelList(list, wanted));
  return [lists, end !== null || isCircular];
}

function notFoundError(what: string, isCut = false): GatewayError {
  const where = isCut ? 'among the lists that the gateway could read' : 'at the FHIR server';
  return panelUnavailableError(`The configured ${what} was not found ${where}, or is not in use.`);
}

function panelUnavailableError(what: string): GatewayError {
  return new GatewayError('PANEL_UNAVAILABLE', `${what} Request known patients with a filter.`);
}

/** How long a failed read is not repeated in the background. */
const FAILURE_TTL_MS = 5_000;
/** The age of something that has not happened yet. */
const NEVER: Stopwatch = () => Infinity;
/** The memory of an id without its characters: a string, and its place in the array. */
const ID_BYTES = 32;
/** The memory of a warning with its message. */
const WARNING_BYTES = 500;

export interface PanelMembersOptions {
  /** How long the ids stay in memory, in seconds; 0 keeps none. */
  readonly cacheSeconds: number;
  /** Counts the memory of the ids, and limits it for all grants and sites together. */
  readonly memory: MemoryPool;
  /** The id of the site; undefined without a sites file. */
  readonly site: string | undefined;
  /** Measures the age of the ids together with the system clock, which can be set back. */
  readonly monotonicClock?: Clock;
}

/** The ids of a panel, as one read returned them. */
interface HeldPanel extends Members {
  readonly warnings: readonly Warning[];
  /** Counts from when the first of its requests was sent, or earlier. The read can have joined requests that others sent. */
  readonly age: Stopwatch;
}

/**
 * Creates the memory of the panel's patients for the operations of one grant. It holds ids and the warnings of their read, and nothing of the operation that
 * read them. An operation that finds ids older than a third of their time starts a refresh in the background, which counts for no operation.
 */
export function createPanelMembers(
  upstream: Omit<Upstream, 'panelMembers'>,
  { cacheSeconds, memory, site, monotonicClock = () => performance.now() }: PanelMembersOptions,
): PanelMembers {
  const { panel, now, isPanelOnly: isLimit } = upstream;
  const lifetimeMs = cacheSeconds * 1000;
  const closing = new AbortController();
  const clocks = [monotonicClock, now];
  let held: HeldPanel | null = null;
  /** The age of the latest panel that was read. */
  let latestAge = NEVER;
  /** Counts from when the latest refresh failed. */
  let sinceFailedRefresh = NEVER;
  let isRefreshing = false;
  let expiry: NodeJS.Timeout | undefined;

  const forget = (): void => {
    held = null;
    clearTimeout(expiry);
    memory.remove(holder);
  };
  const holder: MemoryHolder = { site, evict: forget };
  const keep = (panelRead: HeldPanel): void => {
    const age = panelRead.age();
    if (latestAge() < age) return;
    latestAge = panelRead.age;
    if (age >= lifetimeMs || closing.signal.aborted) return;
    forget();
    held = panelRead;
    // An idle grant keeps no ids of patients.
    expiry = setTimeout(forget, Math.min(lifetimeMs - age, panelRead.validUntil - now())).unref();
    const idBytes = panelRead.ids.reduce((bytes, id) => bytes + ID_BYTES + id.length, 0);
    memory.allocate(holder, idBytes + panelRead.warnings.length * WARNING_BYTES);
  };
  const fetch = async (operation: PanelReader): Promise<HeldPanel> => {
    const ages = [startStopwatch(clocks)];
    const { warn, list: listWarnings } = createWarnings();
    const budget: RequestBudget = {
      ...operation.budget,
      warn,
      release(joined) {
        operation.budget.release(joined);
        if (joined !== undefined) ages.push(joined);
      },
    };
    const read = await findMembers({ ...operation, budget }, isLimit);
    const panelRead = { ...read, warnings: listWarnings(), age: longestOf(ages) };
    keep(panelRead);
    return panelRead;
  };
  const refresh = async (): Promise<void> => {
    if (isRefreshing || sinceFailedRefresh() < FAILURE_TTL_MS) return;
    isRefreshing = true;
    try {
      await fetch({
        ...upstream,
        panelMembers: members,
        caller: ANONYMOUS_CALLER,
        budget: createRequestBudget(closing.signal),
        responseBudget: createUnlimitedBudget(),
      });
    } catch {
      // The ids in memory remain until their time is over. Operations that need the panel then request it themselves.
      sinceFailedRefresh = startStopwatch(clocks);
    } finally {
      isRefreshing = false;
    }
  };

  const recall = (): HeldPanel | null => {
    if (held !== null && (held.age() >= lifetimeMs || held.validUntil <= now())) forget();
    return held;
  };
  const readForOperation = async (operation: PanelReader): Promise<HeldPanel> => {
    const sinceNeeded = startStopwatch(clocks);
    const mayAuthorize = ({ age }: HeldPanel): boolean => age() <= sinceNeeded() || age() < lifetimeMs;
    const panelRead = await fetch(operation);
    if (!isLimit || mayAuthorize(panelRead)) return panelRead;
    // The request that was joined has ended, so an equal one in flight was sent after the operation needed the panel.
    const second = await fetch(operation);
    if (mayAuthorize(second)) return second;
    throw panelUnavailableError('The panel that limits access could not be read in time.');
  };

  const members: PanelMembers = {
    async read(operation) {
      const { budget } = operation;
      if (panel.kind !== 'list' && panel.kind !== 'group')
        return { ids: await readPanelPatientIds(operation, isLimit), warnings: [], ageMs: null };
      const remembered = recall();
      const ageMs = remembered === null ? null : remembered.age();
      if (ageMs !== null) {
        budget.scope.request(FACTS[panel.kind]).end('cached', null);
        if (ageMs * 3 >= lifetimeMs) void refresh();
      }
      const { ids, warnings } = remembered ?? (await readForOperation(operation));
      return { ids, warnings, ageMs };
    },
    close() {
      closing.abort();
      forget();
    },
  };
  return members;
}

/** What metrics and traces report about a panel from memory. */
const FACTS = {
  list: { interaction: 'search', resourceType: 'List' },
  group: { interaction: 'read', resourceType: 'Group' },
} as const;
