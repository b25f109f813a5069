import type { Bot } from './bot.ts';

/** Nobody comes. What the fault costs when it is left alone. */
export const doNothing: Bot = { id: 'do-nothing', play: () => Promise.resolve() };
