/**
 * The known name that is nearest to an unknown one, judged without the prefix that either may carry, so that
 * `DIGLOT_PORT` leads to `PORT`; undefined where none is near.
 */
export function suggestName(unknown: string, known: readonly string[], prefix: string): string | undefined {
  const bare = stripPrefix(unknown, prefix);
  let nearest: string | undefined;
  // More than half of the letters wrong is another word, not a slip.
  let least = Math.max(2, bare.length / 2);
  for (const name of known) {
    const other = stripPrefix(name, prefix);
    // A name that was cut short, or has its unit missing, is one slip.
    const distance = other.startsWith(`${bare}_`) ? 1 : editDistance(bare, other);
    if (distance > least || (distance === least && nearest !== undefined)) continue;
    nearest = name;
    least = distance;
  }
  return nearest;
}

function stripPrefix(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Levenshtein's distance: how many letters must be put in, taken out or replaced. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
