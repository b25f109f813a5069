import type { MapNodeView } from '../../protocol/room.ts';
import { wording } from './cue.ts';
import type { Scene } from './scene.ts';

const LOOKED = ['Had a look. {found}', 'I looked at the charts and the map: {found}', 'From here: {found}'];
const QUIET = 'nothing fires, and the charts I have open look as they did an hour ago.';
const NO_GUESS = [
  ' What it means I cannot tell from that.',
  ' I would not read a cause into it yet.',
  ' That is what I see; why, I do not know.',
];
const CHANGED = [
  'The changes list has {changes} of the last hour. I have not gone through them; what changed says when.',
  '{changes} in the changes list since an hour ago. Worth laying beside the time it began.',
];
const NO_CHANGES = ['The changes list shows nothing within the last hour.'];

/** What a look at signals that everybody has would say: symptoms with figures, never a cause and never a fix. */
export function lookAnswer(scene: Scene, question: string, id: string): string {
  if (/\b(chang\w*|deploy\w*|releas\w*|rolled out)\b/i.test(question)) return changesAnswer(scene, id);
  const about = scene.map.find((node) => new RegExp(`\\b${escaped(node.id)}\\b`, 'i').test(question));
  const found = [...(about ? [healthWords(about)] : []), ...alertWords(scene), ...chartWords(scene)];
  const words = found.length === 0 ? QUIET : `${found.slice(0, 3).join('; ')}.`;
  return wording(scene, id, LOOKED, { found: words }) + wording(scene, `${id}-guess`, NO_GUESS);
}

function changesAnswer(scene: Scene, id: string): string {
  const { recentChanges: count } = scene;
  const changes = count === 1 ? 'One entry' : `${count} entries`;
  return wording(scene, id, count === 0 ? NO_CHANGES : CHANGED, { changes });
}

function healthWords({ id, health }: MapNodeView): string {
  return `the map shows ${id} ${health}`;
}

function alertWords({ pages, clock }: Scene): string[] {
  return pages.slice(0, 1).map(({ rule, value, firedAtS }) => `${rule} fires since ${clock(firedAtS ?? 0)}, ${value}`);
}

/** The chart where the page says to verify, else none. */
function chartWords({ pages, alerts, reads }: Scene): string[] {
  const verify = (pages[0] ?? alerts.findLast(({ tier }) => tier === 'page'))?.payload.verify;
  const now = verify ? reads(verify.chart) : null;
  return verify && now !== null ? [`${verify.label}: ${now}`] : [];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
