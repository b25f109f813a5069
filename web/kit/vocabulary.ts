import type { Severity } from '../../server/protocol/roles.ts';
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

export type SeverityLevel = Severity | 'fyi';

export const severities: Record<SeverityLevel, { icon: IconName; tone: Tone; word: string }> = {
  'sev-0': { icon: 'octagon', tone: 'bad', word: 'SEV-0' },
  'sev-1': { icon: 'octagon', tone: 'bad', word: 'SEV-1' },
  'sev-2': { icon: 'triangle', tone: 'warn', word: 'SEV-2' },
  'sev-3': { icon: 'diamond', tone: 'note', word: 'SEV-3' },
  'sev-4': { icon: 'square', tone: 'soft', word: 'SEV-4' },
  'sev-5': { icon: 'square', tone: 'soft', word: 'SEV-5' },
  fyi: { icon: 'dot', tone: 'soft', word: 'FYI' },
};
