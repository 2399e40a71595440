/** Where the camera is and looks: world metres, radians clockwise from north, horizon in pixel rows from the top. */
export interface CameraPose {
  readonly x: number;
  readonly z: number;
  readonly heading: number;
  readonly horizonRow: number;
}

/** A pinhole camera whose optical axis stays level; its picture is cut so that the horizon lies above the middle. */
export const camera = {
  width: 320,
  height: 160,
  /** Focal length in pixels: 76 degrees from side to side. */
  focalPx: 205,
  heightM: 1.35,
  /** Row of the horizon when the car does not pitch. */
  horizonRow: 61,
} as const;

/** A point seen from the camera: metres to the right and forward. */
export interface CameraPoint {
  readonly right: number;
  readonly forward: number;
}

export function toCamera(pose: CameraPose, x: number, z: number): CameraPoint {
  const sin = Math.sin(pose.heading);
  const cos = Math.cos(pose.heading);
  const dx = x - pose.x;
  const dz = z - pose.z;
  return { right: dx * cos - dz * sin, forward: dx * sin + dz * cos };
}

/** Pixel column and row (centre of pixel [0, 0] at 0.5, 0.5) of a point `heightM` above the ground, `forward` > 0. */
export function project(pose: CameraPose, point: CameraPoint, heightM: number): { column: number; row: number } {
  const scale = camera.focalPx / point.forward;
  return {
    column: camera.width / 2 + point.right * scale,
    row: pose.horizonRow + (camera.heightM - heightM) * scale,
  };
}
