/** The black or white that is read better on a colour such as `#0a7d55` (WCAG 2.2, contrast ratio): at least 4.5 to 1 on every colour. */
export const inkOn = (color: string): '#000000' | '#ffffff' =>
  1.05 / (luminanceOf(color) + 0.05) >= (luminanceOf(color) + 0.05) / 0.05 ? '#ffffff' : '#000000';

/** Relative luminance (WCAG 2.2), from 0 for black to 1 for white. */
export function luminanceOf(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

const linear = (channel: number): number =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
