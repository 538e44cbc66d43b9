/** What explain does with an option of curl. */
export type OptionUse =
  | 'data'
  | 'raw data'
  | 'encoded data'
  | 'json'
  | 'form'
  | 'raw form'
  | 'header'
  | 'method'
  | 'url'
  | 'query'
  | 'get'
  | 'head'
  /** Has something sent that is in no line: a file, or another request. */
  | 'beyond'
  /** Of no weight for what is sent as parameters. */
  | 'nothing';

export interface CurlOption {
  readonly use: OptionUse;
  readonly takesValue: boolean;
}

const option = (use: OptionUse, takesValue: boolean) => ({ use, takesValue });

const MEANT: Readonly<Record<string, CurlOption>> = {
  data: option('data', true),
  'data-ascii': option('data', true),
  'data-binary': option('data', true),
  'data-raw': option('raw data', true),
  'data-urlencode': option('encoded data', true),
  json: option('json', true),
  form: option('form', true),
  'form-string': option('raw form', true),
  header: option('header', true),
  request: option('method', true),
  url: option('url', true),
  'url-query': option('query', true),
  get: option('get', false),
  head: option('head', false),
  config: option('beyond', true),
  'upload-file': option('beyond', true),
  next: option('beyond', false),
};

const VALUED =
  'abstract-unix-socket cacert capath cert cert-type ciphers connect-timeout connect-to cookie cookie-jar ' +
  'continue-at dump-header expect100-timeout interface keepalive-time key key-type limit-rate local-port ' +
  'max-filesize max-redirs max-time netrc-file noproxy output output-dir pass pinnedpubkey preproxy proto ' +
  'proto-default proto-redir proxy proxy-cacert proxy-header proxy-user range rate referer resolve retry ' +
  'retry-delay retry-max-time socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr time-cond ' +
  'tls-max tls13-ciphers trace trace-ascii unix-socket user user-agent oauth2-bearer write-out';

const BARE =
  'anyauth append basic compressed compressed-ssh create-dirs digest disable fail fail-early fail-with-body ' +
  'false-start globoff http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only include insecure ' +
  'ipv4 ipv6 junk-session-cookies location location-trusted negotiate netrc netrc-optional no-buffer ' +
  'no-keepalive no-progress-meter no-sessionid ntlm parallel path-as-is post301 post302 post303 progress-bar ' +
  'proxy-insecure proxytunnel raw remote-header-name remote-name remote-time retry-all-errors ' +
  'retry-connrefused show-error silent show-headers ssl ssl-reqd sslv2 sslv3 tcp-fastopen tcp-nodelay tlsv1 ' +
  'tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-time use-ascii verbose xattr';

const SHORT: Readonly<Record<string, string>> = {
  ...{ d: 'data', F: 'form', H: 'header', X: 'request', G: 'get', I: 'head', K: 'config', T: 'upload-file' },
  ...{ ':': 'next', A: 'user-agent', b: 'cookie', c: 'cookie-jar', C: 'continue-at', D: 'dump-header' },
  ...{ e: 'referer', E: 'cert', m: 'max-time', o: 'output', r: 'range', u: 'user', U: 'proxy-user' },
  ...{ w: 'write-out', x: 'proxy', y: 'speed-time', Y: 'speed-limit', z: 'time-cond' },
  ...{
    '0': 'http1.0',
    '1': 'tlsv1',
    '2': 'sslv2',
    '3': 'sslv3',
    '4': 'ipv4',
    '6': 'ipv6',
    '#': 'progress-bar',
  },
  ...{ a: 'append', B: 'use-ascii', f: 'fail', g: 'globoff', i: 'include', j: 'junk-session-cookies' },
  ...{ J: 'remote-header-name', k: 'insecure', L: 'location', n: 'netrc', N: 'no-buffer' },
  ...{ O: 'remote-name', p: 'proxytunnel', q: 'disable', R: 'remote-time', s: 'silent', S: 'show-error' },
  ...{ v: 'verbose', Z: 'parallel' },
};

const OPTIONS: ReadonlyMap<string, CurlOption> = new Map([
  ...VALUED.split(' ').map((name) => [name, option('nothing', true)] as const),
  ...BARE.split(' ').map((name) => [name, option('nothing', false)] as const),
  ...Object.entries(MEANT),
]);

/** The option of a long name without its dashes, or of one letter; undefined where curl's is not known here. */
export function findCurlOption(name: string): CurlOption | undefined {
  return OPTIONS.get(name) ?? (name.length === 1 ? OPTIONS.get(SHORT[name] ?? '') : undefined);
}
