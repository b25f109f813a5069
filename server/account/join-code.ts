/** Short, unlike each other when spoken over a bad line, and no word that needs spelling. */
const MATERIALS = (
  'amber brass bronze canvas cedar chalk clay cobalt copper coral cotton crystal denim ebony flint ' +
  'glass golden granite indigo iron ivory leather linen maple marble nickel oak olive paper pearl pine ' +
  'plastic rubber ruby silk silver slate stone timber velvet violet walnut wicker willow wooden woollen ' +
  'yellow zinc'
).split(' ');
const THINGS = (
  'anchor basket beacon bottle bridge bucket button candle carpet castle compass cradle dragon engine ' +
  'falcon feather ferry garden guitar hammer harbour helmet island jacket kettle ladder lantern magnet ' +
  'mirror needle orchard otter paddle pencil pepper pillow pocket puzzle rabbit ribbon rocket saddle ' +
  'signal spider tiger trumpet tunnel window'
).split(' ');

/** "copper-kettle-42": one of 207,360. `draw(n)` gives a whole number from 0 to n - 1. */
export function speakableCode(draw: (below: number) => number): string {
  return `${MATERIALS[draw(MATERIALS.length)]}-${THINGS[draw(THINGS.length)]}-${10 + draw(90)}`;
}

/** What people type for it: " Copper Kettle 42 " is the same code. */
export function normalCode(typed: string): string {
  return typed
    .trim()
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
    .join('-');
}
