/** Formats the reports of several sites as a table or as JSON. */
import { displayWidth, splitCharacters } from './display-width.ts';
import { compact, type StepName, type StepOutcome, type StepReport, STEP_TITLES } from './finding.ts';
import {
  countOutcomes,
  indent,
  MARGIN,
  MARKS,
  stepInWords,
  type TextStyle,
  titled,
  toJson,
  worstOutcome,
} from './report.ts';
import type { SiteReport } from './site-examinations.ts';

export interface SitesReport {
  /** The step Configuration of the whole sites file. */
  readonly configuration: StepReport;
  /** Empty if the file is invalid. */
  readonly sites: readonly SiteReport[];
}

export function worstOutcomeOf({ configuration, sites }: SitesReport): Exclude<StepOutcome, 'skipped'> {
  return worstOutcome([configuration, ...sites.flatMap(({ steps }) => steps)]);
}

export function sitesInJson(report: SitesReport): string {
  const sites = report.sites.map(({ id, name, steps }) => ({
    id,
    name,
    outcome: worstOutcome(steps),
    steps: titled(steps),
  }));
  return toJson({ outcome: worstOutcomeOf(report), steps: titled([report.configuration]), sites });
}

/** The steps with a column of their own. */
const COLUMNS: readonly StepName[] = ['token', 'reads'];
/** The longest word of an outcome. */
const OUTCOME_WIDTH = 'skipped'.length;
const MARK_WIDTH = 2;
const GAP = '  ';
const MIN_NAME_WIDTH = 8;
const SEVERITY: readonly StepOutcome[] = ['passed', 'warning', 'failed'];

/** Shows a row for each site, the ones to fix last, where a long table ends on the screen. */
export function sitesInWords({ configuration, sites }: SitesReport, style: TextStyle): string {
  const rows = sites
    .map((site) => ({ ...site, outcome: worstOutcome(site.steps) }))
    .toSorted((one, other) => SEVERITY.indexOf(one.outcome) - SEVERITY.indexOf(other.outcome));
  const widths = chooseWidths(sites, style);
  const header = [
    'Site'.padEnd(widths.id),
    ...(widths.name === 0 ? [] : ['Name'.padEnd(widths.name)]),
    ...COLUMNS.map((step) => STEP_TITLES[step].padEnd(OUTCOME_WIDTH)),
  ];
  const margin = MARGIN + ' '.repeat(MARK_WIDTH);
  const table = [
    style.paint('bold', `${margin}${header.join(GAP).trimEnd()}`),
    ...rows.flatMap((row) => [rowInWords(row, widths, style), ...fixInWords(row.steps, style)]),
  ];
  const verdict = style.paint('bold', VERDICTS[worstOutcome([configuration, ...rows])]);
  const hint = rows.some(({ outcome }) => outcome !== 'passed')
    ? `${MARGIN}The option --site ID shows the whole report of one site.\n`
    : '';
  return sites.length === 0
    ? `${stepInWords(configuration, style)}${MARGIN}${verdict}\n\n`
    : `${stepInWords(configuration, style)}\n${table.join('\n')}\n\n${MARGIN}${countOutcomes(rows, style)}. ${verdict}\n${hint}\n`;
}

const VERDICTS = {
  failed: 'Fix what failed before you serve these sites.',
  warning: 'The gateway works, but see the warnings.',
  passed: 'The gateway works at every site.',
};

interface Widths {
  readonly id: number;
  /** 0 if no site has a name. */
  readonly name: number;
}

/** Ids are never cut, because `--site` needs them whole. */
function chooseWidths(sites: readonly SiteReport[], { width }: TextStyle): Widths {
  const id = Math.max('Site'.length, ...sites.map((site) => site.id.length));
  const longest = Math.max(...sites.map(({ name }) => displayWidth(lineOf(name))));
  const others = MARGIN.length + MARK_WIDTH + id + (COLUMNS.length + 1) * (GAP.length + OUTCOME_WIDTH);
  const room = Math.max(MIN_NAME_WIDTH, width - others);
  return { id, name: longest <= 0 ? 0 : Math.max('Name'.length, Math.min(longest, room)) };
}

function rowInWords(
  { id, name, steps, outcome }: SiteReport & { readonly outcome: StepOutcome },
  widths: Widths,
  { paint }: TextStyle,
): string {
  const [mark, format] = MARKS[outcome];
  const cells = COLUMNS.map((column, at) => {
    const found = steps.find(({ step }) => step === column)?.outcome ?? 'skipped';
    return paint(MARKS[found][1], at === COLUMNS.length - 1 ? found : found.padEnd(OUTCOME_WIDTH));
  });
  const named = widths.name === 0 ? [] : [fit(lineOf(name), widths.name)];
  return [`${MARGIN}${paint(format, mark)} ${id.padEnd(widths.id)}`, ...named, ...cells].join(GAP);
}

/** Shows the first failed step, otherwise the first warning, with its likeliest cause. */
function fixInWords(steps: readonly StepReport[], style: TextStyle): string[] {
  const first =
    steps.find(({ outcome }) => outcome === 'failed') ?? steps.find(({ outcome }) => outcome === 'warning');
  if (first === undefined) return [];
  const { step, found, causes, certain } = first;
  const [likeliest] = causes;
  const isKnown = certain && likeliest !== undefined;
  const line = (text: string, lead = ''): string => indent(text, style, lead, MARGIN.length + MARK_WIDTH);
  return compact<string>(
    line(isKnown ? likeliest.cause : (found[0] ?? ''), `${STEP_TITLES[step]}: `),
    !isKnown && likeliest !== undefined && line(likeliest.cause, 'Most likely: '),
    likeliest !== undefined && style.paint('cyan', line(likeliest.remedy, '→ ')),
  );
}

function lineOf(name: string | null): string {
  return (name ?? '').replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

/** Pads a text to a width, or cuts it with an ellipsis. */
function fit(text: string, width: number): string {
  const missing = width - displayWidth(text);
  if (missing >= 0) return text + ' '.repeat(missing);
  const characters = splitCharacters(text);
  while (displayWidth(characters.join('')) > width - 1) characters.pop();
  return fit(`${characters.join('')}…`, width);
}
