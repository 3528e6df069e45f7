/** Units as people write them: the unit that the server sent, or its UCUM code in words (https://ucum.org/ucum). */
import { CODE_SYSTEMS, codeText, systemName } from './code-systems.ts';
import { toSuperscript } from './decimals.ts';
import { readText } from './lenient-read.ts';
import type { Quantity } from './types.ts';

type Unit = Pick<Quantity, 'unit' | 'code' | 'system'>;

/** Returns the UCUM code, otherwise the display unit; both if they contradict each other. Never returns a code of another system, which a client could mistake for UCUM. */
export function unitOf(unit: Unit): string | null {
  return contradictsCode(unit) ? unitText(unit) : (ucumCode(unit) ?? unitText(unit));
}

/** Returns whether the display unit and the UCUM code are two different units, such as `mmol/L` and `mg/dL`. */
export function contradictsCode({ unit, code, system }: Unit): boolean {
  const [written, coded] = [readText(unit), readText(code)];
  if (written === null || coded === null || written === coded || !isUcum(system)) return false;
  const [one, other] = [toMetricCode(written), toMetricCode(coded)];
  return one !== other && isCommonUcumCode(one) && isCommonUcumCode(other);
}

/** Returns one spelling of a metric unit: `uL` for `µl`. */
function toMetricCode(unit: string): string {
  return unit
    .normalize('NFKC')
    .replaceAll('μ', 'u')
    .replaceAll(/\bmcg\b/g, 'ug')
    .replaceAll(/(?<![a-z]{2})l\b/g, 'L');
}

/** Returns the UCUM code; null if the server sent no code, or one of another system. */
export function ucumCode({ code, system }: Unit): string | null {
  return isUcum(system) ? readText(code) : null;
}

/** Returns the unit to display; null without a unit, and for UCUM's `1`, which means no unit. */
export function unitText(unit: Unit): string | null {
  const words = contradictsCode(unit) ? `${unit.unit} (coded as ${unit.code})` : unitInWords(unit);
  if (words === null || !ONLY_NUMBER.test(words.slice(0, MAX_EXPRESSION_LENGTH))) return words;
  // A number on its own would look like a part of the amount.
  return words === readText(unit.code)
    ? `(${codeText({ code: words, system: unit.system })})`
    : `(unit ${words})`;
}

/** Or the beginning of a long one. */
const ONLY_NUMBER = /^\d+(?:[.,]\d+)*[.,]?$/;

function unitInWords({ unit, code, system }: Unit): string | null {
  const [written, coded] = [readText(unit), readText(code)];
  const mayBeUcum = isUcum(system) || readText(system) === null;
  const isCode = mayBeUcum && written !== null && (written === coded || (coded === null && isUcum(system)));
  if (written !== null && !isCode && !NEEDS_WORDS.test(written)) return omitOne(written);
  const words = (written === null ? null : ucumText(written)) ?? (mayBeUcum ? ucumText(coded ?? '') : null);
  return omitOne(words ?? written ?? coded);
}

function isUcum(system: unknown): boolean {
  return UCUM_NAMES.has(systemName(system));
}

const UCUM_NAMES: ReadonlySet<string> = new Set(CODE_SYSTEMS.UCUM.map(systemName));

/** Notation that only UCUM uses: brackets, annotations, powers of ten, and `Cel`. */
const NEEDS_WORDS = /[[\]{}*]|^Cel$/;

/** Returns the singular of a unit of time for the amount 1; other units unchanged. */
export function unitFor(amount: string, unit: string): string {
  return amount === '1' && TIMES.has(unit.slice(0, -1)) ? unit.slice(0, -1) : unit;
}

function omitOne(unit: string | null): string | null {
  return unit === '1' ? null : unit;
}

/** Returns a UCUM expression in words, such as `mL/min/1.73 m²` for `mL/min/{1.73_m2}`; null if a unit is not in the tables. */
function ucumText(expression: string): string | null {
  if (expression.length === 0 || expression.length > MAX_EXPRESSION_LENGTH) return null;
  // `/(24.h)` means per 24 hours.
  const flat = expression.replaceAll(/\((\d+)\.([a-z]+)\)/g, '$1$2');
  const parts = flat.match(PARTS) ?? [];
  if (parts.join('') !== flat) return null;
  const terms: Term[] = [];
  for (const [at, part] of parts.entries()) {
    const separator = SEPARATORS[part];
    const term = separator === undefined ? termInWords(part, at > 0) : { words: separator, notes: [] };
    if (term === null) return null;
    terms.push(term);
  }
  // A single annotation follows the whole unit, as in `µg/mL FEU`. Several annotations each follow their own unit.
  if (terms.filter(({ notes }) => notes.length > 0).length > 1)
    return terms.map(({ words, notes }) => [words, ...notes].join(' ')).join('');
  return [terms.map(({ words }) => words).join(''), ...terms.flatMap(({ notes }) => notes)].join(' ');
}

interface Term {
  readonly words: string;
  /** The annotations of a unit. */
  readonly notes: readonly string[];
}

/** Far longer than any unit in use. */
const MAX_EXPRESSION_LENGTH = 80;

/** Separators, decimals (which UCUM forbids but servers send), and terms with their brackets and annotations. */
const PARTS = /[./]|(?<!\d)\d+\.\d+(?:\{[^{}]*\})?|(?:\{[^{}]*\}|\[[^[\]]*\]|[^./{}[\]()\s])+/g;
const SEPARATORS: Readonly<Record<string, string>> = { '/': '/', '.': '·' };
const TERM = /^([^[\]{}]*)(?:(\[[^[\]]*\])([\d-]*))?((?:\{[^{}]*\})*)$/;

function termInWords(term: string, isDivisor: boolean): Term | null {
  const [, plain = '', bracketed = '', exponent = '', annotations = ''] = TERM.exec(term) ?? [];
  const notes = annotations
    .split(/[{}]/)
    .filter((note) => note !== '')
    .map(annotationInWords);
  const isCount = plain === '' && bracketed === '';
  if (isCount && exponent === '') return notes.length === 0 ? null : { words: notes.join(' '), notes: [] };
  if (isCount || /^[\d.]+$/.test(plain))
    return { words: [`${plain}${exponent}`, ...notes].join(' '), notes: [] };
  const unit = bracketed === '' ? plainUnit(plain + exponent, isDivisor) : bracketedUnit(plain, bracketed);
  if (unit === null) return null;
  return { words: bracketed === '' ? unit : unit + toSuperscript(exponent), notes };
}

function annotationInWords(note: string): string {
  return note
    .replaceAll('_', ' ')
    .replaceAll(/\b([cm]?m)([23])\b/g, (_all, base: string, power: string) => base + toSuperscript(power));
}

/** UCUM units whose code differs from common notation. */
const PLAIN_UNITS: Readonly<Record<string, string>> = {
  Cel: '°C',
  deg: '°',
  eq: 'Eq',
  meq: 'mEq',
  ueq: 'µEq',
  osm: 'Osm',
  mosm: 'mOsm',
  u: 'u',
  d: 'day',
  wk: 'week',
  mo: 'month',
  a: 'year',
};
const TIMES: ReadonlySet<string> = new Set(['day', 'week', 'month', 'year']);
const POWER_OF_TEN = /^10[*^](-?\d+)$/;
const WITH_EXPONENT = /^([A-Za-z]+)(-?\d+)$/;
/** The prefix micro, before the units it is used with in medicine. */
const MICRO = /^u(?=(?:g|L|l|m|mol|U|kat|s|V|A|W|Ci|Sv|Gy|N)$)/;

function plainUnit(code: string, isDivisor: boolean): string | null {
  const [, power] = POWER_OF_TEN.exec(code) ?? [];
  if (power !== undefined) return `×10${toSuperscript(power)}`;
  const [, base = code, exponent = ''] = WITH_EXPONENT.exec(code) ?? [];
  const own = Object.hasOwn(PLAIN_UNITS, base) ? PLAIN_UNITS[base] : undefined;
  const shown = own ?? base.replace(MICRO, 'µ');
  if (shown.includes('*')) return null;
  return TIMES.has(shown) && !isDivisor ? `${shown}s` : shown + toSuperscript(exponent);
}

/** Common notation of UCUM's bracketed units, without a prefix. */
const BRACKETED_UNITS: Readonly<Record<string, string>> = {
  '[IU]': 'IU',
  '[iU]': 'IU',
  '[pH]': 'pH',
  '[degF]': '°F',
  '[lb_av]': 'lb',
  '[oz_av]': 'oz',
  '[in_i]': 'in',
  '[in_us]': 'in',
  '[ft_i]': 'ft',
  '[ft_us]': 'ft',
  '[yd_i]': 'yd',
  '[mi_i]': 'mi',
  '[foz_us]': 'fl oz',
  '[cup_us]': 'cups',
  '[tsp_us]': 'tsp',
  '[tbs_us]': 'tbsp',
  '[pt_us]': 'pt',
  '[qt_us]': 'qt',
  '[gal_us]': 'gal',
  '[drp]': 'drops',
  '[Cal]': 'kcal',
  '[HPF]': 'HPF',
  '[LPF]': 'LPF',
  '[psi]': 'psi',
  '[ppm]': 'ppm',
  '[ppb]': 'ppb',
  '[ppth]': 'ppth',
  '[CFU]': 'CFU',
  '[PFU]': 'PFU',
  '[BAU]': 'BAU',
  '[EU]': 'EU',
  '[FFU]': 'FFU',
  '[CCID_50]': 'CCID50',
  '[TCID_50]': 'TCID50',
  '[EID_50]': 'EID50',
  "[D'ag'U]": 'D antigen units',
  "[arb'U]": 'arbitrary units',
  "[USP'U]": 'USP units',
  "[GPL'U]": 'GPL',
  "[MPL'U]": 'MPL',
  "[APL'U]": 'APL',
  "[beth'U]": 'Bethesda units',
  "[todd'U]": 'Todd units',
  "[dye'U]": 'dye units',
  "[smgy'U]": 'Somogyi units',
  "[bdsk'U]": 'Bodansky units',
  "[ka'U]": 'King-Armstrong units',
  "[knk'U]": 'Kunkel units',
  "[mclg'U]": 'Mac Lagan units',
  "[tb'U]": 'tuberculin units',
  "[anti'Xa'U]": 'anti-Xa units',
  '[Ch]': 'Fr',
  '[diop]': 'dpt',
  '[Hg]': 'Hg',
  '[H2O]': 'H2O',
};
/** Prefixes, including the meters of mercury and water columns, such as `mm[Hg]`. */
const PREFIXES: Readonly<Record<string, string>> = {
  '': '',
  u: 'µ',
  m: 'm',
  c: 'c',
  mm: 'mm',
  cm: 'cm',
  k: 'k',
  M: 'M',
  n: 'n',
  p: 'p',
  d: 'd',
};

function bracketedUnit(prefix: string, bracketed: string): string | null {
  const [before, unit] = [
    Object.hasOwn(PREFIXES, prefix) ? PREFIXES[prefix] : undefined,
    Object.hasOwn(BRACKETED_UNITS, bracketed) ? BRACKETED_UNITS[bracketed] : undefined,
  ];
  return before === undefined || unit === undefined ? null : before + unit;
}

/**
 * Metric units as UCUM codes. Leaves out those that people write for something else: `C` is coulomb in UCUM, `F` farad, `u` dalton, `deg`
 * an angle, and `m` never minutes.
 */
const METRIC_CODES =
  /^(?:[kmunp]?g|[mcun]m|[mc]?m[23]|[mdu]?[Ll]|[munp]?mol|m?eq|m?osm|s|min|h|d|wk|mo|a|%|Cel|kcal|kPa|10\*-?\d+)$/;

/** Returns whether a caller can only have meant this UCUM code, such as `kg`, `[lb_av]`, `/min` or `mg/dL`. */
export function isCommonUcumCode(code: string): boolean {
  const parts = code.replace(/^\//, '').split('/');
  return parts.every((part) => {
    const bracketed = part.replace(/^[mc]?m(?=\[(?:Hg|H2O)\]$)/, '');
    return METRIC_CODES.test(part) || Object.hasOwn(BRACKETED_UNITS, bracketed);
  });
}

/** Returns whether two values are comparable without conversion: equal UCUM codes, otherwise equal display units. */
export function areSameUnit(one: Unit, other: Unit): boolean {
  const [code, otherCode] = [ucumCode(one), ucumCode(other)];
  if (code !== null && otherCode !== null) return code === otherCode;
  return shownUnit(one) === shownUnit(other);
}

/** Treats the micro sign and the Greek letter as one character (Unicode NFKC). */
function shownUnit(unit: Unit): string | null {
  return unitText(unit)?.normalize('NFKC') ?? null;
}
