/** Values as Postgres writes an array of them (Postgres manual, array input), for a parameter that is cast to one. */
export function toArrayText(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map(toElement).join(',')}}`;
}

const SPECIAL = /["\\]/g;

function toElement(value: string | number | boolean | null): string {
  return typeof value === 'string' ? `"${value.replace(SPECIAL, '\\$&')}"` : String(value);
}
