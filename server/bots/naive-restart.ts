import { acknowledge, isBreached, openPages, waitFor, type Bot } from './bot.ts';

/** Seconds from the page to the first restart, between two tries, and how often it tries. */
const THINKS_S = 60;
const BETWEEN_S = 180;
const ROUNDS = 3;

/** Restarts what is red, again when it stays red: the moves that tempt, in the order the scenario names them. */
export const naiveRestart: Bot = {
  id: 'naive-restart',
  play: async (drill, untilS) => {
    if (!waitFor(drill, untilS, () => openPages(drill).length > 0)) return;
    await acknowledge(drill);
    drill.advanceTo(Math.min(untilS, drill.atS + THINKS_S));
    for (let round = 0; round < ROUNDS; round++) {
      for (const line of drill.session.scenario.bots.naive) {
        if (drill.atS >= untilS) return;
        await drill.type(line);
        drill.advanceTo(Math.min(untilS, drill.atS + BETWEEN_S));
        await acknowledge(drill);
        if (!isBreached(drill)) break;
      }
      if (!waitFor(drill, untilS, () => isBreached(drill))) return;
    }
  },
};
