import type { Page } from 'playwright-core';

/** A place on a picture, as shares of its width and height. */
export type Point = readonly [x: number, y: number];

/** Colours of a PNG, by the names of those that tests draw, else as `r,g,b`. `page` may fetch `data:` addresses. */
export function readColors(page: Page, pngBase64: string, points: readonly Point[]): Promise<readonly string[]> {
  return page.evaluate(
    async ([base64, places]) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (context === null) throw new Error('no 2d context');
      context.drawImage(bitmap, 0, 0);
      return places.map(([x, y]) => {
        const at = [Math.floor(x * bitmap.width), Math.floor(y * bitmap.height)] as const;
        const [red = 0, green = 0, blue = 0] = context.getImageData(...at, 1, 1).data;
        const [r, g, b] = [red > 170, green > 140, blue > 170];
        if (r && red - Math.max(green, blue) > 90) return 'red';
        if (g && green - Math.max(red, blue) > 60) return 'green';
        if (b && blue - Math.max(red, green) > 90) return 'blue';
        return `${red},${green},${blue}`;
      });
    },
    [pngBase64, points] as const,
  );
}
