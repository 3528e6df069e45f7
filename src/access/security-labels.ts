/** Decides from which callers a security label hides a record (FHIR R4 §6.1.1). */
import { systemName } from '../fhir/code-systems.ts';
import { valuesAt } from '../fhir/element-path.ts';
import type { Caller } from './caller.ts';
import type { ScopeContext } from './scopes.ts';
import { isObject, readText } from '../fhir/lenient-read.ts';
import type { Coding } from '../fhir/types.ts';

/** The levels of v3-Confidentiality that a deployment can choose as the highest that patients see. */
export type Confidentiality = 'N' | 'R' | 'V';

/** `above`: hidden if the level exceeds the highest that patients see. */
type Handling = 'shown' | 'hidden' | 'above';
/** How the gateway handles a labeled record, by the context of the scope that covers it. */
type HandlingByCaller = Readonly<Record<ScopeContext, Handling>>;

const SHOWN: HandlingByCaller = { patient: 'shown', user: 'shown', system: 'shown' };
const HIDDEN_FROM_PATIENTS: HandlingByCaller = { ...SHOWN, patient: 'hidden' };
const BY_LEVEL: HandlingByCaller = { ...SHOWN, patient: 'above' };
/** A label that the gateway cannot read may be one of the strictest. */
const UNREADABLE = HIDDEN_FROM_PATIENTS;

/**
 * HL7 v3-ActCode (2.16.840.1.113883.5.4), RefrainPolicy. Most policies allow disclosure only under a condition that the gateway cannot
 * check. No other code system uses these mnemonics, so they count with any system. Other codes of v3-ActCode, such as `HIV`, classify the
 * content of a record and hide nothing.
 */
export const REFRAIN_POLICIES: Readonly<Record<string, HandlingByCaller>> = {
  NOAUTH: HIDDEN_FROM_PATIENTS,
  NODSCLCD: HIDDEN_FROM_PATIENTS,
  NODSCLCDS: HIDDEN_FROM_PATIENTS,
  NOLIST: HIDDEN_FROM_PATIENTS,
  NOMOU: HIDDEN_FROM_PATIENTS,
  NOORGPOL: HIDDEN_FROM_PATIENTS,
  NOPAT: HIDDEN_FROM_PATIENTS,
  NORDSCLCD: HIDDEN_FROM_PATIENTS,
  NORDSCLCDS: HIDDEN_FROM_PATIENTS,
  NORDSCLW: HIDDEN_FROM_PATIENTS,
  NORELINK: HIDDEN_FROM_PATIENTS,
  NOVIP: HIDDEN_FROM_PATIENTS,
  ORCON: HIDDEN_FROM_PATIENTS,
  // These bind the recipient, who sees them in `securityLabels`.
  NOCOLLECT: SHOWN,
  NOINTEGRATE: SHOWN,
  NOPERSISTP: SHOWN,
  NOREUSE: SHOWN,
  // ActInformationSensitivityPolicy: "not to be initially disclosed or discussed with patient except by a physician".
  TBOO: HIDDEN_FROM_PATIENTS,
  // HL7 DS4P 1.0: elements of the record have labels of their own, by which the gateway cannot redact.
  PROCESSINLINELABEL: HIDDEN_FROM_PATIENTS,
};

/** HL7 v3-Confidentiality (2.16.840.1.113883.5.25), its levels in ascending order. */
export const CONFIDENTIALITY: Readonly<Record<string, HandlingByCaller>> = {
  U: SHOWN,
  L: SHOWN,
  M: SHOWN,
  N: SHOWN,
  R: BY_LEVEL,
  V: BY_LEVEL,
  // Taboo, retired in favor of TBOO of v3-ActCode.
  T: HIDDEN_FROM_PATIENTS,
};
/** The level assumed for codes that v3-Confidentiality has retired, such as `D` (clinicians only), or does not define. */
const UNKNOWN_LEVEL = 'V';

/** The names that `systemName` returns. */
const CONFIDENTIALITY_SYSTEMS: ReadonlySet<string> = new Set([
  'v3-confidentiality',
  'confidentiality',
  '2.16.840.1.113883.5.25',
  // HL7 v2 table 0177 gives the same letters the same meaning.
  'v2-0177',
  '0177',
  '2.16.840.1.113883.12.177',
]);
/**
 * Other spellings of these systems, such as a page of the specification or a name in words. Only levels count under them, no other code.
 */
const RESEMBLES_CONFIDENTIALITY =
  /confidentiality|2\.16\.840\.1\.113883\.(?:5\.25|12\.177)(?!\d)|v2[-/]?0177/i;

/**
 * The elements that label a resource in R4. Elements of the same name in Consent, Contract and AuditEvent label other things: the data that
 * a consent covers, the terms of a contract, the record that was accessed.
 */
const LABEL_ELEMENTS = [
  /** Codings, in every type. */
  'meta.security',
  /** CodeableConcepts, in DocumentReference. */
  'securityLabel',
  /** A code of v3-Confidentiality, in Composition, which can be contained. */
  'confidentiality',
] as const;

/** Whether at least one label hides records from callers with scopes of this context. */
export function canBeHiddenByLabel(context: ScopeContext): boolean {
  return [...Object.values(REFRAIN_POLICIES), ...Object.values(CONFIDENTIALITY), UNREADABLE].some(
    (handling) => handling[context] !== 'shown',
  );
}

/** Whether labels may hide records from the caller. Depends on no record, so what the caller gets may depend on it. */
export function mayLabelsHideFrom({ scopes }: Pick<Caller, 'scopes'>): boolean {
  return scopes.some(({ context }) => canBeHiddenByLabel(context));
}

/**
 * Whether any label hides the resource from callers with scopes of this context.
 * @param highest the highest confidentiality that patients see
 */
export function isHiddenByLabel(resource: object, context: ScopeContext, highest: Confidentiality): boolean {
  return labelsOf(resource)
    .flatMap(codingsOf)
    .some((coding) => {
      const { handling, level } = labelMeaningOf(coding);
      return handling[context] === 'hidden' || (handling[context] === 'above' && isAbove(level, highest));
    });
}

/** Returns the labels of a resource, in the server's order. A label without a code keeps its text as `display`. */
export function securityLabelsOf(resource: object): Coding[] {
  return labelsOf(resource)
    .flatMap(codingsOf)
    .flatMap((coding): Coding[] => {
      if (!isObject(coding)) return [];
      const { system, code, display } = coding;
      const parts = Object.entries({ system, code, display }).filter(([, part]) => readText(part) !== null);
      return parts.length === 0 ? [] : [Object.fromEntries(parts)];
    });
}

function labelsOf(resource: object): unknown[] {
  return LABEL_ELEMENTS.flatMap((path) => valuesAt(resource, path)).filter((label) => label !== null);
}

/** Returns the codings of a label, which is a Coding or a CodeableConcept. Each coding counts separately. */
function codingsOf(label: unknown): unknown[] {
  if (typeof label === 'string') return [{ code: label }];
  if (!isObject(label)) return [label];
  const { coding, text: words } = label;
  const codings = Array.isArray(coding) ? coding : [coding].filter((one) => one !== undefined);
  if (codings.length > 0) return codings;
  return 'coding' in label || 'text' in label ? [{ display: words }] : [label];
}

interface LabelMeaning {
  readonly handling: HandlingByCaller;
  readonly level: string;
}

function labelMeaningOf(coding: unknown): LabelMeaning {
  const code = isObject(coding) ? (readText(coding['code'])?.toUpperCase() ?? null) : null;
  if (!isObject(coding) || code === null) return { handling: UNREADABLE, level: UNKNOWN_LEVEL };
  const policy = Object.hasOwn(REFRAIN_POLICIES, code) ? REFRAIN_POLICIES[code] : undefined;
  if (policy !== undefined) return { handling: policy, level: UNKNOWN_LEVEL };
  const known = Object.hasOwn(CONFIDENTIALITY, code) ? CONFIDENTIALITY[code] : undefined;
  const system = readText(coding['system']);
  if (known === undefined)
    return { handling: isConfidentiality(system) ? BY_LEVEL : SHOWN, level: UNKNOWN_LEVEL };
  // A single letter without a system counts as a level, because no other label is a single letter.
  const isLevel = system === null || isConfidentiality(system) || RESEMBLES_CONFIDENTIALITY.test(system);
  return { handling: isLevel ? known : SHOWN, level: code };
}

function isConfidentiality(system: string | null): boolean {
  return CONFIDENTIALITY_SYSTEMS.has(systemName(system));
}

function isAbove(level: string, highest: Confidentiality): boolean {
  const levels = Object.keys(CONFIDENTIALITY);
  return levels.indexOf(level) > levels.indexOf(highest);
}
