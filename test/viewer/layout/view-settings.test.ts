import { describe, expect, it } from 'vitest';
import {
  fromColorInput,
  styleFields,
  toColorInput,
} from '../../../packages/viewer/src/app/panels/view-settings/style-fields.ts';
import {
  choiceOf,
  edgeText,
  parseEdge,
  presetRange,
} from '../../../packages/viewer/src/app/panels/view-settings/time-range.ts';

const componentsOf = (...logged: readonly string[]) => styleFields(logged).map(({ component }) => component);

describe('what of an entity’s looks can be set', () => {
  it.each([
    ['points', ['Points3D:positions'], ['Points3D:radii', 'Points3D:colors']],
    ['boxes', ['Boxes2D:half_sizes'], ['Boxes2D:colors', 'Boxes2D:radii', 'Boxes2D:draw_order']],
    ['a video', ['VideoStream:sample'], ['VideoStream:opacity', 'VideoStream:draw_order']],
    [
      'numbers, which other archetypes style',
      ['Scalars:scalars'],
      ['SeriesLines:colors', 'SeriesLines:widths', 'SeriesPoints:marker_sizes'],
    ],
  ])('of %s', (_, logged, expected) => {
    expect(componentsOf(...logged)).toEqual(expect.arrayContaining(expected));
  });

  it('is never what was logged itself', () => {
    const all = componentsOf('Points3D:positions', 'Boxes2D:half_sizes', 'Mesh3D:vertex_positions', 'Image:buffer');
    for (const data of [
      'Points3D:positions',
      'Boxes2D:half_sizes',
      'Mesh3D:vertex_positions',
      'Image:buffer',
      'Points3D:labels',
    ]) {
      expect(all).not.toContain(data);
    }
  });

  it('is nothing for a text or an archetype that nobody knows', () => {
    expect(componentsOf('TextDocument:text', 'Own:thing')).toEqual([]);
  });

  it.each([
    [0xff8000ff, '#ff8000', 0xff8000ff],
    [0x00000080, '#000000', 0x00000080],
  ])('keeps the alpha of a colour: %i', (packed, text, back) => {
    expect(toColorInput(packed)).toBe(text);
    expect(fromColorInput(text, packed)).toBe(back);
  });
});

describe('a time range as it is written', () => {
  const extent = { min: 10n, max: 50n };

  it.each(['default', 'cursor', 'absolute', 'whole'] as const)('begins with what its choice says: %s', (choice) => {
    expect(choiceOf(presetRange(choice, 'sequence', extent))).toBe(choice);
  });

  it.each([
    ['sequence', 'cursor', '-30', { kind: 'cursor', offset: '-30' }],
    ['timestamp', 'cursor', '-2.5s', { kind: 'cursor', offset: '-2500000000' }],
    ['sequence', 'absolute', '#7', { kind: 'absolute', time: '7' }],
    ['duration', 'absolute', '1m', { kind: 'absolute', time: '60000000000' }],
    ['sequence', 'cursor', '', { kind: 'infinite' }],
  ] as const)('on a %s, %s “%s”', (kind, choice, text, edge) => {
    expect(parseEdge(text, choice, kind, 'utc')).toEqual(edge);
    const written = edgeText(parseEdge(text, choice, kind, 'utc') as never, kind, 'utc');
    expect(parseEdge(written, choice, kind, 'utc')).toEqual(edge);
  });

  it('says what is wrong', () => {
    expect(parseEdge('soon', 'cursor', 'sequence', 'utc')).toEqual({ problem: expect.stringMatching(/not a time/) });
  });
});
