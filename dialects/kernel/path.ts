/**
 * The path and query of a request's target. Paths are compared without regard to case, doubled slashes and
 * trailing ones: old servers took them so, and base addresses that end in a slash are common.
 */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const fragment = target.indexOf('#');
  const whole = fragment < 0 ? target : target.slice(0, fragment);
  const mark = whole.indexOf('?');
  const path = mark < 0 ? whole : whole.slice(0, mark);
  return { path: normalisePath(path), query: mark < 0 ? '' : whole.slice(mark + 1) };
}

const NORMAL = /^(?:\/[a-z0-9._-]+)+$/;
const ABSOLUTE_FORM = /^https?:\/\/[^/]*/i;

function normalisePath(path: string): string {
  if (NORMAL.test(path)) return path;
  const decoded = decodePath(path.replace(ABSOLUTE_FORM, ''));
  const collapsed = `/${decoded}`.replace(/\/{2,}/g, '/').toLowerCase();
  return collapsed.length > 1 && collapsed.endsWith('/') ? collapsed.slice(0, -1) : collapsed;
}

function decodePath(path: string): string {
  try {
    return path.includes('%') ? decodeURIComponent(path) : path;
  } catch {
    return path;
  }
}

/** True for the mount itself and every path below it; '' is the mount of all paths. */
export function isBelow(path: string, mount: string): boolean {
  return (
    path.startsWith(mount) && (path.length === mount.length || mount === '' || path[mount.length] === '/')
  );
}
