// How times are written and read is the same on the page and on the command line.
export {
  dateParts,
  formatDuration,
  formatTime,
  formatTimestamp,
  type ParsedTime,
  parseTime,
  type TimeZone,
} from '../../tools/time-format.ts';
