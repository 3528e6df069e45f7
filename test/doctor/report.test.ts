import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  cause,
  checked,
  failed,
  LAUNCH_STEPS,
  listNames,
  skipped,
  STEP_TITLES,
  type StepReport,
  STEPS,
} from '../../src/doctor/finding.ts';
import { DOCTOR_USAGE, parseDoctorOptions } from '../../src/doctor/options.ts';
import {
  progressLine,
  reportInJson,
  stepInWords,
  summary,
  type TextStyle,
  worstOutcome,
} from '../../src/doctor/report.ts';
import { PLAIN } from './examined.ts';

const NARROW: TextStyle = { ...PLAIN, width: 60 };
const PAINTED: TextStyle = { width: 60, paint: (format, text) => `<${String(format)}>${text}</>` };

const passed: StepReport = {
  step: 'dns',
  durationMs: 3,
  ...checked(true, {
    tried: 'looking up fhir.example.org',
    found: ['fhir.example.org resolves to 192.0.2.1.'],
  }).finding,
};
const broken: StepReport = {
  step: 'clock',
  durationMs: 4,
  ...failed({
    tried: 'comparing the clocks',
    found: ['This machine is 15 s ahead of the server.', 'And that is bad.'],
    causes: [
      cause`The clock of this machine is wrong, and so it goes on. → Follow NTP.`,
      cause`The clock of the server is wrong. → Tell the site.`,
    ],
    ruledOut: ['a cache'],
  }).finding,
};
const skippedStep: StepReport = {
  step: 'token',
  durationMs: 0,
  ...skipped('Needs "Clock", which failed.').finding,
};

describe('stepInWords', () => {
  it('shows the result and the action', () => {
    expect(stepInWords(passed, PLAIN)).toBe(
      [
        '  ✓ DNS                  fhir.example.org resolves to 192.0.2.1.',
        '                         Tried: looking up fhir.example.org',
        '',
      ].join('\n'),
    );
  });

  it('wraps causes and remedies below each other', () => {
    expect(stepInWords(broken, NARROW).split('\n')).toEqual([
      '  ✗ Clock                This machine is 15 s ahead of the',
      '                         server.',
      '                         And that is bad.',
      '                         Tried: comparing the clocks',
      '',
      '                         Ruled out:',
      '                         - a cache',
      '',
      '                         Possible causes, most likely first:',
      '                         1. The clock of this machine is',
      '                            wrong, and so it goes on.',
      '                            → Follow NTP.',
      '                         2. The clock of the server is',
      '                            wrong.',
      '                            → Tell the site.',
      '',
      '',
    ]);
  });

  it('shows a remedy of several causes once', () => {
    const causes = ['One.', 'Two.'].map((text) => ({ cause: text, remedy: 'Do it.' }));
    const lines = stepInWords({ ...broken, causes, certain: true, ruledOut: [] }, PLAIN);
    expect(lines).toContain('Causes (all apply):');
    expect(lines.match(/→ Do it\./g)).toHaveLength(1);
  });

  it('does not break a word that is longer than a line', () => {
    const url = `https://fhir.example.org/${'x'.repeat(60)}`;
    const lines = stepInWords({ ...passed, tried: `GET ${url}, as client 1` }, NARROW).split('\n');
    expect(lines.slice(2, 4)).toEqual([
      `                         Tried: GET ${url},`,
      '                                as client 1',
    ]);
  });

  it('shows why a step was skipped', () => {
    expect(stepInWords(skippedStep, PLAIN)).toBe('  – Token                Needs "Clock", which failed.\n');
  });

  it('colors a step by its outcome', () => {
    expect(stepInWords(passed, PAINTED)).toContain('<green>✓</> <bold>DNS');
    expect(stepInWords(broken, PAINTED)).toContain('<red>✗</> <bold>Clock');
    expect(stepInWords(skippedStep, PAINTED)).toContain('<gray>–</> <gray>Token');
    expect(progressLine('Token', PAINTED)).toBe('  <gray>… Token</>');
  });
});

describe('summary', () => {
  it.each<[reports: StepReport[], line: string]>([
    [[passed, skippedStep], '1 passed, 1 skipped. The gateway works.'],
    [
      [passed, { ...broken, outcome: 'warning' }],
      '1 warning, 1 passed. The gateway works, but see the warnings.',
    ],
    [
      [passed, broken, skippedStep],
      '1 failed, 1 passed, 1 skipped. Fix the failed steps before you run the gateway.',
    ],
  ])('counts the outcomes, and gives a verdict: %#', (reports, line) => {
    expect(summary(reports, PLAIN).trim()).toBe(line);
  });

  it('ends with the worst outcome of all steps', () => {
    expect(worstOutcome([passed, skippedStep])).toBe('passed');
    expect(worstOutcome([passed, { ...broken, outcome: 'warning' }])).toBe('warning');
    expect(worstOutcome([skippedStep, broken, passed])).toBe('failed');
  });
});

describe('reportInJson', () => {
  it('has the steps that docs/doctor.md lists', () => {
    const doc = readFileSync('docs/doctor.md', 'utf8');
    for (const steps of [STEPS, LAUNCH_STEPS]) {
      const names = Object.keys(steps).map((step) => `\`${step}\``);
      expect(doc).toContain(names.join(', '));
    }
    for (const title of Object.values(STEP_TITLES))
      expect(doc).toMatch(new RegExp(`^\\| ${title} +\\|`, 'm'));
  });

  it('has the shape that docs/doctor.md documents', () => {
    expect(JSON.parse(reportInJson([passed, skippedStep], 'north'))).toEqual({
      format: 1,
      outcome: 'passed',
      site: 'north',
      steps: [
        {
          step: 'dns',
          title: 'DNS',
          outcome: 'passed',
          durationMs: 3,
          tried: 'looking up fhir.example.org',
          found: ['fhir.example.org resolves to 192.0.2.1.'],
          causes: [],
          certain: false,
          ruledOut: [],
          facts: {},
        },
        {
          step: 'token',
          title: 'Token',
          outcome: 'skipped',
          durationMs: 0,
          tried: '',
          found: ['Needs "Clock", which failed.'],
          causes: [],
          certain: false,
          ruledOut: [],
          facts: {},
        },
      ],
    });
  });
});

describe('cause', () => {
  it('splits at the arrow of the template, never at an arrow in a value', () => {
    expect(cause`The server says "${'a → b'}".
      → Set X=${1}, or ${'c → d'}.`).toEqual({
      cause: 'The server says "a → b".',
      remedy: 'Set X=1, or c → d.',
    });
  });
});

describe('listNames', () => {
  it.each([
    [3, 'a1, a2, a3'],
    [9, 'a1, a2, a3, a4, a5, a6, a7, a8, a9'],
    [10, 'a1, a2, a3, a4, a5, a6, a7, a8 and 2 more'],
  ])('shortens a list of %i names only if that saves more than one', (count, text) => {
    expect(listNames(Array.from({ length: count }, (_, at) => `a${at + 1}`))).toBe(text);
  });
});

describe('parseDoctorOptions', () => {
  it.each<[args: string[], options: unknown]>([
    [[], { json: false, launch: null, sites: 'default', keySetUrl: null, timeoutMs: 120_000 }],
    [
      ['--json', '--timeout', '5'],
      { json: true, launch: null, sites: 'default', keySetUrl: null, timeoutMs: 5_000 },
    ],
    [
      ['--jwks-url', 'https://x.example/jwks'],
      {
        json: false,
        launch: null,
        sites: 'default',
        keySetUrl: 'https://x.example/jwks',
        timeoutMs: 120_000,
      },
    ],
    [['--help', '--json'], 'help'],
    [
      ['--site', 'north'],
      { json: false, launch: null, sites: { id: 'north' }, keySetUrl: null, timeoutMs: 120_000 },
    ],
    [['--all', '--json'], { json: true, launch: null, sites: 'all', keySetUrl: null, timeoutMs: 120_000 }],
    [
      ['--launch'],
      {
        json: false,
        launch: { audience: null, signsIn: true },
        sites: 'default',
        keySetUrl: null,
        timeoutMs: 600_000,
      },
    ],
    [
      ['--launch', '--no-sign-in', '--audience', 'patient', '--site', 'north'],
      {
        json: false,
        launch: { audience: 'patient', signsIn: false },
        sites: { id: 'north' },
        keySetUrl: null,
        timeoutMs: 120_000,
      },
    ],
  ])('accepts %j', (args, options) => {
    expect(parseDoctorOptions(args)).toEqual(options);
  });

  it.each([
    [['--timeout', '0'], '--timeout expects'],
    [['--timeout', '3601'], '--timeout expects'],
    [['--timeout', 'x'], '--timeout expects'],
    [['--jwks-url', 'x'], '--jwks-url expects'],
    [['--jwks-url', 'file:///etc/passwd'], '--jwks-url expects'],
    [['--jsno'], "Unknown option '--jsno'"],
    [['more'], 'Unexpected argument'],
    [['--site'], "Option '--site <value>' argument missing"],
    [['--launch', '--all'], '--launch checks one site'],
    [['--no-sign-in'], 'need --launch'],
    [['--audience', 'patient'], 'need --launch'],
    [['--launch', '--audience', 'parent'], '--audience expects'],
    [['--site', 'north', '--all'], '--site and --all are both given'],
  ])('rejects %j', (args, fault) => {
    const parsed = parseDoctorOptions(args);
    expect(typeof parsed === 'object' && 'fault' in parsed ? parsed.fault : parsed).toContain(fault);
  });

  it('documents every option in the usage', () => {
    for (const option of [
      '--json',
      '--site',
      '--all',
      '--jwks-url',
      '--timeout',
      '--help',
      '--launch',
      '--no-sign-in',
      '--audience',
    ])
      expect(DOCTOR_USAGE).toContain(option);
  });
});
