import type { PlanarPicture } from '../../video/planar-picture.ts';
import type { SceneRect } from './camera-2d.ts';
import { conversion } from './yuv.ts';

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
  readonly program: WebGLProgram;
  readonly uniforms: Readonly<Record<UniformName, WebGLUniformLocation | null>>;
}

/** A context and what was made in it. */
interface Context {
  readonly gl: WebGL2RenderingContext;
  readonly maxSide: number;
  /** By number of taps and filtering, each made when it is first needed. */
  readonly programs: Map<string, Program>;
  uploaded: PlanarPicture | undefined;
}

const SMALLEST_CUT = { source: { x: 0, y: 0, width: 1, height: 1 }, widthPx: 1, heightPx: 1, isSmooth: true };
/** Of pictures shown at their size, or at half of it. */
const USUAL_TAPS = [1, 2];

const UNIFORMS = ['origin', 'extent', 'size', 'stepPx', 'fromYuv', 'black'] as const;
const SAMPLERS = ['luma', 'chromaU', 'chromaV'] as const;
type UniformName = (typeof UNIFORMS)[number];

const VERTEX = `#version 300 es
uniform vec2 origin, extent;
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = origin + extent * corner;
  gl_Position = vec4(corner.x * 2. - 1., 1. - corner.y * 2., 0., 1.);
}`;

/**
 * Where the taps of one pixel lie, as shares of its side: one in each row and column, so that edges of any slope are met. A tap with
 * linear filtering averages two pixels: a picture made n times smaller needs n/2 of them, or fine patterns shimmer.
 */
const TAPS: readonly (readonly (readonly [x: number, y: number])[])[] = [
  [[0, 0]],
  [
    [-0.25, -0.25],
    [0.25, 0.25],
  ],
  [
    [-0.333, 0],
    [0, 0.333],
    [0.333, -0.333],
  ],
  [
    [-0.375, -0.125],
    [-0.125, 0.375],
    [0.125, -0.375],
    [0.375, 0.125],
  ],
];

/** Without loops and branches, which cost a software renderer twice the time of the rest. Chroma has half the pixels: one tap does. */
function fragmentShader(taps: number, isCrisp: boolean): string {
  const offsets = TAPS[taps - 1] ?? [];
  const luma = offsets.map(([x, y]) => `texture(luma, (pixel + stepPx * vec2(${x}, ${y})) / size).r`).join(' + ');
  return `#version 300 es
precision highp float;
uniform sampler2D luma, chromaU, chromaV;
uniform vec2 size, stepPx;
uniform mat3 fromYuv;
uniform vec3 black;
in vec2 at;
out vec4 color;
void main() {
  vec2 pixel = ${isCrisp ? 'floor(at) + .5' : 'at'};
  vec3 yuv = vec3((${luma}) / ${taps}., texture(chromaU, pixel / size).r, texture(chromaV, pixel / size).r);
  color = vec4(fromYuv * (yuv - black), 1.);
}`;
}

/**
 * Turns planar pictures into pixels of the screen, with WebGL. One for all views: browsers keep about 16 contexts. The result is
 * painted onto a view's own canvas in the same task, which costs a tenth of what drawing the `VideoFrame` does.
 */
export class PlanarRenderer {
  #canvas: HTMLCanvasElement | undefined;
  /** `null`: this browser has no WebGL 2. */
  #context: Context | null | undefined;

  /** Gives the context back to the browser, which has few of them; the next picture makes another. */
  release(): void {
    this.#context?.gl.getExtension('WEBGL_lose_context')?.loseContext();
    this.#context = undefined;
    this.#canvas = undefined;
  }

  /** Makes ready what the first picture takes, some 50 ms where there is no GPU: while it is waited for. */
  prepare(): void {
    const context = this.#contextOf(this.#canvasFor(SMALLEST_CUT));
    if (context !== undefined) for (const taps of USUAL_TAPS) programOf(context, taps, false);
  }

  /**
   * The picture's cut in the upper left corner of a canvas, valid until the end of the task; undefined where that cannot be done
   * (no WebGL, a lost context, a picture larger than a texture): then the frame is to be drawn as it is.
   */
  render(picture: PlanarPicture, cut: PlanarCut): HTMLCanvasElement | undefined {
    const canvas = this.#canvasFor(cut);
    const context = this.#contextOf(canvas);
    if (context === undefined) return undefined;
    if (Math.max(picture.width, picture.height, canvas.width, canvas.height) > context.maxSide) return undefined;
    const { gl } = context;
    if (context.uploaded !== picture) upload(gl, picture);
    context.uploaded = picture;
    const stepX = cut.source.width / cut.widthPx;
    const stepY = cut.source.height / cut.heightPx;
    const taps = cut.isSmooth ? Math.min(TAPS.length, Math.max(1, Math.ceil(Math.max(stepX, stepY) / 2))) : 1;
    const { program, uniforms } = programOf(context, taps, !cut.isSmooth);
    const { scale, black } = conversion(picture.matrix, picture.isFullRange);
    gl.useProgram(program);
    gl.viewport(0, canvas.height - cut.heightPx, cut.widthPx, cut.heightPx);
    gl.uniform2f(uniforms.origin, cut.source.x, cut.source.y);
    gl.uniform2f(uniforms.extent, cut.source.width, cut.source.height);
    gl.uniform2f(uniforms.size, picture.width, picture.height);
    gl.uniform2f(uniforms.stepPx, stepX, stepY);
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
        this.#context = undefined;
      });
    }
    this.#canvas = canvas;
    if (canvas.width < cut.widthPx) canvas.width = cut.widthPx;
    if (canvas.height < cut.heightPx) canvas.height = cut.heightPx;
    return canvas;
  }

  #contextOf(canvas: HTMLCanvasElement): Context | undefined {
    if (this.#context !== undefined) return this.#context ?? undefined;
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false });
    // While a context is lost it comes as it is; the next draw asks again.
    if (gl?.isContextLost()) return undefined;
    this.#context = gl === null ? null : prepare(gl);
    return this.#context ?? undefined;
  }
}

/** Binds the textures, for as long as the context lives. */
function prepare(gl: WebGL2RenderingContext): Context {
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  for (const unit of SAMPLERS.keys()) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D, filter, gl.LINEAR);
    }
  }
  const maxSide = Number(gl.getParameter(gl.MAX_TEXTURE_SIZE));
  return { gl, maxSide, programs: new Map(), uploaded: undefined };
}

function programOf({ gl, programs }: Context, taps: number, isCrisp: boolean): Program {
  const key = `${taps} ${isCrisp}`;
  const known = programs.get(key);
  if (known !== undefined) return known;
  const program = link(gl, VERTEX, fragmentShader(taps, isCrisp));
  const location = (name: UniformName) => [name, gl.getUniformLocation(program, name)] as const;
  const made = { program, uniforms: Object.fromEntries(UNIFORMS.map(location)) as Program['uniforms'] };
  programs.set(key, made);
  return made;
}

function link(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    // Only a lost context gives none; what is drawn then is lost, too.
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
  for (const [unit, name] of SAMPLERS.entries()) gl.uniform1i(gl.getUniformLocation(program, name), unit);
  return program;
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
