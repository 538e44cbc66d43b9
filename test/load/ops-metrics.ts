/** One figure of the gateway's metrics, by its name and labels as they stand there; undefined where it is not told. */
export async function readMetric(opsPort: number | undefined, name: string): Promise<number | undefined> {
  if (opsPort === undefined) return undefined;
  const answer = await fetch(`http://127.0.0.1:${opsPort}/metrics`).catch(() => undefined);
  if (answer?.status !== 200) return undefined;
  const lines = (await answer.text()).split('\n');
  const line = lines.find((text) => text.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1).split(' ')[0]);
}
