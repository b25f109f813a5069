import { isBriefing, lacking, type BriefingPart } from '../coach/briefing.ts';
import { meantBy } from '../coach/meaning.ts';
import type { IncidentRole } from '../../protocol/roles.ts';
import type { MessageView } from '../../protocol/room.ts';
import { wording, type BotAct, type Cue } from './cue.ts';
import { botIn, isPersons, roleWords, saidBy, shortened, type Scene } from './scene.ts';

/** Words and the role that they go with, in either order, lie that close together. */
const WITH_ROLE_S = 60;
/** Answers to what whoever takes a role has asked are heard for so long. */
const ANSWERED_WITHIN_S = 300;
/** Fewer words than that brief nobody: "done, thanks". */
const WORDS_AT_LEAST = 4;
/** From the first update, or that long after the declaration, somebody offers to take over. */
const OFFER_AFTER_UPDATE_S = 40;
const OFFER_AFTER_DECLARING_S = 240;

const TAKES = [
  'I have {role}. What is under way right now, and what is promised to whom?',
  '{role} is mine from here. What must I not touch, and when is the next update due?',
];
const TAKES_BRIEFED = [
  'I have {role}. Reading back: “{briefing}”. Anything that must not be touched meanwhile?',
  '{role} is mine. I take from you: “{briefing}”. What is promised to whom, and until when?',
];
const TAKES_LACKING = ['I have {role}. Reading back: “{briefing}”. {asks}', '{role} is mine. So: “{briefing}”. {asks}'];
const HEARD = ['Reading back: “{briefing}”. I have it.', 'So: “{briefing}”. Clear, I go on from there.'];
const ASKS: Record<BriefingPart, string> = {
  condition: 'How do things stand right now?',
  action: 'What have you done so far, and what is under way?',
  need: 'What is promised, and what is left to do?',
};
const WILLING = [
  'I can. Give me the role with Hand over, and tell me: what is the case, what is being done, what is promised?',
  'Yes. Which role do you hand me, and what do I need to know: the state, what is under way, what we owe to whom?',
];
const OFFERS = [
  'I can take {role}, so that you have your hands free. What do I need to know?',
  'Shall I take over {role}? If so: what is the case, what is being done, what do you need?',
];
const OFFERS_ANYHOW = [
  'I can take over from you whenever you need your hands free. What would I need to know?',
  'Say if you want to hand this on. What is the case, what is being done, what do you need?',
];

/** Roles that change hands: taken with the words that came with them read back, asked for where there were none. */
export function takeoverCues(scene: Scene): Cue[] {
  return [...scene.handed.flatMap((one) => [takes(one), ...hears(scene, one)]), ...offer(scene)];
}

/** Whether a message belongs to a role that was handed over: whoever took the role answers it. */
export function isOfHandover(scene: Scene, message: MessageView): boolean {
  return scene.handed.some(
    (one) => one.by === saidBy(message) && (wordsOf(scene, one).includes(message) || answerTo(scene, one) === message),
  );
}

/** An answer to words that hand over while no role has changed hands. */
export function willing(scene: Scene, id: string): string {
  return wording(scene, `willing-${id}`, WILLING);
}

type Handed = Scene['handed'][number];

function takes(handed: Handed): Cue {
  const { seat, role, atS } = handed;
  return {
    id: takesId(handed),
    seat,
    sinceS: atS,
    reactS: [5, 12],
    chatter: false,
    act: (now) => {
      const words = wordsOf(now, handed).at(-1);
      if (!words) return { kind: 'say', text: wording(now, `${role}${atS}`, TAKES, { role: roleWords(role) }) };
      return readsBack(now, words, lacks(words).length === 0 ? TAKES_BRIEFED : TAKES_LACKING, role);
    },
  };
}

/** The answer to what was asked when the role came without words is read back, once. */
function hears(scene: Scene, handed: Handed): Cue[] {
  const { seat, role, by, atS } = handed;
  const isRead = scene.messages.some((message) => saidBy(message) === by && readBy(message, seat) >= atS);
  const answer = answerTo(scene, handed);
  if (!answer || isRead) return [];
  return [
    {
      id: `hears-${role}-${atS}`,
      seat,
      sinceS: answer.atS,
      reactS: [4, 10],
      chatter: false,
      act: (now) => readsBack(now, answer, HEARD, role),
    },
  ];
}

/** The first thing that whoever gave the role said once its new holder had asked. */
function answerTo({ done, messages }: Scene, handed: Handed): MessageView | null {
  const askedS = done.get(takesId(handed));
  if (askedS === undefined) return null;
  const isAnswer = (message: MessageView) =>
    saidBy(message) === handed.by &&
    message.atS >= askedS &&
    message.atS - askedS <= ANSWERED_WITHIN_S &&
    tells(message);
  return messages.find(isAnswer) ?? null;
}

function takesId({ role, atS }: Handed): string {
  return `takes-${role}-${atS}`;
}

/** What was said with a role: the last of it is read back. */
function wordsOf({ messages }: Scene, { by, atS }: Handed): MessageView[] {
  return messages.filter(
    (message) =>
      saidBy(message) === by &&
      Math.abs(message.atS - atS) <= WITH_ROLE_S &&
      message.body.kind === 'text' &&
      (isBriefing(message.body.text) || meantBy(message.body.text) === 'hand over'),
  );
}

/** Says something, and asks nothing. */
function tells({ body }: MessageView): boolean {
  return body.kind === 'text' && !body.text.includes('?') && body.text.trim().split(/\s+/).length >= WORDS_AT_LEAST;
}

function readsBack(now: Scene, { id, body }: MessageView, wordings: readonly string[], role: IncidentRole): BotAct {
  const text = body.kind === 'text' ? body.text : '';
  const briefing = shortened(text.replace(/^handover[^.:]*[.:]\s*/i, ''));
  const asks = ASKS[lacking(text)[0] ?? 'need'];
  return {
    kind: 'read back',
    message: id,
    text: wording(now, `takes-${id}`, wordings, { role: roleWords(role), briefing, asks }),
  };
}

function lacks({ body }: MessageView): BriefingPart[] {
  return body.kind === 'text' ? lacking(body.text) : [];
}

function readBy({ readBack }: MessageView, seat: string): number {
  return readBack.find((one) => one.seat === seat)?.atS ?? -1;
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
