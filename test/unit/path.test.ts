import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBelow, splitTarget } from '../../dialects/kernel/path.ts';

describe('the target of a request', () => {
  test.each([
    ['/api/contacts/get?logintoken=a', '/api/contacts/get', 'logintoken=a'],
    ['/API/Contacts/Get', '/api/contacts/get', ''],
    ['/api/contacts/get/', '/api/contacts/get', ''],
    ['/api/contacts/get//?a=b', '/api/contacts/get', 'a=b'],
    ['//api///contacts/get', '/api/contacts/get', ''],
    ['/view/contacts/api.json', '/view/contacts/api.json', ''],
    ['/%61pi/contacts%2Fget', '/api/contacts/get', ''],
    ['/%41PI', '/api', ''],
    ['http://example.com/api/contacts/get?a=b', '/api/contacts/get', 'a=b'],
    ['HTTPS://example.com:8443/API', '/api', ''],
    ['http://example.com', '/', ''],
    ['http://example.com?a=b', '/', 'a=b'],
    ['?a=b', '/', 'a=b'],
    ['', '/', ''],
    ['/', '/', ''],
    ['//', '/', ''],
    ['*', '/*', ''],
    ['/api?a=b?c', '/api', 'a=b?c'],
    ['/api?a=/b//C/', '/api', 'a=/b//C/'],
    ['/api?a=b#c', '/api', 'a=b'],
    ['/api#?a=b', '/api', ''],
    ['/api%3Fa=b', '/api?a=b', ''],
    ['/api/%', '/api/%', ''],
    ['/api/%FF', '/api/%ff', ''],
    ['/api\\contacts\\get', '/api\\contacts\\get', ''],
  ])('%j is the path %j and the query %j', (target, path, query) => {
    expect(splitTarget(target)).toEqual({ path, query });
  });

  test.each(['/api/../view/contacts', '/api/./contacts', '/..', '/%2e%2e/api'])(
    'keeps the dots of %j: they lead nowhere',
    (target) => {
      expect(splitTarget(target).path).toBe(target.replaceAll('%2e', '.'));
    },
  );

  test('has a path that begins with one slash and ends in none, whatever was sent', () => {
    const pieces = [
      '/',
      'a',
      'API',
      '.',
      '..',
      '%2F',
      '%2f',
      '%',
      '%41',
      '\\\\',
      ':',
      '*',
      'http://',
      '\xE6',
    ];
    const path = fc.array(fc.constantFrom(...pieces), { maxLength: 8 });
    fc.assert(
      fc.property(path, (parts) => {
        const split = splitTarget(`${parts.join('')}?a=/B/`);
        expect(split.path).toMatch(/^\/(?:$|[^/]$|[^/].*[^/]$)/);
        expect(split.query).toBe('a=/B/');
      }),
    );
  });
});

describe('a mount', () => {
  test.each([
    ['/api', '/api', true],
    ['/api/contacts', '/api', true],
    ['/api/4/view', '/api/4', true],
    ['/apis', '/api', false],
    ['/api.json', '/api', false],
    ['/api/44', '/api/4', false],
    ['/ap', '/api', false],
    ['/', '', true],
    ['/anything', '', true],
  ])('has %j below %j: %j', (path, mount, below) => {
    expect(isBelow(path, mount)).toBe(below);
  });
});
