import { digestWorld } from '../../server/engine/digest.ts';
import { play } from './play.ts';
import { reportWorld } from './reference-world.ts';

/** Run as a process of its own by `two-processes.test.ts`. */
console.log(digestWorld(play(reportWorld(), { fault: 'report', forS: 400, seed: 'two processes' }).world));
