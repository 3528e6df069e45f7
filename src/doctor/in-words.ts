/** The findings as lines for people: in colour and as wide as the terminal, where there is one. */
import type { styleText } from 'node:util';
import { outcomeOf } from './in-json.ts';
import { type Outcome, type StepName, type StepReport, STEPS } from './step.ts';

export interface Page {
  /** Colours a text, or leaves it as it is. */
  readonly paint: (format: Parameters<typeof styleText>[0], text: string) => string;
  /** Characters of a line. */
  readonly width: number;
}

type Format = Parameters<Page['paint']>[0];

const MARKS: Readonly<Record<Outcome, readonly [mark: string, format: Format]>> = {
  passed: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
  skipped: ['–', 'gray'],
};

const MARGIN = '  ';
const TITLES = Math.max(...Object.values(STEPS).map((title) => title.length));
/** Where what is said of a step begins. */
const INDENT = MARGIN.length + 2 + TITLES + 2;
const NARROWEST = 60;

/** What stands there while a step is under way. */
export function underWay(step: StepName, { paint }: Page): string {
  return `${MARGIN}${paint('gray', `… ${STEPS[step]}`)}`;
}

/** A step that is done. One that passed is two lines: what came back, and what was done. */
export function stepInWords(report: StepReport, page: Page): string {
  const { step, outcome, tried, found, causes, certain, ruledOut } = report;
  const { paint } = page;
  const [mark, format] = MARKS[outcome];
  const [gist, ...more] = found;
  const head = `${MARGIN}${paint(format, mark)} ${paint(outcome === 'skipped' ? 'gray' : 'bold', STEPS[step].padEnd(TITLES))}  `;
  const said = (text: string, lead = ''): string => body(text, page, lead);
  const lines = [
    head + said(gist).trimStart(),
    ...more.map((text) => said(text)),
    ...(tried === '' ? [] : [paint('gray', said(tried, 'Tried: '))]),
    ...(ruledOut.length === 0 ? [] : ['', said('Ruled out:'), ...ruledOut.map((text) => said(text, '- '))]),
    ...(causes.length === 0
      ? []
      : ['', said(heading(outcome, causes.length, certain)), ...causes.flatMap(causeLines), '']),
  ];
  return `${lines.join('\n')}\n`;

  function causeLines({ cause, remedy }: (typeof causes)[number], at: number): string[] {
    const lead = causes.length === 1 ? '' : `${at + 1}. `;
    const isSaidOnce = causes[at + 1]?.remedy === remedy;
    return [
      said(cause, lead),
      ...(isSaidOnce ? [] : [paint('cyan', said(remedy, `${' '.repeat(lead.length)}→ `))]),
    ];
  }
}

function heading(outcome: Outcome, causes: number, certain: boolean): string {
  if (outcome === 'warning') return causes === 1 ? 'Mind:' : 'Mind these:';
  if (certain) return causes === 1 ? 'The cause:' : 'The causes, all of them:';
  return causes === 1 ? 'The cause, most likely:' : 'Likely causes, the likeliest first:';
}

export function headline(page: Page): string {
  return `\n${MARGIN}${page.paint('bold', 'The way to the FHIR server, a step at a time')}\n\n`;
}

export function summary(reports: readonly StepReport[], { paint }: Page): string {
  const count = (outcome: Outcome): number => reports.filter((report) => report.outcome === outcome).length;
  const parts: readonly (readonly [number, string, Format])[] = [
    [count('failed'), 'failed', 'red'],
    [count('warning'), count('warning') === 1 ? 'warning' : 'warnings', 'yellow'],
    [count('passed'), 'passed', 'green'],
    [count('skipped'), 'skipped', 'gray'],
  ];
  const counts = parts.flatMap(([number, word, format]) =>
    number === 0 ? [] : [paint(format, `${number} ${word}`)],
  );
  const verdict = {
    failed: 'The gateway will not work like this.',
    warning: 'The gateway works; mind what is marked with !.',
    passed: 'All is well.',
  }[outcomeOf(reports)];
  const gap = (reports.at(-1)?.causes ?? []).length > 0 ? '' : '\n';
  return `${gap}${MARGIN}${counts.join(', ')}. ${paint('bold', verdict)}\n\n`;
}

/** Wrapped below the titles; its further lines stand under the text, and not under the lead. */
function body(text: string, { width }: Page, lead: string): string {
  const room = Math.max(width, NARROWEST) - INDENT - lead.length;
  return wrapped(text, room)
    .map((line, at) => ' '.repeat(INDENT) + (at === 0 ? lead : ' '.repeat(lead.length)) + line)
    .join('\n');
}

/** By words; one that is longer than a line, such as a URL or a claim, stays whole, so that it can be copied, and where it stands. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && word.length <= width && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
