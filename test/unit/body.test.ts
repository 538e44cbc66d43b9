import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBody, readForm } from '../../dialects/kernel/body.ts';
import { UNREADABLE } from '../../dialects/kernel/decode.ts';
import type { RefusalKind } from '../../dialects/kernel/refusal.ts';
import { anyText } from '../support/any-text.ts';
import { incomingBody } from '../support/incoming-body.ts';

const LIMIT = 100;
const LIMITS = { maxBodyBytes: LIMIT, bodyTimeoutSeconds: 60 };

async function read(body: string, contentType?: string) {
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
  return [...(await readBody(incomingBody([Buffer.from(body)], headers), LIMITS))];
}

const refused = (kind: RefusalKind) => expect.objectContaining({ name: 'RequestRefusal', kind });

describe('a form', () => {
  test.each([
    ['', []],
    [
      'a=1&b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a=1&a=2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['=1', [['', '1']]],
    ['a=b=c', [['a', 'b=c']]],
    ['&&a=1&', [['a', '1']]],
    ['a=1;b=2', [['a', '1;b=2']]],
    [
      'group%5B0%5D=1&group[]=2',
      [
        ['group[0]', '1'],
        ['group[]', '2'],
      ],
    ],
    ['full+name=John+Doe', [['full name', 'John Doe']]],
    [
      'a=%&b=2',
      [
        ['a', UNREADABLE],
        ['b', '2'],
      ],
    ],
    ['%ff=1', [[UNREADABLE, '1']]],
  ])('of %j is %j', (raw, pairs) => {
    expect([...readForm(raw)]).toEqual(pairs);
  });

  test('gives back what any encoder has written', () => {
    const text = anyText(20);
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), (pairs) => {
        expect([...readForm(new URLSearchParams(pairs).toString())]).toEqual(pairs);
      }),
    );
  });
});

describe('a body', () => {
  test.each([
    undefined,
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=UTF-8',
    'text/plain',
    'nonsense',
    'application/jsonp',
  ])('is a form where its content type is %j', async (contentType) => {
    expect(await read('a=J%C3%B8rgen&b=\xC3\xB8', contentType)).toEqual([
      ['a', 'Jørgen'],
      ['b', 'Ã¸'],
    ]);
  });

  test('of a form may hold bytes that are not escaped, and end in line ends', async () => {
    expect(await read('name=Jørgen\r\n\r\n')).toEqual([['name', 'Jørgen']]);
  });

  test.each(['application/json', 'multipart/form-data; boundary=XX', undefined])(
    'that is empty has no parameters, of the content type %j too',
    async (contentType) => {
      expect(await read('', contentType)).toEqual([]);
    },
  );

  test('of multipart is read as such', async () => {
    const body = '--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--XX--';
    expect(await read(body, ' Multipart/Form-Data; boundary=XX')).toEqual([['a', '1']]);
  });

  test('is the same however it was cut into chunks', async () => {
    const body = Buffer.from('name=Jørgen%20😀&b=2');
    for (let size = 1; size <= body.length; size += 1) {
      const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
        body.subarray(index * size, (index + 1) * size),
      );
      expect([...(await readBody(incomingBody(chunks), LIMITS))]).toEqual([
        ['name', 'Jørgen 😀'],
        ['b', '2'],
      ]);
    }
  });
});

describe('a body that can not be had', () => {
  test('is taken up to the limit and refused beyond it', async () => {
    expect(await read(`a=${'x'.repeat(LIMIT - 2)}`)).toEqual([['a', 'x'.repeat(LIMIT - 2)]]);
    await expect(read(`a=${'x'.repeat(LIMIT - 1)}`)).rejects.toEqual(refused('too-large'));
  });

  test('is refused by the length that it declares, before any of it is read', async () => {
    let asked = 0;
    function* chunks() {
      asked += 1;
      yield Buffer.from('a=1');
    }
    const request = incomingBody(chunks(), { 'content-length': String(LIMIT + 1) });
    await expect(readBody(request, LIMITS)).rejects.toEqual(refused('too-large'));
    expect(asked).toBe(0);
  });

  test('is refused without its rest where it never ends', async () => {
    function* endless() {
      while (true) yield Buffer.alloc(16, 'x');
    }
    await expect(readBody(incomingBody(endless()), LIMITS)).rejects.toEqual(refused('too-large'));
  });

  test('is refused where the client goes away in the middle of it', async () => {
    const request = incomingBody([]);
    const reading = readBody(request, LIMITS);
    request.destroy();
    await expect(reading).rejects.toEqual(refused('unreadable'));
  });

  test('is refused where the connection fails', async () => {
    const request = incomingBody([]);
    const reading = readBody(request, LIMITS);
    request.destroy(new Error('reset'));
    await expect(reading).rejects.toEqual(refused('unreadable'));
  });
});
