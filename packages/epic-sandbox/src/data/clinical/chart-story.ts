/** The fixed facts of a chart. The writers choose all others at random. */
import type { Encounter } from '../../types.ts';

export interface ChartStory {
  readonly problems: readonly StoryProblem[];
  readonly allergies: readonly StoryAllergy[];
  readonly medicines: readonly StoryOrder[];
  /** Hospital encounters come last, because Epic does not list by date. The first is still in progress. */
  readonly visits: readonly StoryVisit[];
  readonly body: StoryBody;
  readonly laboratory: StoryLaboratory;
  readonly orders: readonly (StoryOrder & { readonly status: 'active' | 'completed' })[];
  /** Names of rows, as in {@link StoryOrder}. */
  readonly devices: readonly string[];
  readonly alerts: readonly string[];
  readonly operations: readonly StoryOrder[];
}

export interface StoryProblem {
  /** ICD-10-CM. */
  readonly icd10: string;
  readonly onset: string;
  /** Present once it is resolved. */
  readonly abatement?: string;
}

export interface StoryAllergy {
  readonly allergen: string;
  readonly since: string;
  readonly criticality: 'low' | 'high';
  readonly manifestation: string;
  readonly severity: 'mild' | 'moderate' | 'severe';
}

export interface StoryVisit {
  /** The contact type, which names a kind of encounter. */
  readonly contact: string;
  readonly date: string;
  /** The name of a location. */
  readonly department: string;
  /** A family name. */
  readonly practitioner: string;
  readonly reason: string;
  /** The ICD-10-CM code of the diagnosis. */
  readonly icd10: string;
}

/** In cm and kg. The weight falls evenly over the days. */
export interface StoryBody {
  readonly height: number;
  readonly weight: number;
  readonly earlierWeight: number;
  readonly days: number;
}

export interface StoryLaboratory {
  /** The dates of blood draws, each with the LOINC codes of its panels. */
  readonly draws: readonly (readonly [date: string, panels: readonly string[]])[];
  /** Deviations from the typical value, in spreads, by the name of the test. 0 for all others. */
  readonly levels: Readonly<Record<string, number>>;
}

/** A row of a table by its name, and its date. */
export interface StoryOrder {
  readonly name: string;
  readonly date: string;
}

/** Returns what the story says about the encounter. */
export function visitOf(
  { story }: { readonly story: ChartStory | undefined },
  { period }: Encounter,
): StoryVisit | undefined {
  return story?.visits.find(({ date }) => period?.start?.startsWith(date));
}
