import type { Worker } from 'node:cluster';
import type { Socket } from 'node:net';

/** What the primary tells a worker; a `connection` comes with its socket. */
export type Order =
  | { readonly kind: 'connection'; readonly id: number }
  | { readonly kind: 'metrics'; readonly id: number }
  | { readonly kind: 'drain'; readonly seconds: number }
  | { readonly kind: 'close' };

/** What a worker tells its primary: that it serves, that it has a connection, and what it has counted. */
export type Report =
  | { readonly kind: 'up' }
  | { readonly kind: 'took'; readonly id: number }
  | { readonly kind: 'metrics'; readonly id: number; readonly metrics: readonly object[] };

/** Calls `act` at each order of a kind. In a worker. */
export function onOrder<Kind extends Order['kind']>(
  worker: Worker,
  kind: Kind,
  act: (order: Extract<Order, { kind: Kind }>, socket: Socket | undefined) => void,
): void {
  worker.on('message', (order: Extract<Order, { kind: Kind }>, socket?: Socket) => {
    // The channel carries messages of others too.
    if (order.kind === kind) act(order, socket);
  });
}

/** Calls `act` at each report of a kind. In the primary. */
export function onReport<Kind extends Report['kind']>(
  worker: Worker,
  kind: Kind,
  act: (report: Extract<Report, { kind: Kind }>) => void,
): void {
  worker.on('message', (report: Extract<Report, { kind: Kind }>) => {
    if (report.kind === kind) act(report);
  });
}

/** Tells a worker, with a socket that stays open here too. One that has just ended hears nothing. */
export function giveOrder(worker: Worker, order: Order, socket?: Socket): void {
  if (worker.isConnected()) worker.send(order, socket, { keepOpen: true }, () => {});
}

/** Tells the primary. Without one, the worker is about to end by itself. */
export function sendReport(worker: Worker, report: Report): void {
  if (worker.isConnected()) worker.send(report, () => {});
}
