/**
 * What the fields of archetypes mean, by name: a word means the same wherever it stands. Which archetype has which fields is in the
 * table of `@rushes/proto` alone; from it and these words the types of the fields are made, so that editors show them. "N" is the
 * number of instances (points, boxes, lines); one value stands for all of them.
 */
export interface FieldWords {
  /** Where each bar stands: a tensor of one dimension. Default: 0, 1, 2, …. */
  abscissa: unknown;
  /** What to draw where several samples share a pixel. Default: minMax. */
  aggregationPolicy: unknown;
  /** Colour multiplied into the surface. Default: white. */
  albedoFactor: unknown;
  /** Pixels of the picture on the surface; see {@link Bytes}. */
  albedoTextureBuffer: unknown;
  /** Size and layout of the picture on the surface. */
  albedoTextureFormat: unknown;
  /** Number of attachments. */
  attachmentCount: unknown;
  /** Length of the three arrows, in units of the entity's own space. */
  axisLength: unknown;
  /** Bytes of the file. */
  blob: unknown;
  /** Pixels: rows from the top, without padding, little-endian. */
  buffer: unknown;
  /** Where x, y and z of the camera point. Default: `RDF` (right, down, forward). */
  cameraXyz: unknown;
  /** Side of a cell, in units of the scene; above 0. */
  cellSize: unknown;
  /** Middle of each: N × 2 (pixels of the picture) or N × 3 (units of the scene). Default: the origin. */
  centers: unknown;
  /** Number of channels. */
  channelCount: unknown;
  /** Number of messages of each channel, by channel id. */
  channelMessageCounts: unknown;
  /** Frame that is placed. Default: the entity's own, `tf#/entity/path`. */
  childFrame: unknown;
  /** Number of chunks. */
  chunkCount: unknown;
  /** Class of each in the annotation context; integers 0 to 65535, N or 1. */
  classIds: unknown;
  /** Codec of all samples of the entity. */
  codec: unknown;
  /** Colour; see {@link Color}. Default: the viewer's. */
  color: unknown;
  /** Palette that turns numbers into colours. Default: turbo. */
  colormap: unknown;
  /** Colour of each; N or 1, see {@link Colors}. Default: by class, else by entity. */
  colors: unknown;
  /** One entry per class. */
  context: unknown;
  /** The bytes, the pixels, or the numbers of a tensor. */
  data: unknown;
  /** Depths at both ends of the palette, in the units of the stored numbers. Default: estimated from the data. */
  depthRange: unknown;
  /** Higher is drawn on top of lower. Default: the viewer's for the kind. */
  drawOrder: unknown;
  /** Source and target of each link, by ids of nodes. */
  edges: unknown;
  /** How the bytes are written, such as `ros2msg` or `protobuf`. */
  encoding: unknown;
  /** Which sides of a triangle are drawn; counter-clockwise is the front. Default: doubleSided. */
  faceRendering: unknown;
  /** Wires, solid, or wires in a translucent body. Default: transparentFillMajorWireframe. */
  fillMode: unknown;
  /** Width, height and layout of the pixels. */
  format: unknown;
  /** Name of the frame that the entity is in. */
  frame: unknown;
  /** Whether links have a direction. Default: undirected. */
  graphType: unknown;
  /** Half of the size along each axis: N × 2 or N × 3. */
  halfSizes: unknown;
  /** Number, 0 to 65535. */
  id: unknown;
  /** Camera matrix, from camera space to pixels: `[[fx, 0, cx], [0, fy, cy], [0, 0, 1]]`; see {@link Matrix3}. */
  imageFromCamera: unknown;
  /** How far before the camera its picture is drawn in 3D, in units of the scene. Default: by the size of the scene. */
  imagePlaneDistance: unknown;
  /** Straight or stepped from sample to sample. Default: linear. */
  interpolationMode: unknown;
  /** Whether decoding can begin here. */
  isKeyframe: unknown;
  /** Whether all below the entity is cleared as well. */
  isRecursive: unknown;
  /** Keypoint of each in the skeleton of its class; integers 0 to 65535, N or 1. */
  keypointIds: unknown;
  /** Text beside each; N, or 1 for the middle of all. Default: none. */
  labels: unknown;
  /** Length of each along z, in units of the scene; N or 1. */
  lengths: unknown;
  /** How severe it is: `CRITICAL` to `TRACE`, or any other text. Default: none, which viewers take as `INFO`. */
  level: unknown;
  /** Radius of the lines of wireframes and outlines; as `radii`. */
  lineRadii: unknown;
  /** Lines of `[latitude, longitude]` points in degrees. */
  lineStrings: unknown;
  /** Radius of the lines of the frustum: units of the scene, negative for points of the screen. Default: -1. */
  lineWidth: unknown;
  /** How pixels look that are larger than those of the screen. Default: nearest. */
  magnificationFilter: unknown;
  /** Radius of each mark, in points of the screen. Default: 3. */
  markerSizes: unknown;
  /** Shape of the marks of each series. Default: circle. */
  markers: unknown;
  /** Linear map, rows or column by column; see {@link Matrix3}. Applied before the translation. */
  mat3x3: unknown;
  /** MIME type. Default: recognised from the bytes. */
  mediaType: unknown;
  /** Number of messages. */
  messageCount: unknown;
  /** How messages are encoded: `ros1`, `cdr`, `protobuf`, …. */
  messageEncoding: unknown;
  /** Time of the last message: a `Date`, seconds since the epoch, or nanoseconds as a bigint. */
  messageEndTime: unknown;
  /** Time of the first message: a `Date`, seconds since the epoch, or nanoseconds as a bigint. */
  messageStartTime: unknown;
  /** Texts by name. */
  metadata: unknown;
  /** Number of metadata records. */
  metadataCount: unknown;
  /** Stored depth that is one unit of the scene: 1000 for millimetres in a scene in metres. Default: 1000 for integers, 1 for floats. */
  meter: unknown;
  /** What people call it. */
  name: unknown;
  /** Shown in the legend, one per series. Default: from the entity path. */
  names: unknown;
  /** Id of each node: any text, or a number. */
  nodeIds: unknown;
  /** 0 (invisible) to 1, multiplied with the alpha that is there. Default: opaque. */
  opacity: unknown;
  /** Where each begins: N × 2 or N × 3. Default: the origin. */
  origins: unknown;
  /** Frame that it is placed in. Default: that of the parent entity. */
  parentFrame: unknown;
  /** Size of the points that a depth picture makes in 3D; at 1 neighbours touch. Default: 1. */
  pointFillRatio: unknown;
  /** Points as shaded balls or as flat discs. Default: gradient. Newer than Rerun 0.33. */
  pointShading: unknown;
  /**
   * Each point: N × 2 in pixels of the picture (x to the right, y down; (0, 0) is its top left corner), N × 3 in units of the scene, or
   * `[latitude, longitude]` in degrees.
   */
  positions: unknown;
  /** Rotation `[x, y, z, w]`. */
  quaternion: unknown;
  /** Rotation of each as `[x, y, z, w]`; N × 4 or 1. */
  quaternions: unknown;
  /**
   * Radius of each, N or 1: units of the scene (pixels of the picture, metres on a map); **negative for points of the screen** (-1.5 is
   * 1.5 points, however far away). Default: the viewer's.
   */
  radii: unknown;
  /** Whether the transform leads from child to parent, or the other way. Default: parentFromChild. */
  relation: unknown;
  /** Width and height of the picture, in pixels. */
  resolution: unknown;
  /** Turn about an axis, in radians or degrees. */
  rotationAxisAngle: unknown;
  /** Turn of each about an axis, in radians or degrees; N or 1. */
  rotationAxisAngles: unknown;
  /** One encoded picture. */
  sample: unknown;
  /** One number for each series. NaN leaves a gap. */
  scalars: unknown;
  /** Factors along x, y and z, or one for all three. */
  scale: unknown;
  /** Factors along x, y and z of each; N × 3 or 1. */
  scales: unknown;
  /** Number of schemas. */
  schemaCount: unknown;
  /** Change of the colour with the direction of view: 15 terms of red, green and blue for each; N × 15 × 3, stored as half floats. */
  shCoefficients: unknown;
  /** Whether the name of the frame is drawn. Default: no. */
  showFrame: unknown;
  /** Whether labels are drawn. Default: the viewer decides by the number of instances. */
  showLabels: unknown;
  /** Terms up to this degree are used, 0 to 3. Default: 3. */
  sphericalHarmonicsDegree: unknown;
  /** When it began: a `Date`, seconds since the epoch, or nanoseconds as a bigint. */
  startTime: unknown;
  /** Name of the new state. */
  state: unknown;
  /** Lines through points: N lists of M × 2 or M × 3; see {@link Strips2} and {@link Strips3}. */
  strips: unknown;
  /** The text. */
  text: unknown;
  /** Time in the video: seconds as a number, or nanoseconds as a bigint. */
  timestamp: unknown;
  /** Name of the channel. */
  topic: unknown;
  /** Offset x, y, z, in units of the parent. */
  translation: unknown;
  /** Offset x, y, z of each; N × 3 or 1. */
  translations: unknown;
  /** Three corners of each triangle by number; T × 3. Default: every three corners make one. */
  triangleIndices: unknown;
  /** Numbers at both ends of the palette. Default: estimated from the data. */
  valueRange: unknown;
  /** Heights of bars, states as they are logged, or the number in each cell. */
  values: unknown;
  /** Direction and length of each, from tail to tip: N × 2 or N × 3. */
  vectors: unknown;
  /** Colour at each corner; V. */
  vertexColors: unknown;
  /** Direction away from the surface at each corner; V × 3. */
  vertexNormals: unknown;
  /** Corners; V × 3. */
  vertexPositions: unknown;
  /** Place of each corner in the picture on the surface, 0 to 1 from its top left; V × 2. */
  vertexTexcoords: unknown;
  /** Path of the entity that has the video. Default: this entity. */
  videoReference: unknown;
  /** Whether each is shown. Default: yes. */
  visible: unknown;
  /** Whether each series is drawn. Default: yes. */
  visibleSeries: unknown;
  /** Place of each cell in the grid, whole numbers; its middle is at (index + 0.5) · size; N × 3. */
  voxelIndices: unknown;
  /** Size of a cell along x, y and z, in units of the scene, or one number for all three. */
  voxelSize: unknown;
  /** Line widths in points of the screen, or widths of bars in units of the abscissa. */
  widths: unknown;
  /** Where x, y and z point; a name such as `RDF`. */
  xyz: unknown;
}
