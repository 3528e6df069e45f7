/** Bundles the page into dist/ as uncompressed files. The repository's `npm run explorer` compresses them into bundle/. */
import { build } from 'esbuild';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { formatLicenses } from './licences.ts';

const FOLDER = import.meta.dirname;
const DIST = join(FOLDER, 'dist');

/** Resolves modules from GraphiQL's folder, so page and workers use the same version of Monaco. */
const graphiql = createRequire(import.meta.resolve('@graphiql/react'));

const { metafile, outputFiles } = await build({
  absWorkingDir: FOLDER,
  entryPoints: {
    page: 'src/page.tsx',
    'editor-worker': graphiql.resolve('monaco-editor/esm/vs/editor/editor.worker.js'),
    'graphql-worker': graphiql.resolve('monaco-graphql/esm/graphql.worker.js'),
    'json-worker': graphiql.resolve('monaco-editor/esm/vs/language/json/json.worker.js'),
  },
  outdir: 'dist',
  assetNames: '[name]',
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2024',
  minify: true,
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'file', '.woff2': 'file' },
  banner: { js: '/*! Licences: /explorer/licences.txt */', css: '/*! Licences: /explorer/licences.txt */' },
  // Write legal comments to separate files, for licences.txt.
  legalComments: 'external',
  logLevel: 'warning',
  metafile: true,
  write: false,
});

const isNotice = (path: string): boolean => path.endsWith('.LEGAL.txt');

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
for (const { path, contents } of outputFiles) {
  if (!isNotice(path)) await writeFile(join(DIST, basename(path)), contents);
}
await copyFile(join(FOLDER, 'src/page.html'), join(DIST, 'page.html'));
await writeFile(
  join(DIST, 'licences.txt'),
  formatLicenses(
    FOLDER,
    metafile,
    outputFiles.filter(({ path }) => isNotice(path)).map(({ text }) => text),
  ),
);
