/**
 * Runs inside a measured start. Reports its CPU time and compile-cache folder, and with `?count` the modules that it loaded. In TypeScript,
 * it would make Node load its type stripper, which the built package does not need.
 */
// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access -- JavaScript is not type-checked in this project
import { getCompileCacheDir, registerHooks } from 'node:module';

/** Includes Node's own modules. A module that is both imported and required appears twice. */
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
