/** Formats the reports for a terminal or as JSON. */
import type { styleText } from 'node:util';
import { compact, type StepName, type StepOutcome, type StepReport, STEPS } from './finding.ts';

/** Increases when a member disappears or changes its meaning, but not for new members. */
const FORMAT = 1;

export function reportInJson(reports: readonly StepReport[]): string {
  const steps = reports.map(({ step, ...report }) => ({ step, title: STEPS[step], ...report }));
  return `${JSON.stringify({ format: FORMAT, outcome: worstOutcome(reports), steps }, null, 2)}\n`;
}

/** Ignores skipped steps, because the step that caused the skip counts. */
export function worstOutcome(reports: readonly StepReport[]): Exclude<StepOutcome, 'skipped'> {
  const outcomes = new Set(reports.map(({ outcome }) => outcome));
  if (outcomes.has('failed')) return 'failed';
  return outcomes.has('warning') ? 'warning' : 'passed';
}

type Format = Parameters<typeof styleText>[0];

export interface TextStyle {
  /** Colors a text, or returns it unchanged. */
  readonly paint: (format: Format, text: string) => string;
  /** Characters per line. */
  readonly width: number;
}

const MARKS: Readonly<Record<StepOutcome, readonly [mark: string, format: Format]>> = {
  failed: ['✗', 'red'],
  warning: ['!', 'yellow'],
  passed: ['✓', 'green'],
  skipped: ['–', 'gray'],
};

const MARGIN = '  ';
const TITLE_WIDTH = Math.max(...Object.values(STEPS).map((title) => title.length));
const INDENT = MARGIN.length + 2 + TITLE_WIDTH + 2;
const MIN_WIDTH = 60;

export function headline({ paint }: TextStyle): string {
  return `\n${MARGIN}${paint('bold', 'Checking the FHIR server')}\n\n`;
}

/** Shows a step in progress. */
export function progressLine(step: StepName, { paint }: TextStyle): string {
  return `${MARGIN}${paint('gray', `… ${STEPS[step]}`)}`;
}

/** Shows a finished step. */
export function stepInWords(report: StepReport, style: TextStyle): string {
  const { step, outcome, tried, found, causes, certain, ruledOut } = report;
  const { paint } = style;
  const [mark, format] = MARKS[outcome];
  const [gist = '', ...more] = found;
  const title = paint(outcome === 'skipped' ? 'gray' : 'bold', STEPS[step].padEnd(TITLE_WIDTH));
  const indented = (text: string, lead = ''): string => indent(text, style, lead);
  const lines = compact<string>(
    `${MARGIN}${paint(format, mark)} ${title}  ${indented(gist).trimStart()}`,
    more.map((text) => indented(text)),
    tried !== '' && paint('gray', indented(tried, 'Tried: ')),
    ruledOut.length > 0 && ['', indented('Ruled out:'), ...ruledOut.map((text) => indented(text, '- '))],
    causes.length > 0 && ['', indented(causesHeading(outcome, causes.length, certain))],
    causes.flatMap(({ cause, remedy }, at) => {
      const lead = causes.length === 1 ? '' : `${at + 1}. `;
      const isRepeatedNext = causes[at + 1]?.remedy === remedy;
      return compact<string>(
        indented(cause, lead),
        !isRepeatedNext && paint('cyan', indented(remedy, `${' '.repeat(lead.length)}→ `)),
      );
    }),
    causes.length > 0 && '',
  );
  return `${lines.join('\n')}\n`;
}

function causesHeading(outcome: StepOutcome, causes: number, certain: boolean): string {
  if (outcome === 'warning') return causes === 1 ? 'Warning:' : 'Warnings:';
  if (certain) return causes === 1 ? 'Cause:' : 'Causes (all apply):';
  return causes === 1 ? 'Likely cause:' : 'Possible causes, most likely first:';
}

const VERDICTS = {
  failed: 'Fix the failed steps before you run the gateway.',
  warning: 'The gateway works, but see the warnings.',
  passed: 'The gateway works.',
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

/** Wraps a text below the titles. Its further lines align with the text, not with the lead. */
function indent(text: string, { width }: TextStyle, lead: string): string {
  return wrap(text, Math.max(width, MIN_WIDTH) - INDENT - lead.length)
    .map((line, at) => ' '.repeat(INDENT) + (at === 0 ? lead : ' '.repeat(lead.length)) + line)
    .join('\n');
}

/** Breaks between words. A word longer than a line, such as a URL, stays whole so that it can be copied. */
function wrap(text: string, width: number): string[] {
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
