/** Raised whenever a recorded drill would replay differently; a drill names the version it was played with. */
export const ENGINE_VERSION = '2';
