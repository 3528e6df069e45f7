/** Writes sites files, and reads their configuration. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '../../src/config/config.ts';
import type { SiteConfig } from '../../src/config/sites.ts';
import type { Variables } from './environment.ts';
import { pkcs8, rsa } from './key-material.ts';

/** The keys of a site with a FHIR server. */
export const ST_MARYS = {
  baseUrl: 'https://fhir.stmarys.example.org/api/FHIR/R4/',
  clientId: 'client-1',
  privateKeyFile: 'key.pem',
};

export interface SiteFiles {
  readonly folder: string;
  /** Writes a sites file, and returns the environment with it. @param file its text, or the content of a JSON file */
  envOf(file: unknown, variables?: Variables, name?: string): Variables;
  sitesOf(file: unknown, variables?: Variables, name?: string): Readonly<Record<string, SiteConfig>>;
  problemsOf(file: unknown, variables?: Variables): readonly string[];
  warningsOf(file: unknown, variables?: Variables): readonly string[];
  remove(): void;
}

/** Creates a folder for sites files, with a private key in key.pem. */
export function createSiteFiles(): SiteFiles {
  const folder = mkdtempSync(join(tmpdir(), 'sites-'));
  writeFileSync(join(folder, 'key.pem'), pkcs8(rsa().privateKey));
  const envOf: SiteFiles['envOf'] = (file, variables = {}, name = 'sites.json') => {
    const path = join(folder, name);
    writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
    return { SITES_FILE: path, ...variables };
  };
  return {
    folder,
    envOf,
    sitesOf: (file, variables, name) => loadConfig(envOf(file, variables, name)).sites?.byId ?? {},
    problemsOf(file, variables) {
      try {
        loadConfig(envOf(file, variables));
      } catch (error) {
        if (error instanceof ConfigError) return error.problems;
        throw error;
      }
      return [];
    },
    warningsOf: (file, variables) => loadConfig(envOf(file, variables)).warnings,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
