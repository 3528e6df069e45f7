/** `npm run --prefix bench start`: measures a start up to the first response, with an empty and with a filled compile cache. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Verdict, formatVerdict } from './report.ts';
import { measureStart, removeCache, type Start } from './starts.ts';
import { median } from './statistics.ts';
import { type Column, formatTable } from './table.ts';

const USAGE =
  'Usage: npm run --prefix bench start -- [--rounds N] [--built] [--json] [CHECKOUT]\n' +
  'CHECKOUT is the folder of another checkout with its packages installed, to be measured in turn with this one.\n' +
  'With --built, dist/cli.js starts (npm run build). N is a whole number from 1 to 1000. Default: 10.';

const MAX_MODULES = 1_500;
const MAX_CPU_RATIO = 0.65;

interface Options {
  readonly checkouts: readonly string[];
  readonly rounds: number;
  readonly isBuilt: boolean;
  readonly json: boolean;
}

/** The starts of one checkout, round by round. */
interface CheckoutStarts {
  readonly checkout: string;
  readonly modules: number;
  /** Node's compile cache; null if the checkout uses none. */
  readonly cacheFolder: string | null;
  /** Starts with an empty compile cache. The same as `second` for a checkout that uses none. */
  readonly first: Start[];
  /** Starts with the compile cache that the first start of the round filled. */
  readonly second: Start[];
}

interface Row {
  readonly name: string;
  readonly modules: number;
  readonly cpuMs: number;
  readonly responseMs: number;
}

const COLUMNS: readonly Column<Row>[] = [
  ['checkout', ({ name }) => name],
  ['modules', ({ modules }) => String(modules)],
  ['CPU ms', ({ cpuMs }) => cpuMs.toFixed(0)],
  ['ms', ({ responseMs }) => responseMs.toFixed(0)],
];

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  await run(options);
}

async function run({ checkouts, rounds, isBuilt, json }: Options): Promise<void> {
  const measured: CheckoutStarts[] = [];
  const command = isBuilt ? { command: ['dist/cli.js', 'start'] } : {};
  for (const checkout of checkouts) {
    const { modules, cacheFolder } = await measureStart({ checkout, ...command, countsModules: true });
    measured.push({ checkout, modules: modules.length, cacheFolder, first: [], second: [] });
  }
  // Checkouts alternate, so a disturbance of the machine affects all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const { checkout, cacheFolder, first, second } of measured) {
      if (cacheFolder !== null) await removeCache(checkout, cacheFolder);
      first.push(await measureStart({ checkout, ...command }));
      second.push(await measureStart({ checkout, ...command }));
    }
  }
  const rows = measured.flatMap(({ checkout, modules, first, second }) => [
    createRow(`${checkout}, first start`, modules, first),
    createRow(`${checkout}, second start`, modules, second),
  ]);
  const verdicts = judgeStarts(measured);
  if (json) process.stdout.write(`${JSON.stringify({ rounds, rows, verdicts }, null, 2)}\n`);
  else
    process.stdout.write(
      [
        `${isBuilt ? 'dist/cli.js start' : 'npm start'}, up to the first response; median of ${rounds} round(s)`,
        '',
        ...formatTable(COLUMNS, rows),
        '',
        'Goals',
        ...verdicts.map((verdict) => formatVerdict('start', verdict)),
        '',
      ].join('\n'),
    );
}

function createRow(name: string, modules: number, starts: readonly Start[]): Row {
  return {
    name,
    modules,
    cpuMs: median(starts.map(({ cpuMs }) => cpuMs)),
    responseMs: median(starts.map(({ responseMs }) => responseMs)),
  };
}

/** Compares the starts of this checkout with the first starts of the other one, the state "before", round by round. */
function judgeStarts([own, other]: readonly CheckoutStarts[]): Verdict[] {
  if (own === undefined) return [];
  const modules: Verdict = {
    goal: `fewer than ${MAX_MODULES} modules`,
    figure: String(own.modules),
    isMet: own.modules < MAX_MODULES,
  };
  if (other === undefined) return [modules];
  const before = other.first;
  return [
    modules,
    judgeCpu('the first start takes no more CPU than before', own.first, before, (ratio) => ratio <= 1),
    judgeCpu(
      `the second start takes at most ${MAX_CPU_RATIO} × the CPU of a start before`,
      own.second,
      before,
      (ratio) => ratio <= MAX_CPU_RATIO,
    ),
  ];
}

function judgeCpu(
  goal: string,
  starts: readonly Start[],
  before: readonly Start[],
  isMet: (ratio: number) => boolean,
): Verdict {
  const ratios = starts.map(({ cpuMs }, round) => cpuMs / (before[round]?.cpuMs ?? Number.NaN));
  const medianRatio = median(ratios);
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  return { goal, figure: `${medianRatio.toFixed(2)} (${range})`, isMet: isMet(medianRatio) };
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
