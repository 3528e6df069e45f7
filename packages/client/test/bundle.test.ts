import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const SOURCES = join(import.meta.dirname, '../src');

/** Returns the minified code of a program for browsers, and the modules that it imports from elsewhere. */
async function bundle(
  program: string,
): Promise<{ readonly code: string; readonly imports: readonly string[] }> {
  const build = await rolldown({
    input: 'program',
    platform: 'browser',
    external: /^(node:|[a-z@])/,
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program' ? join(SOURCES, 'program.ts') : null),
        load: (id) =>
          id === join(SOURCES, 'program.ts') ? { code: program, moduleSideEffects: true } : null,
      },
    ],
    treeshake: { moduleSideEffects: manifest.sideEffects },
  });
  const { output } = await build.generate({ minify: true });
  await build.close();
  const [chunk] = output;
  return { code: chunk.code, imports: chunk.imports };
}

const sizeOf = (code: string): number => gzipSync(code).length;

describe('the package in a browser', () => {
  it.each([
    ['./index.ts', 3_000],
    ['./apollo.ts', 3_000],
    ['./relay.ts', 500],
  ])('has no dependencies, and %s has at most %i bytes compressed', async (file, bytes) => {
    const { code, imports } = await bundle(`export * from '${file}';`);
    expect(imports).toEqual([]);
    expect(sizeOf(code)).toBeLessThan(bytes);
    expect(sizeOf(code)).toBeGreaterThan(100);
  });

  it('costs only what is imported', async () => {
    const { code } = await bundle(`import { isFailed } from './index.ts'; console.log(isFailed);`);
    expect(code).not.toMatch(/AnyResource|CURSOR_EXPIRED|LIST_CUT/);
    expect(sizeOf(code)).toBeLessThan(800);
  });

  it('leaves Node to ./codegen', async () => {
    const { imports } = await bundle(`export * from './codegen.ts';`);
    expect([...imports].toSorted()).toEqual(['node:module', 'node:path']);
  });

  it('has no dependencies in its manifest', () => {
    expect(Object.keys(manifest)).not.toContain('dependencies');
    expect(Object.values(manifest.peerDependenciesMeta).every(({ optional }) => optional)).toBe(true);
  });
});
