import { out, type Tool } from './tool.ts';

/** `help`: what this terminal knows. Shadows bash's own, which speaks of builtins nobody needs in an incident. */
export function help(tools: readonly Tool[]): Tool {
  return {
    name: 'help',
    summary: 'list the tools of this terminal',
    usage: 'help [tool]',
    run: (_world, _ctx, argv) => {
      const asked = tools.find((tool) => tool.name === argv[0]);
      if (asked) return out(asked.usage);
      const width = Math.max(...tools.map((tool) => tool.name.length));
      const lines = tools.map((tool) => `  ${tool.name.padEnd(width + 2)}${tool.summary}`);
      return out(
        [
          'Tools of the simulated system (each has --help):',
          ...lines,
          '',
          'Plain bash works too: pipes, grep, jq, sort, wc, head, tail, awk, sed, files in your home.',
          'Tab completes, ↑ recalls.',
        ].join('\n'),
      );
    },
    complete: () => tools.map((tool) => tool.name),
  };
}
