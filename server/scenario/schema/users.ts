import type { z } from 'zod';
import { block, decimal, duration, id, list, named, percent, rate, share, text, whole } from './scalars.ts';

const journey = block('a journey', {
  rate: rate.describe('Arrivals before noise, such as 24/s.'),
  patience: duration.describe('How long a user waits before giving up, on average.'),
  retries: block('retries', {
    times: whole(0, 5).describe('How often a user tries again at most.'),
    share: share.describe('Share of users who try again after a failure.'),
    delay: duration.prefault('2s').describe('How long they wait before it.'),
  })
    .prefault({ times: 2, share: '55%' })
    .describe('What users do after a failure.'),
  follows: id.optional().describe('The journey that users come from: this one shrinks when that one fails.'),
  value: decimal(0, 1_000_000).optional().describe('Money lost per failed attempt, for the debrief.'),
});

const surge = block('a surge', {
  at: duration.describe('When it starts.'),
  journey: id,
  by: percent.describe('Added share of the base rate at full height: 40% is 1.4 times the rate.'),
  over: duration.describe('How long it takes to full height.'),
  hold: duration.optional().describe('How long it stays; without it, to the end.'),
  why: text.describe('What it is, for the facilitator.'),
});

export const users = block('users', {
  noise: share.prefault('4%').describe('Amplitude of the slow traffic noise.'),
  journeys: named('a journey', journey).describe('What users do, by name.'),
  surges: list('surges', surge).prefault([]),
});

export const slos = named(
  'an SLO',
  block('an SLO', {
    journey: id,
    title: text.describe('The promise in words: "Checkouts succeed".'),
    objective: share.describe('Good share promised, such as 99%.'),
    latency: duration.describe('An answer later than this counts as bad.'),
    window: duration.prefault('1m').describe('Window over which the share is taken.'),
  }),
).describe('User-facing promises, by name.');

export type Users = z.output<typeof users>;
export type Slos = z.output<typeof slos>;
