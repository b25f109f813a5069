import { SEVERITIES, type Severity } from '../../protocol/roles.ts';
import { severityTitle } from '../words.ts';
import { wording, type BotAct, type Cue } from './cue.ts';
import { botIn, lastWordS, type Scene } from './scene.ts';

const UNACKNOWLEDGED_FOR_S = 50;
/** A page that waited longer than that is taken with a word of relief. */
const LATE_S = 180;
/** Levels that a declaration may be above the worst page before somebody asks: on suspicion is right, out of all proportion is not. */
const ABOVE_AT_MOST = 1;
/** A page fires, and no person has done or said anything for so long. */
const SILENT_FOR_S = 420;

const WHO_HAS_IT = [
  '{rule} rings: {value}. Who has it?',
  'I see {rule} paging ({value}). Is anybody on it?',
  'Page: {summary}. Who takes it?',
];
const TAKEN_LATE = [
  'Good that you have it; it has rung since {time}. What do you see?',
  'You have it, then. It has rung since {time}; shout if you need a second pair of eyes.',
];
const WHICH_SEVERITY = [
  'The page says {page}, we said {ours}. Which one do we mean?',
  '{ours}, and the page says {page}: do we know something that it does not, or the other way round?',
];
const STILL_THERE = [
  'Are you still there? Nothing has been written since {time}, and {rule} still fires.',
  'It has been quiet here since {time}. Are you on to something, or stuck? Either is fine, say which.',
];

/** What a colleague who looks on says about what people do, or do not: nothing about the system that is not on the page. */
export function lookingOnCues(scene: Scene): Cue[] {
  const bot = botIn(scene, 'ic', 'sme', 'ops', 'scribe', 'comms');
  if (!bot) return [];
  const cue: MakeCue = (id, sinceS, reactS, text) => ({
    id,
    seat: bot.id,
    sinceS,
    reactS,
    chatter: true,
    staleS: 60,
    act: (now): BotAct => ({ kind: 'say', text: text(now) }),
  });
  return [...unacknowledged(scene, cue), ...takenLate(scene, cue), ...severity(scene, cue), ...silence(scene, cue)];
}

type MakeCue = (id: string, sinceS: number, reactS: Cue['reactS'], text: (now: Scene) => string) => Cue;

function unacknowledged(scene: Scene, cue: MakeCue): Cue[] {
  const page = scene.pages.find(({ ack }) => ack === null);
  if (!page) return [];
  const { fingerprint, firedAtS, rule, value, summary } = page;
  const sinceS = (firedAtS ?? scene.nowS) + UNACKNOWLEDGED_FOR_S;
  return [
    cue(`ic-page-${fingerprint}`, sinceS, [0, 20], () =>
      wording(scene, 'ic-page', WHO_HAS_IT, { rule, value, summary }),
    ),
  ];
}

/** The first page, when it was taken late: once in a drill. */
function takenLate(scene: Scene, cue: MakeCue): Cue[] {
  const first = scene.alerts
    .filter(({ tier, firedAtS }) => tier === 'page' && firedAtS !== null)
    .toSorted((a, b) => (a.firedAtS ?? 0) - (b.firedAtS ?? 0))[0];
  const rangS = first?.firedAtS ?? 0;
  if (!first?.ack || first.ack.atS - rangS < LATE_S) return [];
  const time = scene.clock(rangS);
  return [cue('taken-late', first.ack.atS, [8, 25], () => wording(scene, 'taken-late', TAKEN_LATE, { time }))];
}

/** Once for each severity that was called: what is on the page is what everybody may compare it with. */
function severity(scene: Scene, cue: MakeCue): Cue[] {
  const { incident, pages } = scene;
  const worst = pages.map((page) => page.severity).toSorted()[0];
  if (!incident || incident.allClearAtS !== null || worst === undefined) return [];
  const above = levelOf(worst) - levelOf(incident.severity);
  if (above >= 0 && above <= ABOVE_AT_MOST) return [];
  const values = { page: severityTitle(worst), ours: severityTitle(incident.severity) };
  const id = `severity-${incident.severity}-${worst}`;
  return [cue(id, incident.declaredAtS, [25, 60], () => wording(scene, id, WHICH_SEVERITY, values))];
}

/** SEV-0 is the worst. */
function levelOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function silence(scene: Scene, cue: MakeCue): Cue[] {
  const { pages, nowS } = scene;
  const page = pages[0];
  if (!page) return [];
  const sinceS = Math.max(page.firedAtS ?? nowS, page.ack?.atS ?? 0, lastWordS(scene) ?? 0, scene.lastLookS);
  if (nowS - sinceS < SILENT_FOR_S) return [];
  const values = { time: scene.clock(sinceS), rule: page.rule };
  return [
    cue(`silence-${sinceS}`, sinceS + SILENT_FOR_S, [0, 45], () => wording(scene, 'silence', STILL_THERE, values)),
  ];
}
