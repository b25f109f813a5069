const SHELL = 'cat grep awk sed jq sort uniq wc head tail cut tr find ls cd diff date history';

/** What `help` prints when the session has no tool of that name. */
export function helpText(tools: readonly string[]): string {
  const own = tools.length > 0 ? `Tools of this system: ${[...tools].sort().join(' ')}\n` : '';
  return `${own}Shell: ${SHELL}, with pipes, files and variables.\nTOOL --help says more about a tool.\n`;
}
