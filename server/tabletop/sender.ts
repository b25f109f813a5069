/** Senders that a sentence calls by what they are: "the CEO", "the developer of web". */
const BY_OFFICE = /^(?:C[A-Z]O\b|Board\b|Press\b|Developer\b|Head\b|Author\b|Owner\b)/;

/**
 * Whoever wrote, as a sentence names them: "the CEO", "Support", "Piotr Nowak" (of "Piotr Nowak, search"), "Kettle & Co" (of
 * "Kettle & Co, partner").
 */
export function senderWords(from: string): string {
  const [name = from] = from.split(',');
  if (!BY_OFFICE.test(name)) return name.trim();
  return `the ${/^[A-Z]{2}/.test(name) ? name : `${name[0]!.toLowerCase()}${name.slice(1)}`}`;
}
