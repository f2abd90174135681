import { totalmem } from 'node:os';

const DEFAULT_SHARE = 0.25;

/** Bytes of memory that this process may use: the machine's, or less where a container limits it. */
export function usableMemoryBytes(): number {
  const constrained = process.constrainedMemory();
  // 0 or an absurdly large number means that nothing is limited.
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}

/** 25 % of the memory that this process may use. */
export function defaultMemoryLimitBytes(): number {
  return Math.floor(usableMemoryBytes() * DEFAULT_SHARE);
}
