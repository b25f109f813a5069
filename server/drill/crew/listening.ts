import { INCIDENT_ROLES, ROLE_NAMES } from '../../protocol/roles.ts';
import type { MessageView } from '../../protocol/room.ts';
import { meantBy } from '../coach/meaning.ts';
import { wording, type Cue } from './cue.ts';
import { lookAnswer } from './expert.ts';
import { botIn, isPersons, saidBy, shortened, type Bot, type Scene } from './scene.ts';
import { isOfHandover, takeoverCues, willing } from './takeover.ts';

/** What was said longer ago than that is answered by nobody any more. */
const HEARD_FOR_S = 240;

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

/** Answers to people: orders are read back, questions looked into, roles that are handed over taken with a question. */
export function listeningCues(scene: Scene): Cue[] {
  const recent = scene.messages.filter(({ atS, body }) => body.kind === 'text' && scene.nowS - atS < HEARD_FOR_S);
  return [
    ...recent.filter((message) => isPersons(scene, message)).flatMap((message) => answer(scene, message)),
    ...takeoverCues(scene),
  ];
}

function answer(scene: Scene, message: MessageView): Cue[] {
  const { id, atS, body } = message;
  if (body.kind !== 'text') return [];
  const { text } = body;
  const called = calledIn(scene, text);
  const asks = text.includes('?');
  const handsOver = meantBy(text) === 'hand over';
  const bot =
    called?.bot ?? ((asks || handsOver) && isForAnybody(scene, message, text) ? botIn(scene, 'ops', 'sme') : null);
  if (!bot || isOfHandover(scene, message)) return [];
  const base = { id: `answer-${id}`, seat: bot.id, sinceS: atS, chatter: false } as const;
  if (handsOver) return [{ ...base, reactS: [6, 14], act: (now) => ({ kind: 'say', text: willing(now, id) }) }];
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
