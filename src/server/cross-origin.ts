/** Lets pages of other web origins read responses (CORS): without cookies for CORS_ORIGINS, and with session cookies for the apps of a site. */
import type { FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RATE_LIMIT_HEADERS } from '../graphql/plugins/rate-limit.ts';
import { readCredentials } from './request-credentials.ts';
import { type Sites, siteOf } from './sites.ts';

interface CrossOriginOptions {
  readonly sites: Sites;
  /** The origins of pages that send no cookies. */
  readonly corsOrigins: readonly string[];
}

const SHARED = { methods: ['GET', 'POST'], exposedHeaders: [...RATE_LIMIT_HEADERS] };
const SITE_PATH = /^\/sites\/(?<site>[^/?]+)\//;

export async function addCrossOrigin(
  app: FastifyInstance,
  { sites, corsOrigins }: CrossOriginOptions,
): Promise<void> {
  const others: FastifyCorsOptions =
    corsOrigins.length === 0 ? { origin: false } : { ...SHARED, origin: [...corsOrigins] };
  const optionsFor = (request: FastifyRequest): FastifyCorsOptions => {
    const { origin } = readCredentials(request);
    return origin !== null && appOriginsOf(request, sites).includes(origin)
      ? { ...SHARED, origin: [origin], credentials: true }
      : others;
  };
  if (corsOrigins.length === 0 && !sites.canSignIn) return;
  const { default: cors } = await import('@fastify/cors');
  await app.register(cors, { delegator: (request, done) => done(null, optionsFor(request)) });
}

/** Returns the origins of the apps of the site that a request names. A preflight has no route and no header of its own, only a path. */
function appOriginsOf(request: FastifyRequest, sites: Sites): readonly string[] {
  const originsOf = (id: string | null): readonly string[] => sites.settings(id)?.smart?.appOrigins ?? [];
  if (request.method !== 'OPTIONS') return originsOf(siteOf(request));
  const { site } = SITE_PATH.exec(request.url)?.groups ?? {};
  // The request itself may name any site in X-Site, and is checked then.
  return site === undefined ? sites.allAppOrigins() : originsOf(site);
}
