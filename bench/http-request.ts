/** A request of a suite. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** A call whose parameters travel in the query. */
export function get(path: string, parameters: BenchRequest['parameters']): BenchRequest {
  return { method: 'GET', path, parameters };
}

/** A call whose parameters travel as a form. */
export function post(path: string, parameters: BenchRequest['parameters']): BenchRequest {
  return { method: 'POST', path, parameters };
}

/** The parts of a request that a client of HTTP needs. */
export function partsOf({ method, path, parameters }: BenchRequest) {
  const sent = new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  if (method === 'GET')
    return { method, path: sent === '' ? path : `${path}?${sent}`, headers: {}, body: '' };
  return { method, path, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: sent };
}

/** The request as it travels on a connection that is kept. */
export function writeRequest(request: BenchRequest): string {
  const { method, path, headers, body } = partsOf(request);
  const lines = Object.entries({ Host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}`);
  if (method === 'POST') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return `${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`;
}
