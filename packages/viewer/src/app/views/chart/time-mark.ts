import { type AxisRange, type ChartArea, xToLeft } from './scale.ts';

/** A vertical line over a chart that moves without the chart being drawn again. */
export class TimeMark {
  readonly root = document.createElement('div');

  constructor(className: string) {
    this.root.className = className;
    this.root.hidden = true;
  }

  /** Nothing where the position is out of sight, or undefined. */
  place(area: ChartArea, x: AxisRange, position: number | undefined): void {
    const isShown = position !== undefined && position >= x.from && position <= x.to;
    this.root.hidden = !isShown;
    if (!isShown) return;
    this.root.style.transform = `translateX(${xToLeft(area, x, position)}px)`;
    this.root.style.top = `${area.top}px`;
    this.root.style.height = `${area.height}px`;
  }
}
