import { expect, it } from 'vitest';
import { openHarness } from './harness.ts';

it('says why there is no decoder, and what to do, on a page that is no secure context', async () => {
  const harness = await openHarness('camera.example');
  try {
    const error = await harness.errorWithoutDecoder();
    expect(error).toMatch(/^no-webcodecs: .*secure contexts.*http:\/\/camera\.example.*http:\/\/localhost.*https/);
  } finally {
    await harness.close();
  }
});
