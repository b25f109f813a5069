import { wording, type BotAct, type Cue } from './cue.ts';
import { botIn, isBots, saidBy, type Scene } from './scene.ts';

const CUSTOMERS_EVERY_S = 150;
const ASK_FIRST_AFTER_S = 45;
/** So long before a promised update it is asked for, and so long after it one goes out from what the team wrote. */
const REMIND_BEFORE_S = 75;
const STAND_IN_AFTER_S = 90;
const FIRST_STAND_IN_AFTER_S = 300;

const CUSTOMERS = [
  'Customers write, {total} in the last minutes: {quotes}',
  'From the inbox ({total} new): {quotes}',
  'Messages from customers: {total}. Two of them: {quotes}',
];
const WHAT_MAY_I_SAY = [
  'Nobody outside has heard from us yet. Condition, action, need: what may I send?',
  'I hold the status page. What is true now, what are we doing, when do we write again?',
];
const PUBLISHED = [
  'It is on the status page as you wrote it, with {time} for the next one.',
  'Sent. People outside read it, and expect the next one at {time}.',
];
const TOLD_IT_IS_OVER = [
  'The all-clear is on the status page. I answer those who still write.',
  'I have told them that it is over, and since when. Thank you.',
];
const REMINDER = [
  'The update is due at {time}. What has changed since the last one?',
  'At {time} people expect an update from us. What goes into it?',
];

/** Posts what customers write, asks for the update, reminds of the promised one, and sends it when nobody does. */
export function commsCues(scene: Scene): Cue[] {
  const bot = botIn(scene, 'comms');
  if (!bot) return [];
  const base = { seat: bot.id, chatter: true, staleS: 90 } as const;
  return [...published(scene, base), ...isOver(scene, base), ...customers(scene, base), ...updates(scene, base)];
}

type Base = Pick<Cue, 'seat' | 'chatter' | 'staleS'>;

/** The newest update of a person reaches those it is for. */
function published(scene: Scene, base: Base): Cue[] {
  const sent = scene.messages.findLast(({ body }) => body.kind === 'can');
  if (sent?.body.kind !== 'can' || isBots(scene, saidBy(sent))) return [];
  const { id, atS } = sent;
  const time = scene.clock(sent.body.nextAtS);
  return [
    {
      ...base,
      id: `comms-sent-${id}`,
      sinceS: atS,
      reactS: [15, 40],
      act: (now) => says(wording(now, id, PUBLISHED, { time })),
    },
  ];
}

function isOver({ incident }: Scene, base: Base): Cue[] {
  const atS = incident?.allClearAtS ?? null;
  if (atS === null) return [];
  return [
    {
      ...base,
      id: 'comms-over',
      sinceS: atS,
      reactS: [12, 40],
      act: (now) => says(wording(now, 'over', TOLD_IT_IS_OVER)),
    },
  ];
}

function says(text: string): BotAct {
  return { kind: 'say', text };
}

function customers(scene: Scene, base: Base): Cue[] {
  const begun = scene.pages[0]?.firedAtS ?? null;
  if (begun === null) return [];
  const round = Math.floor((scene.nowS - begun) / CUSTOMERS_EVERY_S);
  const sinceS = begun + round * CUSTOMERS_EVERY_S;
  if (round === 0) return [];
  return [
    {
      ...base,
      id: `comms-customers-${begun}-${round}`,
      sinceS,
      reactS: [0, 40],
      act: (now) => {
        const { quotes, total } = now.heard(sinceS - CUSTOMERS_EVERY_S);
        if (quotes.length === 0) return null;
        const two = [...new Set(quotes)].slice(-2).map((quote) => `“${quote}”`);
        return says(wording(now, `customers-${round}`, CUSTOMERS, { total: howMany(total), quotes: two.join(' ') }));
      },
    },
  ];
}

/** As somebody says it who looks at a full inbox: nobody counts hundreds. */
function howMany(total: number): string {
  if (total < 30) return String(total);
  return total < 150 ? 'dozens' : total < 1500 ? 'hundreds' : 'more than a thousand';
}

function updates(scene: Scene, base: Base): Cue[] {
  const { incident } = scene;
  if (!incident || incident.allClearAtS !== null) return [];
  const dueAtS = incident.nextUpdateAtS;
  if (dueAtS === null) {
    const ask: Cue = {
      ...base,
      id: 'comms-first',
      sinceS: incident.declaredAtS + ASK_FIRST_AFTER_S,
      reactS: [0, 30],
      act: (now) => says(wording(now, 'comms-first', WHAT_MAY_I_SAY)),
    };
    return [ask, ...standIn(scene, base, incident.declaredAtS + FIRST_STAND_IN_AFTER_S)];
  }
  const remind: Cue = {
    ...base,
    id: `comms-remind-${dueAtS}`,
    sinceS: dueAtS - REMIND_BEFORE_S,
    reactS: [0, 20],
    act: (now) => says(wording(now, `remind-${dueAtS}`, REMINDER, { time: now.clock(dueAtS) })),
  };
  return [remind, ...standIn(scene, base, dueAtS + STAND_IN_AFTER_S)];
}

/** An update from the team's own words and what the alerts say. Not while somebody is to learn to send it. */
function standIn(scene: Scene, base: Base, sinceS: number): Cue[] {
  if (scene.leavesUpdate) return [];
  return [
    {
      ...base,
      id: `comms-can-${sinceS}`,
      chatter: false,
      sinceS,
      reactS: [0, 30],
      act: (now) => ({
        kind: 'update',
        condition: condition(now),
        action: action(now),
        need: 'nothing',
        nextInMin: 10,
      }),
    },
  ];
}

function condition({ pages, facts }: Scene): string {
  const known = facts.findLast(({ kind }) => kind === 'known');
  const alerts = pages.slice(0, 2).map(({ summary, value }) => `${summary} (${value})`);
  return [alerts.length === 0 ? 'No page fires now.' : `${alerts.join('; ')}.`, known?.text].filter(Boolean).join(' ');
}

function action(scene: Scene): string {
  const decided = scene.decisions.at(-1);
  if (decided) return decided.text;
  const told = scene.messages.findLast((message) => message.body.kind === 'can' && !isBots(scene, saidBy(message)));
  return told?.body.kind === 'can' ? told.body.action : 'The team investigates.';
}
