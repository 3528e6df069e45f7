/** The texts of a chart with a story: notes by diagnosis, and documents in PDF. */
import type { CodeableConcept } from '../../types.ts';
import { LOINC } from './code-systems.ts';
import { NOTE_TYPES } from './codes-documents.ts';
import { coding, concept } from './elements.ts';
import type { PdfDocument } from './pdf.ts';
import type { Section } from './renditions.ts';
import type { StoryVisit } from './chart-story.ts';

export interface StoryDocument extends Omit<PdfDocument, 'header'> {
  readonly type: CodeableConcept;
  /** The date of the visit that it belongs to. */
  readonly date: string;
}

/** The texts of a note about a visit with this diagnosis (ICD-10-CM): history, findings and plan. */
interface Findings {
  readonly subjective: readonly [string, string];
  readonly objective: readonly [string, string];
  readonly plan: readonly [string, string];
}

const USUAL: Findings = {
  subjective: ['Feels well, no new concerns.', 'Walks 30 minutes on most days.'],
  objective: ['Alert and oriented, in no acute distress.', 'Heart regular, lungs clear.'],
  plan: ['Continue current medications.', 'Return in 6 months, or sooner with new symptoms.'],
};

const FINDINGS: Readonly<Record<string, Partial<Findings>>> = {
  'E11.9': {
    subjective: [
      'Checks glucose at home, 105–140 mg/dL before breakfast.',
      'Takes metformin with meals, no nausea.',
    ],
    objective: [
      'Feet: skin intact, sensation to monofilament normal.',
      'Weight has come down since the last visit.',
    ],
    plan: ['Continue metformin; recheck HbA1c in 3 months (goal < 7.0 %).', 'Yearly eye exam is due.'],
  },
  I10: {
    subjective: ['Home blood pressure mostly 125–135 / 75–85.', 'No headache, chest pain or dyspnea.'],
    objective: ['Heart: regular rate and rhythm, no murmur.', 'No edema.'],
    plan: ['Continue lisinopril 10 mg daily.', 'Check creatinine and potassium with the next labs.'],
  },
  'E78.5': { plan: ['Continue atorvastatin 20 mg daily.', 'Recheck lipids in 6 months.'] },
  'J06.9': {
    subjective: ['Cough and runny nose for 5 days, no fever.', 'No dyspnea.'],
    objective: ['Throat mildly red; lungs clear to auscultation.', 'SpO2 98 % on room air.'],
    plan: ['Rest and fluids; azithromycin if no better in 3 days.', 'Call with fever or dyspnea.'],
  },
  'R10.9': {
    subjective: ['Pain in the right upper abdomen after meals.', 'Nausea, no vomiting.'],
    objective: [
      'Abdomen soft; tender in the right upper quadrant.',
      'Ultrasound: gallstones without inflammation.',
    ],
    plan: ['Laparoscopic cholecystectomy.', 'Penicillin allergy noted: no beta-lactams.'],
  },
  'D50.9': {
    subjective: ['Tired for some weeks.', 'No bleeding.'],
    plan: ['Iron by mouth for 3 months.', 'Then recheck the blood count.'],
  },
  'M54.50': {
    subjective: ['Low back pain after lifting, better with walking.', 'No weakness of the legs.'],
    plan: ['Stay active; acetaminophen as needed.', 'Return with weakness or numbness of a leg.'],
  },
};

/** The note types of contacts other than office visits. */
const NOTE_TYPES_BY_CONTACT: Readonly<Record<string, string>> = {
  Telephone: 'Telephone Encounter',
  Emergency: 'ED Provider Notes',
  Inpatient: 'Discharge Summary',
  Surgery: 'Procedures',
};

export function noteTypeOf({ contact, practitioner }: StoryVisit): CodeableConcept {
  const name = practitioner === 'Balogun' ? 'Consults' : NOTE_TYPES_BY_CONTACT[contact];
  return NOTE_TYPES.find(({ text }) => text === name) ?? NOTE_TYPES[0];
}

export function noteSectionsOf({ reason, icd10 }: StoryVisit): Section[] {
  const { subjective, objective, plan } = { ...USUAL, ...FINDINGS[icd10] };
  return [
    { heading: 'Subjective', lines: [`${reason}: ${subjective[0]}`, subjective[1]] },
    { heading: 'Objective', lines: objective },
    { heading: 'Assessment & Plan', lines: plan },
  ];
}

const FOOTER = 'Synthetic data for testing';

export const STORY_DOCUMENTS: readonly StoryDocument[] = [
  {
    type: concept('After Visit Summary', coding(LOINC, '69730-0', 'Instructions')),
    date: '2026-07-21',
    title: 'After Visit Summary',
    footer: FOOTER,
    sections: [
      {
        heading: 'Your visit',
        lines: [
          'Tuesday, July 21, 2026 at Harbor Family Medicine with Henrike Arnoldsen, MD.',
          'You were seen for a follow-up of high blood pressure and type 2 diabetes.',
        ],
      },
      {
        heading: 'What we measured today',
        table: [
          ['Measurement', 'Today', 'Goal'],
          ['Blood pressure', '133/77', 'below 130/80'],
          ['Pulse', '68 per minute', '60 to 100'],
          ['Temperature', '36.8 °C', '36.1 to 37.5 °C'],
        ],
      },
      {
        heading: 'Your medicines',
        lines: [
          '• Lisinopril 10 mg: take 1 tablet by mouth once a day, in the morning. Refilled today.',
          '• Metformin 500 mg: take 1 tablet by mouth 2 times a day with meals.',
          '• Atorvastatin 20 mg: take 1 tablet by mouth once a day.',
          '• Fluticasone nasal spray: 2 sprays into each nostril once a day in the allergy season.',
          '• Acetaminophen 325 mg: 1 tablet every 6 hours only if you need it for pain or fever.',
          'Do not stop any of these medicines without talking to us. Bring all bottles to your next visit.',
        ],
      },
      {
        heading: 'Your allergies',
        lines: [
          '• Penicillins: hives. Tell every doctor, dentist and pharmacist.',
          '• Shellfish: nausea and vomiting.',
        ],
      },
      {
        heading: 'Tests',
        lines: [
          'We drew blood for hemoglobin A1c and a metabolic panel today. You will find the results in your portal within two days. We call you if anything needs attention before your next visit.',
        ],
      },
      {
        heading: 'Caring for your blood pressure',
        lines: [
          'Measure your blood pressure at home 3 times a week: sit quietly for 5 minutes first, with your back supported, both feet on the floor and the cuff at the height of your heart. Write down both numbers and bring the list.',
          '• Eat less salt: taste food before you add any, and choose fresh over canned or packaged food.',
          '• Walk at least 30 minutes on 5 days of the week.',
          '• Limit alcohol to 1 drink a day.',
          'Call us if your upper number is above 160 on two days in a row.',
        ],
      },
      {
        heading: 'Caring for your diabetes',
        lines: [
          'Your hemoglobin A1c has come down from 7.6 % to 6.8 % in two years. Well done: keep going.',
          '• Check your glucose before breakfast on 3 days of the week.',
          '• Look at your feet every evening: tell us about any sore or blister.',
          '• See your eye doctor once a year. Your last exam was in August 2025.',
          'Low sugar feels like shaking, sweating or hunger. Drink half a glass of juice, and check again after 15 minutes.',
        ],
      },
      {
        heading: 'When to get help',
        lines: [
          'Call 911 for chest pain, trouble breathing, sudden weakness on one side, or trouble speaking. Swelling of the lips or face can be a reaction to lisinopril: stop it and go to the emergency department.',
          'For anything else call Harbor Family Medicine at 608-555-0140, day or night. A nurse answers.',
        ],
      },
      {
        heading: 'What is next',
        lines: [
          '• October 23, 2026: blood draw. Do not eat for 8 hours before; water is fine.',
          '• October 30, 2026: visit with Dr. Arnoldsen at Harbor Family Medicine.',
          '• Fall 2026: flu shot, at any pharmacy or at your visit.',
        ],
      },
    ],
  },
  {
    type: concept('Outside Consult', coding(LOINC, '11488-4', 'Consult note')),
    date: '2025-11-11',
    title: 'Ophthalmology consultation',
    footer: FOOTER,
    sections: [
      {
        heading: 'Lakeview Eye Associates',
        lines: [
          'Outside record, received by Harbor Family Medicine on November 11, 2025.',
          'Date of examination: August 19, 2025. Examiner: Rosalind Marchetti, MD.',
        ],
      },
      {
        heading: 'Reason for referral',
        lines: [
          'Yearly dilated eye examination in type 2 diabetes mellitus, diagnosed in April 2022. Referred by Henrike Arnoldsen, MD.',
        ],
      },
      {
        heading: 'History',
        lines: [
          'No change in vision, flashes or floaters. Wears glasses for reading. No eye surgery.',
          'Hypertension, hyperlipidemia. Takes metformin, lisinopril and atorvastatin. Allergic to penicillins (hives).',
        ],
      },
      {
        heading: 'Examination',
        table: [
          ['', 'Right eye', 'Left eye'],
          ['Visual acuity', '20/20', '20/25'],
          ['Pressure', '15 mm Hg', '16 mm Hg'],
          ['Lens', 'clear', 'clear'],
          ['Optic disc', 'sharp, cup 0.3', 'sharp, cup 0.3'],
          ['Macula', 'flat, no edema', 'flat, no edema'],
          ['Vessels', 'mild narrowing', 'mild narrowing'],
          ['Periphery', 'no hemorrhage', 'no hemorrhage'],
        ],
      },
      {
        heading: 'Photographs',
        lines: [
          'Seven-field photographs of both eyes were taken and read on the same day. No microaneurysms, no hard exudates, no new vessels.',
        ],
      },
      {
        heading: 'Assessment',
        lines: [
          '1. Type 2 diabetes mellitus without diabetic retinopathy, both eyes.',
          '2. Mild hypertensive changes of the retinal vessels, both eyes (Keith-Wagener grade 1).',
          '3. Early presbyopia.',
        ],
      },
      {
        heading: 'Recommendations',
        lines: [
          '• Dilated eye examination again in 12 months.',
          '• Blood pressure below 130/80 and hemoglobin A1c below 7.0 %, as you are already pursuing.',
          '• Reading glasses +1.00, as needed.',
          '• Return at once with new floaters, flashes, or a curtain over part of the vision.',
        ],
      },
      {
        heading: 'Communication',
        lines: [
          'The findings were explained to the patient, who agrees with the plan. A copy of this letter goes to Henrike Arnoldsen, MD, at Harbor Family Medicine. Thank you for referring this pleasant patient.',
          'Signed electronically by Rosalind Marchetti, MD, on August 20, 2025.',
        ],
      },
    ],
  },
];
