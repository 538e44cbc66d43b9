import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNREADABLE } from '../../dialects/kernel/decode.ts';
import { readMultipart } from '../../dialects/kernel/multipart.ts';
import { RequestRefusal } from '../../dialects/kernel/refusal.ts';
import { anyText } from '../support/any-text.ts';

const TYPE = 'multipart/form-data; boundary=XX';

const field = (name: string, value: string, headers = '') =>
  `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n${headers}\r\n${value}\r\n`;

const END = '--XX--\r\n';

const read = (body: string | Buffer, contentType = TYPE) => [
  ...readMultipart(typeof body === 'string' ? Buffer.from(body, 'utf8') : body, contentType),
];

describe('the fields of a multipart body', () => {
  test('come in their order, the same name more than once', () => {
    expect(read(field('a', '1') + field('b', '2') + field('a', '3') + END)).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
    ]);
  });

  test.each([
    ['nothing', ''],
    ['a line feed', '\n'],
    ['line ends at both ends', '\r\n\r\na\r\n'],
    ['two dashes', '--'],
    ['a percent sign and a plus', '100%+'],
    ['the boundary in the middle of a line', 'a--XX--'],
    ['the boundary after a bare line feed', 'a\n--XX--'],
    ['a zero', 'a\0b'],
    ['Unicode', 'æøå 😀 שלום'],
    ['a byte order mark at its start', '\uFEFFName'],
  ])('have a value of %s as it was sent', (_, value) => {
    expect(read(field('a', value) + field('b', '2') + END)).toEqual([
      ['a', value],
      ['b', '2'],
    ]);
  });

  test('are none in a body that ends where it begins', () => {
    expect(read(END)).toEqual([]);
  });

  test('are found between a preamble and an epilogue', () => {
    expect(read(`To old readers --XX\r\n${field('a', '1')}${END}\r\n--XX\r\nGood bye`)).toEqual([['a', '1']]);
  });

  test('may have blanks behind a boundary and no line end behind the last one', () => {
    const body = `--XX \t\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--XX--`;
    expect(read(body)).toEqual([['a', '1']]);
  });

  test.each([
    'multipart/form-data; boundary="XX"',
    'multipart/form-data; charset=utf-8; boundary=XX',
    'multipart/form-data;boundary=XX;charset=utf-8',
    'Multipart/Form-Data ; BOUNDARY=XX',
  ])('are parted by the boundary of %s', (contentType) => {
    expect(read(field('a', '1') + END, contentType)).toEqual([['a', '1']]);
  });

  test('may be parted by a boundary of blanks and punctuation, in quotes', () => {
    const body = field('a', '1') + END;
    const boundary = "gc0p4Jq0M:2Yt0 (8jU) 534c+'/?=.;";
    expect(read(body.replaceAll('XX', boundary), `multipart/form-data; boundary="${boundary}"`)).toEqual([
      ['a', '1'],
    ]);
  });

  test.each([
    ['Content-Disposition: form-data; name=a', 'a'],
    ['content-disposition:form-data;name="a"', 'a'],
    ['Content-Type: text/plain\r\nContent-Disposition: form-data; name="a"', 'a'],
    ['Content-Disposition: form-data; size=1; name="a b"', 'a b'],
    ['Content-Disposition: form-data; name="group[]"', 'group[]'],
    ['Content-Disposition: form-data; name="æ"', 'æ'],
    ['Content-Disposition: form-data; name=""', ''],
  ])('have their name from %j', (headers, name) => {
    expect(read(`--XX\r\n${headers}\r\n\r\n1\r\n${END}`)).toEqual([[name, '1']]);
  });

  test.each(['file', 'name.jpg', ''])('are unreadable as a file of the name %j', (filename) => {
    const part = field('a', 'text').replace('name="a"', `name="a"; filename="${filename}"`);
    expect(read(part + field('b', '2') + END)).toEqual([
      ['a', UNREADABLE],
      ['b', '2'],
    ]);
  });
});

describe('the charset of a part', () => {
  test.each([
    ['utf-8', [0xc3, 0xb8], 'ø'],
    ['UTF8', [0xc3, 0xb8], 'ø'],
    ['iso-8859-1', [0xf8], 'ø'],
    ['"ISO-8859-1"', [0xf8], 'ø'],
    ['windows-1252', [0x80], '€'],
    ['utf-16le', [0xf8, 0x00], 'ø'],
    ['utf-8', [0xf8], UNREADABLE],
    ['utf-16le', [0xf8], UNREADABLE],
    ['klingon', [0x61], UNREADABLE],
  ])('of %s reads the bytes %j as %j', (charset, bytes, value) => {
    const [head = '', tail = ''] = field('a', '|', `Content-Type: text/plain; charset=${charset}\r\n`).split(
      '|',
    );
    expect(read(Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail + END)]))).toEqual([
      ['a', value],
    ]);
  });

  test('is UTF-8 where the part names none', () => {
    const body = Buffer.from(field('a', 'J\xF8rgen', 'Content-Type: text/plain\r\n') + END, 'latin1');
    expect(read(body)).toEqual([['a', UNREADABLE]]);
  });
});

describe('a multipart body is refused', () => {
  const whole = field('a', '1') + field('b', '2') + END;

  test('wherever it was cut before its closing boundary', () => {
    const closed = whole.length - '\r\n'.length;
    for (let length = 0; length < closed; length += 1) {
      expect(() => read(whole.slice(0, length)), `cut at ${length}`).toThrow(RequestRefusal);
    }
    expect(read(whole.slice(0, closed))).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  test.each([
    ['names no boundary', 'multipart/form-data', whole],
    ['names an empty boundary', 'multipart/form-data; boundary=""', whole],
    ['names another boundary', 'multipart/form-data; boundary=YY', whole],
    ['has a part without headers', TYPE, `--XX\r\n\r\n1\r\n${END}`],
    ['has a part without a name', TYPE, `--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n${END}`],
    ['has an attachment', TYPE, `--XX\r\nContent-Disposition: attachment; name="a"\r\n\r\n1\r\n${END}`],
    ['has a part that is all headers', TYPE, `--XX\r\nContent-Disposition: form-data; name="a"\r\n${END}`],
    ['is a form', TYPE, 'a=1&b=2'],
  ])('that %s', (_, contentType, body) => {
    expect(() => read(body, contentType)).toThrow(RequestRefusal);
  });
});

test('what an encoder writes is what is read', () => {
  const name = anyText(10).filter((text) => !/["\r\n]/.test(text));
  const value = fc.oneof(
    anyText(12),
    fc.array(fc.constantFrom('\r', '\n', '\r\n', '-', '--', 'XX', ' ', ':'), { maxLength: 6 }).map(joined),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), (fields) => {
      const sent = fields.filter((pair) => !pair[1].startsWith('--XX') && !pair[1].includes('\r\n--XX'));
      expect(read(sent.map(([key, text]) => field(key, text)).join('') + END)).toEqual(sent);
    }),
    { numRuns: 500 },
  );
});

test('what the platform’s own encoder writes is what is read', async () => {
  const form = new FormData();
  form.append('name', 'John\r\nDoe æ😀');
  form.append('email', '');
  const request = new Request('http://example.com/', { method: 'POST', body: form });
  const body = Buffer.from(await request.arrayBuffer());
  expect(read(body, request.headers.get('content-type') ?? '')).toEqual([
    ['name', 'John\r\nDoe æ😀'],
    ['email', ''],
  ]);
});

function joined(parts: readonly string[]): string {
  return parts.join('');
}
