import { acknowledge, openPages, waitFor, type Bot } from './bot.ts';

/** Knows the cause: the scenario's own lines, each so many seconds after the first page. */
export const oracle: Bot = {
  id: 'oracle',
  play: async (drill, untilS) => {
    if (!waitFor(drill, untilS, () => openPages(drill).length > 0)) return;
    const pagedS = drill.atS;
    await acknowledge(drill);
    for (const { afterS, line } of drill.session.scenario.bots.oracle) {
      drill.advanceTo(Math.min(untilS, pagedS + afterS));
      if (drill.atS >= untilS) return;
      await drill.type(line);
    }
  },
};
