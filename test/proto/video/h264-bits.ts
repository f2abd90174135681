// H.264 written by hand, bit by bit as text, so that tests do not lean on the code they test.

/** `u(n)`: the low `count` bits of `value`. */
export function u(count: number, value: number): string {
  return count === 0 ? '' : value.toString(2).padStart(count, '0').slice(-count);
}

/** `ue(v)`. */
export function ue(value: number): string {
  const code = (value + 1).toString(2);
  return '0'.repeat(code.length - 1) + code;
}

/** `se(v)`. */
export function se(value: number): string {
  return ue(value > 0 ? 2 * value - 1 : -2 * value);
}

/** A NAL unit: header byte, payload bits, closing bit, emulation prevention. */
export function nal(header: number, ...payload: string[]): Uint8Array {
  let bits = `${payload.join('')}1`;
  bits += '0'.repeat((8 - (bits.length % 8)) % 8);
  const bytes = [header];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8), 2);
    if (byte <= 3 && bytes.at(-1) === 0 && bytes.at(-2) === 0) bytes.push(3);
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** NAL units with four-byte start codes. */
export function annexB(...nals: (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(nals.flatMap((unit) => [0, 0, 0, 1, ...unit]));
}

export interface SpsOptions {
  readonly profile?: number;
  readonly constraints?: number;
  readonly level?: number;
  readonly id?: number;
  /** Bits between the id and `log2_max_frame_num_minus4` of a high profile. */
  readonly high?: string;
  readonly log2MaxFrameNum?: number;
  /** `pic_order_cnt_type` and what belongs to it. */
  readonly poc?: string;
  readonly refFrames?: number;
  readonly gaps?: boolean;
  readonly widthMbs?: number;
  readonly heightMapUnits?: number;
  /** `frame_mbs_only_flag` and, if 0, `mb_adaptive_frame_field_flag`. */
  readonly frames?: string;
  /** `frame_cropping_flag` and what belongs to it. */
  readonly crop?: string;
  /** `vui_parameters_present_flag` and what belongs to it. */
  readonly vui?: string;
}

/** POC type 0 with 6 bits of `pic_order_cnt_lsb`. */
export const POC_TYPE_0 = ue(0) + ue(2);
export const POC_TYPE_2 = ue(2);
/** `chroma_format_idc` 1, 8 bits, not lossless, no scaling lists. */
export const HIGH_420 = `${ue(1) + ue(0) + ue(0)}00`;

/** A sequence parameter set; by default Constrained Baseline, 64×48, POC type 0, four bits of frame number. */
export function sps(options: SpsOptions = {}): Uint8Array {
  const { profile = 66, constraints = 0xc0, level = 30, id = 0, high = '' } = options;
  return nal(
    0x67,
    u(8, profile),
    u(8, constraints),
    u(8, level),
    ue(id),
    high,
    ue((options.log2MaxFrameNum ?? 4) - 4),
    options.poc ?? POC_TYPE_0,
    ue(options.refFrames ?? 2),
    options.gaps === true ? '1' : '0',
    ue((options.widthMbs ?? 4) - 1),
    ue((options.heightMapUnits ?? 3) - 1),
    options.frames ?? '1',
    '1', // direct_8x8_inference_flag
    options.crop ?? '0',
    options.vui ?? '0',
  );
}

export interface PpsOptions {
  readonly id?: number;
  readonly spsId?: number;
  /** `num_slice_groups_minus1` and what belongs to it. */
  readonly groups?: string;
  readonly picOrderPresent?: boolean;
  readonly weighted?: boolean;
  readonly redundant?: boolean;
  /** `transform_8x8_mode_flag` and all that follows it. */
  readonly extension?: string;
}

export function pps(options: PpsOptions = {}): Uint8Array {
  return nal(
    0x68,
    ue(options.id ?? 0),
    ue(options.spsId ?? 0),
    '0', // CAVLC
    options.picOrderPresent === true ? '1' : '0',
    options.groups ?? ue(0),
    ue(0),
    ue(0),
    options.weighted === true ? '1' : '0',
    '00',
    se(0),
    se(0),
    se(0),
    '10', // deblocking control, constrained intra
    options.redundant === true ? '1' : '0',
    options.extension ?? '',
  );
}

export const P = 5;
export const B = 6;
export const I = 7;

export interface SliceOptions {
  readonly type?: number;
  readonly idr?: boolean;
  readonly refIdc?: number;
  readonly firstMb?: number;
  readonly ppsId?: number;
  readonly frameNum?: number;
  readonly frameNumBits?: number;
  readonly idrPicId?: number;
  readonly pocLsb?: number;
  /** `pic_order_cnt_lsb` bits; 0: not POC type 0. */
  readonly pocBits?: number;
  /** Bits behind `frame_num`: `field_pic_flag` and kin. */
  readonly field?: string;
  /** Bits behind the picture order count: `redundant_pic_cnt`, or POC differences. */
  readonly more?: string;
  /** `dec_ref_pic_marking()` of a reference picture that is not IDR; default: sliding window. */
  readonly marking?: string;
}

/** A slice of the streams that {@link sps} and {@link pps} describe, with a few bytes in place of macroblocks. */
export function slice(options: SliceOptions = {}): Uint8Array {
  const idr = options.idr ?? false;
  const type = options.type ?? (idr ? I : P);
  const refIdc = options.refIdc ?? 3;
  const header = (refIdc << 5) | (idr ? 5 : 1);
  const isP = type % 5 === 0;
  return nal(
    header,
    ue(options.firstMb ?? 0),
    ue(type),
    ue(options.ppsId ?? 0),
    u(options.frameNumBits ?? 4, options.frameNum ?? 0),
    options.field ?? '',
    idr ? ue(options.idrPicId ?? 0) : '',
    u(options.pocBits ?? 6, options.pocLsb ?? 0),
    options.more ?? '',
    isP ? '0' : '', // num_ref_idx_active_override_flag
    isP ? '0' : '', // ref_pic_list_modification_flag_l0
    refIdc === 0 ? '' : idr ? '00' : (options.marking ?? '0'),
    se(0), // slice_qp_delta
    u(32, 0xdeadbeef),
  );
}
