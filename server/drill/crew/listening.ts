import { INCIDENT_ROLES, ROLE_NAMES, type IncidentRole } from '../../protocol/roles.ts';
import type { MessageView } from '../../protocol/room.ts';
import { isBriefing } from '../coach/briefing.ts';
import { wording, type Cue } from './cue.ts';
import { lookAnswer } from './expert.ts';
import { botIn, isPersons, roleWords, saidBy, type Bot, type Scene } from './scene.ts';

/** Characters of an order or a briefing that are read back. */
const MOST_READ_BACK = 180;
/** What was said longer ago than that is answered by nobody any more. */
const HEARD_FOR_S = 240;
/** From the first update, or that long after the declaration, somebody offers to take over. */
const OFFER_AFTER_UPDATE_S = 40;
const OFFER_AFTER_DECLARING_S = 240;
/** A briefing is answered together with the role that it came with. */
const WITH_ROLE_S = 60;

const READS_BACK = ['Reading back: “{order}”.', 'Heard: “{order}”.', '“{order}”: I have that.'];
const NO_HANDS = [
  ' My hands are off production in this drill; you run it, I watch what it does.',
  ' I cannot touch production here: run it yourself and I keep an eye on the charts.',
];
const WILL_DO = [' I see to it.', ' Mine.', ' On it.'];
const NOT_MINE = [
  'I only know what is in this channel. What do you see?',
  'You are closer to it than I am: what do the charts say?',
];
const TAKES = [
  'I have {role}. What is under way right now, and what is promised to whom?',
  '{role} is mine from here. What must I not touch, and when is the next update due?',
];
const TAKES_BRIEFED = [
  'I have {role}. Read back: “{briefing}” When is the next update due, and who expects it?',
  '{role} is mine. I heard: “{briefing}” What would make you change the plan?',
];
const OFFERS = [
  'I can take {role}, so that you have your hands free. What do I need to know?',
  'Shall I take over {role}? If so: what is the case, what is being done, what do you need?',
];

const OFFERS_ANYHOW = [
  'I can take over from you whenever you need your hands free. What would I need to know?',
  'Say if you want to hand this on. What is the case, what is being done, what do you need?',
];

/** Answers to people: orders are read back, questions looked into, roles that are handed over taken with a question. */
export function listeningCues(scene: Scene): Cue[] {
  const recent = scene.messages.filter(({ atS, body }) => body.kind === 'text' && scene.nowS - atS < HEARD_FOR_S);
  return [
    ...recent.filter((message) => isPersons(scene, message)).flatMap((message) => answer(scene, message)),
    ...takeover(scene),
    ...offer(scene),
  ];
}

function answer(scene: Scene, message: MessageView): Cue[] {
  const { id, atS, body } = message;
  if (body.kind !== 'text') return [];
  const { text } = body;
  const called = calledIn(scene, text);
  const asks = text.includes('?');
  const bot = called?.bot ?? (asks && isForAnybody(scene, message, text) ? botIn(scene, 'ops', 'sme') : null);
  if (!bot) return [];
  // Its words come with the role that it was a briefing for.
  if (!asks && isBriefing(text) && scene.handed.some((one) => Math.abs(one.atS - atS) <= WITH_ROLE_S)) return [];
  const base = { id: `answer-${id}`, seat: bot.id, sinceS: atS, chatter: false } as const;
  if (asks) {
    const looks = bot.roles.some((role) => role === 'ops' || role === 'sme');
    const words = (now: Scene) => (looks ? lookAnswer(now, text, id) : wording(now, id, NOT_MINE));
    return [{ ...base, reactS: looks ? [20, 42] : [8, 20], act: (now) => ({ kind: 'say', text: words(now) }) }];
  }
  return [{ ...base, reactS: [4, 10], act: (now) => readBack(now, bot, id, called?.order ?? text) }];
}

/** A question to nobody is one to whoever knows the systems, unless a person has spoken since. */
function isForAnybody(scene: Scene, message: MessageView, text: string): boolean {
  const toPerson = scene.people.some(({ name }) => calls(name).test(text));
  const spokenSince = scene.messages.some(
    (later) => later.atS > message.atS && isPersons(scene, later) && saidBy(later) !== saidBy(message),
  );
  return !toPerson && !spokenSince;
}

function readBack(scene: Scene, bot: Bot, message: string, text: string): ReturnType<Cue['act']> {
  const handsOn = bot.roles.some((role) => role === 'ops' || role === 'sme' || role === 'ic');
  const words = wording(scene, message, READS_BACK, { order: shortened(text) });
  return { kind: 'read back', message, text: words + wording(scene, `${message}-end`, handsOn ? NO_HANDS : WILL_DO) };
}

/**
 * The bot whom a message speaks to, and what it says to it: its name first or after an @, or its role first with a comma
 * or colon ("Support calls" is about support, "Support, …" is to it).
 */
function calledIn(scene: Scene, text: string): { bot: Bot; order: string } | null {
  const order = (call: RegExp) => (call.test(text) ? text.replace(call, '').trim() : null);
  for (const bot of scene.bots) {
    const said = order(calls(bot.name));
    if (said !== null) return { bot, order: said };
  }
  for (const role of INCIDENT_ROLES) {
    const bot = botIn(scene, role);
    const said = order(new RegExp(`^\\s*(?:${role}|${ROLE_NAMES[role]})\\s*[,:]|@${role}\\b[,:]?`, 'i'));
    if (bot && said !== null) return { bot, order: said };
  }
  return null;
}

function calls(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?:^\\s*|@)${literal}(?![\\p{L}\\p{N}])[,:]?`, 'iu');
}

function takeover(scene: Scene): Cue[] {
  return scene.handed.map(({ seat, role, by, atS }): Cue => ({
    id: `takes-${role}-${atS}`,
    seat,
    sinceS: atS,
    reactS: [5, 12],
    chatter: false,
    act: (now) => {
      const briefing = now.messages.findLast(
        ({ atS: saidS, from, body }) =>
          Math.abs(saidS - atS) <= WITH_ROLE_S &&
          from.kind === 'seat' &&
          from.seat === by &&
          body.kind === 'text' &&
          isBriefing(body.text),
      );
      const values = { role: roleWords(role) };
      if (briefing?.body.kind !== 'text') return { kind: 'say', text: wording(now, `${role}${atS}`, TAKES, values) };
      const words = { ...values, briefing: shortened(briefing.body.text.replace(/^handover[^.:]*[.:]\s*/i, '')) };
      return { kind: 'read back', message: briefing.id, text: wording(now, `${role}${atS}`, TAKES_BRIEFED, words) };
    },
  }));
}

/** Once, when there is something to hand over: a role of somebody who wears one, else operations. */
function offer(scene: Scene): Cue[] {
  const { incident, people, messages } = scene;
  if (!incident || incident.allClearAtS !== null || scene.handed.length > 0) return [];
  const bot = botIn(scene, 'ic', 'ops', 'sme', 'scribe', 'comms');
  const role = people.flatMap(({ roles }) => roles)[0] ?? VACANT.find((one) => !botIn(scene, one));
  if (!bot) return [];
  const update = messages.find((message) => message.body.kind === 'can' && isPersons(scene, message));
  return [
    {
      id: 'offers',
      seat: bot.id,
      sinceS: update ? update.atS + OFFER_AFTER_UPDATE_S : incident.declaredAtS + OFFER_AFTER_DECLARING_S,
      reactS: [0, 15],
      chatter: true,
      act: (now) => ({
        kind: 'say',
        text: role ? wording(now, 'offers', OFFERS, { role: roleWords(role) }) : wording(now, 'offers', OFFERS_ANYHOW),
      }),
    },
  ];
}

const VACANT: readonly IncidentRole[] = ['ops', 'ic', 'sme'];

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(/[.!]$/, '');
  return line.length > MOST_READ_BACK ? `${line.slice(0, MOST_READ_BACK - 2).trimEnd()} …` : line;
}
