import type { Debrief } from '../../server/protocol/http.ts';
import type { TimelineEntry, TimelineLane, TimelineSpan } from '../charts/timeline-model.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/vocabulary.ts';

/** Shape and ink of a mark by its kind; the word stands beside it. */
const LOOKS: Readonly<Record<string, { icon: IconName; tone: Tone }>> = {
  page: { icon: 'block', tone: 'bad' },
  ticket: { icon: 'diamond', tone: 'note' },
  fyi: { icon: 'dot', tone: 'soft' },
  ack: { icon: 'ring-tick', tone: 'plain' },
  resolved: { icon: 'disc-tick', tone: 'ok' },
  refused: { icon: 'block-cross', tone: 'bad' },
  action: { icon: 'bolt', tone: 'live' },
  hypothesis: { icon: 'ring', tone: 'plain' },
  allclear: { icon: 'disc-tick', tone: 'ok' },
  staff: { icon: 'people', tone: 'soft' },
  hint: { icon: 'flag', tone: 'note' },
  command: { icon: 'right', tone: 'plain' },
  decision: { icon: 'flag', tone: 'plain' },
  declare: { icon: 'flag', tone: 'live' },
  can: { icon: 'chat', tone: 'live' },
  inject: { icon: 'dot', tone: 'soft' },
};
const PLAIN = { icon: 'dot', tone: 'plain' } as const;

/** Lanes as the timeline draws them. Without `truth` the lanes that fixers could not see are left out. */
export function timelineLanes(debrief: Debrief, truth: boolean): TimelineLane[] {
  return debrief.lanes
    .filter((lane) => truth || !lane.secret)
    .map((lane) => ({
      id: lane.id,
      label: lane.label,
      entries: lane.marks.filter((mark) => mark.toS === null).map((mark, index) => entry(lane.id, mark, index)),
      spans: lane.marks.filter((mark) => mark.toS !== null).map((mark, index) => span(lane.id, mark, index)),
    }));
}

type Mark = Debrief['lanes'][number]['marks'][number];

function entry(lane: string, mark: Mark, index: number): TimelineEntry {
  const look = LOOKS[mark.kind] ?? PLAIN;
  return {
    id: `${lane}-${mark.entry}-${index}`,
    atS: mark.atS,
    label: mark.label,
    detail: `${mark.label} (entry ${mark.entry})`,
    ...look,
  };
}

function span(lane: string, mark: Mark, index: number): TimelineSpan {
  return {
    id: `${lane}-span-${mark.entry}-${index}`,
    fromS: mark.atS,
    toS: mark.toS ?? mark.atS,
    label: mark.label,
    detail: mark.label,
    look: mark.kind === 'gap' ? 'gap' : mark.kind === 'fault' ? 'hot' : 'quiet',
  };
}
