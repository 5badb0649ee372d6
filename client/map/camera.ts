/**
 * Which part of the map is seen: `screen = (lane * laneWidth, row * ROW) * scale + offset`, in pixels. Lanes are wide
 * where words are read and close up from afar, so that a tree of many branches stays in sight. Pure.
 */

export interface Camera {
  readonly x: number
  readonly y: number
  readonly scale: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** A place on the map, in lanes and rows; parts of them count. */
export interface Place {
  readonly lane: number
  readonly row: number
}

/** The height of a row at a scale of one. */
export const ROW = 44
export const SMALLEST = 0.04
export const LARGEST = 2
/** From this scale on words are read, and lanes are as wide as they get. */
export const WORDS_FROM = 0.62

const FAR = { scale: 0.3, width: 52 }
const NEAR = { scale: WORDS_FROM, width: 220 }

/** The width of a lane, before it is scaled. */
export const laneWidth = (scale: number): number => {
  const part = clamp((scale - FAR.scale) / (NEAR.scale - FAR.scale), 0, 1)
  return FAR.width + part * (NEAR.width - FAR.width)
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

export const pan = (camera: Camera, dx: number, dy: number): Camera => ({
  ...camera,
  x: camera.x + dx,
  y: camera.y + dy,
})

/** Nearer or farther by a factor; what stands at a point of the screen stays there. */
export const zoomAt = (camera: Camera, factor: number, at: { x: number; y: number }): Camera => {
  const scale = clamp(camera.scale * factor, SMALLEST, LARGEST)
  const { lane, row } = placeUnder(camera, at)
  return { scale, x: at.x - lane * laneWidth(scale) * scale, y: at.y - row * ROW * scale }
}

/** The whole of it, no larger than life, with a margin. */
export const fit = (
  { lanes, rows }: { readonly lanes: number; readonly rows: number },
  screen: Size,
  margin: number,
): Camera => {
  const width = (scale: number): number => lanes * laneWidth(scale) * scale
  const height = (scale: number): number => rows * ROW * scale
  let least = SMALLEST
  let most = 1
  // Both grow with the scale: halving finds where they still fit.
  for (let step = 0; step < 24; step++) {
    const middle = (least + most) / 2
    const fits = width(middle) <= screen.width - 2 * margin && height(middle) <= screen.height - 2 * margin
    if (fits) least = middle
    else most = middle
  }
  return {
    scale: least,
    x: Math.max(margin, (screen.width - width(least)) / 2),
    y: Math.max(margin, (screen.height - height(least)) / 2),
  }
}

/** So that a place stands at a part of the screen: 0.5 is its middle. */
export const lookAt = (
  { lane, row }: Place,
  scale: number,
  screen: Size,
  part: { readonly x: number; readonly y: number } = { x: 0.35, y: 0.5 },
): Camera => ({
  scale,
  x: screen.width * part.x - lane * laneWidth(scale) * scale,
  y: screen.height * part.y - row * ROW * scale,
})

/** So that no more is left empty at an edge than a margin, where there is enough of the map to fill the screen. */
export const within = (
  camera: Camera,
  { lanes, rows }: { readonly lanes: number; readonly rows: number },
  screen: Size,
  margin: number,
): Camera => {
  const settle = (at: number, length: number, room: number): number =>
    length + 2 * margin > room ? clamp(at, room - margin - length, margin) : (room - length) / 2
  return {
    scale: camera.scale,
    x: settle(camera.x, lanes * laneWidth(camera.scale) * camera.scale, screen.width),
    y: settle(camera.y, (rows - 1) * ROW * camera.scale, screen.height),
  }
}

export const placeUnder = ({ x, y, scale }: Camera, at: { x: number; y: number }): Place => ({
  lane: (at.x - x) / (laneWidth(scale) * scale),
  row: (at.y - y) / (ROW * scale),
})

export const screenOf = ({ x, y, scale }: Camera, { lane, row }: Place): { x: number; y: number } => ({
  x: lane * laneWidth(scale) * scale + x,
  y: row * ROW * scale + y,
})

/** Where a thing that was at one place stands at another now, so that it stays where it is seen. */
export const keepAt = (camera: Camera, before: Place, now: Place): Camera => {
  const old = screenOf(camera, before)
  const next = screenOf(camera, now)
  return pan(camera, old.x - next.x, old.y - next.y)
}
