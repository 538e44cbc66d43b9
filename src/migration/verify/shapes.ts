type Shown = ReadonlyMap<string, string | null>;

/** An entry of a book as far as it is compared. */
export interface Shape {
  readonly id: string;
  /** What it is called, for people. */
  readonly title: string;
  readonly fields: Shown;
  /** The groups of a contact by their ids, and what each is called there; null where that is not told. */
  readonly groups: Shown;
}

/** A book of which one side of a comparison tells; its lists may be read once, the groups first. */
export interface ShapedBook {
  readonly groups: AsyncIterable<Shape>;
  readonly contacts: AsyncIterable<Shape>;
  /** What each group is called in the list of groups, by its id; filled as they are read. */
  readonly names: ReadonlyMap<string, string>;
}

/** Makes a shape; its fields and groups are sorted, and fields that show nothing are left out. */
export function shapeOf(
  id: string,
  title: string,
  fields: Iterable<readonly [string, string | null]>,
  groups: Iterable<readonly [string, string | null]> = [],
): Shape {
  const shown = [...fields].filter(([, value]) => value !== null);
  return { id, title, fields: new Map(shown.sort(byKey)), groups: new Map([...groups].sort(byKey)) };
}

/** A shape without its id as one text, far smaller; two are equal where their shapes are. */
export function packShape({ title, fields, groups }: Shape): string {
  return JSON.stringify([title, [...fields], [...groups]]);
}

/** The shape that was packed. */
export function unpackShape(id: string, packed: string): Shape {
  const [title, fields, groups] = JSON.parse(packed);
  return { id, title, fields: new Map(fields), groups: new Map(groups) };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
