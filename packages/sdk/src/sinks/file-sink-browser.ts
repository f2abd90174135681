import { SdkError, SdkErrorCode } from '../errors.ts';
import type { SavingSink } from './sink.ts';

/** Web pages have no files to append to. @throws SdkError `no-file-system` */
export function makeFileSink(path: string): SavingSink {
  throw new SdkError(
    SdkErrorCode.NoFileSystem,
    `A web page cannot write "${path}": save() needs Node. Send to a viewer that saves instead: start it with --save and call connect().`,
  );
}
