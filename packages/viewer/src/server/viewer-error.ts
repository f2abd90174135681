/** Why a viewer does not start. The codes are stable. */
export const ViewerErrorCode = {
  /** Another program listens on this port. */
  PortInUse: 'port-in-use',
  /** The system does not let this user listen on this port. */
  PortForbidden: 'port-forbidden',
  /** The host is no address of this machine, or cannot be resolved. */
  HostUnavailable: 'host-unavailable',
  /** An address that others can reach needs a token. */
  TokenRequired: 'token-required',
  /** There is no such recording file. */
  FileNotFound: 'file-not-found',
  /** It is a folder, or the system does not let this user read it. */
  FileUnreadable: 'file-unreadable',
  /** It does not open as a recording, or has none in it. */
  NotARecording: 'not-a-recording',
  /** The folder of `--save` cannot be made. */
  SaveFolder: 'save-folder',
} as const;
export type ViewerErrorCode = (typeof ViewerErrorCode)[keyof typeof ViewerErrorCode];

/** A viewer cannot start; the message says why and what to do. */
export class ViewerError extends Error {
  override readonly name = 'ViewerError';
  /** Stable, for programs. */
  readonly code: ViewerErrorCode;

  /** @internal */
  constructor(code: ViewerErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
