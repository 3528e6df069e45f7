/**
 * The sections of a chart, in the order of the page, of its links and of the printed chart. A new section adds its fragment to `Chart` and a
 * row to the table.
 */
import type { ComponentType } from 'react';
import { graphql } from '../gql/index.ts';
import type { ChartQuery } from '../gql/graphql.ts';
import { Allergies } from './allergies.tsx';
import { Appointments } from './appointments.tsx';
import { Documents } from './documents.tsx';
import { Encounters } from './encounters.tsx';
import { Immunizations } from './immunizations.tsx';
import { Labs } from './labs.tsx';
import { Medications } from './medications.tsx';
import { Problems } from './problems.tsx';
import { Vitals } from './vitals.tsx';

/** `ChartBanner` loads the header at the same time. */
export const CHART = graphql(`
  query Chart($id: ID!) {
    patient(id: $id) {
      id
      ...Problems
      ...Allergies
      ...Medications
      ...Vitals
      ...Labs
      ...Immunizations
      ...Encounters
      ...Appointments
      ...Documents
    }
  }
`);

export interface Section {
  /** The id of its element. */
  readonly id: string;
  /** The heading, and the text of the link. */
  readonly title: string;
  /** The patient fields that it shows. Their warnings appear in the section, and not above the chart. */
  readonly fields: readonly string[];
  /** On wide screens, two neighbors of half width share a row. */
  readonly width: 'half' | 'full';
  /** The lines of its placeholder, about as high as the section of an ordinary chart. */
  readonly lines: number;
  readonly component: ComponentType<{ readonly patient: NonNullable<ChartQuery['patient']> }>;
}

export const SECTIONS: readonly Section[] = [
  {
    id: 'problems',
    title: 'Problem List',
    fields: ['problemsConnection'],
    width: 'half',
    lines: 11,
    component: Problems,
  },
  {
    id: 'allergies',
    title: 'Allergies and Intolerances',
    fields: ['allergiesConnection', 'allergyStatus'],
    width: 'half',
    lines: 11,
    component: Allergies,
  },
  {
    id: 'medications',
    title: 'Medications',
    fields: ['medicationsConnection'],
    width: 'full',
    lines: 10,
    component: Medications,
  },
  {
    id: 'vitals',
    title: 'Vital Signs',
    fields: ['vitalSignsConnection'],
    width: 'full',
    lines: 8,
    component: Vitals,
  },
  {
    id: 'labs',
    title: 'Lab Results',
    fields: ['labResults', 'labResultsConnection'],
    width: 'full',
    lines: 40,
    component: Labs,
  },
  {
    id: 'immunizations',
    title: 'Immunizations',
    fields: ['immunizationsConnection'],
    width: 'full',
    lines: 23,
    component: Immunizations,
  },
  {
    id: 'visits',
    title: 'Visits',
    fields: ['encountersConnection'],
    width: 'full',
    lines: 23,
    component: Encounters,
  },
  {
    id: 'appointments',
    title: 'Appointments',
    fields: ['appointmentsConnection'],
    width: 'full',
    lines: 21,
    component: Appointments,
  },
  {
    id: 'documents',
    title: 'Documents',
    fields: ['documentsConnection'],
    width: 'full',
    lines: 21,
    component: Documents,
  },
];
