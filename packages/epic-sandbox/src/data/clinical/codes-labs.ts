/** The laboratory's panels. */
import type { NonEmpty } from '../random.ts';
import { BLOOD_PANELS } from './codes-labs-blood.ts';
import { component, type LabPanelRow, numericTest, labPanel, snomed, wordedTest } from './lab-tests.ts';

const DIPSTICK: NonEmpty<string> = ['Negative', 'Negative', 'Negative', 'Trace', '1+'];

/** Panels that patients have occasionally. */
export const OCCASIONAL_PANELS: readonly LabPanelRow[] = [
  labPanel('Urinalysis with microscopic', '24356-8', 'Urinalysis complete panel - Urine', '1701', [
    wordedTest('Color, Urine', '5778-6', 'Color of Urine', ['Yellow', 'Yellow', 'Amber']),
    wordedTest('Appearance, Urine', '5767-9', 'Appearance of Urine', ['Clear', 'Clear', 'Cloudy']),
    numericTest(
      'Specific Gravity, Urine',
      '5811-5',
      'Specific gravity of Urine by Test strip',
      '{s.g.}',
      [1.005, 1.03],
      3,
      1.018,
      0.008,
      0,
    ),
    numericTest('pH, Urine', '5803-2', 'pH of Urine by Test strip', '[pH]', [5, 8], 1, 6, 0.8, 0),
    wordedTest('Protein, Urine', '20454-5', 'Protein [Presence] in Urine by Test strip', DIPSTICK),
    wordedTest('Glucose, Urine', '25428-4', 'Glucose [Presence] in Urine by Test strip', DIPSTICK),
    wordedTest('Nitrite, Urine', '5802-4', 'Nitrite [Presence] in Urine by Test strip', [
      'Negative',
      'Negative',
      'Positive',
    ]),
  ]),
  labPanel(
    'Rapid strep A screen',
    '78012-2',
    'Streptococcus pyogenes Ag [Presence] in Throat by Rapid immunoassay',
    '1702',
    [
      wordedTest(
        'Strep A Ag, POC',
        '78012-2',
        'Streptococcus pyogenes Ag [Presence] in Throat by Rapid immunoassay',
        ['Negative', 'Positive'],
      ),
    ],
  ),
  labPanel(
    'COVID-19 PCR',
    '94500-6',
    'SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory system specimen by NAA with probe detection',
    '1703',
    [
      {
        kind: 'concept',
        code: component(
          'SARS-CoV-2 RNA',
          '94500-6',
          'SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory system specimen by NAA with probe detection',
        ),
        results: [snomed('Not detected', '260415000'), snomed('Detected', '260373001')],
        firstIsNormal: true,
      },
    ],
  ),
  labPanel('Type and screen', '882-1', 'ABO and Rh group [Type] in Blood', '1704', [
    {
      kind: 'concept',
      code: component('ABO/Rh', '882-1', 'ABO and Rh group [Type] in Blood'),
      results: [
        snomed('O Positive', '278147001', 'Blood group O Rh(D) positive'),
        snomed('A Positive', '278149003', 'Blood group A Rh(D) positive'),
        { text: 'B Positive' },
      ],
      firstIsNormal: false,
    },
  ]),
];

export const LAB_PANELS: readonly LabPanelRow[] = [...BLOOD_PANELS, ...OCCASIONAL_PANELS];
