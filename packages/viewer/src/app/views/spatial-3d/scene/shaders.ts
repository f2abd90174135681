/**
 * Colours are written as they are (sRGB), so that a logged colour is the colour on the screen. Lengths on the screen are in device
 * pixels. A negative radius is in CSS pixels, a positive one in units of the scene.
 */

const SIZES = `
uniform vec2 viewport;
uniform float pixelRatio;
float toPixels(float radius, float sceneScale, float w) {
  float px = radius < 0. ? -radius * pixelRatio : radius * sceneScale * projectionMatrix[1][1] * viewport.y * .5 / w;
  return max(px, .5);
}
float scaleOf(mat4 m) {
  return (length(m[0].xyz) + length(m[1].xyz) + length(m[2].xyz)) / 3.;
}`;

/** Mixes the colour of what is hovered or selected: all of it, or one instance. */
const EMPHASIS = `
uniform vec4 emphasis;
uniform int emphasisInstance;
uniform float emphasisPx;
vec4 emphasized(vec4 color, int instance) {
  bool isMeant = emphasisInstance < 0 || emphasisInstance == instance;
  return isMeant ? vec4(mix(color.rgb, emphasis.rgb, emphasis.a), max(color.a, emphasis.a)) : color;
}
float emphasisGrowth(int instance) {
  return emphasis.a > 0. && (emphasisInstance < 0 || emphasisInstance == instance) ? emphasisPx : 0.;
}`;

export const POINT_VERTEX = `${SIZES}${EMPHASIS}
in vec4 color;
in float radius;
out vec4 shownColor;
out float shownSize;
void main() {
  vec4 at = modelViewMatrix * vec4(position, 1.);
  gl_Position = projectionMatrix * at;
  shownColor = emphasized(color, gl_VertexID);
  shownSize = 2. * (toPixels(radius, scaleOf(modelViewMatrix), gl_Position.w) + emphasisGrowth(gl_VertexID));
  gl_PointSize = shownSize;
}`;

export const POINT_FRAGMENT = `
in vec4 shownColor;
in float shownSize;
out vec4 pixel;
void main() {
  vec2 at = gl_PointCoord * 2. - 1.;
  float beyond = dot(at, at);
  if (shownSize > 2.5 && beyond > 1.) discard;
  float light = shownSize > 4. ? .72 + .28 * sqrt(max(0., 1. - beyond)) : 1.;
  pixel = vec4(shownColor.rgb * light, shownColor.a);
}`;

/** Two ends in clip space, and where on the ribbon between them this corner lies. */
const RIBBON = `
vec4 ribbon(vec4 a, vec4 b, float radius, float sceneScale, float growth, vec3 corner) {
  // What lies behind the eye is cut off, or it would come out in front.
  float near = 1e-6;
  if (a.w < near && b.w >= near) a = mix(a, b, (near - a.w) / (b.w - a.w));
  if (b.w < near && a.w >= near) b = mix(b, a, (near - b.w) / (a.w - b.w));
  vec2 from = a.xy / a.w * viewport * .5;
  vec2 to = b.xy / b.w * viewport * .5;
  float reach = length(to - from);
  vec2 along = reach > 1e-4 ? (to - from) / reach : vec2(1., 0.);
  vec2 across = vec2(-along.y, along.x);
  float radiusA = toPixels(radius, sceneScale, a.w) + growth;
  float radiusB = toPixels(radius, sceneScale, b.w) + growth;
#ifdef ARROW
  float head = min(reach * .6, max(7. * radiusB, 6. * pixelRatio));
  vec4 at = corner.x == 0. ? a : b;
  float back = corner.x == 1. ? head : 0.;
  float halfWidth = corner.x == 0. ? radiusA : corner.z == 1. ? head * .42 + growth : corner.x == 2. ? 0. : radiusB;
  vec2 offset = -along * back + across * corner.y * halfWidth;
#else
  vec4 at = corner.x == 0. ? a : b;
  float halfWidth = corner.x == 0. ? radiusA : radiusB;
  // A little longer than it is, so that the pieces of a strip meet at its corners.
  vec2 offset = across * corner.y * halfWidth + along * (corner.x * 2. - 1.) * min(halfWidth, 2. * pixelRatio) * .7;
#endif
  at.xy += offset / viewport * 2. * at.w;
  // In front of the surface that it is the edge of.
  at.z -= 2e-5 * at.w;
  return at;
}`;

export const SEGMENT_VERTEX = `${SIZES}${EMPHASIS}${RIBBON}
in vec3 from;
in vec3 to;
in vec4 color;
in float radius;
in float owner;
out vec4 shownColor;
void main() {
  mat4 clipFromModel = projectionMatrix * modelViewMatrix;
  shownColor = emphasized(color, int(owner));
  float growth = emphasisGrowth(int(owner));
  gl_Position =
    ribbon(clipFromModel * vec4(from, 1.), clipFromModel * vec4(to, 1.), radius, scaleOf(modelViewMatrix), growth, position);
}`;

export const FLAT_FRAGMENT = `
in vec4 shownColor;
out vec4 pixel;
void main() {
  pixel = shownColor;
}`;

/** Where a place of a unit shape comes to lie; the fourth number says how much of a capsule's length is added. */
const PLACED = `
in mat4 placement;
in vec4 size;
in vec4 color;
vec4 placed(vec4 place) {
  return placement * vec4(place.xyz * size.xyz + vec3(0., 0., place.w * size.w), 1.);
}`;

export const SHAPE_LINE_VERTEX = `${SIZES}${EMPHASIS}${RIBBON}${PLACED}
in vec4 from;
in vec4 to;
in float radius;
out vec4 shownColor;
void main() {
  mat4 clipFromModel = projectionMatrix * modelViewMatrix;
  shownColor = emphasized(color, gl_InstanceID);
  float growth = emphasisGrowth(gl_InstanceID);
  float sceneScale = scaleOf(modelViewMatrix * placement);
  gl_Position = ribbon(clipFromModel * placed(from), clipFromModel * placed(to), radius, sceneScale, growth, position);
}`;

export const SHAPE_VERTEX = `${EMPHASIS}${PLACED}
uniform float opacity;
in vec4 place;
out vec4 shownColor;
out vec3 seenNormal;
void main() {
  vec4 at = modelViewMatrix * placed(place);
  gl_Position = projectionMatrix * at;
  vec3 stretch = max(abs(size.xyz), vec3(1e-20));
  seenNormal = mat3(modelViewMatrix) * mat3(placement) * (normal / stretch * max(max(stretch.x, stretch.y), stretch.z));
  shownColor = emphasized(color, gl_InstanceID);
  shownColor.a *= opacity;
}`;

/** Lit from where the eye is, and a little from above it: shapes show, and nothing is ever dark. */
const LIGHT = `
float lightOn(vec3 normal) {
  vec3 n = normalize(normal);
  return .48 + .4 * abs(n.z) + .12 * n.y * sign(n.z);
}`;

export const LIT_FRAGMENT = `${LIGHT}
in vec4 shownColor;
in vec3 seenNormal;
out vec4 pixel;
void main() {
  pixel = vec4(shownColor.rgb * lightOn(seenNormal), shownColor.a);
}`;

export const MESH_VERTEX = `
#ifdef HAS_COLORS
in vec4 color;
#endif
#ifdef HAS_TEXTURE
in vec2 texcoord;
out vec2 shownTexcoord;
#endif
out vec4 shownColor;
out vec3 seenNormal;
out vec3 seenPlace;
uniform vec4 albedo;
void main() {
  vec4 at = modelViewMatrix * vec4(position, 1.);
  gl_Position = projectionMatrix * at;
  seenPlace = at.xyz;
  seenNormal = normalMatrix * normal;
  shownColor = albedo;
#ifdef HAS_COLORS
  shownColor *= color;
#endif
#ifdef HAS_TEXTURE
  shownTexcoord = texcoord;
#endif
}`;

export const MESH_FRAGMENT = `${LIGHT}
#ifdef HAS_TEXTURE
uniform sampler2D albedoTexture;
in vec2 shownTexcoord;
#endif
uniform vec4 emphasis;
in vec4 shownColor;
in vec3 seenNormal;
in vec3 seenPlace;
out vec4 pixel;
void main() {
  vec4 color = shownColor;
#ifdef HAS_TEXTURE
  color *= texture(albedoTexture, shownTexcoord);
#endif
#ifdef IS_FLAT
  vec3 n = cross(dFdx(seenPlace), dFdy(seenPlace));
#else
  vec3 n = seenNormal;
#endif
  color.rgb *= lightOn(n);
  pixel = vec4(mix(color.rgb, emphasis.rgb, emphasis.a * .5), color.a);
}`;

export const PICTURE_VERTEX = `
out vec2 at;
void main() {
  at = uv;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.);
}`;

export const PICTURE_FRAGMENT = `
uniform sampler2D picture;
uniform float opacity;
in vec2 at;
out vec4 pixel;
void main() {
  vec4 color = texture(picture, at);
  pixel = vec4(color.rgb, color.a * opacity);
}`;

/** From planes of brightness and colour; rows are padded, so each plane has its own share of its texture. */
export const PLANES_FRAGMENT = `
uniform sampler2D luma, chromaU, chromaV;
uniform vec2 lumaShare, chromaShare;
uniform vec2 lumaEdge, chromaEdge;
uniform mat3 fromYuv;
uniform vec3 black;
uniform float opacity;
in vec2 at;
out vec4 pixel;
void main() {
  vec2 l = min(at * lumaShare, lumaEdge);
  vec2 c = min(at * chromaShare, chromaEdge);
  vec3 yuv = vec3(texture(luma, l).r, texture(chromaU, c).r, texture(chromaV, c).r);
  pixel = vec4(clamp(fromYuv * (yuv - black), 0., 1.), opacity);
}`;

export const GRID_VERTEX = `
out vec2 onPlane;
uniform vec3 planeX, planeY, planeCenter;
uniform float reach;
void main() {
  onPlane = position.xy * reach;
  vec3 at = planeCenter + planeX * onPlane.x + planeY * onPlane.y;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(at, 1.);
}`;

/** Lines one pixel wide, and every tenth stronger, that fade with distance and where they come too close. */
export const GRID_FRAGMENT = `
uniform vec2 planeOffset;
uniform float spacing, reach;
uniform vec3 lineColor;
uniform float strength;
in vec2 onPlane;
out vec4 pixel;
float lines(vec2 at, float every) {
  vec2 cell = at / every;
  vec2 perPixel = fwidth(cell);
  vec2 near = abs(fract(cell - .5) - .5) / max(perPixel, vec2(1e-9));
  float line = 1. - min(min(near.x, near.y), 1.);
  return line * (1. - smoothstep(.15, .45, max(perPixel.x, perPixel.y)));
}
void main() {
  vec2 at = onPlane + planeOffset;
  float line = max(lines(at, spacing) * .45, lines(at, spacing * 10.));
  float fade = 1. - smoothstep(.25, 1., length(onPlane) / reach);
  float alpha = line * fade * strength;
  if (alpha < .004) discard;
  pixel = vec4(lineColor, alpha);
}`;
