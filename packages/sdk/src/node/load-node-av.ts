import { SdkError, SdkErrorCode } from '../errors.ts';

/** The module `node-av`. */
export type NodeAv = typeof import('node-av');

/**
 * Loads the optional peer dependency.
 *
 * @throws SdkError `missing-dependency`.
 */
export async function loadNodeAv(what: string): Promise<NodeAv> {
  try {
    return await import('node-av');
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const message = `${what} needs the package node-av (FFmpeg for Node), which could not be loaded: run \`npm install node-av@6\`. ${text}`;
    throw new SdkError(SdkErrorCode.MissingDependency, message, { cause });
  }
}
