// Boxes to pixels and CSS: pure arithmetic, no DOM.
import type { Box } from "../api/client";

export interface Size {
  width: number;
  height: number;
}

/** Where the picture is put inside a frame so that `box` (grown by `margin`, fractions of the page) fills `share` of its width. */
export function zoomTo(box: Box, page: Size, frame: Size, share = 0.6): { scale: number; x: number; y: number } {
  const boxWidth = Math.max(box.width, 0.04) * page.width;
  const fit = frame.width / page.width;
  const scale = Math.min(Math.max((frame.width * share) / boxWidth, fit), fit * 2.2);
  const x = frame.width / 2 - (box.x + box.width / 2) * page.width * scale;
  const y = frame.height / 2 - (box.y + box.height / 2) * page.height * scale;
  return { scale, x: clamp(x, frame.width - page.width * scale, 0), y: clamp(y, frame.height - page.height * scale, 0) };
}

/** The whole page in the frame. */
export function wholePage(page: Size, frame: Size): { scale: number; x: number; y: number } {
  const scale = Math.min(frame.width / page.width, frame.height / page.height);
  return { scale, x: (frame.width - page.width * scale) / 2, y: 0 };
}

/** A piece of the page shown in an element `width` pixels wide: size and position of the page as its background. */
export function snippet(box: Box, page: Size, width: number): { height: number; size: string; position: string } {
  const grown = grow(box, 0.008, 0.004);
  const scale = Math.min(width / (grown.width * page.width), 90 / (grown.height * page.height));
  return {
    height: Math.max(24, Math.round(grown.height * page.height * scale)),
    size: `${Math.round(page.width * scale)}px ${Math.round(page.height * scale)}px`,
    position: `${-Math.round(grown.x * page.width * scale)}px ${-Math.round(grown.y * page.height * scale)}px`,
  };
}

export function grow(box: Box, dx: number, dy: number): Box {
  const x = Math.max(0, box.x - dx);
  const y = Math.max(0, box.y - dy);
  return { x, y, width: Math.min(1, box.x + box.width + dx) - x, height: Math.min(1, box.y + box.height + dy) - y };
}

/** Is the middle of `inner` inside `outer`? */
export function centreInside(inner: Box, outer: Box): boolean {
  const x = inner.x + inner.width / 2;
  const y = inner.y + inner.height / 2;
  return x >= outer.x && x <= outer.x + outer.width && y >= outer.y && y <= outer.y + outer.height;
}

/** The box between two corners, in any order. */
export function between(a: { x: number; y: number }, b: { x: number; y: number }): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

function clamp(value: number, low: number, high: number): number {
  return low > high ? (low + high) / 2 : Math.min(Math.max(value, low), high);
}
