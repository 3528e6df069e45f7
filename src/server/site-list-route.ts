/** Serves `GET /sites`: the sites that the caller may use. */
import type { FastifyInstance } from 'fastify';
import { refuseCaller, type CallerReporting } from './caller-authentication.ts';
import { sendError } from './error-responses.ts';
import { readCredentials } from './request-credentials.ts';
import type { Sites } from './sites.ts';

interface SiteListOptions extends CallerReporting {
  readonly list: NonNullable<Sites['list']>;
}

export function addSiteList(app: FastifyInstance, { list, ...options }: SiteListOptions): void {
  app.get('/sites', async (request, reply) => {
    void reply.header('cache-control', 'private, no-store').header('x-request-id', request.id);
    const listed = await list(readCredentials(request));
    if (listed.kind === 'list') {
      const sites = listed.sites.map(({ id, name }) => ({ id, name, graph: `/sites/${id}/graphql` }));
      return { sites };
    }
    try {
      return await refuseCaller(request, reply, listed, options);
    } catch (thrown) {
      return sendError(reply, thrown, options.log);
    }
  });
}
