/** Adds the routes with which people sign in and out at the authorization servers of sites (SMART App Launch 2.2). */
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods, RouteHandlerMethod } from 'fastify';
import { errorBody } from '../error-responses.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { finishSignIn } from './callback.ts';
import { ENTRIES, ENTRY_NAMES } from './entries.ts';
import type { SignInServices } from './services.ts';
import { sendSession } from './session-route.ts';
import { signOut } from './sign-out.ts';

interface RoutesOptions extends SignInServices {
  /** The paths of the FHIR servers: empty, or with the parameter `site`. */
  readonly folders: readonly string[];
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const satisfies HTTPMethods[];

export async function addSignInRoutes(
  app: FastifyInstance,
  { folders, ...services }: RoutesOptions,
): Promise<void> {
  await app.register(async (scope) => {
    // No route has a body. One that is sent is not read.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.addHook('onRequest', (request, reply, done) => {
      void reply.headers({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex',
        'x-request-id': request.id,
      });
      done();
    });
    const add = (method: 'GET' | 'POST', url: string, handler: RouteHandlerMethod): void => {
      // A HEAD request would begin a sign-in, or use up its code.
      scope.route({ method, url, handler, exposeHeadRoute: false });
      scope.route({ method: METHODS.filter((each) => each !== method), url, handler: refuseMethod(method) });
    };
    for (const folder of folders) {
      for (const entry of ENTRY_NAMES)
        add('GET', `${folder}${ENTRIES[entry].path}`, (request, reply) =>
          beginSignIn(request, reply, { ...services, entry }),
        );
      add('GET', `${folder}/auth/callback`, (request, reply) => finishSignIn(request, reply, services));
      add('GET', `${folder}/auth/session`, (request, reply) => sendSession(request, reply, services));
      add('POST', `${folder}/auth/logout`, (request, reply) => signOut(request, reply, services));
    }
  });
}

function refuseMethod(allowed: string): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  const body = errorBody('BAD_REQUEST', `This path expects ${allowed}.`);
  return (_request, reply) => reply.code(405).header('allow', allowed).send(body);
}
