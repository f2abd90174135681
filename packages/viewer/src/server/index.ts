export { isLoopbackHost, parseOrigin } from './access.ts';
export { defaultMemoryLimitBytes, usableMemoryBytes } from './memory.ts';
export { startViewer, type Viewer, type ViewerOptions, viewerVersion } from './start-viewer.ts';
export { ViewerError, ViewerErrorCode } from './viewer-error.ts';
