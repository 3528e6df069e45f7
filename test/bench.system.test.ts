import { describe, expect, it } from 'vitest';
import { parseOptions } from '../bench/options.ts';
import { countSteps, readJourney } from '../bench/page-journey.ts';
import { bench, run, SLOW_MS, SMALL_RUN } from './support/bench-programs.ts';

/** Returns the expected rows with the guards on and off. */
function expectedGuardRows(callsPerOperation: number) {
  return ['guards on', 'guards off'].map((name) => ({ name, callsPerOperation, failed: 0 }));
}

describe('npm run bench', () => {
  it(
    'prints the results with and without guards as JSON',
    async () => {
      const { code, stdout } = await bench('--guards', ...SMALL_RUN, '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        comparisons: [
          {
            operations: 3,
            rows: expectedGuardRows(11),
            problems: [],
          },
          {
            operations: 3,
            rows: expectedGuardRows(2),
            problems: [],
          },
        ],
        growth: [],
        ownTime: null,
        memory: [],
      });
      expect(code).toBe(0);
    },
    SLOW_MS,
  );

  it.each(['--operations 0', '--rounds many', '--concurrency -1', '--fast', '1000'])(
    'rejects %s and prints its usage',
    async (text) => {
      const { code, stdout, stderr } = await bench(...text.split(' '));
      expect(stderr).toMatch(/^Usage: npm run bench -- \[--contenders\]/);
      expect(stdout).toBe('');
      expect(code).toBe(1);
    },
  );

  it('measures all parts except persons, growth and sites by default, and fewer operations with --quick', () => {
    expect(parseOptions([])).toMatchObject({
      parts: ['contenders', 'guards', 'http', 'own-time', 'memory'],
      operations: 400,
      rounds: 10,
      warmUpSeconds: 30,
    });
    expect(parseOptions(['--against', '../another-checkout'])).toMatchObject({
      against: '../another-checkout',
    });
    expect(parseOptions(['--growth', '--quick', '--rounds', '5'])).toMatchObject({
      parts: ['growth'],
      operations: 80,
      rounds: 5,
    });
  });
});

describe('npm run --prefix bench start', () => {
  it(
    'prints first and second starts before and now, and whether the goals are met',
    async () => {
      const { code, stdout, stderr } = await run('bench/start.ts', '--rounds', '1', '.');
      expect([code, stderr]).toEqual([0, '']);
      const figures = String.raw` +\d{3,4} +\d+ +\d+$`;
      expect(stdout.match(new RegExp(`first start${figures}`, 'gm'))).toHaveLength(2);
      expect(stdout.match(new RegExp(`second start${figures}`, 'gm'))).toHaveLength(2);
      expect(stdout).toMatch(/^ {2}met +start: fewer than 1500 modules \(\d{3,4}\)$/m);
      expect(stdout).toMatch(
        /start: the second start takes at most 0\.65 × the CPU of a start before \(\d+\.\d\d /,
      );
    },
    SLOW_MS,
  );

  it.each(['--built --rounds 0', '--quick', '. .'])('rejects %s and prints its usage', async (text) => {
    const { code, stdout, stderr } = await run('bench/start.ts', ...text.split(' '));
    expect(stderr).toMatch(/^Usage: npm run --prefix bench start -- \[--rounds N\]/);
    expect([code, stdout]).toEqual([1, '']);
  });
});

describe('npm run --prefix bench replicas', () => {
  it.each(['--rounds 0', '--seconds many', '--warm-up 1001', '--writes', '2', '--quick --write'])(
    'rejects %s and prints its usage, which names all options',
    async (text) => {
      const { code, stdout, stderr } = await run('bench/replicas.ts', ...text.split(' '));
      const usage =
        /^Usage: npm run --prefix bench replicas -- \[--rounds N\] \[--seconds N\] \[--operations N\] \[--warm-up N\] \[--quick\] \[--json\] \[--write\]\n/;
      expect(stderr).toMatch(usage);
      expect([code, stdout]).toEqual([1, '']);
    },
  );
});

describe('npm run --prefix bench first-answer', () => {
  it.each(['--rounds 0', '--quick', 'HEAD HEAD'])('rejects %s and prints its usage', async (text) => {
    const { code, stdout, stderr } = await run('bench/first-answer.ts', ...text.split(' '));
    expect(stderr).toMatch(/^Usage: npm run --prefix bench first-answer -- \[--rounds N\]/);
    expect([code, stdout]).toEqual([1, '']);
  });
});

describe('npm run --prefix bench first-client', () => {
  it.each(['--rounds 0', '--quick', 'HEAD HEAD'])('rejects %s and prints its usage', async (text) => {
    const { code, stdout, stderr } = await run('bench/first-client.ts', ...text.split(' '));
    expect(stderr).toMatch(/^Usage: npm run --prefix bench first-client -- \[--rounds N\]/);
    expect([code, stdout]).toEqual([1, '']);
  });

  it('reads the commands and files of a section in their order, and counts them', () => {
    const page = `# Page\n
## First\n
\`\`\`sh
npm init -y && npm install one
\`\`\`\n
\`main.ts\` needs \`other.ts\`:\n
\`\`\`ts
run();
\`\`\`\n
## Second\n`;
    const steps = readJourney(page, 'First');
    expect(steps).toEqual([
      { kind: 'command', text: 'npm init -y && npm install one' },
      { kind: 'file', name: 'main.ts', content: 'run();\n' },
    ]);
    expect(countSteps(steps)).toBe(3);
    expect(() => readJourney(page, 'Third')).toThrow('The page has no section "Third".');
  });
});
