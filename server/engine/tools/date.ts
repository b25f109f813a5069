import { calendar, clockTime, isoTime } from './when.ts';
import { fail, out, type Tool } from './tool.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The simulated clock, never the host's. */
export const date: Tool = {
  name: 'date',
  summary: 'the simulated time, UTC',
  usage: 'Usage: date [-u] [-Is] [+FORMAT]   FORMAT: %Y %m %d %H %M %S %s %F %T %a %b',
  run: (_world, ctx, argv) => {
    const at = calendar(ctx.nowMs);
    const two = (value: number) => String(value).padStart(2, '0');
    const format = argv.find((word) => word.startsWith('+'));
    if (argv.includes('-Is') || argv.includes('--iso-8601=seconds'))
      return out(isoTime(ctx.nowMs).replace('Z', '+00:00'));
    if (format) {
      const parts: Record<string, string> = {
        Y: String(at.year),
        m: two(at.month),
        d: two(at.day),
        H: two(at.hour),
        M: two(at.minute),
        S: two(at.second),
        s: String(Math.floor(ctx.nowMs / 1000)),
        F: `${at.year}-${two(at.month)}-${two(at.day)}`,
        T: clockTime(ctx.nowMs),
        a: DAYS[at.weekday]!,
        b: MONTHS[at.month - 1]!,
        '%': '%',
      };
      return out(format.slice(1).replace(/%(.)/g, (all, letter: string) => parts[letter] ?? all));
    }
    const other = argv.find((word) => word !== '-u' && word !== '--utc');
    if (other)
      return fail(`date: invalid option -- '${other.replace(/^-+/, '')}'\nTry 'date --help' for more information.`);
    return out(
      `${DAYS[at.weekday]} ${MONTHS[at.month - 1]} ${String(at.day).padStart(2)} ${clockTime(ctx.nowMs)} UTC ${at.year}`,
    );
  },
};
