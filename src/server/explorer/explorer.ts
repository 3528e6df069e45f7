/** Serves the offline explorer at /explorer, and for each site: GraphiQL with a panel that shows the cost of each response. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { type BundledFile, etagOf, readBundle, type Representation } from './bundle.ts';
import { LOGIN_PATHS, SMART_AUDIENCES, type SmartAudience } from '../../config/sign-in-urls.ts';
import type { SmartSettings } from '../../config/smart.ts';
import { type Sites, siteOf } from '../sites.ts';
import { type ExampleGroup, installedExamples } from './examples.ts';

export interface ExplorerOptions {
  /** The initial operation. */
  readonly document: string;
  /** Whether callers show a token. The page then shows a header for it. */
  readonly signsIn: boolean;
  /** Whether mutations are executed. */
  readonly canWrite: boolean;
  readonly sites: Pick<Sites, 'settings'>;
  /** The paths of the FHIR servers: empty, or with the parameter `site`. The page of each uses the graph next to it. */
  readonly folders: readonly string[];
}

/** The data that the page loads when it starts. */
interface StartData {
  readonly document: string;
  readonly signsIn: boolean;
  readonly canWrite: boolean;
  /** Whether the data of the site is synthetic. */
  readonly isSynthetic: boolean;
  /** How a person signs in at the FHIR server; null if the explorer does not sign in. */
  readonly signIn: SignInStart | null;
  readonly examples: readonly ExampleGroup[];
}

interface SignInStart {
  /** The only address of the explorer to which a sign-in returns. */
  readonly returnUrl: string;
  /** The paths at which a sign-in begins, below the path of the site. */
  readonly loginPaths: Readonly<Partial<Record<SmartAudience, string>>>;
}

const PAGE = 'page.html';
/** For files whose name contains a hash of their content. Browsers keep them for a year without asking. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Allows only resources of the gateway itself, and no inline scripts. Inline styles are the exception: Monaco, GraphiQL's editor, writes style elements
 * and attributes, and supports no nonce. Its icons are data: URLs in its style sheets.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function addExplorer(app: FastifyInstance, { sites, folders, ...options }: ExplorerOptions): void {
  for (const file of readBundle()) {
    // The page is the same for every site, also for one that does not exist. It contains no data.
    const paths =
      file.name === PAGE ? folders.map((folder) => `${folder}/explorer`) : [`/explorer/${file.name}`];
    for (const path of paths) app.get(path, async (request, reply) => sendFile(request, reply, file));
  }
  const examples = installedExamples();
  for (const folder of folders) {
    // A relative redirect keeps the site.
    app.get(`${folder}/explorer/`, (_request, reply) => reply.redirect('../explorer'));
    app.get(`${folder}/explorer/start.json`, (request, reply) => {
      const start: StartData = { ...options, ...describeSite(sites, siteOf(request)), examples };
      const content = JSON.stringify(start);
      const etag = etagOf(content);
      setHeaders(reply, 'application/json; charset=utf-8').header('etag', etag);
      return isUnchanged(request, etag) ? reply.code(304).send() : reply.send(content);
    });
  }
}

/** A site that does not exist is described like a site with a FHIR server and without a sign-in. */
function describeSite(
  sites: ExplorerOptions['sites'],
  id: string | null,
): Pick<StartData, 'isSynthetic' | 'signIn'> {
  const { smart = null, isSandbox = false } = sites.settings(id) ?? {};
  return {
    isSynthetic: isSandbox,
    signIn: smart === null || smart.explorerUrl === null ? null : describeSignIn(smart, smart.explorerUrl),
  };
}

function describeSignIn({ clients }: Pick<SmartSettings, 'clients'>, returnUrl: string): SignInStart {
  const audiences = SMART_AUDIENCES.filter((audience) => clients[audience] !== null);
  return {
    returnUrl,
    loginPaths: Object.fromEntries(audiences.map((audience) => [audience, LOGIN_PATHS[audience]])),
  };
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: BundledFile,
): Promise<FastifyReply> {
  const { encoding, etag, content } = chooseRepresentation(request, file);
  setHeaders(reply, file.type).headers({ etag, vary: 'accept-encoding' });
  if (file.isImmutable) void reply.header('cache-control', IMMUTABLE);
  if (isUnchanged(request, etag)) return reply.code(304).send();
  if (encoding !== 'identity') void reply.header('content-encoding', encoding);
  return reply.send(await content());
}

function chooseRepresentation(request: FastifyRequest, { representations }: BundledFile): Representation {
  const encodings = representations.map(({ encoding }) => encoding);
  const chosen = new Negotiator(request.raw).encoding(encodings) ?? 'identity';
  return representations.find(({ encoding }) => encoding === chosen) ?? representations[0];
}

/** Compares weakly, because a compressing proxy turns a strong ETag into a weak one. */
function isUnchanged(request: FastifyRequest, etag: string): boolean {
  const known = request.headers['if-none-match']?.split(',') ?? [];
  return known.some((tag) => [etag, '*'].includes(tag.trim().replace(/^W\//, '')));
}

function setHeaders(reply: FastifyReply, type: string): FastifyReply {
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('cache-control', 'no-cache')
    .type(type);
}
