/** The reports of all steps: as lines for people, in colour and as wide as the terminal, or as one JSON document (docs/doctor.md). */
import type { styleText } from 'node:util';
import { present, type StepName, type StepOutcome, type StepReport, STEPS } from './finding.ts';

/** Counts up when a member changes its meaning or goes; new members alone do not change it. */
const FORMAT = 1;

export function reportInJson(reports: readonly StepReport[]): string {
  const steps = reports.map(({ step, ...report }) => ({ step, title: STEPS[step], ...report }));
  return `${JSON.stringify({ format: FORMAT, outcome: worstOutcome(reports), steps }, null, 2)}\n`;
}

/** Returns the worst outcome. Skipped steps do not count, since the step that was in their way does. */
export function worstOutcome(reports: readonly StepReport[]): Exclude<StepOutcome, 'skipped'> {
  const outcomes = new Set(reports.map(({ outcome }) => outcome));
  if (outcomes.has('failed')) return 'failed';
  return outcomes.has('warning') ? 'warning' : 'passed';
}

export interface TextStyle {
  /** Colours a text, or leaves it as it is. */
  readonly paint: (format: Parameters<typeof styleText>[0], text: string) => string;
  /** Characters of a line. */
  readonly width: number;
}

type Format = Parameters<TextStyle['paint']>[0];

const MARKS: Readonly<Record<StepOutcome, readonly [mark: string, format: Format]>> = {
  passed: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
  skipped: ['–', 'gray'],
};

const MARGIN = '  ';
const TITLE_WIDTH = Math.max(...Object.values(STEPS).map((title) => title.length));
const INDENT = MARGIN.length + 2 + TITLE_WIDTH + 2;
const NARROWEST = 60;

export function headline({ paint }: TextStyle): string {
  return `\n${MARGIN}${paint('bold', 'The way to the FHIR server, a step at a time')}\n\n`;
}

/** Shows a step that is in progress. */
export function progressLine(step: StepName, { paint }: TextStyle): string {
  return `${MARGIN}${paint('gray', `… ${STEPS[step]}`)}`;
}

/** Shows a finished step. One that passed takes two lines: what came back, and what was done. */
export function stepInWords(report: StepReport, style: TextStyle): string {
  const { step, outcome, tried, found, causes, certain, ruledOut } = report;
  const { paint } = style;
  const [mark, format] = MARKS[outcome];
  const [gist, ...more] = found;
  const title = paint(outcome === 'skipped' ? 'gray' : 'bold', STEPS[step].padEnd(TITLE_WIDTH));
  const indented = (text: string, lead = ''): string => indentedBelowTitles(text, style, lead);
  const lines = present<string>(
    `${MARGIN}${paint(format, mark)} ${title}  ${indented(gist).trimStart()}`,
    more.map((text) => indented(text)),
    tried !== '' && paint('gray', indented(tried, 'Tried: ')),
    ruledOut.length > 0 && ['', indented('Ruled out:'), ...ruledOut.map((text) => indented(text, '- '))],
    causes.length > 0 && ['', indented(causesHeading(outcome, causes.length, certain))],
    causes.flatMap(({ cause, remedy }, at) => {
      const lead = causes.length === 1 ? '' : `${at + 1}. `;
      const isRepeatedNext = causes[at + 1]?.remedy === remedy;
      return present<string>(
        indented(cause, lead),
        !isRepeatedNext && paint('cyan', indented(remedy, `${' '.repeat(lead.length)}→ `)),
      );
    }),
    causes.length > 0 && '',
  );
  return `${lines.join('\n')}\n`;
}

function causesHeading(outcome: StepOutcome, causes: number, certain: boolean): string {
  if (outcome === 'warning') return causes === 1 ? 'Mind:' : 'Mind these:';
  if (certain) return causes === 1 ? 'The cause:' : 'The causes, all of them:';
  return causes === 1 ? 'The cause, most likely:' : 'Likely causes, the likeliest first:';
}

const VERDICTS = {
  failed: 'The gateway will not work like this.',
  warning: 'The gateway works; mind what is marked with !.',
  passed: 'All is well.',
};

export function summary(reports: readonly StepReport[], { paint }: TextStyle): string {
  const counts = (['failed', 'warning', 'passed', 'skipped'] as const).flatMap((outcome) => {
    const count = reports.filter((report) => report.outcome === outcome).length;
    const word = outcome === 'warning' && count > 1 ? 'warnings' : outcome;
    return count === 0 ? [] : [paint(MARKS[outcome][1], `${count} ${word}`)];
  });
  const verdict = paint('bold', VERDICTS[worstOutcome(reports)]);
  const gap = (reports.at(-1)?.causes ?? []).length > 0 ? '' : '\n';
  return `${gap}${MARGIN}${counts.join(', ')}. ${verdict}\n\n`;
}

/** Wraps a text below the titles; its further lines stand under the text, and not under the lead. */
function indentedBelowTitles(text: string, { width }: TextStyle, lead: string): string {
  return wrapped(text, Math.max(width, NARROWEST) - INDENT - lead.length)
    .map((line, at) => ' '.repeat(INDENT) + (at === 0 ? lead : ' '.repeat(lead.length)) + line)
    .join('\n');
}

/** Breaks between words. One that is longer than a line, such as a URL, stays whole and where it stands, so that it can be copied. */
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
