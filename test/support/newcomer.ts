import { pathDrill, pathSetUp } from '../../server/onboarding/path.ts';
import { engineSimulation } from '../../server/drill/engine-simulation.ts';
import type { AnyEntry } from '../../server/drill/entry.ts';
import { drawn } from '../../server/drill/hash.ts';
import { ENGINE_VERSION } from '../../server/engine/version.ts';
import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import type { CompletionRecord } from '../../server/protocol/onboarding.ts';
import type { AlertView, RoomView, RunbookStepView, RunbookView } from '../../server/protocol/room.ts';
import { completionsOf } from '../../server/report/completion.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { resurfaced } from '../../server/scenario/surface.ts';
import type { DeskShell } from '../../server/desk/parts.ts';
import { ourScenario } from './drill-dsl.ts';
import { ok, ToldDesk } from './told-desk.ts';

const LOOKS_EVERY_S = 5;
const READS_STEP_S = 15;
const READS_ANSWER_S = 10;
/** How long a new responder watches what came of a runbook before turning to another page's. */
const WATCHES_S = 240;

/**
 * Somebody who knows nothing but the room: takes a page, follows the runbook that it names to its end, and does what the
 * coach asks about when it asks. Plays a drill of the path alone, through the same commands as a person, and sees only
 * the view that a person gets.
 */
export class Newcomer {
  readonly scenario: Scenario;
  readonly told: ToldDesk;
  readonly #seed: string;
  readonly #number: number;
  #seat = '';
  #view!: RoomView;
  #answered = new Set<string>();
  #followed = new Set<string>();
  readonly #slow: boolean;
  #doing = 'We read the page and its runbook.';
  entries: AnyEntry[] = [];

  constructor(number: number, seed: string, shell: DeskShell) {
    const { scenario, variant } = pathDrill(number)!;
    this.#number = number;
    this.#seed = seed;
    this.#slow = drawn(seed, 'slow', String(number)) < 0.5;
    const own = ourScenario(scenario, variant);
    this.scenario = resurfaced(own, seed);
    this.told = new ToldDesk({ scenario: own, simulate: engineSimulation, shell });
    this.told.parts.engine = ENGINE_VERSION;
  }

  /** Plays the drill from Start to its end and gives the record of it. */
  async plays(): Promise<CompletionRecord> {
    const set = { ...pathSetUp(pathDrill(this.#number)!), seed: this.#seed };
    const created = ok(
      await this.told.desk.createDrill(set, { id: 'p-nia', name: 'Nia' }, { as: 'fixer', path: this.#number }),
    );
    this.told.drill = created.drill;
    this.told.seats.nia = this.#seat = created.seat;
    await this.#does('drill.start', {});
    while (this.#goesOn) {
      await this.#passes(LOOKS_EVERY_S);
      await this.#follows();
    }
    if (this.#view.clock.state !== 'ended') await this.#does('drill.end', {});
    this.entries = await this.told.log();
    const log = readLog(this.entries);
    return completionsOf(log, this.scenario, stampsOf(log, this.scenario))[0]!;
  }

  get #goesOn(): boolean {
    const { clock, head, coach } = this.#view;
    return clock.state === 'running' && clock.atS < head.timeboxS && !coach?.nudges.some(({ id }) => id === 'end');
  }

  /** The runbook of each page, the oldest page first; a page that was not helped sends on to the next one's. */
  async #follows(): Promise<void> {
    const page = this.#firing.find(({ ack, payload }) => ack && !this.#followed.has(payload.firstStep?.runbook ?? ''));
    const id = page?.payload.firstStep?.runbook;
    if (!id) return;
    this.#followed.add(id);
    const runbook = (await this.#does('runbook.open', { runbook: id })) as RunbookView;
    for (const step of runbook.procedure) {
      if (!this.#goesOn) return;
      await this.#passes(READS_STEP_S);
      await this.#doesStep(runbook.id, step);
    }
    await this.#waits(WATCHES_S, () => this.#firing.length === 0);
    // Nothing came of any runbook so far: the first one may fit by now.
    if (
      this.#firing.length > 0 &&
      this.#firing.every(({ payload }) => this.#followed.has(payload.firstStep?.runbook ?? ''))
    )
      this.#followed.clear();
  }

  async #doesStep(runbook: string, { number, title, commands, checks }: RunbookStepView): Promise<void> {
    this.#doing = `We follow ${runbook}, step ${number}: ${title}.`;
    for (const command of commands.keys()) {
      await this.#does('step.run', { runbook, step: number, command, terminal: '1' });
      await this.#passes(READS_ANSWER_S);
    }
    const seen = () => this.#view.evidence.find((one) => one.runbook === runbook && one.step === number)?.checks ?? [];
    await this.#waits(1200, () => seen().every(({ value }) => value !== 'watching'));
    for (const [check, { machine }] of checks.entries())
      if (!machine) await this.#does('step.judge', { runbook, step: number, check, value: true });
  }

  async #waits(mostS: number, until: () => boolean): Promise<void> {
    for (let waited = 0; waited < mostS && !until() && this.#goesOn; waited += LOOKS_EVERY_S)
      await this.#passes(LOOKS_EVERY_S);
  }

  /** Time passes, and what rings or asks meanwhile is answered. */
  async #passes(seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds && this.#goesOn; passed++) await this.told.ticker.pass(1000);
    await this.#looks();
    await this.#takesPages();
    await this.#answers();
  }

  async #takesPages(): Promise<void> {
    const { atS } = this.#view.clock;
    const waits = 20 + 30 * drawn(this.#seed, 'acknowledges');
    const due = this.#firing.filter(({ ack, firedAtS }) => ack === null && atS - (firedAtS ?? atS) >= waits);
    if (due.length > 0) await this.#does('alert.ack', { fingerprints: due.map(({ fingerprint }) => fingerprint) });
  }

  /** What the coach asked, some seconds later: it said where, so that nothing is known that the room does not say. */
  async #answers(): Promise<void> {
    const { coach, clock, incident } = this.#view;
    for (const { id, skill, atS } of coach?.nudges ?? []) {
      if (this.#answered.has(id) || clock.atS - atS < 15) continue;
      this.#answered.add(id);
      // Some know what to do when they are asked; others only when they are told where.
      if (this.#slow && id.endsWith('-1')) continue;
      if (coach?.skills.find((one) => one.skill === skill)?.shown && !id.startsWith('promise')) continue;
      if (skill === 'declare' && !incident) await this.#declares();
      if (skill === 'update' && incident) await this.#updates();
      if (skill === 'hand over' && incident) await this.#handsOver();
      if (skill === 'close' && incident && id !== 'early' && this.#firing.length === 0)
        await this.#does('allclear.give', { text: 'No page fires, and the charts are within their bounds.' });
    }
  }

  /** The worst page of the drill so far: what is over can be declared, too. */
  async #declares(): Promise<void> {
    const pages = this.#view.alerts.filter(({ tier, firedAtS }) => tier === 'page' && firedAtS !== null);
    const worst = pages.toSorted((a, b) => a.severity.localeCompare(b.severity))[0];
    if (worst) await this.#does('incident.declare', { severity: worst.severity, title: worst.summary });
  }

  async #updates(): Promise<void> {
    await this.#does('can.send', { condition: this.#condition, action: this.#doing, need: 'nothing', nextInMin: 10 });
  }

  async #handsOver(): Promise<void> {
    const colleague = this.#view.seats.find(({ bot, state }) => bot && state !== 'left')!;
    const text = `Handover of Incident Commander to ${colleague.name}. Condition: ${this.#condition} Action: ${this.#doing} Need: the next update in time.`;
    await this.#does('chat.say', { channel: 'team', text });
    await this.#does('role.assign', { role: 'ic', seat: colleague.id });
  }

  get #condition(): string {
    const page = this.#firing[0];
    return page ? `${page.summary}, ${page.value}.` : 'No page fires now.';
  }

  get #firing(): AlertView[] {
    return this.#view.alerts
      .filter(({ tier, state }) => tier === 'page' && state === 'firing')
      .toSorted((a, b) => (a.firedAtS ?? 0) - (b.firedAtS ?? 0));
  }

  async #looks(): Promise<void> {
    const joined = ok(await this.told.desk.join(this.told.drill, this.#seat, 0));
    if (joined.kind === 'snapshot') this.#view = joined.view;
  }

  async #does<N extends CommandName>(name: N, payload: Commands[N]['in']): Promise<unknown> {
    const result = await this.told.does('nia', name, payload);
    await this.#looks();
    return result;
  }
}
