import type { PlanarPicture, YuvMatrix } from '../../video/planar-picture.ts';
import type { SceneRect } from './camera-2d.ts';

/** What is to be painted of a picture, and how large. */
export interface PlanarCut {
  /** In image pixels. */
  readonly source: SceneRect;
  /** Device pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Without, single pixels show as squares. */
  readonly isSmooth: boolean;
}

interface Program {
  readonly gl: WebGL2RenderingContext;
  readonly uniforms: Readonly<Record<UniformName, WebGLUniformLocation | null>>;
  readonly maxSide: number;
}

const UNIFORMS = ['origin', 'extent', 'size', 'stepPx', 'taps', 'isCrisp', 'fromYuv', 'black'] as const;
type UniformName = (typeof UNIFORMS)[number];

/** More than this many taps a side would blur no less visibly. */
const MAX_TAPS = 4;

const VERTEX = `#version 300 es
uniform vec2 origin, extent;
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = origin + extent * corner;
  gl_Position = vec4(corner.x * 2. - 1., 1. - corner.y * 2., 0., 1.);
}`;

// A tap with linear filtering averages two pixels: a picture made n times smaller needs n/2 of them a side, or fine patterns
// shimmer. Chroma has half the pixels, so one tap does.
const FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D luma, chromaU, chromaV;
uniform vec2 size, stepPx;
uniform int taps;
uniform bool isCrisp;
uniform mat3 fromYuv;
uniform vec3 black;
in vec2 at;
out vec4 color;
void main() {
  vec2 pixel = isCrisp ? floor(at) + .5 : at;
  float y = 0.;
  for (int row = 0; row < taps; row++) {
    for (int column = 0; column < taps; column++) {
      vec2 offset = (vec2(column, row) + .5) / float(taps) - .5;
      y += texture(luma, (pixel + offset * stepPx) / size).r;
    }
  }
  vec3 yuv = vec3(y / float(taps * taps), texture(chromaU, pixel / size).r, texture(chromaV, pixel / size).r);
  color = vec4(fromYuv * (yuv - black), 1.);
}`;

/**
 * Turns planar pictures into pixels of the screen, with WebGL. One for all views: browsers keep about 16 contexts. The result is
 * painted onto a view's own canvas in the same task, which costs a tenth of what drawing the `VideoFrame` does.
 */
export class PlanarRenderer {
  #canvas: HTMLCanvasElement | undefined;
  /** `null`: this browser has no WebGL 2. */
  #program: Program | null | undefined;
  #uploaded: PlanarPicture | undefined;

  /**
   * The picture's cut in the upper left corner of a canvas, valid until the end of the task; undefined where that cannot be done
   * (no WebGL, a lost context, a picture larger than a texture): then the frame is to be drawn as it is.
   */
  render(picture: PlanarPicture, cut: PlanarCut): HTMLCanvasElement | undefined {
    const canvas = this.#canvasFor(cut);
    const program = this.#programOf(canvas);
    if (program === undefined) return undefined;
    const { gl, uniforms, maxSide } = program;
    if (Math.max(picture.width, picture.height, canvas.width, canvas.height) > maxSide) return undefined;
    if (this.#uploaded !== picture) upload(gl, picture);
    this.#uploaded = picture;
    const stepX = cut.source.width / cut.widthPx;
    const stepY = cut.source.height / cut.heightPx;
    const taps = cut.isSmooth ? Math.min(MAX_TAPS, Math.max(1, Math.ceil(Math.max(stepX, stepY) / 2))) : 1;
    const { scale, black } = conversion(picture.matrix, picture.isFullRange);
    gl.viewport(0, canvas.height - cut.heightPx, cut.widthPx, cut.heightPx);
    gl.uniform2f(uniforms.origin, cut.source.x, cut.source.y);
    gl.uniform2f(uniforms.extent, cut.source.width, cut.source.height);
    gl.uniform2f(uniforms.size, picture.width, picture.height);
    gl.uniform2f(uniforms.stepPx, stepX, stepY);
    gl.uniform1i(uniforms.taps, taps);
    gl.uniform1i(uniforms.isCrisp, cut.isSmooth ? 0 : 1);
    gl.uniformMatrix3fv(uniforms.fromYuv, false, scale);
    gl.uniform3fv(uniforms.black, black);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    return canvas;
  }

  /** Grows only: views of different sizes take turns, and each change of size would make a new buffer. */
  #canvasFor(cut: PlanarCut): HTMLCanvasElement {
    const canvas = this.#canvas ?? document.createElement('canvas');
    if (this.#canvas === undefined) {
      canvas.width = 1;
      canvas.height = 1;
      canvas.addEventListener('webglcontextlost', (event) => {
        // Without this the browser would not give it back.
        event.preventDefault();
        this.#program = undefined;
        this.#uploaded = undefined;
      });
    }
    this.#canvas = canvas;
    if (canvas.width < cut.widthPx) canvas.width = cut.widthPx;
    if (canvas.height < cut.heightPx) canvas.height = cut.heightPx;
    return canvas;
  }

  #programOf(canvas: HTMLCanvasElement): Program | undefined {
    if (this.#program !== undefined) return this.#program ?? undefined;
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false });
    // While a context is lost it comes as it is; the next draw asks again.
    if (gl?.isContextLost()) return undefined;
    this.#program = gl === null ? null : createProgram(gl);
    return this.#program ?? undefined;
  }
}

function createProgram(gl: WebGL2RenderingContext): Program {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`The program that draws pictures was expected to link: ${gl.getProgramInfoLog(program)}`);
  }
  gl.useProgram(program);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  for (const [unit, name] of ['luma', 'chromaU', 'chromaV'].entries()) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D, filter, gl.LINEAR);
    }
    gl.uniform1i(gl.getUniformLocation(program, name), unit);
  }
  const location = (name: UniformName) => [name, gl.getUniformLocation(program, name)] as const;
  return {
    gl,
    uniforms: Object.fromEntries(UNIFORMS.map(location)) as Program['uniforms'],
    maxSide: Number(gl.getParameter(gl.MAX_TEXTURE_SIZE)),
  };
}

/** Always into new storage: a texture that the last frame still reads would have to be waited for. */
function upload(gl: WebGL2RenderingContext, picture: PlanarPicture): void {
  for (const [unit, plane] of picture.planes.entries()) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, plane.stride);
    gl.texImage2D(
      gl.TEXTURE_2D,
      0,
      gl.R8,
      plane.width,
      plane.height,
      0,
      gl.RED,
      gl.UNSIGNED_BYTE,
      picture.data,
      plane.offset,
    );
  }
}

/** Shares of red and blue in luma, by ITU-R BT.601 and BT.709. */
const LUMA_SHARES: Readonly<Record<YuvMatrix, readonly [red: number, blue: number]>> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
};

/** `rgb = scale * (yuv - black)`, all of them 0 to 1; `scale` column by column. */
export function conversion(
  matrix: YuvMatrix,
  isFullRange: boolean,
): { readonly scale: Float32Array; readonly black: Float32Array } {
  const [red, blue] = LUMA_SHARES[matrix];
  const green = 1 - red - blue;
  const y = isFullRange ? 1 : 255 / 219;
  const c = isFullRange ? 1 : 255 / 224;
  const toBlue = 2 * (1 - blue) * c;
  const toRed = 2 * (1 - red) * c;
  const scale = new Float32Array([
    ...[y, y, y],
    ...[0, (-toBlue * blue) / green, toBlue],
    ...[toRed, (-toRed * red) / green, 0],
  ]);
  return { scale, black: new Float32Array([isFullRange ? 0 : 16 / 255, 128 / 255, 128 / 255]) };
}
