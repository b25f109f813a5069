import type { IncidentRole } from '../../protocol/roles.ts';
import { wording, type Cue } from './cue.ts';
import { botIn, newsS, type Scene } from './scene.ts';

/** Who calls, after how long of a page, how often, and in what words. */
const CALLERS: { role: IncidentRole; afterS: number; everyS: number; asks: readonly string[] }[] = [
  {
    role: 'support',
    afterS: 120,
    everyS: 200,
    asks: [
      'The phones do not stop. What do I tell people?',
      'Three more tickets while I type this. Is there a page I can send them to?',
      'Do you know when it works again? They ask me, I ask you.',
      'Some have tried five times now. Shall they go on trying?',
      'Is it still the same as before, or something new?',
    ],
  },
  {
    role: 'executive',
    afterS: 180,
    everyS: 300,
    asks: [
      'I hear the shop has trouble. How many customers, and since when?',
      'When is it fixed?',
      'Do we need more people on this? Say so, and you have them.',
      'I have a call with a partner in ten minutes. What may I say?',
      'Why did customers see it before I heard of it?',
    ],
  },
];

/** Silent that long after an update: they have just been told. */
const TOLD_FOR_S = 150;

/** Impatient questions of those who wait for an answer; quiet when they were just told, or when nothing burns. */
export function officeCues(scene: Scene): Cue[] {
  const begun = scene.pages[0]?.firedAtS ?? null;
  if (begun === null) return [];
  const told = scene.messages.findLast(({ body }) => body.kind === 'can')?.atS ?? null;
  if (told !== null && scene.nowS - told < TOLD_FOR_S) return [];
  return CALLERS.flatMap(({ role, afterS, everyS, asks }) => {
    const bot = botIn(scene, role);
    const round = Math.floor((scene.nowS - begun - afterS) / everyS);
    const sinceS = begun + afterS + round * everyS;
    if (!bot || round < 0 || (round > 0 && newsS(scene) <= sinceS - everyS)) return [];
    const text = asked(asks, round, scene.draw('office', role));
    return [
      {
        id: `${role}-${begun}-${round}`,
        seat: bot.id,
        sinceS,
        reactS: [0, 60],
        chatter: true,
        staleS: 90,
        act: (now) => ({ kind: 'say', text: wording(now, `${role}-${round}`, [text]) }),
      } satisfies Cue,
    ];
  });
}

/** They begin with the first; then the others, from a place that the drill draws: none twice until all were said. */
function asked([first = '', ...others]: readonly string[], round: number, drawn: number): string {
  if (round === 0) return first;
  return others[(Math.floor(drawn * others.length) + round) % others.length] ?? first;
}
