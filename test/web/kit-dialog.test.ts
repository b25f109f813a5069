import { cleanup, render, screen } from '@testing-library/svelte';
import { createRawSnippet, tick } from 'svelte';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import Dialog from '../../web/kit/Dialog.svelte';

/** jsdom draws nothing: these modals open, close, and tell of it later as browsers do. */
beforeAll(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  HTMLDialogElement.prototype.showModal = function () {
    this.setAttribute('open', '');
  };
  HTMLDialogElement.prototype.close = function () {
    this.removeAttribute('open');
    setTimeout(() => this.dispatchEvent(new Event('close')));
  };
});
afterEach(cleanup);
afterAll(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(HTMLDialogElement.prototype, 'showModal');
  Reflect.deleteProperty(HTMLDialogElement.prototype, 'close');
});

const children = createRawSnippet(() => ({ render: () => '<p>How bad?</p>' }));
const toldByTheBrowser = () => new Promise((resolve) => setTimeout(resolve, 5));

test('says once and at once that it was closed, and not again when the browser does', async () => {
  const onclose = vi.fn();
  const { unmount } = render(Dialog, { open: true, title: 'Declare', children, onclose });
  unmount();
  expect(onclose).toHaveBeenCalledTimes(1);
  await toldByTheBrowser();
  expect(onclose).toHaveBeenCalledTimes(1);
});

test('closes when the browser closes it', async () => {
  const onclose = vi.fn();
  render(Dialog, { open: true, title: 'Declare', children, onclose });
  (screen.getByText('Declare').closest('dialog') as HTMLDialogElement).close();
  await toldByTheBrowser();
  await tick();
  expect(screen.queryByText('How bad?')).toBeNull();
  expect(onclose).toHaveBeenCalledTimes(1);
});
