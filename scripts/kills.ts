/** `npm run nightly -- kills [kills] [seed]`: kills writing processes at random moments, and checks that no write was duplicated or lost. */
import { killWriters } from '../test/writes/kills.ts';

const USAGE =
  'Usage: npm run nightly -- kills [kills] [seed]\n' +
  'Both are whole numbers: kills from 1 to 100000, by default 200, and seed from 0 to 999999, by default a random one.';

const args = process.argv.slice(2);
const [kills = '200', seed = String(Date.now() % 1_000_000)] = args;
if (args.includes('--help')) {
  process.stdout.write(`${USAGE}\n`);
} else if (args.length > 2 || !/^[1-9]\d{0,4}$|^100000$/.test(kills) || !/^\d{1,6}$/.test(seed)) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  await run(Number(kills), Number(seed));
}

async function run(wanted: number, startingSeed: number): Promise<void> {
  const started = performance.now();
  const { problems, ...figures } = await killWriters(wanted, startingSeed);
  const seconds = Math.round((performance.now() - started) / 1_000);
  process.stdout.write(`${JSON.stringify({ ...figures, seed: startingSeed, seconds })}\n`);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(problems.length === 0 ? 'No write was duplicated or lost.\n' : 'Failed.\n');
  process.exitCode = problems.length === 0 ? 0 : 1;
}
