import { beforeEach, expect, test } from 'vitest';
import { capsOf } from '../../web/kit/key-names.ts';
import { Keys } from '../../web/kit/keys.svelte.ts';

let ran: string[];
let stored: Record<string, string>;
let keys: Keys;

const storage = {
  getItem: (name: string) => stored[name] ?? null,
  setItem: (name: string, value: string) => void (stored[name] = value),
};
const binding = (id: string, on: string, more = {}) => ({
  id,
  keys: on,
  label: id,
  run: () => void ran.push(id),
  ...more,
});

/** Presses a key on an element of the page; true when a binding took it. */
function press(key: string, options: KeyboardEventInit & { on?: Element; atMs?: number } = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options });
  (options.on ?? document.body).dispatchEvent(event);
  return keys.handle(event, options.atMs ?? 0);
}

function add(html: string): Element {
  document.body.innerHTML = html;
  return document.body.firstElementChild as Element;
}

beforeEach(() => {
  ran = [];
  stored = {};
  keys = new Keys(storage);
  document.body.innerHTML = '';
});

test('a letter runs its binding and stops the page from using it', () => {
  keys.add([binding('ack', 'a')]);
  expect(press('a')).toBe(true);
  expect(press('b')).toBe(false);
  expect(ran).toEqual(['ack']);
});

test.each([
  '<input type="text">',
  '<input type="search">',
  '<textarea></textarea>',
  '<select></select>',
  '<div contenteditable="true"></div>',
  '<div role="textbox"></div>',
  '<div class="xterm"></div>',
])('a letter never fires while someone types in %s', (html) => {
  keys.add([binding('ack', 'a'), binding('help', '?'), binding('go', 'g l'), binding('run', 'Enter')]);
  const field = add(html);
  for (const key of ['a', '?', 'g', 'l', 'Enter']) press(key, { on: field });
  expect(ran).toEqual([]);
});

test('a stroke with Ctrl fires while typing only when it asks to', () => {
  keys.add([binding('palette', 'Ctrl+k', { whileTyping: true }), binding('save', 'Ctrl+s')]);
  const field = add('<input type="text">');
  press('k', { on: field, ctrlKey: true });
  press('s', { on: field, ctrlKey: true });
  expect(ran).toEqual(['palette']);
});

test('Command counts as Ctrl', () => {
  keys.add([binding('palette', 'Ctrl+k')]);
  press('k', { metaKey: true });
  expect(ran).toEqual(['palette']);
});

test('Ctrl with a letter is not that letter', () => {
  keys.add([binding('copy-command', 'c')]);
  expect(press('c', { ctrlKey: true })).toBe(false);
});

test('Enter and Space belong to the button in focus', () => {
  keys.add([binding('run', 'Enter'), binding('pause', 'Space')]);
  const button = add('<button>Escalate</button>');
  press('Enter', { on: button });
  press(' ', { on: button });
  expect(ran).toEqual([]);
  press('Enter');
  press(' ');
  expect(ran).toEqual(['run', 'pause']);
});

test('a held key acts once', () => {
  keys.add([binding('fire', 'f')]);
  expect(press('f', { repeat: true })).toBe(true);
  expect(ran).toEqual([]);
});

test('a sequence needs its second key in time', () => {
  keys.add([binding('library', 'g l'), binding('landing', 'l')]);
  press('g', { atMs: 0 });
  press('l', { atMs: 500 });
  press('g', { atMs: 1000 });
  press('l', { atMs: 9000 });
  expect(ran).toEqual(['library', 'landing']);
});

test('a dialog takes the keyboard and gives it back', () => {
  keys.add([binding('ack', 'a'), binding('palette', 'Ctrl+k', { everywhere: true })]);
  keys.add([binding('confirm', 'y')], 'dialog');
  const leave = keys.enter('dialog');
  for (const key of ['a', 'y']) press(key);
  press('k', { ctrlKey: true });
  leave();
  press('a');
  expect(ran).toEqual(['confirm', 'palette', 'ack']);
});

test('a binding whose condition is false lets the key go', () => {
  keys.add([binding('ack', 'a', { when: () => false })]);
  expect(press('a')).toBe(false);
});

test('the newest binding of a key wins until it goes', () => {
  keys.add([binding('old', 'a')]);
  const remove = keys.add([binding('new', 'a')]);
  press('a');
  remove();
  press('a');
  expect(ran).toEqual(['new', 'old']);
});

test('a remapped key is remembered by the next page', () => {
  keys.add([binding('ack', 'a')]);
  expect(keys.remap('ack', 'x')).toBeUndefined();
  press('a');
  press('x');
  expect(ran).toEqual(['ack']);
  const next = new Keys(storage);
  next.add([binding('ack', 'a')]);
  expect(next.keysOf('ack')).toBe('x');
});

test('a key that is taken is refused with the name of its owner', () => {
  keys.add([binding('ack', 'a'), binding('escalate', 'e')]);
  expect(keys.remap('ack', 'e')).toBe('escalate');
  expect(keys.keysOf('ack')).toBe('a');
});

test('single keys can be switched off; strokes with Ctrl, Escape and Enter stay', () => {
  keys.add([binding('ack', 'a'), binding('palette', 'Ctrl+k'), binding('stop', 'Escape')]);
  keys.setLetters(false);
  press('a');
  press('k', { ctrlKey: true });
  press('Escape');
  expect(ran).toEqual(['palette', 'stop']);
  expect(keys.keysOf('ack')).toBeUndefined();
  expect(new Keys(storage).letters).toBe(false);
});

test('a damaged store leaves the defaults', () => {
  stored['drillbook.keys'] = '{"remapped": [1,';
  expect(new Keys(storage).letters).toBe(true);
});

test('caps read as people say them', () => {
  expect(capsOf('Ctrl+k')).toEqual(['Ctrl', 'K']);
  expect(capsOf('g l')).toEqual(['G', 'L']);
  expect(capsOf('Enter')).toEqual(['⏎']);
  expect(capsOf('+')).toEqual(['+']);
});
