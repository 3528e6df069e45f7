/** The licenses of the bundled packages. The bundle must be distributed with them. */
import type { Metafile } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly homepage?: string;
  readonly repository?: { readonly url: string } | string;
}

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENCE_FILE = /^(?:licen[cs]e|notice|third-?party-?notices)/i;
const RULE = '='.repeat(80);

/**
 * Returns the text of licences.txt: a line per package, then the license files, then the notices in the code.
 * @param folder the working directory of the build
 * @param notices the legal comments that esbuild extracted
 */
export function formatLicenses(folder: string, { outputs }: Metafile, notices: readonly string[]): string {
  const bundled = Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => PACKAGE_FOLDER.exec(path) ?? []);
  const packages = [...new Set(bundled)].map((path) => readPackage(join(folder, path)));
  const titles = packages.map(({ title }) => title).toSorted();
  const texts = packages.map(({ title, text }) => `${RULE}\n${title}\n\n${text}\n`).toSorted();
  return [
    'The explorer that the gateway serves is bundled from these packages:',
    `${titles.join('\n')}\n`,
    ...texts,
    `${RULE}\nNotices in their code\n`,
    ...notices,
  ].join('\n');
}

function readPackage(folder: string): { readonly title: string; readonly text: string } {
  const manifest = parseManifest(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .toSorted()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return {
    title: `${manifest.name} ${manifest.version} (${manifest.license})`,
    text:
      texts.length > 0
        ? texts.join('\n\n')
        : `The package has no license file. Its source: ${sourceOf(manifest)}`,
  };
}

function sourceOf({ homepage = 'unknown', repository = homepage }: Manifest): string {
  return typeof repository === 'string' ? repository : repository.url;
}

function parseManifest(text: string): Manifest {
  const manifest: unknown = JSON.parse(text);
  if (!isManifest(manifest))
    throw new Error(`Expected name, version and license in the package.json: ${text}`);
  return manifest;
}

function isManifest(value: unknown): value is Manifest {
  return (
    typeof value === 'object' && value !== null && 'name' in value && 'version' in value && 'license' in value
  );
}
