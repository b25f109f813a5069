import type { DrillStatus } from './status.ts';

/** A drill that was rewound often has a long line of successors; no longer than this. */
const MAX_BRANCHES = 100;

/** The drill in which people go on from this one, or this one itself; null when there is none. */
export async function newestBranch(
  desk: { status(drill: string): Promise<DrillStatus | null> },
  drill: string,
): Promise<{ drill: string; status: DrillStatus } | null> {
  let found: { drill: string; status: DrillStatus } | null = null;
  let next: string | null = drill;
  for (let n = 0; next !== null && n < MAX_BRANCHES; n++) {
    const status: DrillStatus | null = await desk.status(next);
    if (!status) break;
    found = { drill: next, status };
    next = status.continuedAs;
  }
  return found;
}

/** Nobody plays it any more: it has ended, and so has every drill in which people went on from it. */
export async function isOver(desk: Parameters<typeof newestBranch>[0], drill: string): Promise<boolean> {
  return (await newestBranch(desk, drill))?.status.state === 'ended';
}
