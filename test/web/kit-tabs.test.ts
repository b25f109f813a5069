import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import Tabs from '../../web/kit/Tabs.svelte';

afterEach(cleanup);

const tabs = [
  { id: 'runbook', label: 'Runbook' },
  { id: 'terminal', label: 'Terminal', count: 2 },
  { id: 'map', label: 'Map' },
];

function show(selected = 'runbook') {
  const onselect = vi.fn();
  render(Tabs, { label: 'Work', group: 'work', tabs, selected, onselect });
  return onselect;
}
const tab = (name: RegExp) => screen.getByRole('tab', { name });

test('only the chosen tab is a tab stop', () => {
  show();
  expect(screen.getAllByRole('tab').map((t) => t.tabIndex)).toEqual([0, -1, -1]);
  expect(tab(/Runbook/).getAttribute('aria-selected')).toBe('true');
});

test('arrows go on and back and round, and take the focus along', async () => {
  const onselect = show();
  const list = screen.getByRole('tablist');
  await fireEvent.keyDown(list, { key: 'ArrowRight' });
  expect(document.activeElement).toBe(tab(/Terminal/));
  await fireEvent.keyDown(list, { key: 'ArrowLeft' });
  await fireEvent.keyDown(list, { key: 'ArrowLeft' });
  expect(document.activeElement).toBe(tab(/Map/));
  await fireEvent.keyDown(list, { key: 'ArrowRight' });
  expect(onselect.mock.calls.map(([id]) => id)).toEqual(['terminal', 'runbook', 'map', 'runbook']);
});

test('Home and End go to the ends', async () => {
  show('terminal');
  const list = screen.getByRole('tablist');
  await fireEvent.keyDown(list, { key: 'End' });
  expect(tab(/Map/).getAttribute('aria-selected')).toBe('true');
  await fireEvent.keyDown(list, { key: 'Home' });
  expect(tab(/Runbook/).getAttribute('aria-selected')).toBe('true');
});

test('a click chooses and names the panel it shows', async () => {
  show();
  await fireEvent.click(tab(/Map/));
  expect(tab(/Map/).getAttribute('aria-controls')).toBe('work-panel-map');
  expect(tab(/Runbook/).hasAttribute('aria-controls')).toBe(false);
});
