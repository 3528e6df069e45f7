/** The notes and summaries of a patient, from which both DocumentReferences and Binaries are generated. */
import type { CodeableConcept, Encounter, Practitioner, Stored } from '../../types.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, clinicalId, PUBLIC_PATIENT_COUNT } from './chart.ts';
import { NOTE_TYPES, SUMMARY_TYPES } from './codes-documents.ts';
import { chartFor } from './sampling.ts';
import { renderPdfDocument } from './pdf.ts';
import { renderHtml, renderRtf, type Section, renderSummary } from './renditions.ts';
import { visitOf } from './chart-story.ts';
import { noteSectionsOf, noteTypeOf, STORY_DOCUMENTS } from './story-documents.ts';
import { clinicMinute, dateOf, daysBeforeLatest, instantAt } from './times.ts';

/** One form of a document, stored as a Binary. */
export interface Rendition {
  /** The id of the Binary. */
  readonly id: string;
  readonly contentType: string;
  readonly content: Buffer | string;
}

export interface Note {
  readonly kind: 'note' | 'summary';
  readonly type: CodeableConcept;
  readonly encounter: Stored<Encounter>;
  readonly author: Stored<Practitioner>;
  /** FHIR R4 `instant`. */
  readonly date: string;
  readonly renditions: readonly Rendition[];
}

const SAID: NonEmpty<string> = [
  'Doing well since the last visit, no new concerns.',
  'Reports mild fatigue in the afternoon; sleeps 7 hours.',
  'Intermittent headache for 2 weeks, relieved by acetaminophen.',
  'Walks 30 minutes on most days; appetite is good.',
  'Denies chest pain, dyspnea and edema.',
];
const SEEN: NonEmpty<string> = [
  'Alert and oriented, in no acute distress.',
  'Heart: regular rate and rhythm, no murmur.',
  'Lungs clear to auscultation bilaterally.',
  'Temp 36.8 °C, SpO₂ 98 % on room air.',
  'Abdomen soft & non-tender; BMI < 30.',
];
const PLANNED: NonEmpty<string> = [
  'Continue current medications.',
  'Recheck labs in 3 months (goal HbA1c <7.0 %).',
  'Follow up with me in 6 months — sooner if symptoms recur.',
  'Naïve to statins: start low, recheck lipids.',
  'Return precautions discussed; the patient agrees with the plan.',
];

/** Writes notes for encounters with a date. Every public patient has some. */
export function notesOf(chart: Chart): Note[] {
  const drawing = chartFor(chart, 'notes');
  const { random, index, encounters, story } = drawing;
  const dated = encounters.filter((encounter) => dateOf(encounter) !== undefined);
  const isTold = story !== undefined;
  const noted = dated.filter(
    (_, place) => (index < PUBLIC_PATIENT_COUNT && place < 6) || random.chance(60) || isTold,
  );
  const notes = noted.map((encounter, number) => createNote(drawing, encounter, number));
  const summaries = dated
    .filter((_, place) => (index < PUBLIC_PATIENT_COUNT && place === 0) || random.chance(20))
    .map((encounter, number) => createSummary(drawing, encounter, number));
  return [...notes, ...summaries, ...(isTold ? tellDocuments(drawing) : [])];
}

/** Returns two renditions, HTML and RTF, as Epic stores each note. */
function createNote(chart: Chart, encounter: Stored<Encounter>, number: number): Note {
  const { patient, random, practitioners } = chart;
  const visit = visitOf(chart, encounter);
  const drawnType = random.pick(NOTE_TYPES);
  const type = visit === undefined ? drawnType : noteTypeOf(visit);
  const drawnSections = [
    { heading: 'Subjective', lines: [random.pick(SAID), random.pick(SAID)] },
    { heading: 'Objective', lines: [random.pick(SEEN), random.pick(SEEN)] },
    { heading: 'Assessment & Plan', lines: [random.pick(PLANNED), random.pick(PLANNED)] },
  ];
  const sections = visit === undefined ? drawnSections : noteSectionsOf(visit);
  const drawnAuthor = random.pick(practitioners);
  const title = `${type.text ?? 'Note'} — ${nameOf(chart)}`;
  return {
    kind: 'note',
    type,
    encounter,
    author: practitioners.find(({ name }) => name?.[0]?.family === visit?.practitioner) ?? drawnAuthor,
    date: drawInstant(chart, encounter),
    renditions: [
      {
        id: clinicalId(patient, 'Binary html', number),
        contentType: 'text/html',
        content: renderHtml(title, sections),
      },
      {
        id: clinicalId(patient, 'Binary rtf', number),
        contentType: 'text/rtf',
        content: renderRtf(title, sections),
      },
    ],
  };
}

/** Returns the documents in PDF of a story. */
function tellDocuments(chart: Chart): Note[] {
  const { patient, encounters, practitioners } = chart;
  return STORY_DOCUMENTS.flatMap(({ type, date, ...document }, number) =>
    encounters
      .filter((encounter) => dateOf(encounter) === date)
      .map((encounter) => ({
        kind: 'summary',
        type,
        encounter,
        author: practitioners[0],
        date: drawInstant(chart, encounter),
        renditions: [
          {
            id: clinicalId(patient, 'Binary pdf', number),
            contentType: 'application/pdf',
            content: renderPdfDocument({
              ...document,
              header: `${nameOf(chart)} – born ${patient.birthDate ?? 'unknown'}`,
            }),
          },
        ],
      })),
  );
}

function createSummary(chart: Chart, encounter: Stored<Encounter>, number: number): Note {
  const { patient, random, practitioners } = chart;
  const type = random.pick(SUMMARY_TYPES);
  const sections: Section[] = [
    { heading: 'Reason for Visit', lines: [random.pick(SAID)] },
    { heading: 'Plan of Treatment', lines: [random.pick(PLANNED)] },
  ];
  return {
    kind: 'summary',
    type,
    encounter,
    author: random.pick(practitioners),
    date: drawInstant(chart, encounter),
    renditions: [
      {
        id: clinicalId(patient, 'Binary xml', number),
        contentType: 'application/xml',
        content: renderSummary(`${type.text ?? 'Summary'} — ${nameOf(chart)}`, sections),
      },
    ],
  };
}

function nameOf({ patient }: Chart): string {
  return patient.name?.[0]?.text ?? 'Patient';
}

/** Returns an instant on the day of the encounter. */
function drawInstant({ random }: Chart, encounter: Encounter): string {
  return instantAt(Math.max(1, daysBeforeLatest(dateOf(encounter) ?? '')), clinicMinute(random) + 3);
}
