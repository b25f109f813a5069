import { severityTitle } from '../words.ts';
import { wording, type Cue } from './cue.ts';
import { botIn, isPersons, type Scene } from './scene.ts';

const NOTED = ['Noted as D{number} at {time}: {text}.', 'D{number}, {time}: {text}. It is in the record.'];
const NOTED_NO_REASON = [
  'Noted as D{number} at {time}. And why? I write it down beside it.',
  'D{number}, {time}: in the record. What made us decide so?',
];
const IS_IT_A_DECISION = [
  'Is that a decision? With Decide it stands in the record.',
  'Shall that count as decided? I write down only what is said so.',
];
const WRITES = [
  '{incident} has been open since {time}, {severity}. I write along; say aloud what you decide.',
  'I keep the record of {incident}: {severity} since {time}. Decisions with Decide, please.',
];
/** How people say what they are about to do without calling it a decision. */
const SOUNDS_DECIDED = /\b(let'?s|we will|we'll|i will|i'll|going to|we should)\b/i;
const ASKED_AT_MOST = 2;

/** Notes decisions, asks for their reasons, and puts hypotheses where everybody sees them as guesses. */
export function scribeCues(scene: Scene): Cue[] {
  const bot = botIn(scene, 'scribe');
  if (!bot) return [];
  const base = { seat: bot.id, chatter: true, staleS: 120 } as const;
  const noted = scene.decisions.slice(-2).map(({ number, text, reason, atS }): Cue => ({
    ...base,
    id: `scribe-d${number}`,
    sinceS: atS,
    reactS: [4, 14],
    act: (now) => {
      const values = { number, text: text.replace(/\.$/, ''), time: now.clock(atS) };
      return { kind: 'say', text: wording(now, `d${number}`, reason ? NOTED : NOTED_NO_REASON, values) };
    },
  }));
  return [...writes(scene, base), ...noted, ...guesses(scene, base), ...asks(scene, base)];
}

type Base = Pick<Cue, 'seat' | 'chatter' | 'staleS'>;

function writes({ incident }: Scene, base: Base): Cue[] {
  if (!incident || incident.allClearAtS !== null) return [];
  const { id, severity, declaredAtS } = incident;
  const values = { incident: id, severity: severityTitle(severity) };
  return [
    {
      ...base,
      id: 'scribe-writes',
      sinceS: declaredAtS,
      reactS: [15, 40],
      act: (now) => ({
        kind: 'say',
        text: wording(now, 'writes', WRITES, { ...values, time: now.clock(declaredAtS) }),
      }),
    },
  ];
}

const HYPOTHESIS = /^states a hypothesis: (.+)$/s;

function guesses(scene: Scene, base: Base): Cue[] {
  return scene.messages.flatMap(({ id, atS, body }): Cue[] => {
    const text = body.kind === 'system' ? HYPOTHESIS.exec(body.text)?.[1] : undefined;
    if (text === undefined) return [];
    return [
      {
        ...base,
        id: `scribe-guess-${id}`,
        sinceS: atS,
        reactS: [6, 16],
        act: () => ({ kind: 'note', fact: 'guess', text }),
      },
    ];
  });
}

function asks(scene: Scene, base: Base): Cue[] {
  const asked = [...scene.done.keys()].filter((id) => id.startsWith('scribe-asks-')).length;
  if (asked >= ASKED_AT_MOST) return [];
  const said = scene.messages.findLast(
    (message) => isPersons(scene, message) && message.body.kind === 'text' && SOUNDS_DECIDED.test(message.body.text),
  );
  const decided = scene.decisions.some(({ atS }) => said && atS >= said.atS - 10);
  if (!said || decided) return [];
  return [
    {
      ...base,
      staleS: 40,
      id: `scribe-asks-${said.id}`,
      sinceS: said.atS,
      reactS: [12, 24],
      act: (now) => ({ kind: 'say', text: wording(now, said.id, IS_IT_A_DECISION) }),
    },
  ];
}
