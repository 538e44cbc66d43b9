import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect } from 'vitest';

const parser = new XMLParser({
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  // The items of a list are named as the list is, in the singular.
  isArray: (_, path) => /\.(\w+)s\.\1$/.test(String(path)),
});

/** What a document holds below its root `response`; the document is checked to be well-formed. */
export function readXml(text: string): unknown {
  expect(XMLValidator.validate(text)).toBe(true);
  const { response, ...others } = parser.parse(text);
  expect(others).toEqual({});
  return response;
}
