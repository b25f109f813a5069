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

test('a note stands just above the field at the lower right, and gives way to the buttons beside it', () => {
  const field = rect(1100, 790, 330, 32);
  const above = placeFor(NOTE, ROOM, [field], []);
  expect(meet(above, field)).toBe(false);
  expect(above.right).toBe(1430);
  expect(field.top - above.bottom).toBeLessThan(32);
  const send = rect(1380, 740, 50, 24);
  const place = placeFor(NOTE, ROOM, [field], [send]);
  expect([meet(place, field), meet(place, send), place.right]).toEqual([false, false, 1430]);
});

test('a note goes to the left where the right edge is all fields', () => {
  const fields = [rect(1000, 60, 430, 800)];
  expect(placeFor(NOTE, ROOM, fields, [])).toMatchObject({ left: 10, bottom: 860 });
});

test('notes find a gap between fields', () => {
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
