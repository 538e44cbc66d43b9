import { readFile, writeFile } from 'node:fs/promises';

const TEMPLATE = 'bench/report.md';
const PAGE = 'docs/performance.md';
const PART = /<!-- generated: ([\w-]+) -->\n([\s\S]*?)<!-- end -->/g;
const NOT_MEASURED = 'Not measured yet.';

/** Writes the page of the figures: the words of the template, and the parts given; others stay as they are. */
export async function writeReport(parts: Readonly<Record<string, string>>): Promise<void> {
  const earlier = new Map(
    [...(await readFile(PAGE, 'utf8').catch(() => '')).matchAll(PART)].map(([, name, text]) => [name, text]),
  );
  const template = await readFile(TEMPLATE, 'utf8');
  const page = template.replace(PART, (_, name: string) => {
    const text = parts[name] ?? earlier.get(name)?.trim() ?? NOT_MEASURED;
    return `<!-- generated: ${name} -->\n\n${text}\n\n<!-- end -->`;
  });
  await writeFile(PAGE, page);
}
