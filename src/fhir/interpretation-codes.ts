/**
 * THE TABLE of interpretations of a result: HL7 v3-ObservationInterpretation, and the additional codes of HL7 v2 table 0078
 * (https://terminology.hl7.org/CodeSystem-v3-ObservationInterpretation.html, https://terminology.hl7.org/CodeSystem-v2-0078.html).
 *
 * The severity of a code follows v3's hierarchy: `A` and its descendants are abnormal. HL7 does not rank susceptibilities; here, R, NS and
 * SYN-R are abnormal, because the drug does not work. Codes for a finding or a change do not say whether it is abnormal: a negative
 * antibody test can mean that a pregnant patient is not immune.
 */
import { systemName } from './code-systems.ts';
import { readText } from './lenient-read.ts';
import { lookUpPhrase, normalizePhrase } from './phrase-lookup.ts';

/** Severities by rank. UNRECOGNIZED is in the middle, because it can mean anything. */
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
  /** The member of the GraphQL enum. */
  readonly member: string;
  readonly severity: keyof typeof SEVERITY;
  readonly direction?: 'high' | 'low';
  /** Whole phrases with the same meaning: displays of v3 and v2, and phrases that laboratories use. */
  readonly phrases: readonly string[];
}

export const INTERPRETATIONS = {
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

export type InterpretationMember = (typeof INTERPRETATIONS)[keyof typeof INTERPRETATIONS]['member'];

export interface Interpretation extends Row {
  readonly member: InterpretationMember;
}

const BY_CODE: ReadonlyMap<string, Interpretation> = new Map<string, Interpretation>(
  Object.entries(INTERPRETATIONS),
);

const BY_PHRASE: ReadonlyMap<string, Interpretation> = new Map(
  Object.values(INTERPRETATIONS).flatMap((interpretation: Interpretation) =>
    interpretation.phrases.map((phrase) => [normalizePhrase(phrase) ?? phrase, interpretation] as const),
  ),
);

/** Returns the interpretation for an HL7 code, in any case: no two codes differ only in case. */
export function interpretationOfCode(code: unknown): Interpretation | null {
  return BY_CODE.get(readText(code)?.toUpperCase() ?? '') ?? null;
}

/** Matches signs that change the meaning: normalized to a phrase, "H>", "A+" and "A-" would become "H" and "A". */
const SIGN = /\p{S}|\p{Pd}$/u;
/** Marks that laboratories use to flag abnormal results. */
const ALARM = /[*!]/;

/** Returns the interpretation for a whole phrase. Never matches part of a phrase, so "not high" is not HIGH. */
export function interpretationOfPhrase(phrase: unknown): Interpretation | null {
  const words = readText(phrase) ?? '';
  if (SIGN.test(words)) return interpretationOfCode(words);
  const interpretation = lookUpPhrase(BY_PHRASE, words);
  return interpretation?.severity === 'normal' && ALARM.test(words) ? null : interpretation;
}

/**
 * `systemName` of HL7's two systems: v3-ObservationInterpretation, also as http://hl7.org/fhir/v3/ObservationInterpretation, as FHIR's
 * value set, and by OID; v2-0078 by name, by OID, and as http://hl7.org/fhir/v2/0078.
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

/** Returns true for v3-ObservationInterpretation and v2-0078 in any spelling. A system of that name on another host is a different one. */
export function isInterpretationSystem(system: string): boolean {
  if (!SYSTEM_NAMES.has(systemName(system))) return false;
  return HL7_URL.test(system) || !/^https?:/i.test(system);
}
