import { TimelineKind } from '@rushes/proto';
import uPlot from 'uplot';
import type { TimeZone } from '../../util/time-format.ts';
import { rulerTicks } from '../../util/time-ticks.ts';
import { cssColor } from '../shared-colors.ts';
import type { ThemeColors } from '../shared-theme.ts';
import type { AlignedLines } from './decimate.ts';
import type { Series } from './series-query.ts';
import { axisToTime, type TimeAxis, timeToAxis } from './time-axis.ts';
import type { AxisRange } from './x-range.ts';

/** Everything one picture of a plot is made of. */
export interface PlotContent {
  readonly axis: TimeAxis;
  readonly zone: TimeZone;
  readonly range: AxisRange;
  readonly series: readonly Series[];
  readonly lines: AlignedLines;
}

const AXIS_FONT = '11px system-ui, sans-serif';
/** CSS pixels a time label may take. */
const TIME_LABEL_SPACE = 110;
/** CSS pixels that the labels of the vertical axis take, about. */
const Y_AXIS_SPACE = 60;
const Y_PADDING = 0.08;

/** A uPlot chart. It is built anew when its lines change, and only given new numbers otherwise. */
export class Plot {
  readonly #element: HTMLElement;
  #chart: uPlot | undefined;
  #content: PlotContent | undefined;
  #builtFor = '';

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** The area of the lines, for pointer events; replaced when the chart is built anew. */
  get over(): HTMLElement | undefined {
    return this.#chart?.over;
  }

  /** Size in CSS pixels. True when the chart was built anew. */
  show(content: PlotContent, width: number, height: number, colors: ThemeColors): boolean {
    this.#content = content;
    const { series, lines, range } = content;
    const key = JSON.stringify([series.map((s) => [s.color, s.width, s.steps]), colors.key]);
    const rebuild = key !== this.#builtFor || this.#chart === undefined;
    if (rebuild) {
      this.#chart?.destroy();
      this.#chart = new uPlot(this.#options(series, width, height, colors), [[]], this.#element);
      this.#builtFor = key;
    }
    const chart = this.#chart;
    if (chart === undefined) return rebuild;
    if (chart.width !== width || chart.height !== height) chart.setSize({ width, height });
    chart.batch(() => {
      // uPlot only reads what it is given; its types ask for mutable arrays.
      chart.setData([lines.xs, ...lines.lines] as unknown as uPlot.AlignedData, false);
      chart.setScale('x', { min: range.from, max: range.to });
    });
    return rebuild;
  }

  /** CSS pixels from the left edge of the lines; undefined outside or before the first picture. */
  leftOf(time: bigint): number | undefined {
    const chart = this.#chart;
    const content = this.#content;
    if (chart === undefined || content === undefined) return undefined;
    const position = timeToAxis(content.axis, time);
    const { from, to } = content.range;
    if (position < from || position > to) return undefined;
    return ((position - from) / (to - from)) * chart.over.clientWidth;
  }

  /** The place on the time axis at so many CSS pixels from the left edge of the lines. */
  positionAt(left: number): number | undefined {
    const chart = this.#chart;
    const content = this.#content;
    if (chart === undefined || content === undefined || chart.over.clientWidth === 0) return undefined;
    const { from, to } = content.range;
    return from + (left / chart.over.clientWidth) * (to - from);
  }

  timeAt(left: number): bigint | undefined {
    const position = this.positionAt(left);
    return position === undefined || this.#content === undefined ? undefined : axisToTime(this.#content.axis, position);
  }

  /** The picture a range is read from, for zooming. */
  get range(): AxisRange | undefined {
    return this.#content?.range;
  }

  dispose(): void {
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  #options(series: readonly Series[], width: number, height: number, colors: ThemeColors): uPlot.Options {
    const grid = { stroke: colors.border, width: 1 };
    const axisLook = { stroke: colors.textDim, font: AXIS_FONT, grid, ticks: { ...grid, size: 4 } };
    return {
      width,
      height,
      legend: { show: false },
      padding: [10, 12, 0, 0],
      cursor: { drag: { x: false, y: false, setScale: false }, y: false, points: { size: 7 } },
      scales: {
        x: { time: false, auto: false },
        y: { range: (_chart, min, max) => yRange(min, max) },
      },
      axes: [
        {
          ...axisLook,
          size: 28,
          gap: 3,
          splits: (chart, _axis, min, max) => this.#ticks(chart, min, max).map((tick) => tick.position),
          values: (chart, splits) => {
            const ticks = this.#ticks(chart, chart.scales.x?.min ?? 0, chart.scales.x?.max ?? 1);
            return splits.map((split) => ticks.find((tick) => tick.position === split)?.label ?? '');
          },
        },
        {
          ...axisLook,
          gap: 4,
          space: 22,
          size: (chart, labels) => yAxisSize(chart, labels),
        },
      ],
      series: [{}, ...series.map(seriesOptions)],
    };
  }

  #ticks(chart: uPlot, min: number, max: number): readonly { position: number; label: string }[] {
    if (this.#content === undefined) return [];
    const { axis, zone } = this.#content;
    // The area of the lines has no size yet when the ticks of the first picture are asked for.
    const labels = Math.max(1, Math.floor((chart.width - Y_AXIS_SPACE) / TIME_LABEL_SPACE));
    return rulerTicks(axis.kind, axisToTime(axis, min), axisToTime(axis, max), labels, zone).flatMap((tick) =>
      tick.label === undefined
        ? []
        : [
            {
              position: timeToAxis(axis, tick.time),
              label: axis.kind === TimelineKind.Sequence ? `#${tick.label}` : tick.label,
            },
          ],
    );
  }
}

function seriesOptions(series: Series): uPlot.Series {
  const color = cssColor(series.color);
  return {
    stroke: color,
    width: series.width,
    points: { size: 4, fill: color, stroke: color },
    ...(series.steps === 'none' ? {} : { paths: steppedPaths(series.steps === 'after' ? 1 : -1) }),
  };
}

function steppedPaths(align: 1 | -1): uPlot.Series.PathBuilder {
  const stepped = uPlot.paths.stepped;
  if (stepped === undefined) throw new TypeError('uPlot was expected to bring stepped paths, found none.');
  return stepped({ align });
}

function yRange(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const length = max - min;
  // A line that never changes goes through the middle.
  const room = length > 0 ? length * Y_PADDING : Math.abs(max) * 0.1 || 1;
  return [min - room, max + room];
}

function yAxisSize(chart: uPlot, labels: readonly string[] | null): number {
  const longest = (labels ?? []).reduce((a, b) => (b.length > a.length ? b : a), '');
  if (longest === '') return 40;
  chart.ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  return Math.ceil(chart.ctx.measureText(longest).width / devicePixelRatio) + 14;
}
