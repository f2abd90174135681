import { Command } from 'commander';
import { filterCommand } from './filter.ts';
import { fromMcapCommand } from './from-mcap.ts';
import { fromMp4Command } from './from-mp4.ts';
import { infoCommand } from './info.ts';
import { mergeCommand } from './merge.ts';
import { optimizeCommand } from './optimize.ts';
import { printCommand } from './print.ts';
import { exitWithUsage } from './subcommand.ts';
import { toMcapCommand } from './to-mcap.ts';
import { toMp4Command } from './to-mp4.ts';
import { verifyCommand } from './verify.ts';

/** The commands of `viewer rrd`, in the order of its help. One file each. */
const COMMANDS: readonly (() => Command)[] = [
  infoCommand,
  verifyCommand,
  optimizeCommand,
  mergeCommand,
  filterCommand,
  printCommand,
  toMp4Command,
  fromMp4Command,
  toMcapCommand,
  fromMcapCommand,
];

/** `viewer rrd`: work on recording files, without a viewer. */
export function rrdCommand(): Command {
  const command = new Command('rrd').description(
    'Work on recording files: look into them, repair, cut, join and convert.',
  );
  command.exitOverride(exitWithUsage);
  for (const make of COMMANDS) command.addCommand(make());
  return command;
}
