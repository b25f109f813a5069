import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import TablePage from '../../web/tabletop/TablePage.svelte';
import ProjectorStage from '../../web/tabletop/ProjectorStage.svelte';
import { sampleTabletop } from '../../web/gallery/samples-tabletop.ts';

beforeAll(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
});
afterEach(cleanup);

test('the wall shows nothing that the facilitator alone may know, also from the facilitator’s own window', () => {
  const { container } = render(ProjectorStage, { drill: sampleTabletop('facilitator') });
  const text = container.textContent ?? '';
  expect(text).toContain('What do you look at first');
  for (const secret of [
    'The export keeps 150 connections',
    'Somebody takes command',
    'Checkouts answer 503',
    'psql -h orders',
  ])
    expect(text, secret).not.toContain(secret);
  expect(container.querySelectorAll('button, input, a[href]:not(.skip)')).toHaveLength(
    container.querySelectorAll('.as-table').length,
  );
});

test('a responder sees situation, evidence and question, and nothing of the facilitator’s', () => {
  const { container } = render(TablePage, { drill: sampleTabletop('fixer') });
  expect(container.textContent).toContain('Checkout hangs for 30 seconds');
  expect(container.textContent).toMatch(/12 of 30.seats voted/);
  expect(container.textContent).not.toContain('Expected of a well-prepared team');
  expect(screen.queryByRole('button', { name: /Apply to the world/ })).toBeNull();
});

test('the facilitator hides what is secret while the screen is shared', async () => {
  const { container } = render(TablePage, { drill: sampleTabletop('facilitator') });
  expect(container.textContent).toContain('The export keeps 150 connections');
  expect(screen.getByRole('link', { name: /participants/ }).getAttribute('href')).toBe('/print/connection-pool-exhaustion/participants?variant=report&seed=sample&drill=sample'); // prettier-ignore
  await fireEvent.click(screen.getByRole('button', { name: /^Hide/ }));
  expect(container.textContent).not.toContain('The export keeps 150 connections');
  expect(container.textContent).toContain('Notes hidden while you share this screen.');
  await fireEvent.click(screen.getByRole('button', { name: /^Show\b(?! as)/ }));
});

test('before the first round everybody has the briefing, and the facilitator one button', async () => {
  render(TablePage, { drill: sampleTabletop('facilitator', 0) });
  await tick();
  expect(screen.getByRole('button', { name: /Open the first round/ })).toBeTruthy();
  cleanup();
  render(TablePage, { drill: sampleTabletop('fixer', 0) });
  expect(screen.queryByRole('button', { name: /Open the first round/ })).toBeNull();
  expect(screen.getByText(/opens when the facilitator is ready/)).toBeTruthy();
});
