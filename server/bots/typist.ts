import { acknowledge, openPages, waitFor, type Bot } from './bot.ts';

/** A command line, so many seconds after the first page. */
export interface TimedLine {
  afterS: number;
  line: string;
}

/** Types exactly these lines after the first page, and nothing else. */
export function typist(lines: readonly TimedLine[]): Bot {
  const inOrder = [...lines].sort((a, b) => a.afterS - b.afterS);
  return {
    id: 'typist',
    play: async (drill, untilS) => {
      if (!waitFor(drill, untilS, () => openPages(drill).length > 0)) return;
      const pagedS = drill.atS;
      await acknowledge(drill);
      for (const { afterS, line } of inOrder) {
        drill.advanceTo(Math.min(untilS, pagedS + afterS));
        if (drill.atS >= untilS) return;
        await drill.type(line);
      }
    },
  };
}
