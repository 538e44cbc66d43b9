/** Parameters of a call; a list is sent once for each item, `undefined` not at all. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface CallOptions {
  /** GET sends the parameters in the query, POST as an urlencoded form. */
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly suffix?: 'json' | 'xml';
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text parsed as JSON; undefined where it is none. */
  readonly json: unknown;
}

/** Calls a URL and reads the whole answer. */
export async function callUrl(
  url: string,
  parameters: Parameters = {},
  options: CallOptions = {},
): Promise<Reply> {
  const encoded = encodeParameters(parameters);
  const { method = 'GET', headers = {} } = options;
  if (method === 'POST') return readReply(await fetch(url, { method, headers, body: encoded }));
  const query = encoded.toString();
  return readReply(await fetch(query === '' ? url : `${url}?${query}`, { method, headers }));
}

/** The status, headers and whole text of a response. */
export async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parseJson(text) };
}

function encodeParameters(parameters: Parameters): URLSearchParams {
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const item of typeof value === 'string' ? [value] : value) encoded.append(name, item);
  }
  return encoded;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
