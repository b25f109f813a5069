import type { Bot } from './bot.ts';
import { typist } from './typist.ts';

/** Knows the cause: the scenario's own lines, each so many seconds after the first page. */
export const oracle: Bot = {
  id: 'oracle',
  play: (drill, untilS) => typist(drill.session.scenario.bots.oracle).play(drill, untilS),
};
