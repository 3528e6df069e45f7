/** `npm run kills -- [kills] [seed]`: kills writing processes at random moments, and checks that no write was duplicated or lost. */
import { killWriters } from '../test/writes/kills.ts';

const [, , kills = '200', seed = String(Date.now() % 1_000_000)] = process.argv;
const started = performance.now();
const { problems, ...figures } = await killWriters(Number(kills), Number(seed));
const seconds = Math.round((performance.now() - started) / 1_000);
process.stdout.write(`${JSON.stringify({ ...figures, seed: Number(seed), seconds })}\n`);
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(problems.length === 0 ? 'No write was duplicated or lost.\n' : 'Failed.\n');
process.exitCode = problems.length === 0 ? 0 : 1;
