/** Formats the reports for a terminal or as JSON. */
import type { styleText } from 'node:util';
import { compact, type StepOutcome, type StepReport, STEP_TITLES } from './finding.ts';

/** Increases when a member disappears or changes its meaning, but not for new members. */
const FORMAT = 1;

/** @param site the id of the site; null without a sites file */
export function reportInJson(reports: readonly StepReport[], site: string | null): string {
  return toJson({ outcome: worstOutcome(reports), site, steps: titled(reports) });
}

export function toJson(document: object): string {
  return `${JSON.stringify({ format: FORMAT, ...document }, null, 2)}\n`;
}

/** Adds the title of each step. */
export function titled(reports: readonly StepReport[]): object[] {
  return reports.map(({ step, ...report }) => ({ step, title: STEP_TITLES[step], ...report }));
}

/** Ignores skipped steps, because the step that caused the skip counts. */
export function worstOutcome(
  reports: readonly Pick<StepReport, 'outcome'>[],
): Exclude<StepOutcome, 'skipped'> {
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

export const MARKS: Readonly<Record<StepOutcome, readonly [mark: string, format: Format]>> = {
  failed: ['✗', 'red'],
  warning: ['!', 'yellow'],
  passed: ['✓', 'green'],
  skipped: ['–', 'gray'],
};

export const MARGIN = '  ';
const TITLE_WIDTH = Math.max(...Object.values(STEP_TITLES).map((title) => title.length));
const INDENT = MARGIN.length + 2 + TITLE_WIDTH + 2;
const MIN_WIDTH = 60;

/** @param checking the object of the examination, such as `the FHIR server` */
export function headline(checking: string, { paint }: TextStyle): string {
  return `\n${MARGIN}${paint('bold', `Checking ${checking}`)}\n\n`;
}

/** Shows what is in progress. */
export function progressLine(text: string, { paint }: TextStyle): string {
  return `${MARGIN}${paint('gray', `… ${text}`)}`;
}

/** Shows a finished step. */
export function stepInWords(report: StepReport, style: TextStyle): string {
  const { step, outcome, tried, found, causes, certain, ruledOut } = report;
  const { paint } = style;
  const [mark, format] = MARKS[outcome];
  const [gist = '', ...more] = found;
  const title = paint(outcome === 'skipped' ? 'gray' : 'bold', STEP_TITLES[step].padEnd(TITLE_WIDTH));
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

type Verdicts = Readonly<Record<Exclude<StepOutcome, 'skipped'>, string>>;

const VERDICTS: Verdicts = {
  failed: 'Fix the failed steps before you run the gateway.',
  warning: 'The gateway works, but see the warnings.',
  passed: 'The gateway works.',
};

/** The verdicts about signing in; by whether somebody signed in. */
const LAUNCH_VERDICTS: Readonly<Record<'tried' | 'untried', Verdicts>> = {
  tried: {
    failed: 'Fix the failed steps before people sign in.',
    warning: 'Signing in works, but see the warnings.',
    passed: 'Signing in works.',
  },
  untried: {
    failed: 'Fix the failed steps before people sign in.',
    warning: 'See the warnings. No person signed in (--no-sign-in).',
    passed: 'What needs no person works. No person signed in (--no-sign-in).',
  },
};

export function summary(reports: readonly StepReport[], style: TextStyle): string {
  const signIn = reports.find(({ step }) => step === 'callback');
  const verdicts =
    signIn === undefined ? VERDICTS : LAUNCH_VERDICTS[signIn.outcome === 'skipped' ? 'untried' : 'tried'];
  const verdict = style.paint('bold', verdicts[worstOutcome(reports)]);
  const gap = (reports.at(-1)?.causes ?? []).length > 0 ? '' : '\n';
  return `${gap}${MARGIN}${countOutcomes(reports, style)}. ${verdict}\n\n`;
}

/** Returns text such as `1 failed, 12 passed`. */
export function countOutcomes(reports: readonly Pick<StepReport, 'outcome'>[], { paint }: TextStyle): string {
  const counts = (['failed', 'warning', 'passed', 'skipped'] as const).flatMap((outcome) => {
    const count = reports.filter((report) => report.outcome === outcome).length;
    const word = outcome === 'warning' && count > 1 ? 'warnings' : outcome;
    return count === 0 ? [] : [paint(MARKS[outcome][1], `${count} ${word}`)];
  });
  return counts.join(', ');
}

/** Wraps a text, by default below the titles. Its further lines align with the text, not with the lead. */
export function indent(text: string, { width }: TextStyle, lead: string, margin = INDENT): string {
  return wrap(text, Math.max(width, MIN_WIDTH) - margin - lead.length)
    .map((line, at) => ' '.repeat(margin) + (at === 0 ? lead : ' '.repeat(lead.length)) + line)
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
