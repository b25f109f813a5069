import { severityTitle } from '../words.ts';
import { wording, type Cue } from './cue.ts';
import { botIn, isPersons, lastWordS, newsS, type Scene } from './scene.ts';

const UNDECLARED_FOR_S = 150;
const STATUS_EVERY_S = 240;
const QUIET_FOR_S = 150;
const PAGES_GONE_FOR_S = 75;

const HOW_BAD = [
  'How bad is this for users? Is it an incident?',
  'What do users notice? Should others know that it is on?',
  'Is this bigger than the one page? Say it if it is.',
];
const WHO_IS_ON_IT = [
  '{incident} is on. Who looks at what? Say it here, so that nobody does it twice.',
  '{incident}, {severity}. Who is hands on keyboard, and on what?',
];
const STATUS = [
  'Status, please: what do we know, what is being tried, what do you need?',
  'It was quiet for a while. Where are we?',
  'Quick status? One line will do: known, trying, blocked.',
];
const SUMMARY = ['So far: {pages}. {declared}{decisions}{next}', 'To sum up: {pages}. {declared}{decisions}{next}'];
const IS_IT_OVER = [
  'No page has fired since {time}. What did you check before we call it?',
  'Quiet since {time}. Is it over, or only quiet? What says so?',
];

/** Asks for status and who is on it, sums up what everybody can read, and never what to do. */
export function commanderCues(scene: Scene): Cue[] {
  const bot = botIn(scene, 'ic');
  if (!bot) return [];
  const cue = (id: string, sinceS: number, reactS: Cue['reactS'], text: (now: Scene) => string | null): Cue => ({
    id,
    seat: bot.id,
    sinceS,
    reactS,
    chatter: true,
    staleS: 60,
    act: (now) => {
      const words = text(now);
      return words === null ? null : { kind: 'say', text: words };
    },
  });
  return [...howBad(scene, cue), ...onceDeclared(scene, cue)];
}

type MakeCue = (id: string, sinceS: number, reactS: Cue['reactS'], text: (now: Scene) => string | null) => Cue;

function howBad(scene: Scene, cue: MakeCue): Cue[] {
  const taken = scene.pages.find(({ ack }) => ack !== null);
  if (!taken || scene.incident) return [];
  return [
    cue('ic-how-bad', (taken.ack?.atS ?? 0) + UNDECLARED_FOR_S, [0, 30], () => wording(scene, 'ic-how-bad', HOW_BAD)),
  ];
}

function onceDeclared(scene: Scene, cue: MakeCue): Cue[] {
  const { incident, nowS } = scene;
  if (!incident || incident.allClearAtS !== null) return [];
  const values = { incident: incident.id, severity: severityTitle(incident.severity) };
  const round = Math.floor((nowS - incident.declaredAtS) / STATUS_EVERY_S);
  const roundS = incident.declaredAtS + round * STATUS_EVERY_S;
  const cues = [cue('ic-who', incident.declaredAtS, [18, 45], () => wording(scene, 'ic-who', WHO_IS_ON_IT, values))];
  // Every second round sums up, the others ask; both only when there was something since the last one.
  if (round > 0 && newsS(scene) > roundS - STATUS_EVERY_S) {
    const asks = round % 2 === 1;
    const silent = nowS - (lastWordS(scene) ?? incident.declaredAtS) > QUIET_FOR_S;
    if (!asks) cues.push(cue(`ic-sum-${round}`, roundS, [5, 40], (now) => summary(now)));
    else if (silent) cues.push(cue(`ic-status-${round}`, roundS, [5, 40], () => wording(scene, `ic-${round}`, STATUS)));
  }
  const goneS = Math.max(...scene.alerts.map(({ resolvedAtS }) => resolvedAtS ?? -1));
  if (scene.pages.length === 0 && goneS >= incident.declaredAtS)
    cues.push(
      cue(`ic-over-${goneS}`, goneS + PAGES_GONE_FOR_S, [0, 25], () =>
        wording(scene, 'ic-over', IS_IT_OVER, { time: scene.clock(goneS) }),
      ),
    );
  return cues;
}

function summary(scene: Scene): string {
  const { pages, incident, decisions, nowS } = scene;
  const rules = [...new Set(pages.map(({ rule }) => rule))];
  const last = decisions.at(-1);
  const said = scene.messages.some((message) => isPersons(scene, message));
  const next = incident?.nextUpdateAtS ?? null;
  return wording(scene, `ic-sum-${nowS}`, SUMMARY, {
    pages: rules.length === 0 ? 'no page fires now' : `${rules.join(', ')} ${rules.length === 1 ? 'fires' : 'fire'}`,
    declared: incident ? `${severityTitle(incident.severity)} since ${scene.clock(incident.declaredAtS)}.` : '',
    decisions: last ? ` Decided last: ${last.text}.` : said ? ' Nothing decided yet.' : '',
    next: next === null ? ' No update is promised.' : ` Next update ${scene.clock(next)}.`,
  });
}
