/** When a request can have reached its server: from the moment on at which its connection stands. */
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * Tells once, before the first byte of the request can leave. A request whose connection is never made is never told of: its name was
 * not found, nobody listens, the certificate is not trusted. Node keeps what is written until the connection stands, with TLS until
 * its handshake is over. Where that cannot be seen, it is told too early rather than too late.
 */
export function onceConnected(request: ClientRequest, tell: () => void): void {
  request.once('socket', (socket: Socket) => {
    if (request.reusedSocket || !socket.connecting) tell();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', tell);
  });
}
