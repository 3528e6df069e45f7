/** Serves the gateway's own pages: `/` in development, and the files of the page that loads Apollo Sandbox. */
import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import { readBundle } from '../explorer/bundle.ts';
import { createLandingPage, type LandingOptions } from './landing-page.ts';
import { type PageFiles, readPageFiles } from './page-files.ts';

interface LandingRoutesOptions extends LandingOptions {
  readonly files: PageFiles;
  readonly hasSites: boolean;
  /** Whether browsers get Apollo Sandbox at the path of a graph. */
  readonly hasApolloSandbox: boolean;
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Relative to the package root, from src/ and from dist/. */
const README = new URL('../../../README.md', import.meta.url);

/** The fonts of the explorer that the pages use: the beginning of the file name, and what CSS calls it. */
const FONTS = [
  { file: 'roboto-latin-400', family: 'Roboto', weight: 400 },
  { file: 'roboto-latin-500', family: 'Roboto', weight: 500 },
  { file: 'fira-code-latin-400', family: 'Fira Code', weight: 400 },
] as const;

/** @param hasExplorer whether the gateway serves the explorer, and so its fonts */
export function openPageFiles(hasExplorer: boolean): PageFiles {
  if (!hasExplorer) return readPageFiles('');
  const bundled = readBundle().map(({ name }) => name);
  const faces = FONTS.flatMap(({ file, family, weight }) => {
    const name = bundled.find((each) => each.startsWith(file));
    const source = `url('/explorer/${name}') format('woff2')`;
    return name === undefined
      ? []
      : `@font-face { font-family: '${family}'; font-weight: ${weight}; font-display: swap; src: ${source}; }\n`;
  });
  return readPageFiles(faces.join(''));
}

export function addLanding(app: FastifyInstance, { isSynthetic, ...options }: LandingRoutesOptions): void {
  app.get('/', (_request, reply) =>
    reply
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(createLandingPage({ ...options, isSynthetic: isSynthetic() })),
  );
  app.get('/pages/README.md', (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/plain; charset=utf-8').send(readFileSync(README)),
  );
}
