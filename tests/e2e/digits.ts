// Ten digits as a person would draw them: strokes in a unit box, each placed elsewhere and
// in another size on the pad.

export type Point = [number, number];
export type Stroke = Point[];

/** Points along a part of an ellipse; angles in degrees, 0 to the right, clockwise. */
function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Stroke {
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as Point;
  });
}

/** The strokes of each digit in the box (0,0)–(1,1). */
const shapes: Stroke[][] = [
  [arc(0.5, 0.5, 0.33, 0.48, -90, 270)],
  [[[0.48, 0.02], [0.5, 0.98]]],
  [[...arc(0.48, 0.28, 0.34, 0.26, -170, 30), [0.2, 0.96], [0.85, 0.94]]],
  [[...arc(0.45, 0.27, 0.32, 0.25, -150, 85), ...arc(0.45, 0.73, 0.36, 0.25, -85, 150)]],
  [[[0.3, 0.03], [0.18, 0.55], [0.82, 0.52]], [[0.7, 0.1], [0.64, 0.98]]],
  [[[0.78, 0.04], [0.28, 0.05], [0.24, 0.44], ...arc(0.46, 0.69, 0.34, 0.28, -120, 140)]],
  [[[0.62, 0.02], [0.38, 0.25], [0.24, 0.55], ...arc(0.5, 0.72, 0.27, 0.25, -180, 180)]],
  [[[0.14, 0.06], [0.84, 0.05], [0.62, 0.45], [0.42, 0.98]]],
  [[...arc(0.5, 0.26, 0.25, 0.24, 90, -270), ...arc(0.5, 0.74, 0.3, 0.24, -90, 270)]],
  [[...arc(0.48, 0.3, 0.26, 0.27, 0, -360), [0.74, 0.35], [0.68, 0.7], [0.6, 0.98]]],
];

/** Where each digit is drawn: left, top and height as parts of the pad. */
const places: [number, number, number][] = [
  [0.08, 0.1, 0.8], [0.5, 0.3, 0.5], [0.3, 0.05, 0.6], [0.05, 0.35, 0.55], [0.2, 0.2, 0.65],
  [0.4, 0.4, 0.5], [0.1, 0.15, 0.7], [0.45, 0.1, 0.5], [0.15, 0.3, 0.6], [0.3, 0.25, 0.7],
];

/** The strokes of a digit on the pad, in parts of its width and height. */
export function digitStrokes(digit: number): Stroke[] {
  const [left, top, height] = places[digit];
  const width = height * 0.75;
  return shapes[digit].map((stroke) =>
    stroke.map(([x, y]) => [left + x * width, top + y * height] as Point),
  );
}
