import { commanderCues } from '../crew/commander.ts';
import { commsCues } from '../crew/comms.ts';
import { dueS, type BotAct, type Cue } from '../crew/cue.ts';
import { listeningCues } from '../crew/listening.ts';
import { lookingOnCues } from '../crew/looking-on.ts';
import { officeCues } from '../crew/office.ts';
import { chartReading } from '../crew/readings.ts';
import { isBots, saidBy, sceneOf, type Scene } from '../crew/scene.ts';
import { scribeCues } from '../crew/scribe.ts';
import { draftAt } from '../decide/decision.ts';
import type { AnyDraft } from '../entry.ts';
import { nextMessageId } from '../evolve/channel.ts';
import { drawn } from '../hash.ts';
import type { Session } from '../session.ts';
import { peopleAreBusy } from './busy.ts';

/** No two bots speak within so many seconds, and none so soon after the coach. */
const APART_S = 3;
/** Between two remarks that nobody asked for. */
const CHATTER_APART_S = 20;

/** What bots in empty roles do at this second, through the same entries as people. At most one thing. */
export function crew(session: Session): AnyDraft[] {
  if (![...session.seats.values()].some(({ bot, state }) => bot && state !== 'left')) return [];
  const scene = sceneOf(session, {
    reads: (chart) => chartReading(session, chart),
    heard: (fromS) => heard(session, fromS),
    draw: (...names) => drawn(session.created.seed, 'crew', ...names),
  });
  const lastS = lastSpokenS(scene);
  const nudgedS = session.coach.nudges.at(-1)?.atS ?? -APART_S;
  if (scene.nowS - Math.max(lastS, nudgedS) < APART_S) return [];
  const mayChat = scene.nowS - lastS >= CHATTER_APART_S && !peopleAreBusy(session);
  for (const cue of cuesOf(scene)) {
    if ((cue.chatter && !mayChat) || !isTimely(scene, cue)) continue;
    const act = cue.act(scene);
    if (act && dueS(scene, cue, act) <= scene.nowS) return draftsOf(session, cue, act);
  }
  return [];
}

/** Not done, not too soon, and not stale. */
function isTimely(scene: Scene, { id, seat, sinceS, reactS, chatter, staleS = Infinity }: Cue): boolean {
  if (isDone(scene, id) || sinceS + reactS[0] > scene.nowS) return false;
  if (chatter && sinceS < satDownS(scene, seat)) return false;
  return scene.nowS - sinceS - reactS[1] <= staleS;
}

/** When a bot was last handed a role: what lies before it was somebody else's to ask. */
function satDownS({ handed }: Scene, seat: string): number {
  return handed.findLast((one) => one.seat === seat)?.atS ?? 0;
}

/** Words carry their cue; what was noted carries it in the note's id. */
function isDone({ done, facts }: Scene, cue: string): boolean {
  return done.has(cue) || facts.some(({ id }) => id === noteId(cue));
}

function noteId(cue: string): string {
  return `crew-${cue}`;
}

/** Answers come before remarks. */
function cuesOf(scene: Scene): Cue[] {
  return [
    ...listeningCues(scene),
    ...lookingOnCues(scene),
    ...commsCues(scene),
    ...scribeCues(scene),
    ...commanderCues(scene),
    ...officeCues(scene),
  ];
}

function draftsOf(session: Session, { id: cue, seat }: Cue, act: BotAct): AnyDraft[] {
  const by = { seat, command: null };
  const say = (text: string) =>
    draftAt(
      session,
      'chat.said',
      { id: nextMessageId(session, 'team'), channel: 'team', text, persona: null, cue },
      by,
    );
  switch (act.kind) {
    case 'say':
      return [say(act.text)];
    case 'read back':
      return [draftAt(session, 'chat.readback', { message: act.message }, by), say(act.text)];
    case 'update': {
      const { condition, action, need, nextInMin } = act;
      return [draftAt(session, 'can.sent', { condition, action, need, nextInMin, cue }, by)];
    }
    case 'note':
      return [draftAt(session, 'fact.noted', { id: noteId(cue), kind: act.fact, text: act.text }, by)];
  }
}

function lastSpokenS(scene: Scene): number {
  const spoken = scene.messages.findLast((message) => message.body.kind !== 'system' && isBots(scene, saidBy(message)));
  return spoken?.atS ?? -CHATTER_APART_S;
}

/** The same look-up that everybody has in the shop's signals. */
function heard({ sim }: Session, fromS: number): { quotes: string[]; total: number } {
  const { voices, total } = sim.ask('customers.heard', { fromS });
  return { quotes: voices.map(({ text }) => text), total };
}
