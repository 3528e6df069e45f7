/** Groups vital signs by kind. */
import { type Code, keyOf } from './trend-points.ts';

interface VitalSignKind {
  readonly title: string;
  /** LOINC. */
  readonly codes: readonly string[];
}

/** The usual vital signs, in the order of a chart. Every other measurement follows with its own name. */
const KINDS: readonly VitalSignKind[] = [
  { title: 'Blood pressure', codes: ['85354-9', '55284-4'] },
  { title: 'Heart rate', codes: ['8867-4'] },
  { title: 'Temperature', codes: ['8310-5'] },
  { title: 'Oxygen saturation', codes: ['59408-5', '2708-6'] },
  { title: 'Respirations', codes: ['9279-1'] },
  { title: 'Weight', codes: ['29463-7', '3141-9'] },
  { title: 'Height', codes: ['8302-2'] },
  { title: 'BMI', codes: ['39156-5'] },
];

const LOINC = 'http://loinc.org';
/** Says that a measurement is a vital sign, and not which. */
const ANY_VITAL_SIGN = '8716-3';

interface Named {
  readonly name: string | null;
  readonly code: Code | null;
}

export interface VitalSignGroup<Result extends Named> {
  readonly key: string;
  readonly title: string;
  /** In the order of the list. */
  readonly results: readonly Result[];
}

export interface VitalSigns<Result extends Named> {
  readonly groups: readonly VitalSignGroup<Result>[];
  /** Titles of the usual vital signs that the list does not contain. */
  readonly missing: readonly string[];
}

export function groupVitalSigns<Result extends Named>(results: readonly Result[]): VitalSigns<Result> {
  const groups = new Map<string, VitalSignGroup<Result> & { readonly results: Result[] }>();
  for (const result of results) {
    const kind = KINDS.find(({ codes }) => loincsOf(result).some((loinc) => codes.includes(loinc)));
    const key = kind?.title ?? ownKeyOf(result);
    const group = groups.get(key) ?? {
      key,
      title: kind?.title ?? result.name ?? 'Unnamed measurement',
      results: [],
    };
    group.results.push(result);
    groups.set(key, group);
  }
  const usual = KINDS.map(({ title }) => title);
  const isUsual = (key: string): boolean => usual.includes(key);
  return {
    groups: [
      ...usual.flatMap((title) => groups.get(title) ?? []),
      ...[...groups.values()].filter(({ key }) => !isUsual(key)),
    ],
    missing: usual.filter((title) => !groups.has(title)),
  };
}

function loincsOf({ code }: Named): readonly string[] {
  if (code === null) return [];
  const codes = code.coding.flatMap((one) => (one.system === LOINC && one.code !== null ? [one.code] : []));
  return code.loinc === null ? codes : [code.loinc, ...codes];
}

function ownKeyOf({ code, name }: Named): string {
  return keyOf({ name, code: code?.loinc === ANY_VITAL_SIGN ? null : code });
}
