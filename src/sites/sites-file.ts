/** Adds imported sites to the text of a sites file, and keeps the rest of it with its comments. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Document, isMap, parseDocument, stringify } from 'yaml';
import type { ImportedSite } from './endpoints.ts';

type NewSites = Readonly<Record<string, ImportedSite>>;
export type FileFormat = 'yaml' | 'json';

/** A sites file that is read to add sites to it. */
export interface OpenSitesFile {
  /** The ids in the file, each with its base URL; null for a site without one, such as a sandbox. */
  readonly known: ReadonlyMap<string, string | null>;
  /** Writes the file with the sites at its end. Creates it if it does not exist. */
  readonly add: (sites: NewSites) => void;
}

/** Long names stay on one line. */
const YAML_OPTIONS = { lineWidth: 0 } as const;

export function formatSites(sites: NewSites, format: FileFormat): string {
  return format === 'json' ? `${JSON.stringify({ sites }, null, 2)}\n` : stringify({ sites }, YAML_OPTIONS);
}

/** Returns null if the file is no sites file. */
export function openSitesFile(path: string): OpenSitesFile | null {
  const format = path.endsWith('.json') ? 'json' : 'yaml';
  const save = (text: string): void => writeFileSync(path, text);
  if (!existsSync(path)) return { known: new Map(), add: (sites) => save(formatSites(sites, format)) };
  // JSON is YAML, so one parser reads both.
  const document = parseDocument(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  const known = readKnown(document);
  if (known === null) return null;
  return {
    known,
    add(sites) {
      if (!isMap(document.get('sites'))) document.set('sites', document.createNode({}));
      for (const [id, site] of Object.entries(sites))
        document.setIn(['sites', id], document.createNode(site));
      save(
        format === 'json' ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString(YAML_OPTIONS),
      );
    },
  };
}

function readKnown(document: Document.Parsed): Map<string, string | null> | null {
  if (document.errors.length > 0) return null;
  const { contents } = document;
  // An empty file, or one with comments only.
  if (contents === null) return new Map();
  const sites = isMap(contents) ? (contents.get('sites') ?? null) : undefined;
  if (sites === null) return new Map();
  if (!isMap(sites)) return null;
  return new Map(
    sites.items.map(({ key, value }) => {
      const baseUrl = isMap(value) ? value.get('baseUrl') : null;
      return [String(key), typeof baseUrl === 'string' ? baseUrl : null] as const;
    }),
  );
}
