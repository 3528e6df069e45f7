/** `npm run bench-start`: what a start costs until the first answer, with a fresh compile cache and with a warm one. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Verdict, verdictLine } from './report.ts';
import { measureStart, removeCache, type Start } from './starts.ts';
import { median } from './statistics.ts';
import { type Column, tableText } from './table.ts';

const USAGE =
  'Usage: npm run bench-start -- [--rounds N] [--built] [--json] [CHECKOUT]\n' +
  'CHECKOUT is the folder of another checkout, with its packages, which is measured in turn with this one.\n' +
  'With --built it is dist/cli.js that starts (npm run build). N is a whole number from 1 to 1000, by default 10.';

const MOST_MODULES = 1_400;
const MOST_OF_CPU = 0.65;

interface Options {
  readonly checkouts: readonly string[];
  readonly rounds: number;
  readonly isBuilt: boolean;
  readonly json: boolean;
}

/** The starts of one checkout, round by round. */
interface Measured {
  readonly checkout: string;
  readonly modules: number;
  /** Of Node's compile cache; null where there is none. */
  readonly cacheFolder: string | null;
  /** Starts with an empty compile cache. Without a cache, they are like any other. */
  readonly first: Start[];
  /** Starts with what the first ones left in the cache. */
  readonly second: Start[];
}

interface Row {
  readonly name: string;
  readonly modules: number;
  readonly cpuMs: number;
  readonly answerMs: number;
}

const COLUMNS: readonly Column<Row>[] = [
  ['checkout', ({ name }) => name],
  ['modules', ({ modules }) => String(modules)],
  ['CPU ms', ({ cpuMs }) => cpuMs.toFixed(0)],
  ['ms', ({ answerMs }) => answerMs.toFixed(0)],
];

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  await run(options);
}

async function run({ checkouts, rounds, isBuilt, json }: Options): Promise<void> {
  const measured: Measured[] = [];
  const command = isBuilt ? { command: ['dist/cli.js', 'start'] } : {};
  for (const checkout of checkouts) {
    const { modules, cacheFolder } = await measureStart({ checkout, ...command, countsModules: true });
    measured.push({ checkout, modules: modules.length, cacheFolder, first: [], second: [] });
  }
  // In turn, so that what disturbs the machine disturbs all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const { checkout, cacheFolder, first, second } of measured) {
      if (cacheFolder !== null) await removeCache(checkout, cacheFolder);
      first.push(await measureStart({ checkout, ...command }));
      second.push(await measureStart({ checkout, ...command }));
    }
  }
  const rows = measured.flatMap(({ checkout, modules, first, second }) => [
    rowOf(`${checkout}, first start`, modules, first),
    rowOf(`${checkout}, second start`, modules, second),
  ]);
  const verdicts = verdictsOn(measured);
  if (json) process.stdout.write(`${JSON.stringify({ rounds, rows, verdicts }, null, 2)}\n`);
  else
    process.stdout.write(
      [
        `${isBuilt ? 'dist/cli.js start' : 'npm start'}, until the first answer; median of ${rounds} round(s)`,
        '',
        ...tableText(COLUMNS, rows),
        '',
        'Aims',
        ...verdicts.map((verdict) => verdictLine('start', verdict)),
        '',
      ].join('\n'),
    );
}

function rowOf(name: string, modules: number, starts: readonly Start[]): Row {
  return {
    name,
    modules,
    cpuMs: median(starts.map(({ cpuMs }) => cpuMs)),
    answerMs: median(starts.map(({ answerMs }) => answerMs)),
  };
}

/** The other checkout is the state before: its first starts are what this one's are held against, round by round. */
function verdictsOn([own, other]: readonly Measured[]): Verdict[] {
  if (own === undefined) return [];
  const modules: Verdict = {
    aim: `fewer than ${MOST_MODULES} modules`,
    figure: String(own.modules),
    isMet: own.modules < MOST_MODULES,
  };
  if (other === undefined) return [modules];
  const before = other.first;
  return [
    modules,
    ratioVerdict('the first start takes no more CPU than before', own.first, before, (ratio) => ratio <= 1),
    ratioVerdict(
      `the second start takes at most ${MOST_OF_CPU} × the CPU of a start before`,
      own.second,
      before,
      (ratio) => ratio <= MOST_OF_CPU,
    ),
  ];
}

function ratioVerdict(
  aim: string,
  starts: readonly Start[],
  before: readonly Start[],
  isMet: (ratio: number) => boolean,
): Verdict {
  const ratios = starts.map(({ cpuMs }, round) => cpuMs / (before[round]?.cpuMs ?? Number.NaN));
  const middle = median(ratios);
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  return { aim, figure: `${middle.toFixed(2)} (${range})`, isMet: isMet(middle) };
}

function parseOptions(args: readonly string[]): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: '10' },
        built: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    if (!/^[1-9]\d{0,2}$|^1000$/.test(values.rounds) || positionals.length > 1) return null;
    return {
      checkouts: ['.', ...positionals].map((path) => resolve(path)),
      rounds: Number(values.rounds),
      isBuilt: values.built,
      json: values.json,
    };
  } catch {
    return null;
  }
}
