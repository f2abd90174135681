import type { ReactNode } from 'react';

/** Outlines on a 16 px grid, drawn in the colour of the text around them. */
const SHAPES = {
  play: <path d="M5 3.2v9.6l7.6-4.8z" fill="currentColor" stroke="none" />,
  pause: <path d="M5 3.5h2v9H5zM9 3.5h2v9H9z" fill="currentColor" stroke="none" />,
  start: <path d="M4 3.5v9M12.5 3.8v8.4L6.5 8z" />,
  follow: <path d="M12 3.5v9M3.5 3.8v8.4L9.5 8z" />,
  loop: <path d="M4.5 5.5h6a2.5 2.5 0 0 1 0 5h-5a2.5 2.5 0 0 1-2.4-3.2M6.5 3.2 4.2 5.5l2.3 2.3" />,
  loopRange: <path d="M2.5 3v10M13.5 3v10M5 6.2h4.6a1.9 1.9 0 0 1 0 3.8H6.4M6.6 4.4 4.8 6.2 6.6 8" />,
  stepBack: <path d="M10 4 6 8l4 4" />,
  stepForward: <path d="m6 4 4 4-4 4" />,
  eye: (
    <>
      <path d="M1.5 8s2.4-4.2 6.5-4.2S14.5 8 14.5 8s-2.4 4.2-6.5 4.2S1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
  eyeOff: (
    <path d="M2 2l12 12M6.2 4.1A6.6 6.6 0 0 1 8 3.8c4.1 0 6.5 4.2 6.5 4.2a11 11 0 0 1-2 2.5M3.6 5.4A11 11 0 0 0 1.5 8S3.9 12.2 8 12.2a6.4 6.4 0 0 0 2.4-.5" />
  ),
  chevron: <path d="m6 4 4 4-4 4" />,
  chevronDown: <path d="m4 6 4 4 4-4" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1" />
    </>
  ),
  moon: <path d="M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z" />,
  system: (
    <>
      <rect x="2" y="3" width="12" height="8" rx="1.2" />
      <path d="M6 13.5h4" />
    </>
  ),
  panelLeft: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="M6.2 3v10" />
    </>
  ),
  panelRight: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="M9.8 3v10" />
    </>
  ),
  panelBottom: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="M2 9.4h12" />
    </>
  ),
  layout: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="M8 3v10M8 8h6" />
    </>
  ),
  download: <path d="M8 2.5v7M5 6.8 8 9.8l3-3M3 13h10" />,
  camera: (
    <>
      <path d="M2 5h3l1.2-1.6h3.6L11 5h3v7.6H2z" />
      <circle cx="8" cy="8.6" r="2.3" />
    </>
  ),
  warning: <path d="M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.2" />
      <path d="M10.5 3.5v-.3A.7.7 0 0 0 9.8 2.5H3.2a.7.7 0 0 0-.7.7v6.6c0 .4.3.7.7.7h.3" />
    </>
  ),
  check: <path d="m3.5 8.5 3 3 6-7" />,
  link: (
    <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7L8 4.3M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7L8 11.7" />
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4" />
      <path d="m10 10 3.5 3.5" />
    </>
  ),
  video: (
    <>
      <rect x="1.8" y="4" width="8.4" height="8" rx="1.2" />
      <path d="m10.2 7.2 4-2v5.6l-4-2" />
    </>
  ),
  image: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="m3 11.5 3.5-3.5 2.5 2.5 1.8-1.8L13 11" />
    </>
  ),
  boxes: <path d="M3 3h5v5H3zM8.5 6.5H13V13H6.5V8.5" />,
  points: (
    <path
      d="M4 4.5a1 1 0 1 0 .01 0zM10.5 3a1 1 0 1 0 .01 0zM12 9a1 1 0 1 0 .01 0zM6.5 10.5a1 1 0 1 0 .01 0z"
      fill="currentColor"
      stroke="none"
    />
  ),
  plot: <path d="M2 2.5v11h12M4 10l2.6-3.4 2.6 2L13 4" />,
  text: <path d="M3 4h10M3 8h10M3 12h6" />,
  document: <path d="M4 2h5.5L12.5 5v9H4zM9.5 2v3h3M6 8h4.5M6 11h4.5" />,
  table: <path d="M2 3h12v10H2zM2 6.4h12M2 9.7h12M6.5 3v10" />,
  cube: <path d="M8 1.8 13.5 5v6L8 14.2 2.5 11V5zM2.5 5 8 8.2 13.5 5M8 8.2v6" />,
  states: <path d="M2 4h4.5v3H2zM8 4h6v3H8zM2 9.5h7.5v3H2zM11 9.5h3v3h-3z" />,
  bars: <path d="M2.5 13.5h11M4 13.5V8M7 13.5V3M10 13.5V6.5M13 13.5v-3" />,
  tensor: <path d="M2.5 5.5h8v8h-8zM2.5 9.5h8M6.5 5.5v8M5.5 5.5v-3h8v8h-3" />,
  graph: (
    <>
      <circle cx="4" cy="4.2" r="1.9" />
      <circle cx="12" cy="5.8" r="1.9" />
      <circle cx="6.6" cy="12" r="1.9" />
      <path d="m5.9 4.6 4.2.8M4.7 6l1.2 4.2M10.9 7.4l-3 3.2" />
    </>
  ),
  map: <path d="m2 4.2 4-1.7 4 1.7 4-1.7v9.3l-4 1.7-4-1.7-4 1.7zM6 2.5v9.3M10 4.2v9.3" />,
  unknown: <path d="M6 6a2 2 0 1 1 2.8 1.8c-.6.3-.8.7-.8 1.4M8 11.4v.1M2.5 2.5h11v11h-11z" />,
  plus: <path d="M8 3v10M3 8h10" />,
  minus: <path d="M3 8h10" />,
  undo: <path d="M5.5 3 2.5 6l3 3M2.8 6h6.4a3.8 3.8 0 0 1 0 7.5H6" />,
  redo: <path d="m10.5 3 3 3-3 3M13.2 6H6.8a3.8 3.8 0 0 0 0 7.5H10" />,
  menu: <path d="M8 3.4v.1M8 8v.1M8 12.6v.1" strokeWidth="2.2" />,
  splitRow: <path d="M2 3h12v10H2zM8 3v10" />,
  splitColumn: <path d="M2 3h12v10H2zM2 8h12" />,
  entity: <circle cx="8" cy="8" r="2.4" />,
  folder: <path d="M2 5h5l1.4 1.6H14v6.2H2z" />,
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** Decoration only: whatever it stands on carries the name for screen readers. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}

/** The mark of Rushes: a strip of film around a play sign. */
export function Logo() {
  return (
    <svg className="logo" width="20" height="20" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect x="1" y="3" width="30" height="26" rx="6" fill="var(--accent)" />
      <path d="M6 8.5h20M6 23.5h20" stroke="var(--on-accent)" strokeWidth="2.6" strokeDasharray="2.6 3.2" />
      <path
        d="M13 12v8l7-4z"
        fill="var(--on-accent)"
        stroke="var(--on-accent)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
    </svg>
  );
}
