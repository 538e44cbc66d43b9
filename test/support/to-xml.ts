/** The XML that says the same as this JSON value. Apart from the program's own writer on purpose. */
export function toXml(body: unknown): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${toElement('response', body)}`;
}

function toElement(name: string, value: unknown): string {
  return `<${name}>${toContent(name, value)}</${name}>`;
}

function toContent(name: string, value: unknown): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map((item) => toElement(name.replace(/s$/, ''), item)).join('');
  if (typeof value === 'object')
    return Object.entries(Object(value))
      .map(([key, member]) => toElement(key, member))
      .join('');
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
