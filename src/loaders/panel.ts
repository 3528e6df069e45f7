/** The patients of the configured panel. */
import { createAccessLog } from '../audit/access-log.ts';
import { ANONYMOUS_CALLER } from '../access/caller.ts';
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

/** An identifier names one list; a server that finds others too shall not make it endless. */
const MAX_LISTS = 100;

/**
 * The patients who belong to the panel now; there can be none.
 * @param isLimit whether the panel limits what callers reach
 * @throws GatewayError PANEL_UNAVAILABLE
 */
export async function readPanelPatientIds(
  { panel, client, now }: Pick<Upstream, 'panel' | 'client' | 'now'>,
  byId: ById,
  searches: Searches,
  isLimit: boolean,
): Promise<readonly string[]> {
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

interface Loaders {
  readonly client: Upstream['client'];
  readonly byId: ById;
  readonly searches: Searches;
}

/**
 * Finds the lists of the panel. A server that has not described itself yet counts as Epic, which saves a request before the first answer; if it finds
 * nothing, it is asked. A list that limits what callers reach is found by the rules of its server, so there the server is asked first.
 */
async function findPanelLists(
  wanted: Omit<WantedList, 'isEpic'>,
  loaders: Loaders,
): Promise<readonly List[]> {
  const { client } = loaders;
  const known = wanted.isLimit
    ? await client.capabilities().catch(() => client.latestCapabilities())
    : client.latestCapabilities();
  const lists = await findNamedLists({ ...wanted, isEpic: known?.isEpic ?? true }, loaders);
  if (known !== null || lists.length > 0) return lists;
  const described = await client.capabilities().catch(() => null);
  return described?.isEpic === false ? findNamedLists({ ...wanted, isEpic: false }, loaders) : [];
}

async function findNamedLists(
  wanted: WantedList,
  { byId, searches }: Omit<Loaders, 'client'>,
): Promise<readonly List[]> {
  const named = mayBeListId(wanted) ? await byId.load('List', wanted.identifier) : null;
  if (named !== null && isPanelList(named, wanted)) return [named];
  const round = createSearchReader(searches, 'List', { parameters: patientListParameters(wanted) });
  const { items } = await collectPage(MAX_LISTS, START_OF_SEARCH, round);
  return items.map(({ node }) => node).filter((list) => isPanelList(list, wanted));
}

function panelUnavailableError(what: string): GatewayError {
  return new GatewayError('PANEL_UNAVAILABLE', `${what} Ask for known patients with a filter.`);
}

const MEMBERS_TTL_MS = 60_000;
const MEMBERS_FAILURE_TTL_MS = 5_000;

/**
 * The panel's patients as a limit of what callers reach: asked for by the gateway itself, whoever calls, and again every minute.
 * Where it cannot be had, nobody reaches anyone.
 */
export function createPanelMembers(upstream: Omit<Upstream, 'members'>): () => Promise<readonly string[]> {
  return memoizeWithTtl(
    () => {
      const authorization = createAuthorization({
        caller: ANONYMOUS_CALLER,
        members: null,
        patientSees: upstream.patientSees,
        server: upstream.client.urls,
      });
      const operation: Operation = {
        ...upstream,
        members: null,
        caller: ANONYMOUS_CALLER,
        budget: createRequestBudget(),
        responseBudget: createUnlimitedBudget(),
        accessLog: createAccessLog(upstream.client.urls),
        authorize: async () => authorization,
      };
      const byId = createById(operation);
      return readPanelPatientIds(upstream, byId, createSearches(operation, byId), true);
    },
    { successTtlMs: MEMBERS_TTL_MS, failureTtlMs: MEMBERS_FAILURE_TTL_MS, now: upstream.now },
  );
}
