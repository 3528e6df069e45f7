import { createAccessLog } from '../audit/access-log.ts';
import { ANONYMOUS_CALLER } from '../access/caller.ts';
import type { PatientPanel } from '../config/values.ts';
import { createRequestBudget, type RequestBudget, withHeldWarnings } from '../epic/request-budget.ts';
import type { Warning } from '../epic/warnings.ts';
import { GatewayError, hasCode } from '../errors.ts';
import {
  isPanelGroup,
  isPanelList,
  mayBeListId,
  patientListParameters,
  patientsOfGroup,
  patientsOfLists,
  type WantedList,
} from '../fhir/panel.ts';
import type { List } from '../fhir/types.ts';
import type { MemoryHolder, MemoryPool } from '../limits/memory-pool.ts';
import { createUnlimitedBudget } from '../limits/response-budget.ts';
import { type Clock, startStopwatch, type Stopwatch } from '../resilience/stopwatch.ts';
import { type ById, createById } from './by-id.ts';
import type { Operation, PanelMembers, PanelReader, Upstream } from './operation.ts';
import { collectPage, createSearchReader, START_OF_SEARCH } from './pages.ts';
import { createAuthorization } from '../access/authorization.ts';
import { createSearches, type Searches } from './searches.ts';

/** An identifier names one list. If a server also finds others, this bound ends the search. */
const MAX_LISTS = 100;

/**
 * Returns the ids of the patients who are on the panel now; there may be none. Reads them on the gateway's own behalf, for any caller.
 * @param isLimit whether the panel limits the patients whom callers may see
 * @throws GatewayError PANEL_UNAVAILABLE
 */
export async function readPanelPatientIds(
  operation: PanelReader,
  isLimit: boolean,
): Promise<readonly string[]> {
  const ids = await readMemberIds(operation, isLimit);
  latestSizes.set(operation.panel, ids.length);
  return ids;
}

const latestSizes = new WeakMap<PatientPanel, number>();

/** Returns how many patients the panel had when it was last read; null if it never was. */
export function latestPanelSize(panel: PatientPanel): number | null {
  return panel.kind === 'ids' ? panel.ids.length : (latestSizes.get(panel) ?? null);
}

async function readMemberIds(operation: PanelReader, isLimit: boolean): Promise<readonly string[]> {
  const { panel, client, now, patientSees } = operation;
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
    includeTrials: new Map(),
  };
  const byId = createById(own);
  const searches = createSearches(own, byId);
  switch (panel.kind) {
    case 'ids':
      return panel.ids;
    case 'list': {
      const lists = await findPanelLists(
        { identifier: panel.identifier, isLimit },
        { client, byId, searches },
      );
      if (lists.length === 0)
        throw panelUnavailableError(
          'The configured patient list was not found at the FHIR server, or is not in use.',
        );
      return patientsOfLists(lists, client.urls);
    }
    case 'group': {
      const group = await byId.load('Group', panel.id);
      if (group === null || !isPanelGroup(group))
        throw panelUnavailableError(
          'The configured group was not found at the FHIR server, or is not in use.',
        );
      return patientsOfGroup(group, client.urls, now());
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

/**
 * Finds the lists of the panel. A server that has not described itself yet counts as Epic, which saves a request before the first response.
 * If that finds nothing, the gateway fetches the server's capabilities. It fetches them first if the list limits what callers may see,
 * because the server's conventions decide which list that is.
 */
async function findPanelLists(
  wanted: Omit<WantedList, 'isEpic'>,
  loaders: PanelLoaders,
): Promise<readonly List[]> {
  const { client } = loaders;
  const capabilities = wanted.isLimit
    ? await client.capabilities().catch(() => client.latestCapabilities())
    : client.latestCapabilities();
  const lists = await findNamedLists({ ...wanted, isEpic: capabilities?.isEpic ?? true }, loaders);
  if (capabilities !== null || lists.length > 0) return lists;
  const described = await client.capabilities().catch(() => null);
  return described?.isEpic === false ? findNamedLists({ ...wanted, isEpic: false }, loaders) : [];
}

async function findNamedLists(
  wanted: WantedList,
  { byId, searches }: Omit<PanelLoaders, 'client'>,
): Promise<readonly List[]> {
  const named = mayBeListId(wanted) ? await byId.load('List', wanted.identifier) : null;
  if (named !== null && isPanelList(named, wanted)) return [named];
  const readSlice = createSearchReader(searches, 'List', { parameters: patientListParameters(wanted) });
  const { items } = await collectPage(MAX_LISTS, START_OF_SEARCH, readSlice);
  return items.map(({ node }) => node).filter((list) => isPanelList(list, wanted));
}

function panelUnavailableError(what: string): GatewayError {
  return new GatewayError('PANEL_UNAVAILABLE', `${what} Request known patients with a filter.`);
}

/** How long a failed read is not repeated: for a panel that limits access, and in the background. */
const FAILURE_TTL_MS = 5_000;
/** The memory of an id without its characters: a string, and its place in the array. */
const ID_BYTES = 32;

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
interface HeldPanel {
  readonly ids: readonly string[];
  readonly warnings: readonly Warning[];
  /** Counts from when the first of its requests was sent, or earlier. The read can have joined requests that others sent. */
  readonly age: Stopwatch;
}

/**
 * Creates the memory of the panel's patients for the operations of one grant. It holds ids and nothing else of the panel. An operation that
 * finds ids older than a third of their time starts a refresh in the background, which counts for no operation.
 */
export function createPanelMembers(
  upstream: Omit<Upstream, 'panelMembers'>,
  { cacheSeconds, memory, site, monotonicClock = () => performance.now() }: PanelMembersOptions,
): PanelMembers {
  const { panel, now, isPanelOnly: isLimit } = upstream;
  const lifetimeMs = cacheSeconds * 1000;
  const closing = new AbortController();
  const holder: MemoryHolder = { site, evict: () => void (held = null) };
  const clocks = [monotonicClock, now];
  let held: HeldPanel | null = null;
  let failure: { readonly error: unknown; readonly age: Stopwatch } | null = null;
  let isRefreshing = false;

  const forget = (): void => {
    held = null;
    memory.remove(holder);
  };
  const keep = (panelRead: HeldPanel): void => {
    const age = panelRead.age();
    const isSuperseded = held !== null && held.age() < age;
    if (age >= lifetimeMs || isSuperseded || closing.signal.aborted) return;
    forget();
    held = panelRead;
    memory.allocate(
      holder,
      panelRead.ids.reduce((bytes, id) => bytes + ID_BYTES + id.length, 0),
    );
  };
  const fetch = async (operation: PanelReader): Promise<HeldPanel> => {
    const ages = [startStopwatch(clocks)];
    const warnings: Warning[] = [];
    const budget: RequestBudget = {
      ...withHeldWarnings(operation.budget, warnings),
      release(joined) {
        operation.budget.release(joined);
        if (joined !== undefined) ages.push(joined);
      },
    };
    try {
      const ids = await readPanelPatientIds({ ...operation, budget }, isLimit);
      const panelRead = { ids, warnings, age: () => Math.max(...ages.map((sinceMs) => sinceMs())) };
      failure = null;
      keep(panelRead);
      return panelRead;
    } catch (error) {
      if (!isOwnFailure(operation, error)) failure = { error, age: startStopwatch(clocks) };
      throw error;
    }
  };
  const recentFailure = () => (failure !== null && failure.age() < FAILURE_TTL_MS ? failure : null);
  const refresh = async (): Promise<void> => {
    if (isRefreshing || recentFailure() !== null) return;
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
      // The ids in memory remain until their time is over.
    } finally {
      isRefreshing = false;
    }
  };

  const recall = (): HeldPanel | null => {
    if (held !== null && held.age() >= lifetimeMs) forget();
    return held;
  };
  const readForOperation = async (operation: PanelReader): Promise<HeldPanel> => {
    const recent = isLimit ? recentFailure() : null;
    if (recent !== null) throw recent.error;
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
        return { ids: await readPanelPatientIds(operation, isLimit), ageMs: null };
      const remembered = recall();
      const ageMs = remembered === null ? null : remembered.age();
      if (ageMs !== null) {
        budget.scope.request(FACTS[panel.kind]).end('cached', null);
        if (ageMs * 3 >= lifetimeMs) void refresh();
      }
      const { ids, warnings } = remembered ?? (await readForOperation(operation));
      // Callers did not request the panel that limits them, so only a listed panel has warnings for them.
      if (!isLimit) warnings.forEach(budget.warn);
      return { ids, ageMs };
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

/** Whether the operation failed by its own limits or was aborted, which states nothing about the panel. */
function isOwnFailure({ budget }: PanelReader, error: unknown): boolean {
  return budget.signal?.aborted === true || hasCode(error, 'OPERATION_TOO_EXPENSIVE');
}
