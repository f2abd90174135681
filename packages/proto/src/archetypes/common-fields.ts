import { list, mono } from './row.ts';

// Fields that many archetypes share. "N" in a shape is the number of things; one value stands for all of them.

export const COLORS = list(
  'Color',
  'Colour of each, 0xRRGGBBAA with straight alpha; N or 1. Else by class, else by entity.',
);
export const RADII = list('Radius', 'Radius of each: units of the scene, negative for points of the screen; N or 1.', {
  fallback: -1.5,
});
export const LABELS = list('Text', 'Text at each; N, or 1 for the middle of all.');
export const SHOW_LABELS = mono(
  'ShowLabels',
  'Whether labels are drawn. Else if there is one, or fewer than 30 things.',
);
export const CLASS_IDS = list('ClassId', 'Class of each in the annotation context; N or 1.');
export const KEYPOINT_IDS = list('KeypointId', 'Keypoint of each in the skeleton of its class; N or 1.');
export const OPACITY = mono('Opacity', 'From 0, invisible, to 1; multiplied with the alpha that is there.', {
  fallback: 1,
});
export const MAGNIFICATION = mono('MagnificationFilter', 'How pixels look that are larger than those of the screen.', {
  fallback: 1,
});
export const drawOrder = (fallback: number) =>
  mono('DrawOrder', 'Place in the stack of a 2D view: larger is drawn later, over the others.', { fallback });

export const MEDIA_TYPE = mono('MediaType', 'MIME type of the bytes. Else guessed from them.');
export const CENTERS_3D = list('Translation3D', 'Middle of each: x, y, z in units of the scene; N × 3.', {
  fallback: [0, 0, 0],
});
export const ROTATION_AXIS_ANGLES = list(
  'RotationAxisAngle',
  'Turn of each about an axis, angle in radians; N or 1. Comes after the quaternion where both are set.',
);
export const QUATERNIONS = list('RotationQuat', 'Turn of each as x, y, z, w; need not be normalised; N × 4 or 1.');
export const FILL_MODE = mono('FillMode', 'Wires, solid, or wires in a translucent body.', { fallback: 4 });
export const LINE_RADII = list('Radius', 'Radius of the lines of the wireframe; N or 1.', { fallback: -0.5 });

export const TRANSLATION = mono('Translation3D', 'Offset x, y, z in units of the parent; 3.');
export const ROTATION_AXIS_ANGLE = mono('RotationAxisAngle', 'Turn about an axis, angle in radians.');
export const QUATERNION = mono('RotationQuat', 'Turn as x, y, z, w; need not be normalised; 4.');

export const DEPTH_METER = (fallbackDoc: string) =>
  mono(
    'DepthMeter',
    `Stored depth that is one unit of the scene; 1000 for millimetres in metres. Else ${fallbackDoc}.`,
  );
export const COLORMAP = mono('Colormap', 'Palette that turns numbers into colours.', { fallback: 5 });
export const POINT_FILL_RATIO = mono('FillRatio', 'Size of the points in 3D; at 1 neighbours touch.', { fallback: 1 });
