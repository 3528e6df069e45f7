/** The charts with a story, which are not random. Camila Lopez, the first patient, is an ordinary one: a chart to begin with. */
import { CAMILA_LOPEZ } from '../patients.ts';
import type { ChartStory, StoryVisit } from './chart-story.ts';

const HEMOGLOBIN_A1C = '4548-4';
const METABOLIC_PANEL = '24323-8';
const BLOOD_COUNT = '57021-8';
const LIPID_PANEL = '24331-1';
const THYROTROPIN = '3016-3';
const CHECKS = [HEMOGLOBIN_A1C, METABOLIC_PANEL, LIPID_PANEL];
const YEARLY_CHECKS = [...CHECKS, BLOOD_COUNT, THYROTROPIN];

const FAMILY_MEDICINE = 'Harbor Family Medicine';

function visit(
  contact: string,
  date: string,
  department: string,
  practitioner: string,
  reason: string,
  icd10: string,
): StoryVisit {
  return { contact, date, department, practitioner, reason, icd10 };
}

const CAMILA: ChartStory = {
  problems: [
    { icd10: 'I10', onset: '2021-03-15' },
    { icd10: 'E11.9', onset: '2022-04-18' },
    { icd10: 'E78.5', onset: '2022-04-18' },
    { icd10: 'E66.9', onset: '2019-05-20' },
    { icd10: 'J30.2', onset: '2009-05-11' },
    { icd10: 'D50.9', onset: '2019-05-20', abatement: '2020-06-16' },
  ],
  allergies: [
    {
      allergen: 'PENICILLINS',
      since: '2004-03-11',
      criticality: 'high',
      manifestation: 'Hives',
      severity: 'moderate',
    },
    {
      allergen: 'SHELLFISH',
      since: '2012-07-01',
      criticality: 'low',
      manifestation: 'Nausea And Vomiting',
      severity: 'mild',
    },
  ],
  medicines: [
    { name: 'lisinopril (ZESTRIL) 10 MG tablet', date: '2026-07-21' },
    { name: 'metFORMIN (GLUCOPHAGE) 500 MG tablet', date: '2026-04-14' },
    { name: 'atorvastatin (LIPITOR) 20 MG tablet', date: '2025-07-15' },
    { name: 'fluticasone (FLONASE) 50 MCG/ACT nasal spray', date: '2026-04-14' },
    { name: 'acetaminophen (TYLENOL) 325 MG tablet', date: '2025-04-08' },
    { name: 'azithromycin (ZITHROMAX) 250 MG tablet', date: '2025-02-18' },
  ],
  visits: [
    visit('Office Visit', '2026-10-30', FAMILY_MEDICINE, 'Arnoldsen', 'Follow-up', 'E11.9'),
    visit('Office Visit', '2026-07-21', FAMILY_MEDICINE, 'Arnoldsen', 'Follow-up', 'I10'),
    visit('Telemedicine', '2026-06-02', 'Harbor Virtual Care', 'Moana', 'Medication Review', 'E11.9'),
    visit('Office Visit', '2026-04-14', FAMILY_MEDICINE, 'Arnoldsen', 'Annual Exam', 'E11.9'),
    visit('Office Visit', '2026-02-03', "Harbor Women's Health", 'Ekwueme', 'Well Woman Exam', 'E66.9'),
    visit('Office Visit', '2026-01-13', FAMILY_MEDICINE, 'Arnoldsen', 'Follow-up', 'I10'),
    visit('Office Visit', '2025-11-11', 'Harbor Cardiology', 'Balogun', 'Hypertension', 'I10'),
    visit('Office Visit', '2025-10-09', FAMILY_MEDICINE, 'Larsson', 'Immunization', 'E11.9'),
    visit('Office Visit', '2025-07-15', FAMILY_MEDICINE, 'Arnoldsen', 'Follow-up', 'E78.5'),
    visit('Office Visit', '2025-04-08', FAMILY_MEDICINE, 'Arnoldsen', 'Annual Exam', 'E11.9'),
    visit('Office Visit', '2025-02-18', FAMILY_MEDICINE, 'Larsson', 'Cough', 'J06.9'),
    visit('Office Visit', '2025-01-07', FAMILY_MEDICINE, 'Arnoldsen', 'Follow-up', 'I10'),
    visit('Office Visit', '2024-10-03', FAMILY_MEDICINE, 'Larsson', 'Immunization', 'E11.9'),
    visit('Office Visit', '2024-04-09', FAMILY_MEDICINE, 'Arnoldsen', 'Annual Exam', 'E11.9'),
    visit('Telephone', '2023-11-14', FAMILY_MEDICINE, 'Halvorsen', 'Results', 'E78.5'),
    visit('Office Visit', '2022-10-06', FAMILY_MEDICINE, 'Larsson', 'Immunization', 'E11.9'),
    visit('Office Visit', '2022-04-18', FAMILY_MEDICINE, 'Arnoldsen', 'Annual Exam', 'E11.9'),
    visit('Office Visit', '2021-10-14', FAMILY_MEDICINE, 'Larsson', 'Immunization', 'I10'),
    visit('Office Visit', '2021-03-15', FAMILY_MEDICINE, 'Arnoldsen', 'Annual Exam', 'I10'),
    visit('Telemedicine', '2020-06-16', 'Harbor Behavioral Health', 'Iwasaki', 'Stress', 'M54.50'),
    visit('Office Visit', '2019-05-20', FAMILY_MEDICINE, 'Arnoldsen', 'Annual Exam', 'D50.9'),
    visit('Outpatient', '2024-07-09', 'NLH Outpatient Laboratory', 'Larsson', 'Blood Draw', 'E11.9'),
    visit('Outpatient', '2023-10-10', 'NLH Imaging', 'Kowalska', 'Imaging', 'M54.50'),
    visit('Surgery', '2022-08-24', 'NLH Main Operating Room', 'Falkenberg', 'Cholecystectomy', 'R10.9'),
    visit('Inpatient', '2022-08-16', 'NLH 4 West Medical Surgical', 'Des Rosiers', 'Observation', 'R10.9'),
    visit('Emergency', '2022-08-15', 'NLH Emergency Department', 'Jiménez', 'Abdominal Pain', 'R10.9'),
  ],
  body: { height: 165, weight: 83.6, earlierWeight: 91.2, days: 760 },
  laboratory: {
    draws: [
      ['2026-10-23', CHECKS],
      ['2026-04-07', YEARLY_CHECKS],
      ['2025-10-02', CHECKS],
      ['2025-04-01', YEARLY_CHECKS],
      ['2024-10-01', CHECKS],
      ['2024-04-02', YEARLY_CHECKS],
    ],
    levels: {
      'Hemoglobin A1C': 1.5,
      Glucose: 1.6,
      Creatinine: -0.8,
      eGFR: 0.6,
      'Cholesterol, Total': -0.1,
      Triglycerides: 0.7,
      HDL: -0.4,
      'LDL Calculated': -0.1,
      RBC: -0.5,
      Hematocrit: -0.5,
      Hemoglobin: -0.4,
      MCV: -0.2,
    },
  },
  orders: [
    { name: 'Comprehensive metabolic panel', date: '2026-07-21', status: 'completed' },
    { name: 'Hemoglobin A1c', date: '2026-07-21', status: 'completed' },
    { name: 'Lipid panel', date: '2026-10-30', status: 'active' },
    { name: 'Urinalysis with microscopic', date: '2026-10-30', status: 'active' },
    { name: 'ECG 12 lead', date: '2025-11-11', status: 'completed' },
    { name: 'XR chest 2 views', date: '2025-02-18', status: 'completed' },
    { name: 'Ambulatory referral to Nutrition Services', date: '2026-04-14', status: 'active' },
  ],
  devices: ['Blood glucose meter'],
  alerts: ['Difficult Intravenous Access'],
  operations: [{ name: 'CHOLECYSTECTOMY, LAPAROSCOPIC', date: '2022-08-24' }],
};

const STORIES: ReadonlyMap<string, ChartStory> = new Map([[CAMILA_LOPEZ, CAMILA]]);

/** Returns undefined for a random chart. */
export function storyOf(patientId: string): ChartStory | undefined {
  return STORIES.get(patientId);
}
