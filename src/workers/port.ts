import { type AddressInfo, createServer, type Socket } from 'node:net';
import { acceptWaiting } from '../close-server.ts';
import { BACKLOG } from '../server.ts';

/** A port whose connections others serve. */
export interface Port {
  readonly number: number;
  /** Takes the connections that are waiting, and no more. */
  close(): Promise<void>;
}

/** Opens a port, and hands over each connection with nothing read from it. Rejects where it can't be had. */
export async function openPort(host: string, port: number, give: (socket: Socket) => void): Promise<Port> {
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    // Whatever happens to it is for the worker to see.
    socket.on('error', () => {});
    give(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
  return {
    number: (server.address() as AddressInfo).port,
    close: async () => {
      await acceptWaiting(server);
      server.close();
    },
  };
}
