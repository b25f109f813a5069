import { expect, test } from 'vitest';
import { PANEL_KINDS, tabsThatFit } from '../../web/room/signals/panels.ts';
import { PANELS, isLarge, readPlace, windowOf, writePlace, type Place } from '../../web/state/signals/place.ts';

test('what the address says is what a refresh brings back', () => {
  const place: Place = { panel: 'logs', of: 'checkout', text: 'status=503 "two words"', from: '600', to: '720' };
  expect(readPlace(writePlace(place))).toEqual(place);
  expect(writePlace(place, true)).toContain('large=1');
  expect(isLarge(writePlace(place, true))).toBe(true);
  expect(isLarge(writePlace(place))).toBe(false);
});

test('an address without a panel, or with one that nobody knows, opens none', () => {
  expect(readPlace('')).toBeNull();
  expect(readPlace('?panel=secrets&of=checkout')).toBeNull();
});

test('words of an address that no panel knows are left out', () => {
  expect(readPlace('?panel=map&of=web&utm=1')).toEqual({ panel: 'map', of: 'web' });
});

test('a fixed window needs both ends in order; else the window is the last minutes', () => {
  expect(windowOf({ panel: 'logs', from: '60', to: '180' }, 900, 5)).toEqual({ fromS: 60, toS: 180, isLive: false });
  expect(windowOf({ panel: 'logs', from: '180', to: '60' }, 900, 5)).toEqual({ fromS: 600, toS: 900, isLive: true });
  expect(windowOf({ panel: 'logs', from: '60' }, 900, 5).isLive).toBe(true);
});

test('each panel has a tab and a letter of its own', () => {
  expect([...PANEL_KINDS.map(({ id }) => id)].sort()).toEqual([...PANELS].sort());
  expect(new Set(PANEL_KINDS.map(({ letter }) => letter)).size).toBe(PANEL_KINDS.length);
});

test('tabs that do not fit stand under More, the chosen one never does', () => {
  const ids = PANEL_KINDS.map(({ id }) => id);
  const width = () => 50;
  expect(tabsThatFit(ids, 'charts', width, 200)).toEqual(ids.slice(0, 4));
  expect(tabsThatFit(ids, 'catalogue', width, 200)).toEqual([...ids.slice(0, 3), 'catalogue']);
  expect(tabsThatFit(ids, 'shop', width, 10)).toEqual(['shop']);
});
