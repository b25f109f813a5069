import { expect, test } from 'vitest';
import { meet, placeFor, type Rect } from '../../web/kit/toast-place.ts';

const ROOM: Rect = { left: 10, top: 60, right: 1430, bottom: 860 };
const NOTE = { width: 320, height: 40 };
const rect = (left: number, top: number, width: number, height: number): Rect => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

test('a note stands at the lower right while nobody types or presses there', () => {
  expect(placeFor(NOTE, ROOM, [], [])).toMatchObject({ right: 1430, bottom: 860 });
});

test('a note leaves the field at the lower right, and then prefers a corner without buttons', () => {
  const field = rect(1100, 820, 330, 32);
  const buttons = [rect(20, 830, 80, 24), rect(600, 830, 300, 24)];
  const place = placeFor(NOTE, ROOM, [field], buttons);
  expect(meet(place, field)).toBe(false);
  expect(place).toMatchObject({ right: 1430, top: 60 });
});

test('notes find a gap between fields where each corner has one', () => {
  const fields = [rect(0, 60, 1440, 100), rect(0, 760, 1440, 100)];
  const place = placeFor(NOTE, ROOM, fields, []);
  expect(fields.some((field) => meet(place, field))).toBe(false);
});

test('notes on a phone keep clear of the message field, wherever it is', () => {
  const phone: Rect = { left: 12, top: 90, right: 378, bottom: 832 };
  for (const top of [100, 400, 790]) {
    const field = rect(16, top, 350, 44);
    expect(meet(placeFor({ width: 366, height: 60 }, phone, [field], []), field)).toBe(false);
  }
});
