import { describe, expect, it } from 'vitest';
import type { AnyEntry } from '../../server/drill/entry.ts';
import { replay } from '../../server/drill/replay.ts';
import { INCIDENT_ROLES, type IncidentRole } from '../../server/protocol/roles.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { canaryStage } from '../support/canary-stage.ts';
import { drill, drillOn, type Tale } from '../support/drill-dsl.ts';
import { longIncident } from '../support/long-incident.ts';
import { busyWorld } from '../support/random-drill.ts';
import { stage } from '../support/stage.ts';

const SEATED: readonly IncidentRole[] = ['ic', 'comms', 'scribe', 'sme', 'support', 'executive'];

function withBots(tale: Tale, roles: readonly IncidentRole[] = SEATED): Tale {
  return tale.by('fay', () => roles.forEach((role) => tale.does('seat.bot', { role })));
}
/** CheckoutSlow pages at 01:00 and goes on. */
const begun = (roles = SEATED, seed = 'a') => withBots(drillOn(stage(), longIncident(), seed), roles).start();
const said = (tale: Tale) => tale.entries('chat.said').filter(({ seat }) => seat?.startsWith('bot-'));
const texts = (tale: Tale, role?: IncidentRole) =>
  said(tale)
    .filter(({ seat }) => role === undefined || seat === `bot-${role}`)
    .map(({ payload }) => payload.text);
const nameOf = (tale: Tale, role: IncidentRole) =>
  tale.view('fixers').seats.find(({ id }) => id === `bot-${role}`)!.name;

describe('a bot in a role', () => {
  it('sits down where nobody does, with a name, marked as a bot', () => {
    const tale = begun(['comms']);
    expect(tale.lastReply).toMatchObject({ ok: true });
    expect(tale.view('fixers').seats.find(({ bot }) => bot)).toMatchObject({ id: 'bot-comms', roles: ['comms'] });
    expect(nameOf(tale, 'comms')).toMatch(/^[A-Z][a-z]+$/);
    tale.as('fay').isRefused('seat.bot', { role: 'comms' }, 'seat/taken');
  });

  it('has a name that no other bot has', () => {
    const tale = begun(INCIDENT_ROLES);
    expect(new Set(INCIDENT_ROLES.map((role) => nameOf(tale, role))).size).toBe(INCIDENT_ROLES.length);
  });

  it.each(['ic', 'scribe'] as const)('makes room for the person who takes %s, and goes', (role) => {
    const tale = begun([role]).does('role.take', { role });
    expect(tale.session.seats.get(`bot-${role}`)).toMatchObject({ state: 'left', roles: [] });
    expect(tale.session.seats.get('ann')?.roles).toEqual([role]);
    tale.as('fay').isRefused('seat.bot', { role }, 'seat/taken');
  });

  it('holds nothing back: people hand out roles and give the all-clear though a bot commands', () => {
    const tale = begun(['ic']).attended('4m').does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.does('role.assign', { role: 'ops', seat: 'bob' }).does('allclear.give', { text: 'over' });
    expect(tale.session.incident?.allClearAtS).not.toBeNull();
  });

  it('acknowledges nothing, changes nothing, and decides nothing', () => {
    const tale = begun().attended('20m');
    const own = tale.log.filter(({ seat }) => seat?.startsWith('bot-'));
    expect(new Set(own.map(({ kind }) => kind))).toEqual(new Set(['chat.said']));
    expect([...tale.session.alerts.values()].every(({ ack }) => ack === null)).toBe(true);
  });

  it('does not meet an objective with what it sends in the name of the team', () => {
    const tale = begun(['comms']).attended('4m').does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.attended('7m');
    expect(tale.entries('can.sent')).toHaveLength(1);
    expect(tale.entries('can.sent')[0]?.payload.condition).toContain('Checkout is slow');
    expect(tale.session.said.has('can')).toBe(false);
  });
});

describe('its pace', () => {
  it('is a person’s: no two of them within three seconds, and never two remarks within twenty', () => {
    const tale = begun().attended('2m').ack().does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    const at = said(tale.attended('16m')).map(({ simMs }) => simMs / 1000);
    expect(at.length).toBeGreaterThan(4);
    at.slice(1).forEach((atS, i) => expect(atS - at[i]!).toBeGreaterThanOrEqual(20));
  });

  it('leaves people alone while they type', () => {
    const tale = begun().attended('2m').ack().does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    for (let line = 0; line < 40; line++) tale.types('psql -c 1').attended('5s');
    expect(said(tale)).toHaveLength(said(begun().attended('2m')).length);
  });

  it('is quiet when nothing pages and nobody speaks', () => {
    expect(texts(begun().attended('55s'))).toEqual([]);
  });

  it('takes longer for a look than for a word', () => {
    const tale = begun().attended('10s').says('what do the charts say?').attended('19s');
    expect(texts(tale, 'sme')).toEqual([]);
    expect(texts(tale.attended('41s'), 'sme')).toHaveLength(1);
  });

  it('says no sentence twice in a row', () => {
    const all = texts(begun(SEATED, 'b').attended('25m'));
    all.slice(1).forEach((text, i) => expect(text).not.toBe(all[i]));
  });
});

describe('what it says', () => {
  it('answers a question with what everybody can see, and neither with a cause nor a fix', () => {
    const tale = begun().attended('5m').says('what does checkout look like?').attended('70s');
    const [answer = ''] = texts(tale, 'sme');
    expect(answer).toMatch(/the map shows checkout \w+; CheckoutSlow fires since 14:01, 3/);
    expect(answer).not.toMatch(/report|holder|idle|terminate|restart/i);
  });

  it('reads back an order that was given to it by name', () => {
    const tale = begun();
    const name = nameOf(tale, 'scribe');
    tale.attended('10s').says(`${name}, write down that search is fine.`).attended('25s');
    expect(texts(tale, 'scribe').at(-1)).toContain('write down that search is fine');
    const order = tale.session.messages.find(({ body }) => body.kind === 'text' && body.text.startsWith(name));
    expect(order?.readBack.map(({ seat }) => seat)).toEqual(['bot-scribe']);
  });

  it('takes a role that is handed to it with a question, and reads the briefing back', () => {
    const tale = begun(['sme']).attended('4m').does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.says('Handover. Condition: users wait. Action: looked at the pool. Need: an update at 14:20.');
    tale.does('role.assign', { role: 'ic', seat: 'bot-sme' }).attended('40s');
    expect(texts(tale, 'sme').at(-1)).toMatch(/users wait.*\?$/s);
    expect(tale.entries('chat.readback').map(({ seat }) => seat)).toEqual(['bot-sme']);
  });

  it('offers to take over at a natural moment, once', () => {
    const tale = begun(['sme']).does('role.take', { role: 'ic' }).attended('4m');
    tale.does('incident.declare', { severity: 'sev-1', title: 'Slow' }).attended('15m');
    const offers = said(tale).filter(({ payload }) => payload.cue === 'offers');
    expect(offers.map(({ payload }) => payload.text)).toEqual([expect.stringContaining('Incident Commander')]);
  });

  it('posts what customers write, with how many, and only while something pages', () => {
    const quiet = begun(['comms']).attended('55s');
    expect(texts(quiet)).toEqual([]);
    const [first = ''] = texts(begun(['comms']).attended('90s').ack().attended('270s'));
    expect(first).toMatch(/\d+.*“It hangs, try \d+\.”/s);
  });

  it('asks the scribe’s question about a decision that has no reason', () => {
    const tale = begun(['scribe']).attended('1m').does('decision.make', { text: 'Look from outside', reason: '' });
    expect(texts(tale.attended('40s'), 'scribe').join()).toMatch(/D1.*\?/s);
  });

  it('gives away nothing that fixers could not know', () => {
    const tale = withBots(drillOn(canaryStage(), busyWorld(), 'SECRET-T-seed'), INCIDENT_ROLES)
      .start()
      .attended('2m');
    tale.ack().does('incident.declare', { severity: 'sev-2', title: 'Slow' });
    for (const question of ['what changed?', 'why is checkout slow?', 'what is the cause?', 'what should we do?'])
      tale.says(question).attended('60s');
    expect(said(tale).length).toBeGreaterThan(5);
    expect(JSON.stringify([tale.sent.fixers, tale.snapshot('fixers')])).not.toMatch(/SECRET/);
  });

  it('names neither cause nor variant of a real scenario', () => {
    const tale = withBots(drill('certificate-expiry', { variant: 'leaf-expired' }))
      .start()
      .attended('4m');
    tale.says('what is the cause?').attended('1m').says('what should we do?').attended('1m');
    const { cause, title } = tale.session.scenario.variant;
    const words = texts(tale).join('\n');
    expect(texts(tale, 'sme')).toHaveLength(2);
    for (const secret of [cause, title]) expect(words).not.toContain(secret);
  });
});

describe('what it makes of what people do', () => {
  const cues = (tale: Tale, cue: RegExp) => said(tale).filter(({ payload }) => cue.test(payload.cue ?? ''));

  it('asks who has a page that nobody took, and is glad when it is taken late', () => {
    const tale = begun(['sme']).attended('150s');
    expect(cues(tale, /^ic-page/)).toHaveLength(1);
    tale.attended('2m').ack().attended('1m');
    expect(cues(tale, /^taken-late/).map(({ payload }) => payload.text)).toEqual([expect.stringContaining('14:01')]);
    expect(cues(begun(['sme']).attended('90s').ack().attended('2m'), /^taken-late/)).toEqual([]);
  });

  it.each([
    ['sev-3', 'SEV-3'],
    ['sev-1', null],
    ['sev-0', 'SEV-0'],
  ] as const)('compares a declared %s with what the page says: %s', (severity, asked) => {
    const tale = begun(['sme']).attended('2m').ack().does('incident.declare', { severity, title: 'Slow' });
    const [question] = cues(tale.attended('2m'), /^severity-/);
    if (asked === null) expect(question).toBeUndefined();
    else expect(question?.payload.text).toMatch(new RegExp(`${asked}.*\\?`, 's'));
  });

  it('asks after somebody from whom nothing was seen for ten minutes, and not after one who works', () => {
    const silent = begun(['sme']).attended('90s').ack().attended('10m');
    expect(cues(silent, /^silence/).map(({ payload }) => payload.text)).toEqual([expect.stringMatching(/\?|stuck/)]);
    const works = begun(['sme']).attended('90s').ack();
    for (let line = 0; line < 10; line++) works.types('psql -c 1').attended('1m');
    expect(cues(works, /^silence/)).toEqual([]);
  });

  it('says what became of an update, and that it was told when it is over', () => {
    const tale = begun(['comms', 'scribe'])
      .attended('4m')
      .does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.attended('1m');
    expect(cues(tale, /^scribe-writes/)[0]?.payload.text).toMatch(/INC-\d+.*14:04/);
    tale.does('can.send', { condition: 'c', action: 'a', need: 'n', nextInMin: 10 }).attended('1m');
    expect(cues(tale, /^comms-sent/)[0]?.payload.text).toContain('14:15');
    tale.does('allclear.give', { text: 'over' }).attended('1m');
    expect(cues(tale, /^comms-over/)).toHaveLength(1);
  });

  it('takes a role that comes without words with a question, and reads back whatever it is answered', () => {
    const tale = begun(['sme']).attended('4m').does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.does('role.assign', { role: 'ic', seat: 'bot-sme' }).attended('40s');
    expect(texts(tale, 'sme').at(-1)).toMatch(/\?$/);
    expect(tale.entries('chat.readback')).toEqual([]);
    tale.says('I was just going through page one, somebody may call').attended('40s');
    expect(tale.entries('chat.readback').map(({ seat }) => seat)).toEqual(['bot-sme']);
    expect(texts(tale, 'sme').at(-1)).toContain('I was just going through page one');
  });

  it('asks for what free words left out, once it has the role', () => {
    const tale = begun(['sme']).attended('4m').does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.says('Handing over: users are locked out since 14:01.').does('role.assign', { role: 'ic', seat: 'bot-sme' });
    expect(texts(tale.attended('40s'), 'sme').at(-1)).toMatch(/users are locked out.*What have you done so far/s);
  });

  it('says that it can, when somebody asks it to take over without giving a role', () => {
    const tale = begun(['sme'])
      .attended('4m')
      .says(`${nameOf(begun(['sme']), 'sme')}, can you take over?`);
    expect(texts(tale.attended('40s'), 'sme').at(-1)).toMatch(/role/);
  });

  it('begins with what somebody says who calls for the first time', () => {
    const first = (seed: string) => texts(begun(['support'], seed).attended('90s').ack().attended('5m'), 'support')[0];
    for (const seed of ['a', 'b', 'c']) expect(first(seed)).toMatch(/^The phones do not stop/);
  });
});

describe('what it did', () => {
  it('is input: a replay gives the same words and asks nobody', () => {
    const tale = begun().attended('5m').ack().says('what do the charts say?').attended('3m');
    expect(replay(tale.log, () => ({ scenario: stage(), sim: longIncident() }))).toMatchObject({ matches: true });
  });

  it('is drawn by the drill’s seed: the same again, and otherwise with another seed', () => {
    const words = (seed: string) => texts(begun(SEATED, seed).attended('12m'));
    expect(words('a')).toEqual(words('a'));
    expect(words('a')).not.toEqual(words('z'));
  });

  it('is nobody’s when the drill is scored: not the response side’s', () => {
    const tale = begun(['comms']).attended('4m').does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    const log = readLog(tale.attended('7m').log);
    expect(log.of('can.sent').map(log.byResponder)).toEqual([false]);
    expect(log.of('incident.declared').map(log.byResponder)).toEqual([true]);
  });

  it('carries the bot’s seat, as people’s entries carry theirs', () => {
    const tale = begun().attended('8m');
    expect(said(tale).every((entry: AnyEntry) => tale.session.seats.get(entry.seat ?? '')?.bot)).toBe(true);
  });
});
