/** Small files whose whole text the checks read: users and groups, and where loaders look for libraries. */
export function isKeptText(path: string): boolean {
  return (
    path.startsWith('etc/') &&
    /^etc\/(?:passwd|group|ld\.so\.conf|ld\.so\.conf\.d\/[^/]{1,255}|ld-musl-[a-z0-9_]{1,32}\.path)$/.test(path)
  );
}
