import { Command } from 'commander';
import { filterCommand } from './filter.ts';
import { infoCommand } from './info.ts';
import { mergeCommand } from './merge.ts';
import { optimizeCommand } from './optimize.ts';
import { exitWithUsage } from './subcommand.ts';

/** The commands of `viewer rrd`, in the order of its help. One file each. */
const COMMANDS: readonly (() => Command)[] = [infoCommand, optimizeCommand, mergeCommand, filterCommand];

/** `viewer rrd`: work on recording files, without a viewer. */
export function rrdCommand(): Command {
  const command = new Command('rrd').description(
    'Work on recording files: look into them, repair, cut, join and convert.',
  );
  command.exitOverride(exitWithUsage);
  for (const make of COMMANDS) command.addCommand(make());
  return command;
}
