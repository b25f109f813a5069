import { refuse } from '../drill/refuse.ts';
import type { Begin } from './beside.ts';

export const checkFault: Begin<'fault.check'> = () =>
  refuse('server/unexpected', 'This is not here yet.', 'Try again later.');
