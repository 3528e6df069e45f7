/** Reads the styles, scripts and icon of the gateway's own pages, and serves them at URLs that change with their content. */
import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

/** Relative to the package root, from src/ and from dist/. */
const FOLDER = new URL('../../../pages/', import.meta.url);

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
} as const;

const NAMES = ['icon.svg', 'landing.js', 'page.css', 'sandbox.js'] as const;
type PageFileName = (typeof NAMES)[number];

export interface PageFiles {
  /** Returns the URL of a file. */
  readonly urlOf: (name: PageFileName) => string;
  readonly addRoutes: (app: FastifyInstance) => void;
}

/**
 * Reads the files of pages/.
 * @param fontFaces CSS that the style sheet begins with; empty if the pages use the fonts of the system
 */
export function readPageFiles(fontFaces: string): PageFiles {
  const files = NAMES.map((name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    const content = name === 'page.css' ? fontFaces + text : text;
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
    const [stem, extension] = name.split('.');
    return { name, url: `/pages/${stem}.${hash}.${extension}`, content, type: typeOf(name) };
  });
  return {
    urlOf: (name) => files.find((file) => file.name === name)?.url ?? '',
    addRoutes(app) {
      for (const { url, content, type } of files)
        app.get(url, (_request, reply) =>
          reply.header('cache-control', 'public, max-age=31536000, immutable').type(type).send(content),
        );
    },
  };
}

function typeOf(name: PageFileName): string {
  return Object.entries(TYPES).find(([extension]) => extension === extname(name))?.[1] ?? '';
}
