const UNITS_S: readonly (readonly [string, number])[] = [
  ['y', 31_536_000],
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
];

/** Prometheus' duration ("1h30m", "15s", "500ms", "0"; units in falling order) in seconds, or null when it is none. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const parts = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (!parts || text === '') return null;
  let seconds = 0;
  UNITS_S.forEach(([, size], i) => {
    if (parts[i + 1] !== undefined) seconds += Number(parts[i + 1]) * size;
  });
  return seconds;
}
