import { isIPv6 } from 'node:net';

const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/** The origin of a listener as a URL has it, such as `http://[::1]:8080`. */
export function formatOrigin(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** The origin by which this machine itself reaches a listener. */
export function formatLocalOrigin(host: string, port: number): string {
  return formatOrigin(ANY_ADDRESS.has(host) ? '127.0.0.1' : host, port);
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there already; stop it, or choose another port',
  EACCES: 'this user may not open that port; choose one above 1023',
  EADDRNOTAVAIL: 'this machine has no such address; choose one of its own, or 0.0.0.0 for all',
  ENOTFOUND: 'no such host is known; write an IP address',
  EAI_AGAIN: 'the host name cannot be looked up; write an IP address',
};

/** Says why a port could not be opened and what to do; undefined where the error is about something else. */
export function explainListenError(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') return undefined;
  const reason = REASONS[String(error.code)];
  if (reason === undefined) return undefined;
  return `The gateway can't listen on ${describePlace(error)}: ${reason} (settings HOST and PORT, DIGLOT_OPS_HOST and OPS_PORT).`;
}

function describePlace(error: Error): string {
  if ('hostname' in error) return String(error.hostname);
  const address = 'address' in error ? String(error.address) : 'its address';
  return 'port' in error ? `port ${error.port} of ${address}` : address;
}
