import type { H264Sps } from './h264-sps.ts';
import type { SampleWarning, VideoRefusalClass } from './refusal.ts';

const KNOWN_PROFILES: ReadonlySet<number> = new Set([
  66, 77, 88, 100, 110, 122, 244, 44, 83, 86, 118, 128, 134, 135, 138, 139,
]);

/** Whether ITU-T H.264 annex A, G, H or I defines the profile. */
export function isKnownProfile(profileIdc: number): boolean {
  return KNOWN_PROFILES.has(profileIdc);
}

/** What about the stream is shown by some browsers only: the most important first, nothing for a plain stream. */
export function decoderSupportWarnings(sps: H264Sps): readonly SampleWarning[] {
  const warnings: SampleWarning[] = [];
  const warn = (kind: VideoRefusalClass, message: string): void => {
    warnings.push({ code: 'limited-decoder-support', class: kind, message });
  };
  if (sps.losslessQpPrime) {
    warn(
      'lossless',
      'The stream is coded losslessly (High 4:4:4 Predictive), which many browsers cannot decode. For universal playback set "-crf 18" instead of "-qp 0" or "-crf 0", and "-profile:v high".',
    );
  }
  const depth = Math.max(sps.bitDepthLuma, sps.bitDepthChroma);
  if (depth > 8) {
    warn(
      'bit-depth',
      `The stream has ${depth} bits per sample, which many browsers cannot decode. For universal playback set "-pix_fmt yuv420p -profile:v high".`,
    );
  }
  if (sps.chromaFormatIdc > 1) {
    warn(
      'chroma-format',
      `The stream has ${sps.chromaFormatIdc === 2 ? '4:2:2' : '4:4:4'} chroma, which many browsers cannot decode. For universal playback set "-pix_fmt yuv420p -profile:v high".`,
    );
  }
  if (!sps.frameMbsOnly) {
    warn(
      'interlaced',
      'The stream is coded as interlaced (frame_mbs_only_flag 0), which some browsers cannot decode. For universal playback deinterlace and encode progressively: "-vf bwdif -flags -ildct-ilme", with x264 no "--interlaced" or "--fake-interlaced".',
    );
  }
  return warnings;
}
