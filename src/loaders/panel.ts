/** The patients of the configured panel. */
import { createAccesses } from '../audit/accesses.ts';
import { ANONYMOUS } from '../caller.ts';
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
import { remembered } from '../http/remembered.ts';
import { createUsage } from '../fhir/usage.ts';
import { unmeasured } from '../size/answer-size.ts';
import { type ById, createById } from './by-id.ts';
import type { Operation, Upstream } from './operation.ts';
import { fill, searchRound, START_OF_SEARCH } from './pages.ts';
import { createReach } from './reach.ts';
import { createSearches, type Searches } from './searches.ts';

/** An identifier names one list; a server that finds others too shall not make it endless. */
const MOST_LISTS = 100;

/**
 * The patients who belong to the panel now; there can be none.
 * @param isLimit whether the panel limits what callers reach
 * @throws GatewayError PANEL_UNAVAILABLE
 */
export async function panelIds(
  { panel, client, now }: Pick<Upstream, 'panel' | 'client' | 'now'>,
  byId: ById,
  searches: Searches,
  isLimit: boolean,
): Promise<readonly string[]> {
  switch (panel.kind) {
    case 'ids':
      return panel.ids;
    case 'list': {
      const lists = await panelLists({ identifier: panel.identifier, isLimit }, { client, byId, searches });
      if (lists.length === 0)
        throw panelUnavailable(
          'The configured patient list was not found at the FHIR server, or is not in use.',
        );
      return patientsOfLists(lists, client.urls);
    }
    case 'group': {
      const group = await byId.load('Group', panel.id);
      if (group === null || !isPanelGroup(group))
        throw panelUnavailable('The configured group was not found at the FHIR server, or is not in use.');
      return patientsOfGroup(group, client.urls, now());
    }
    case 'search':
    case 'none':
      throw panelUnavailable(
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
async function panelLists(wanted: Omit<WantedList, 'isEpic'>, loaders: Loaders): Promise<readonly List[]> {
  const { client } = loaders;
  const known = wanted.isLimit
    ? await client.capabilities().catch(() => client.knownCapabilities())
    : client.knownCapabilities();
  const lists = await listsNamed({ ...wanted, isEpic: known?.isEpic ?? true }, loaders);
  if (known !== null || lists.length > 0) return lists;
  const described = await client.capabilities().catch(() => null);
  return described?.isEpic === false ? listsNamed({ ...wanted, isEpic: false }, loaders) : [];
}

async function listsNamed(
  wanted: WantedList,
  { byId, searches }: Omit<Loaders, 'client'>,
): Promise<readonly List[]> {
  const named = mayBeListId(wanted) ? await byId.load('List', wanted.identifier) : null;
  if (named !== null && isPanelList(named, wanted)) return [named];
  const round = searchRound(searches, 'List', { parameters: patientListParameters(wanted) });
  const { steps } = await fill(MOST_LISTS, START_OF_SEARCH, round);
  return steps.map(({ node }) => node).filter((list) => isPanelList(list, wanted));
}

function panelUnavailable(what: string): GatewayError {
  return new GatewayError('PANEL_UNAVAILABLE', `${what} Ask for known patients with a filter.`);
}

const MEMBERS_FOR_MS = 60_000;
const MEMBERS_FAILURE_FOR_MS = 5_000;

/**
 * The panel's patients as a limit of what callers reach: asked for by the gateway itself, whoever calls, and again every minute.
 * Where it cannot be had, nobody reaches anyone.
 */
export function createMembers(upstream: Omit<Upstream, 'members'>): () => Promise<readonly string[]> {
  return remembered(
    () => {
      const reach = createReach({
        caller: ANONYMOUS,
        members: null,
        patientSees: upstream.patientSees,
        server: upstream.client.urls,
      });
      const operation: Operation = {
        ...upstream,
        members: null,
        caller: ANONYMOUS,
        usage: createUsage(),
        size: unmeasured(),
        accesses: createAccesses(upstream.client.urls),
        reach: async () => reach,
      };
      const byId = createById(operation);
      return panelIds(upstream, byId, createSearches(operation, byId), true);
    },
    { answerMs: MEMBERS_FOR_MS, failureMs: MEMBERS_FAILURE_FOR_MS, now: upstream.now },
  );
}
