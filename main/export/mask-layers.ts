import type { Canvas } from '@napi-rs/canvas';
import type { SaliencyMask } from '../../shared/analysis.ts';
import type { ColourBar } from '../../shared/annotate/colour-bar.ts';
import type { SignedEnds } from '../../shared/annotate/signed-colours.ts';
import type { FrameViewPicture } from '../../shared/annotate/frame-view.ts';
import { maskContours } from '../../shared/annotate/mask-contours.ts';
import { dimmingUnder, paintMask } from '../../shared/annotate/mask-image.ts';
import { fullColourValue, maskStretch } from '../../shared/annotate/mask-scale.ts';
import type { MaskStyle } from '../../shared/mask-style.ts';
import type { SessionState } from '../../shared/session.ts';
import { methodFacts } from '../../shared/saliency-methods.ts';
import { signWords } from '../../shared/sign-words.ts';
import type { CanvasBitmaps } from './canvas-bitmaps.ts';

/** How the masks of a clip or a sheet are drawn. */
export interface MaskLook {
  readonly style: MaskStyle;
  /** What makes the masks. */
  readonly name: string;
  /** What their sign says; null: they have none. */
  readonly signs: SignedEnds<string> | null;
  /** The largest value of all their masks before they are normalised; needed for a scale over the clip, else 0 will do. */
  readonly largest: number;
}

export function maskLook({ method, drive }: SessionState, style: MaskStyle, largest: number): MaskLook {
  return { style, largest, name: methodFacts[method].name, signs: signWords(method, drive?.steering ?? null) };
}

/** The method, and of a signed one which colour is which side: for pictures without a colour bar. */
export function maskLegend({ name, signs, style }: MaskLook): string {
  if (!signs) return name;
  const [below, above] = style.signedColours.split('-');
  return `${name} (${below} ${signs.negative}, ${above} ${signs.positive})`;
}

type MaskLayers = Pick<FrameViewPicture<Canvas>, 'maskBitmap' | 'contours' | 'dimmed'>;

/** What lies over a picture: nothing where the mask is flat. */
export function maskLayers(mask: SaliencyMask | null | undefined, look: MaskLook, bitmaps: CanvasBitmaps): MaskLayers {
  if (!mask || mask.flat) return { maskBitmap: null, contours: null };
  const { style } = look;
  const stretch = maskStretch(mask, fullColourValue(style.scale, look.largest), style);
  return style.drawn === 'contours'
    ? { maskBitmap: null, contours: maskContours(mask, style, stretch) }
    : {
        maskBitmap: bitmaps.paint('mask', mask, (rgba) => paintMask(mask, style, rgba, stretch)),
        contours: null,
        dimmed: dimmingUnder(mask, style),
      };
}

/** @param frameCount of the clip. */
export function clipColourBar({ style, largest, name, signs }: MaskLook, frameCount: number): ColourBar {
  const fullValue = fullColourValue(style.scale, largest);
  const over = { frame: 'each frame its own', clip: `all ${frameCount} frames`, fixed: 'fixed scale' };
  return { style, fullValue, signs, caption: `${name} · ${over[fullValue === null ? 'frame' : style.scale.over]}` };
}
