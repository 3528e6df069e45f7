/** The laboratory panels of a patient with their times, from which both results and reports are generated. */
import type { Encounter, ServiceRequest, Stored } from '../../types.ts';
import type { Random } from '../random.ts';
import { type Chart, PUBLIC_PATIENT_COUNT } from './chart.ts';
import { LOINC } from './code-systems.ts';
import { BLOOD_PANELS } from './codes-labs-blood.ts';
import { LAB_PANELS, OCCASIONAL_PANELS } from './codes-labs.ts';
import { chartFor } from './sampling.ts';
import type { LabPanelRow } from './lab-tests.ts';
import { ordersOf } from './service-request.ts';
import type { ChartStory } from './chart-story.ts';
import { clinicMinute, dateOf, dayWithin, daysBeforeLatest, lifespanOf } from './times.ts';

export interface LabPanel {
  readonly row: LabPanelRow;
  /** The position among the patient's panels, which is part of the ids of its results and its report. */
  readonly number: number;
  /** In days before the sandbox's present. */
  readonly day: number;
  readonly minute: number;
  readonly encounter: Stored<Encounter> | null;
  /** The order that it fulfills; null if that is too old to be in the chart. */
  readonly order: Stored<ServiceRequest> | null;
}

const DAY = 86_400_000;

/** Returns first the panels that fulfill an order, then older ones in no particular order. */
export function labPanelsOf(chart: Chart): LabPanel[] {
  const drawing = chartFor(chart, 'laboratory');
  return [...orderedPanels(drawing), ...earlierPanels(drawing)].map((panel, number) =>
    Object.assign(panel, { number }),
  );
}

type Draft = Omit<LabPanel, 'number'>;

function orderedPanels(chart: Chart): Draft[] {
  return ordersOf(chartFor(chart, 'ServiceRequest')).flatMap(({ orderable, request }): Draft[] => {
    const loinc = orderable.concept.coding?.find(({ system }) => system === LOINC)?.code;
    const row = LAB_PANELS.find((one) => one.loinc === loinc);
    if (orderable.kind !== 'laboratory' || request.status !== 'completed' || row === undefined) return [];
    const ordered = Date.parse(request.authoredOn ?? '');
    const midnight = Math.floor(ordered / DAY) * DAY;
    const encounter = chart.encounters.find(({ id }) => request.encounter?.reference === `Encounter/${id}`);
    return [
      {
        row,
        day: daysBeforeLatest(new Date(midnight).toISOString()),
        minute: (ordered - midnight) / 60_000 + 60,
        encounter: encounter ?? null,
        order: request,
      },
    ];
  });
}

/** Gives public patients several years of the common panels, for trends. */
function earlierPanels(chart: Chart): Draft[] {
  const { random, index, patient, encounters, story } = chart;
  const life = lifespanOf(patient);
  const repeats = index < PUBLIC_PATIENT_COUNT ? random.integer(4, 6) : random.integer(0, 2);
  const trends = Array.from({ length: repeats }, (_, year) => year).flatMap((year) =>
    BLOOD_PANELS.filter(() => random.chance(index < PUBLIC_PATIENT_COUNT ? 85 : 50)).map(
      (row): Draft | null => {
        const day = 120 + year * 365 + random.integer(0, 200);
        return day > life.firstDay || day <= life.lastDay
          ? null
          : { row, day, minute: clinicMinute(random), encounter: null, order: null };
      },
    ),
  );
  const others = OCCASIONAL_PANELS.filter(() => random.chance(index < PUBLIC_PATIENT_COUNT ? 70 : 25)).map(
    (row) => createOccasionalPanel(row, random, encounters, dayWithin(random, life, 5)),
  );
  const told = story === undefined ? trends.filter((draft) => draft !== null) : tellPanels(chart, story);
  return [...told, ...others];
}

/** Draws all panels of a day at once. */
function tellPanels({ random }: Chart, { laboratory: { draws } }: ChartStory): Draft[] {
  return draws.flatMap(([date, panels]) => {
    const minute = clinicMinute(random);
    return BLOOD_PANELS.filter(({ loinc }) => panels.includes(loinc)).map((row) => ({
      row,
      day: daysBeforeLatest(date),
      minute,
      encounter: null,
      order: null,
    }));
  });
}

/** Assigns the panel to an encounter, unless the drawn one is missing or has no date. */
function createOccasionalPanel(
  row: LabPanelRow,
  random: Random,
  encounters: Chart['encounters'],
  anyDay: number,
): Draft {
  const encounter = encounters[random.integer(0, encounters.length)];
  const date = encounter === undefined ? undefined : dateOf(encounter);
  const minute = clinicMinute(random);
  return encounter === undefined || date === undefined
    ? { row, day: anyDay, minute, encounter: null, order: null }
    : { row, day: Math.max(1, daysBeforeLatest(date)), minute, encounter, order: null };
}
