import { createAccessLog } from '../audit/access-log.ts';
import { ANONYMOUS_CALLER } from '../access/caller.ts';
import type { PatientPanel } from '../config/values.ts';
import { GatewayError } from '../errors.ts';
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
import { memoizeWithTtl } from '../http/memoize-with-ttl.ts';
import { createRequestBudget } from '../epic/request-budget.ts';
import { createUnlimitedBudget } from '../limits/response-budget.ts';
import { type ById, createById } from './by-id.ts';
import type { Operation, Upstream } from './operation.ts';
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
  operation: Omit<Operation, 'authorize' | 'accessLog'>,
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

async function readMemberIds(
  operation: Omit<Operation, 'authorize' | 'accessLog'>,
  isLimit: boolean,
): Promise<readonly string[]> {
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

const MEMBERS_TTL_MS = 60_000;
const MEMBERS_FAILURE_TTL_MS = 5_000;

/**
 * Returns a function that reads the panel's patients as a limit on what callers may see. The gateway reads them on its own behalf, at most
 * once a minute for all callers. If it cannot read them, no caller may see any patient.
 */
export function createPanelMembers(upstream: Omit<Upstream, 'members'>): () => Promise<readonly string[]> {
  const readMembers = (): Promise<readonly string[]> =>
    readPanelPatientIds(
      {
        ...upstream,
        members: null,
        caller: ANONYMOUS_CALLER,
        budget: createRequestBudget(),
        responseBudget: createUnlimitedBudget(),
      },
      true,
    );
  return memoizeWithTtl(readMembers, {
    successTtlMs: MEMBERS_TTL_MS,
    failureTtlMs: MEMBERS_FAILURE_TTL_MS,
    now: upstream.now,
  });
}
