import { describe, expect, it } from 'vitest';
import { cause, checked, failed, listNames, skipped, type StepReport } from '../../src/doctor/finding.ts';
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
  ...checked(true, { tried: 'look up fhir.example.org', found: ['fhir.example.org is 192.0.2.1'] }).finding,
};
const broken: StepReport = {
  step: 'clock',
  durationMs: 4,
  ...failed({
    tried: 'compare the clocks',
    found: ['This machine is 15 s ahead of the server.', 'And that is bad.'],
    causes: [
      cause`The clock of this machine is wrong, and so it goes on. → Follow NTP.`,
      cause`The clock of the server is wrong. → Tell the site.`,
    ],
    ruledOut: ['a cache'],
  }).finding,
};
const left: StepReport = { step: 'token', durationMs: 0, ...skipped('Needs "Clock", which failed.').finding };

describe('a step in words', () => {
  it('is what came back, and what was tried', () => {
    expect(stepInWords(passed, PLAIN)).toBe(
      [
        '  ✓ DNS                  fhir.example.org is 192.0.2.1',
        '                         Tried: look up fhir.example.org',
        '',
      ].join('\n'),
    );
  });

  it('has causes with what to do, wrapped below each other', () => {
    expect(stepInWords(broken, NARROW).split('\n')).toEqual([
      '  ✗ Clock                This machine is 15 s ahead of the',
      '                         server.',
      '                         And that is bad.',
      '                         Tried: compare the clocks',
      '',
      '                         Ruled out:',
      '                         - a cache',
      '',
      '                         Likely causes, the likeliest first:',
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

  it('has one remedy once, where it is that of several causes', () => {
    const causes = ['One.', 'Two.'].map((text) => ({ cause: text, remedy: 'Do it.' }));
    const lines = stepInWords({ ...broken, causes, certain: true, ruledOut: [] }, PLAIN);
    expect(lines).toContain('The causes, all of them:');
    expect(lines.match(/→ Do it\./g)).toHaveLength(1);
  });

  it('keeps a word that is longer than a line in one piece, and where it stands', () => {
    const url = `https://fhir.example.org/${'x'.repeat(60)}`;
    const lines = stepInWords({ ...passed, tried: `GET ${url}, as client 1` }, NARROW).split('\n');
    expect(lines.slice(1, 3)).toEqual([
      `                         Tried: GET ${url},`,
      '                                as client 1',
    ]);
  });

  it('that was left out says why', () => {
    expect(stepInWords(left, PLAIN)).toBe('  – Token                Needs "Clock", which failed.\n');
  });

  it('is painted by what it came to', () => {
    expect(stepInWords(passed, PAINTED)).toContain('<green>✓</> <bold>DNS');
    expect(stepInWords(broken, PAINTED)).toContain('<red>✗</> <bold>Clock');
    expect(stepInWords(left, PAINTED)).toContain('<gray>–</> <gray>Token');
    expect(progressLine('token', PAINTED)).toBe('  <gray>… Token</>');
  });
});

describe('the summary', () => {
  it.each<[reports: StepReport[], line: string]>([
    [[passed, left], '1 passed, 1 skipped. All is well.'],
    [
      [passed, { ...broken, outcome: 'warning' }],
      '1 warning, 1 passed. The gateway works; mind what is marked with !.',
    ],
    [[passed, broken, left], '1 failed, 1 passed, 1 skipped. The gateway will not work like this.'],
  ])('counts, and gives the verdict: %#', (reports, line) => {
    expect(summary(reports, PLAIN).trim()).toBe(line);
  });

  it('of the worst of all decides', () => {
    expect(worstOutcome([passed, left])).toBe('passed');
    expect(worstOutcome([passed, { ...broken, outcome: 'warning' }])).toBe('warning');
    expect(worstOutcome([left, broken, passed])).toBe('failed');
  });
});

describe('the JSON', () => {
  it('has the shape that docs/doctor.md tells', () => {
    expect(JSON.parse(reportInJson([passed, left]))).toEqual({
      format: 1,
      outcome: 'passed',
      steps: [
        {
          step: 'dns',
          title: 'DNS',
          outcome: 'passed',
          durationMs: 3,
          tried: 'look up fhir.example.org',
          found: ['fhir.example.org is 192.0.2.1'],
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

describe('a cause', () => {
  it('is split from its remedy at the arrow of the template, and never at one of a value', () => {
    expect(cause`The server says "${'a → b'}".
      → Set X=${1}, or ${'c → d'}.`).toEqual({
      cause: 'The server says "a → b".',
      remedy: 'Set X=1, or c → d.',
    });
  });
});

describe('a list of names', () => {
  it.each([
    [3, 'a1, a2, a3'],
    [9, 'a1, a2, a3, a4, a5, a6, a7, a8, a9'],
    [10, 'a1, a2, a3, a4, a5, a6, a7, a8 and 2 more'],
  ])('of %i is not longer than it has to be', (count, told) => {
    expect(listNames(Array.from({ length: count }, (_, at) => `a${at + 1}`))).toBe(told);
  });
});

describe('the arguments', () => {
  it.each<[args: string[], options: unknown]>([
    [[], { json: false, keySetUrl: null, timeoutMs: 120_000 }],
    [['--json', '--timeout', '5'], { json: true, keySetUrl: null, timeoutMs: 5_000 }],
    [
      ['--jwks-url', 'https://x.example/jwks'],
      { json: false, keySetUrl: 'https://x.example/jwks', timeoutMs: 120_000 },
    ],
    [['--help', '--json'], 'help'],
  ])('%j are understood', (args, options) => {
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
  ])('%j are not', (args, fault) => {
    const parsed = parseDoctorOptions(args);
    expect(typeof parsed === 'object' && 'fault' in parsed ? parsed.fault : parsed).toContain(fault);
  });

  it('are all in the usage', () => {
    for (const option of ['--json', '--jwks-url', '--timeout', '--help'])
      expect(DOCTOR_USAGE).toContain(option);
  });
});
