import type { IconName } from './icons.ts';

/** Ink of a state. `live` is the accent; `soft` is settled or not known. */
export type Tone = 'ok' | 'warn' | 'bad' | 'note' | 'soft' | 'live' | 'plain';

interface Sign {
  icon: IconName;
  tone: Tone;
  word: string;
}

/** Every state that a screen may show: shape + colour + word, always all three. Round is well, angular is not. */
export const signs = {
  // evidence
  true: { icon: 'disc-tick', tone: 'ok', word: 'true' },
  false: { icon: 'block-cross', tone: 'bad', word: 'false' },
  unchecked: { icon: 'ring-dashed', tone: 'soft', word: 'not checked' },
  // health
  healthy: { icon: 'disc-tick', tone: 'ok', word: 'healthy' },
  degraded: { icon: 'warning', tone: 'warn', word: 'degraded' },
  down: { icon: 'block-cross', tone: 'bad', word: 'down' },
  // alerts
  page: { icon: 'block', tone: 'bad', word: 'page' },
  acked: { icon: 'ring-tick', tone: 'soft', word: 'acked' },
  pending: { icon: 'half-disc', tone: 'note', word: 'pending' },
  resolved: { icon: 'disc-tick', tone: 'ok', word: 'resolved' },
  // knowledge
  known: { icon: 'block', tone: 'plain', word: 'known' },
  guess: { icon: 'half-block', tone: 'note', word: 'guess' },
  unknown: { icon: 'box-dashed', tone: 'soft', word: 'unknown' },
  decided: { icon: 'flag', tone: 'plain', word: 'decided' },
  // objectives
  met: { icon: 'disc-tick', tone: 'ok', word: 'met' },
  open: { icon: 'ring', tone: 'soft', word: 'open' },
  missed: { icon: 'block-cross', tone: 'bad', word: 'missed' },
  // due, freshness
  due: { icon: 'half-disc', tone: 'note', word: 'due' },
  overdue: { icon: 'warning', tone: 'warn', word: 'overdue' },
  stale: { icon: 'warning', tone: 'note', word: 'stale' },
  fresh: { icon: 'disc-tick', tone: 'ok', word: 'fresh' },
  // fault states, deck
  live: { icon: 'ring-dot', tone: 'live', word: 'live' },
  was: { icon: 'box-dashed', tone: 'soft', word: 'was' },
  'not-yet': { icon: 'box', tone: 'soft', word: 'not yet' },
  skipped: { icon: 'minus', tone: 'plain', word: 'skipped' },
} as const satisfies Record<string, Sign>;

export type MarkState = keyof typeof signs;

export type SeverityLevel = 1 | 2 | 3 | 4 | 'fyi';

export const severities: Record<SeverityLevel, { icon: IconName; word: string }> = {
  1: { icon: 'octagon', word: 'SEV-1' },
  2: { icon: 'triangle', word: 'SEV-2' },
  3: { icon: 'diamond', word: 'SEV-3' },
  4: { icon: 'square', word: 'SEV-4' },
  fyi: { icon: 'dot', word: 'FYI' },
};
