/** The offline explorer at /explorer: GraphiQL, as the npm package Ruru builds it, beside what each answer has cost. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { existsSync, readFileSync } from 'node:fs';
import type { getStaticFile } from 'ruru/static';
import { type Example, readExamples } from './examples.ts';

/** With this header, where the explorer is served, an answer tells what was asked of the FHIR server. */
export const EXPLAIN_HEADER = 'x-explain';

/** What is served of Ruru: its own function that finds a file of its build by the path of a request. */
export interface Editor {
  readonly getStaticFile: typeof getStaticFile;
}

export interface ExplorerOptions {
  /** The operation that is there at first. */
  readonly document: string;
  /** Whether callers sign in, so that a header for the token is there to be filled in. */
  readonly signsIn: boolean;
  /** Gives Ruru, which is installed for work on the gateway and not where it only runs; null where it is absent. */
  readonly loadEditor?: () => Promise<Editor | null>;
}

/** What the page asks for when it starts. */
interface Start {
  readonly document: string;
  readonly signsIn: boolean;
  readonly examples: readonly Example[];
}

/** Below the package's root, from src/ and from dist/. */
const FOLDER = new URL('../../explorer/', import.meta.url);
const FILES: Readonly<Record<string, string>> = {
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'panel.js': 'text/javascript; charset=utf-8',
};
const HTML = 'text/html; charset=utf-8';
const EDITOR_PATH = '/explorer/ruru/';

/**
 * Everything comes from the gateway itself, and no script stands in the page. Styles are the exception: Monaco, the editor in GraphiQL,
 * writes style elements and attributes, and takes no nonce for them; its icons and GraphiQL's fonts are data: URLs in the style sheets.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the explorer; where it is not installed as a whole, a page that says how to have it. */
export async function addExplorer(app: FastifyInstance, options: ExplorerOptions): Promise<void> {
  const { document, signsIn, loadEditor = loadRuru } = options;
  const editor = existsSync(FOLDER) ? await loadEditor() : null;
  if (editor === null) {
    app.get('/explorer', (_request, reply) => served(reply.code(501), HTML).send(ABSENT));
    return;
  }
  const start: Start = { document, signsIn, examples: readExamples() };
  const page = read('page.html');
  app.get('/explorer', (_request, reply) => served(reply, HTML).send(page));
  app.get('/explorer/', (_request, reply) => reply.redirect('/explorer'));
  for (const [file, type] of Object.entries(FILES)) {
    const text = read(file);
    app.get(`/explorer/${file}`, (_request, reply) => served(reply, type).send(text));
  }
  app.get('/explorer/start.json', (_request, reply) => served(reply, 'application/json').send(start));
  app.get(`${EDITOR_PATH}*`, async (request, reply) => {
    const found = await editor.getStaticFile({
      staticPath: EDITOR_PATH,
      urlPath: request.url,
      acceptEncoding: request.headers['accept-encoding'],
      disallowDevAssets: true,
    });
    if (found === null) return reply.callNotFound();
    const { etag, 'content-type': type = '' } = found.headers;
    served(reply, type).headers(found.headers).header('vary', 'accept-encoding');
    return etag !== undefined && request.headers['if-none-match'] === etag
      ? reply.code(304).removeHeader('content-length').send()
      : reply.send(found.content);
  });
}

function served(reply: FastifyReply, type: string): FastifyReply {
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('cache-control', 'no-cache')
    .type(type);
}

function read(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

async function loadRuru(): Promise<Editor | null> {
  try {
    return await import('ruru/static');
  } catch {
    return null;
  }
}

const ABSENT = `<!doctype html>
<html lang="en">
  <title>Explorer</title>
  <p>The explorer expects the npm package <code>ruru</code>, which is not in this installation. Install it with
  <code>npm install --no-save ruru@2</code> and start the gateway again; in a clone of the repository <code>npm ci</code> brings it.</p>
</html>
`;
