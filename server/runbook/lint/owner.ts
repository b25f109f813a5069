const TEAM =
  /\b(team|squad|group|guild|crew|chapter|department|on-?call|everyone|everybody|anyone|all|tbd|todo|unknown|none|n\/a)\b|^[#@][\w-]+$/i;

/** What is wrong with an owner, as a sentence; null when it is a person, or a name that the team says is right. */
export function ownerTrouble(owner: string, accepted: readonly string[]): string | null {
  if (accepted.includes(owner)) return null;
  if (owner === '') return 'Nobody owns this runbook; name one person: "owner: J. Simmons".';
  if (TEAM.test(owner)) return `"${owner}" is not one person; a runbook that a team owns, nobody keeps.`;
  const people = owner.split(/\s*(?:,|;|&|\band\b|\/)\s*/).filter(Boolean);
  if (people.length < 2) return null;
  return `"${owner}" are ${people.length} owners; one person keeps it, the others review: "owner: ${people[0]}".`;
}
