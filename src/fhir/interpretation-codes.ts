/**
 * THE TABLE of judgements on a result: HL7 v3-ObservationInterpretation, with the codes that only HL7 v2 table 0078 has
 * (https://terminology.hl7.org/CodeSystem-v3-ObservationInterpretation.html, https://terminology.hl7.org/CodeSystem-v2-0078.html).
 *
 * The severity of a code follows v3's hierarchy: `A` and everything below it is abnormal. HL7 does not rank
 * susceptibilities: R, NS and SYN-R mean that the drug does not work. A code that says what was found, or how a result changed, does not say
 * whether that is abnormal: a negative antibody can mean that a pregnant woman is not immune.
 */
import { systemName } from './code-systems.ts';
import { readText } from './lenient-read.ts';
import { lookUpPhrase, normalizePhrase } from './phrase-lookup.ts';

/** How bad a judgement is, by rank. UNRECOGNIZED stands in the middle, because it can mean anything. */
export const SEVERITY = {
  normal: 0,
  unremarkable: 1,
  unrecognized: 2,
  notable: 3,
  abnormal: 4,
  significant: 5,
  critical: 6,
} as const;

interface Row {
  /** The member of the graph's enum. */
  readonly member: string;
  readonly severity: keyof typeof SEVERITY;
  readonly direction?: 'high' | 'low';
  /** Whole phrases that mean the same: the displays of v3 and v2, and what laboratories write. */
  readonly phrases: readonly string[];
}

export const JUDGEMENTS = {
  N: {
    member: 'NORMAL',
    severity: 'normal',
    phrases: [
      'n',
      'normal',
      'normal (applies to non-numeric results)',
      'normal range',
      'normal result',
      'in range',
      'in normal range',
      'within range',
      'within normal range',
      'within normal limits',
      'within reference range',
      'wnl',
    ],
  },
  A: {
    member: 'ABNORMAL',
    severity: 'abnormal',
    phrases: [
      'a',
      'abn',
      'abnormal',
      'abnormal (applies to non-numeric results)',
      'abnormal result',
      'outside normal range',
      'outside of normal range',
      'outside reference range',
      'out of normal range',
      'out of range',
      'out of reference range',
    ],
  },
  AA: {
    member: 'CRITICAL_ABNORMAL',
    severity: 'critical',
    phrases: [
      'aa',
      'abnormal alert',
      'critical',
      'critical abnormal',
      'critical result',
      'critical value',
      'critically abnormal',
      'panic',
      'panic value',
      'very abnormal',
      'very abnormal (applies to non-numeric units, analogous to panic limits for numeric units)',
    ],
  },
  H: {
    member: 'HIGH',
    severity: 'abnormal',
    direction: 'high',
    phrases: [
      'h',
      'high',
      'above high normal',
      'above normal',
      'above normal range',
      'above range',
      'above reference range',
      'abnormal high',
      'abnormally high',
      'elevated',
      'high abnormal',
    ],
  },
  HU: {
    member: 'SIGNIFICANTLY_HIGH',
    severity: 'significant',
    direction: 'high',
    phrases: ['hu', 'significantly high', 'very high'],
  },
  'H>': { member: 'SIGNIFICANTLY_HIGH', severity: 'significant', direction: 'high', phrases: [] },
  HH: {
    member: 'CRITICAL_HIGH',
    severity: 'critical',
    direction: 'high',
    phrases: [
      'hh',
      'above upper panic limits',
      'alert high',
      'critical high',
      'critically high',
      'high alert',
      'high critical',
      'high panic',
      'panic high',
    ],
  },
  L: {
    member: 'LOW',
    severity: 'abnormal',
    direction: 'low',
    phrases: [
      'l',
      'low',
      'abnormal low',
      'abnormally low',
      'below low normal',
      'below normal',
      'below normal range',
      'below range',
      'below reference range',
      'decreased',
      'low abnormal',
    ],
  },
  LU: {
    member: 'SIGNIFICANTLY_LOW',
    severity: 'significant',
    direction: 'low',
    phrases: ['lu', 'significantly low', 'very low'],
  },
  'L<': { member: 'SIGNIFICANTLY_LOW', severity: 'significant', direction: 'low', phrases: [] },
  LL: {
    member: 'CRITICAL_LOW',
    severity: 'critical',
    direction: 'low',
    phrases: [
      'll',
      'alert low',
      'below lower panic limits',
      'critical low',
      'critically low',
      'low alert',
      'low critical',
      'low panic',
      'panic low',
    ],
  },
  '>': {
    member: 'OFF_SCALE_HIGH',
    severity: 'notable',
    phrases: ['off scale high', 'above absolute high-off instrument scale'],
  },
  '<': {
    member: 'OFF_SCALE_LOW',
    severity: 'notable',
    phrases: ['off scale low', 'below absolute low-off instrument scale'],
  },
  EX: { member: 'OUTSIDE_THRESHOLD', severity: 'notable', phrases: ['outside threshold'] },
  HX: { member: 'ABOVE_THRESHOLD', severity: 'notable', phrases: ['above high threshold'] },
  LX: { member: 'BELOW_THRESHOLD', severity: 'notable', phrases: ['below low threshold'] },
  B: {
    member: 'BETTER',
    severity: 'unremarkable',
    phrases: ['better', 'better--use when direction not relevant'],
  },
  W: { member: 'WORSE', severity: 'notable', phrases: ['worse', 'worse--use when direction not relevant'] },
  U: { member: 'CHANGED_UP', severity: 'notable', phrases: ['significant change up'] },
  D: { member: 'CHANGED_DOWN', severity: 'notable', phrases: ['significant change down'] },
  POS: { member: 'POSITIVE', severity: 'notable', phrases: ['pos', 'positive'] },
  NEG: { member: 'NEGATIVE', severity: 'unremarkable', phrases: ['neg', 'negative'] },
  IND: { member: 'INDETERMINATE', severity: 'notable', phrases: ['ind', 'indeterminate', 'inconclusive'] },
  E: { member: 'EQUIVOCAL', severity: 'notable', phrases: ['equivocal'] },
  DET: { member: 'DETECTED', severity: 'notable', phrases: ['det', 'detected'] },
  ND: {
    member: 'NOT_DETECTED',
    severity: 'unremarkable',
    phrases: ['nd', 'not detected', 'none detected', 'undetected'],
  },
  RR: { member: 'REACTIVE', severity: 'notable', phrases: ['rr', 'reactive'] },
  WR: { member: 'WEAKLY_REACTIVE', severity: 'notable', phrases: ['wr', 'weakly reactive'] },
  NR: {
    member: 'NON_REACTIVE',
    severity: 'unremarkable',
    phrases: ['nr', 'non-reactive', 'nonreactive', 'not reactive'],
  },
  R: {
    member: 'RESISTANT',
    severity: 'abnormal',
    phrases: ['resistant', 'resistant. indicates for microbiology susceptibilities only.'],
  },
  NS: { member: 'NON_SUSCEPTIBLE', severity: 'abnormal', phrases: ['non-susceptible', 'not susceptible'] },
  'SYN-R': { member: 'SYNERGY_RESISTANT', severity: 'abnormal', phrases: ['syn-r', 'synergy - resistant'] },
  I: {
    member: 'INTERMEDIATE',
    severity: 'notable',
    phrases: ['intermediate', 'intermediate. indicates for microbiology susceptibilities only.'],
  },
  MS: {
    member: 'MODERATELY_SUSCEPTIBLE',
    severity: 'notable',
    phrases: [
      'moderately susceptible',
      'moderately susceptible. indicates for microbiology susceptibilities only.',
    ],
  },
  SDD: {
    member: 'SUSCEPTIBLE_DOSE_DEPENDENT',
    severity: 'notable',
    phrases: ['sdd', 'susceptible-dose dependent', 'susceptible dose-dependent'],
  },
  S: {
    member: 'SUSCEPTIBLE',
    severity: 'normal',
    phrases: ['susceptible', 'susceptible. indicates for microbiology susceptibilities only.'],
  },
  VS: {
    member: 'VERY_SUSCEPTIBLE',
    severity: 'unremarkable',
    phrases: ['very susceptible', 'very susceptible. indicates for microbiology susceptibilities only.'],
  },
  'SYN-S': {
    member: 'SYNERGY_SUSCEPTIBLE',
    severity: 'unremarkable',
    phrases: ['syn-s', 'synergy - susceptible'],
  },
  NCL: {
    member: 'NO_BREAKPOINT',
    severity: 'notable',
    phrases: ['no clsi defined breakpoint', 'no breakpoint defined'],
  },
  EXP: { member: 'EXPECTED', severity: 'unremarkable', phrases: ['expected'] },
  UNE: { member: 'UNEXPECTED', severity: 'notable', phrases: ['unexpected'] },
  CAR: { member: 'CARRIER', severity: 'notable', phrases: ['carrier'] },
  IE: { member: 'INSUFFICIENT_EVIDENCE', severity: 'notable', phrases: ['insufficient evidence'] },
  TOX: { member: 'CYTOTOXIC', severity: 'notable', phrases: ['cytotoxic substance present'] },
  AC: {
    member: 'ANTICOMPLEMENTARY',
    severity: 'notable',
    phrases: ['anti-complementary substances present'],
  },
  QCF: { member: 'QUALITY_CONTROL_FAILURE', severity: 'notable', phrases: ['quality control failure'] },
  HM: { member: 'HELD_FOR_REVIEW', severity: 'notable', phrases: ['hold for medical review'] },
} as const satisfies Readonly<Record<string, Row>>;

export type JudgementMember = (typeof JUDGEMENTS)[keyof typeof JUDGEMENTS]['member'];

export interface Judgement extends Row {
  readonly member: JudgementMember;
}

const BY_CODE: ReadonlyMap<string, Judgement> = new Map<string, Judgement>(Object.entries(JUDGEMENTS));

const BY_PHRASE: ReadonlyMap<string, Judgement> = new Map(
  Object.values(JUDGEMENTS).flatMap((judgement: Judgement) =>
    judgement.phrases.map((phrase) => [normalizePhrase(phrase) ?? phrase, judgement] as const),
  ),
);

/** Returns the judgement for a code of HL7's in either case: no two codes differ only in that. */
export function judgementOfCode(code: unknown): Judgement | null {
  return BY_CODE.get(readText(code)?.toUpperCase() ?? '') ?? null;
}

/** Matches signs that change what they stand with: as words, "H>", "A+" and "A-" would be "H" and "A". */
const SIGN = /\p{S}|\p{Pd}$/u;
/** Marks that laboratories put next to what is not normal. */
const ALARM = /[*!]/;

/** Returns the judgement that a whole phrase stands for; a part of a phrase counts for nothing, so that "not high" is not HIGH. */
export function judgementOfPhrase(phrase: unknown): Judgement | null {
  const words = readText(phrase) ?? '';
  if (SIGN.test(words)) return judgementOfCode(words);
  const judgement = lookUpPhrase(BY_PHRASE, words);
  return judgement?.severity === 'normal' && ALARM.test(words) ? null : judgement;
}

/**
 * The names of HL7's two systems (see `systemName`): v3-ObservationInterpretation, also as http://hl7.org/fhir/v3/ObservationInterpretation,
 * as FHIR's value set, and by OID; v2-0078 by name and by OID. http://hl7.org/fhir/v2/0078 ends in the number only.
 */
const SYSTEM_NAMES: ReadonlySet<string> = new Set([
  'v3-observationinterpretation',
  'observationinterpretation',
  'observation-interpretation',
  '2.16.840.1.113883.5.83',
  'v2-0078',
  '0078',
  'hl70078',
  'hl7-0078',
  '2.16.840.1.113883.12.78',
]);
const HL7_URL = /^https?:\/\/(?:[\w-]+\.)*hl7\.org[/:]/i;

/** True for v3-ObservationInterpretation and v2-0078 in all their spellings; a system of that name on another host is another system. */
export function isInterpretationSystem(system: string): boolean {
  if (!SYSTEM_NAMES.has(systemName(system))) return false;
  return HL7_URL.test(system) || !/^https?:/i.test(system);
}
