/** Loads the newest observations of each of several codes of a patient. */
import type { ResponsePath } from '../epic/warnings.ts';
import { GatewayError, isRefusedSearch } from '../errors.ts';
import { isValidCount, listOfCodes, MAX_COUNT } from '../fhir/latest-observations.ts';
import { byConcept } from '../fhir/list-filters.ts';
import type { Observation, Stored } from '../fhir/types.ts';
import type { Candidates, Lists } from './lists.ts';
import type { Operation } from './operation.ts';

type Listed = Stored<Observation>;

/** The newest observations of one code. */
export interface ObservationGroup {
  readonly code: string;
  /** Null with the reason if the observations could not be read. */
  readonly observations: Listed[] | null;
  readonly error: unknown;
  /** Whether the gateway read every record of the code, and the server withheld none. */
  readonly isComplete: boolean;
  /** Whether a label can hide observations from the caller, whether or not any has one. */
  readonly mayHideByLabel: boolean;
}

export interface LatestObservationsArguments {
  readonly codes: readonly string[];
  readonly each: number;
}

export interface LatestObservations {
  /**
   * Returns a group for each code, in their order.
   * @param path of the field that returns the groups, and so of its warnings
   * @throws GatewayError BAD_USER_INPUT for too many codes or results; the reason why the search of all codes failed
   */
  load(patientId: string, args: LatestObservationsArguments, path: ResponsePath): Promise<ObservationGroup[]>;
}

const BY_CODE = byConcept('code', 'code');

export function createLatestObservations(
  { authorize }: Pick<Operation, 'authorize'>,
  lists: Lists,
): LatestObservations {
  return {
    async load(patientId, { codes, each }, path) {
      requireCount('codes', codes.length);
      requireCount('each', each);
      const search = (some: readonly string[]): Promise<Candidates<Listed>> => {
        const { list, args } = listOfCodes(some, each);
        return lists.candidates(list, patientId, args, [], path);
      };
      const mayHideByLabel = (await authorize()).mayHideByLabel('Observation', patientId);
      const distinct = [...new Set(codes)];
      const shared = distinct.length === 1 ? null : await nullIfRefused(search(distinct));
      const groupOf = async (code: string): Promise<ObservationGroup> => {
        const found = shared === null ? null : groupIn(shared, code, each);
        if (found !== null) return { ...found, mayHideByLabel };
        try {
          return { ...toGroup(code, await search([code]), each), mayHideByLabel };
        } catch (error) {
          return { code, observations: null, error, isComplete: false, mayHideByLabel };
        }
      };
      const groups = new Map(distinct.map((code) => [code, groupOf(code)]));
      return Promise.all(codes.map((code) => groups.get(code) ?? groupOf(code)));
    },
  };
}

function requireCount(argument: string, count: number): void {
  if (isValidCount(count)) return;
  throw new GatewayError('BAD_USER_INPUT', `${argument} expects 1 to ${MAX_COUNT}; it was ${count}.`);
}

/** A server can refuse to search for several codes. Searches for one code each then show whether it refuses those too. */
async function nullIfRefused<P>(page: Promise<P>): Promise<P | null> {
  try {
    return await page;
  } catch (error) {
    if (isRefusedSearch(error)) return null;
    throw error;
  }
}

type FoundGroup = Omit<ObservationGroup, 'mayHideByLabel'>;

/** Returns the group of a code; null if a longer list may hold more of it. */
function groupIn(found: Candidates<Listed>, code: string, each: number): FoundGroup | null {
  const count = observationsOf(found, code).length;
  return found.page.hasNextPage && count < each ? null : toGroup(code, found, each);
}

/** Returns the group of a code. The audit records that the caller received its observations. */
function toGroup(code: string, found: Candidates<Listed>, each: number): FoundGroup {
  const { page, receive } = found;
  const observations = observationsOf(found, code).slice(0, each);
  receive(observations);
  return { code, observations, error: null, isComplete: page.isComplete && !page.hasNextPage };
}

function observationsOf({ page }: Candidates<Listed>, code: string): Listed[] {
  return page.edges.map(({ node }) => node).filter((node) => BY_CODE.matches(node, [code], []));
}
