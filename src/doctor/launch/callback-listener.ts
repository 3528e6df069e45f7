/** Receives the response of a sign-in on a redirect URL of this machine, in place of the gateway. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

export interface CallbackListener {
  /** The query of the first response with the right state. */
  readonly received: Promise<URLSearchParams>;
  /** Where an EHR launches the app. */
  readonly launchUrl: string;
  close(): void;
}

export interface OpenCallbackOptions {
  /** An http URL on loopback. */
  readonly redirectUrl: string;
  /** The only `iss` with which an EHR may launch the app. */
  readonly baseUrl: string;
  readonly state: string;
  /** Returns the URL at which a launched person goes on. */
  readonly authorize: (launch: string) => Promise<string>;
}

/** Rejects with the error of the system if the port is in use. */
export async function openCallback(options: OpenCallbackOptions): Promise<CallbackListener> {
  const { redirectUrl, baseUrl, state, authorize } = options;
  const { hostname, port, pathname } = new URL(redirectUrl);
  const launchUrl = redirectUrl.replace(/callback$/, 'launch');
  const { promise, resolve } = Promise.withResolvers<URLSearchParams>();

  const answer = async (target: string, response: ServerResponse): Promise<void> => {
    const { pathname: path, searchParams } = new URL(target, redirectUrl);
    const launch = searchParams.get('launch');
    if (path === new URL(launchUrl).pathname && launch !== null) {
      if (searchParams.get('iss')?.replace(/\/$/, '') !== baseUrl)
        return sendPage(response, 400, `The EHR launched the app with another iss than ${baseUrl}.`);
      response.writeHead(303, { location: await authorize(launch), ...HEADERS }).end();
      return;
    }
    if (path !== pathname) return sendPage(response, 404, 'The doctor answers only at the redirect URL.');
    if (searchParams.get('state') !== state)
      return sendPage(response, 400, 'This is not the sign-in that the doctor began. Open its URL again.');
    sendPage(
      response,
      200,
      'The doctor has received the response. Close this page, and return to the terminal.',
    );
    resolve(searchParams);
  };

  const server = createServer((request, response) => {
    void answer(request.url ?? '/', response).catch(() => sendPage(response, 502, 'The sign-in failed.'));
  });
  server.listen(port === '' ? 80 : Number(port), hostname.replace(/^\[(.*)\]$/, '$1'));
  await once(server, 'listening');
  return {
    received: promise,
    launchUrl,
    close() {
      server.close();
      server.closeIdleConnections();
    },
  };
}

/** The address of the page has the code, so nothing may keep it. */
const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'",
  connection: 'close',
} as const;

function sendPage(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...HEADERS }).end(`${text}\n`);
}
