import { describe, expect, it } from 'vitest';
import { drillOn } from '../support/drill-dsl.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { stage } from '../support/stage.ts';

describe('the clock of a drill', () => {
  it('stands in the lobby: time does not pass before the start', () => {
    drillOn(stage(), scripted())
      .after('5m')
      .expects(({ clock }) => expect(clock).toMatchObject({ state: 'lobby', atS: 0 }));
  });

  it('stands while the drill is paused and goes on afterwards', () => {
    drillOn(stage(), scripted())
      .start()
      .after('2m')
      .as('fay')
      .does('drill.pause', {})
      .after('10m')
      .does('drill.resume', {})
      .after('1m')
      .expects(({ clock }) => expect(clock).toMatchObject({ state: 'running', atS: 180, reason: null }));
  });

  it('refuses a command that the world would have to carry out while it stands still', () => {
    drillOn(stage(), scripted())
      .start()
      .by('fay', () => undefined)
      .enters('drill.paused', { reason: 'The clock stood still for 14 s.' })
      .isRefused('incident.declare', { severity: 'sev-2', title: 'Checkout hangs' }, 'drill/paused')
      .says('we may talk meanwhile');
  });

  it('tells everybody why the server paused it', () => {
    const tale = drillOn(stage(), scripted()).start().enters('drill.paused', { reason: 'The server restarted.' });
    expect(tale.view('fixers').notices).toMatchObject([{ level: 'warn', text: 'The server restarted.' }]);
    expect(tale.view('fixers').clock.reason).toBe('The server restarted.');
  });

  it('refuses late commands aloud after the end, and still takes words and actions', () => {
    drillOn(stage(), scripted())
      .start()
      .after('1m')
      .ends()
      .isRefused('incident.declare', { severity: 'sev-2', title: 'too late' }, 'drill/ended')
      .as('fay')
      .isRefused('drill.resume', {}, 'drill/ended')
      .does('action.add', { text: 'Add a timeout', owner: 'Ann', due: '2026-04-01', gap: null })
      .after('5m')
      .expects(({ clock }) => expect(clock).toMatchObject({ state: 'ended', atS: 60 }));
  });

  it('does not start without anybody who responds', () => {
    drillOn(stage(), scripted())
      .enters('seat.left', { seat: 'ann', removed: false })
      .enters('seat.left', { seat: 'bob', removed: false })
      .as('fay')
      .isRefused('drill.start', {}, 'drill/not-started');
  });

  it('says once when the timebox is over', () => {
    const tale = drillOn(stage(), scripted())
      .start()
      .after('41m')
      .enters('clock.reached', {})
      .enters('clock.reached', {});
    expect(tale.view('fixers').notices).toMatchObject([{ id: 'timebox', atS: 2460 }]);
  });
});
