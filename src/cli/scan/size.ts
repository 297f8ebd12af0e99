const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** Bytes for people: `12 bytes`, `48.1 kB`. */
export function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${power === 0 ? bytes : (bytes / 1_000 ** power).toFixed(1)} ${UNITS[power]}`;
}
