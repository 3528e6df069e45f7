/**
 * Runs inside a measured start: reports its CPU time and the folder of its compile cache, and with `?count` the modules that it loaded.
 * It is JavaScript, since Node would load its TypeScript compiler for it, which the built package does without.
 */
// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access -- JavaScript has no part in the project's types
import { getCompileCacheDir, registerHooks } from 'node:module';

/** Each module once for each way in which it is loaded (import, require), Node's own too. */
const modules = [];
if (import.meta.url.endsWith('?count'))
  registerHooks({
    load(url, context, nextLoad) {
      modules.push(url);
      return nextLoad(url, context);
    },
  });

process.on('message', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  process.send?.({
    modules,
    cpuMs: (userCPUTime + systemCPUTime) / 1_000,
    cacheFolder: getCompileCacheDir() ?? null,
  });
});
