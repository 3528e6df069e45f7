/** Loaded into every process of the bench before its program: tells the CPU time used, and ends with the bench. */
import { onQuestion, tell } from '../messages.ts';

onQuestion(({ kind }) => {
  if (kind !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  tell({ kind: 'cpu', microseconds: user + system });
});
process.on('disconnect', () => process.exit(0));
