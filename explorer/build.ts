/** Bundles the page into dist/ as uncompressed files. The repository's `npm run --prefix explorer bundle` compresses them into bundle/. */
import { build, type BuildOptions, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { formatLicenses } from './licences.ts';

const FOLDER = import.meta.dirname;
const DIST = join(FOLDER, 'dist');

/** Resolves modules from GraphiQL's folder, so page and workers use the same version of Monaco. */
const graphiql = createRequire(import.meta.resolve('@graphiql/react'));

/** GraphiQL's words that this page changes. It has no option for them. */
const WORDINGS = [
  { file: /@graphiql\/react\/dist\/utility\/tabs\.js$/, from: '"<untitled>"', to: '"Unnamed operation"' },
  {
    file: /@graphiql\/plugin-history\/dist\/components\.js$/,
    from: 'formatQuery(props.item.query)',
    to: '("Unnamed operation: " + formatQuery(props.item.query))',
  },
] as const;

const wording: Plugin = {
  name: 'wording',
  setup(bundler) {
    for (const { file, from, to } of WORDINGS)
      bundler.onLoad({ filter: file }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        if (!text.includes(from)) throw new Error(`${path} no longer contains ${from}.`);
        return { contents: text.replaceAll(from, to), loader: 'js' };
      });
  },
};

/** The names of files contain a hash of their content, so browsers can keep them forever. */
const OPTIONS = {
  absWorkingDir: FOLDER,
  outdir: 'dist',
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
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
} as const satisfies BuildOptions;

const workers = await build({
  ...OPTIONS,
  entryPoints: {
    'editor-worker': graphiql.resolve('monaco-editor/esm/vs/editor/editor.worker.js'),
    'graphql-worker': graphiql.resolve('monaco-graphql/esm/graphql.worker.js'),
    'json-worker': graphiql.resolve('monaco-editor/esm/vs/language/json/json.worker.js'),
  },
});
const page = await build({
  ...OPTIONS,
  entryPoints: { page: 'src/page.tsx' },
  plugins: [wording],
  define: {
    ...OPTIONS.define,
    // For src/workers.ts.
    WORKERS: JSON.stringify(
      Object.fromEntries(
        ['editor', 'graphql', 'json'].map((name) => [
          name,
          nameOf(workers.outputFiles, `${name}-worker`, 'js'),
        ]),
      ),
    ),
  },
});
const outputFiles = [...workers.outputFiles, ...page.outputFiles];
const metafile: Metafile = { inputs: {}, outputs: { ...workers.metafile.outputs, ...page.metafile.outputs } };
const html = await readFile(join(FOLDER, 'src/page.html'), 'utf8');

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
for (const { path, contents } of outputFiles) {
  if (!isNotice(path)) await writeFile(join(DIST, basename(path)), contents);
}
await writeFile(
  join(DIST, 'page.html'),
  html.replaceAll(/(?<=\/explorer\/page)\.(css|js)\b/g, (_, extension: string) =>
    nameOf(page.outputFiles, 'page', extension).slice('page'.length),
  ),
);
await writeFile(
  join(DIST, 'licences.txt'),
  formatLicenses(
    FOLDER,
    metafile,
    outputFiles.filter(({ path }) => isNotice(path)).map(({ text }) => text),
  ),
);

function isNotice(path: string): boolean {
  return path.endsWith('.LEGAL.txt');
}

/** Returns the name of an output file with its hash. */
function nameOf(files: readonly OutputFile[], entry: string, extension: string): string {
  const names = files.map(({ path }) => basename(path));
  const name = names.find((file) => file.startsWith(`${entry}-`) && file.endsWith(`.${extension}`));
  if (name === undefined) throw new Error(`The build has no ${entry}.${extension}.`);
  return name;
}
