import { type ReactNode, useState } from 'react';
import { PanelBoundary } from '../ui/panel-boundary.tsx';
import { Splitter } from '../ui/splitter.tsx';

interface DockedPanelProps {
  /** As a person calls it: for screen readers, and where it fails. */
  readonly name: string;
  readonly side: 'left' | 'right' | 'bottom';
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly children: ReactNode;
}

/** A panel at an edge of the page, with the line at which its size is changed. */
export function DockedPanel({ name, side, size: firstSize, min, max, children }: DockedPanelProps) {
  const [size, setSize] = useState(firstSize);
  const isSideways = side !== 'bottom';
  const splitter = (
    <Splitter
      label={`${isSideways ? 'Width' : 'Height'} of the ${name.toLowerCase()} panel`}
      axis={isSideways ? 'x' : 'y'}
      size={size}
      min={min}
      max={max}
      after={side !== 'left'}
      onResize={setSize}
    />
  );
  return (
    <>
      {side !== 'left' && splitter}
      <section
        className={`panel panel-${side}`}
        style={isSideways ? { width: size } : { height: size }}
        aria-label={name}
        {...(side === 'bottom' ? { 'data-menu': 'timeline' } : {})}
      >
        <PanelBoundary name={name.toLowerCase()}>{children}</PanelBoundary>
      </section>
      {side === 'left' && splitter}
    </>
  );
}
