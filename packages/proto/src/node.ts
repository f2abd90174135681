// What needs Node: files.
export { type FileSource, fileSource } from './node/file-source.ts';
