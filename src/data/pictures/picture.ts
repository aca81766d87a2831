/** A decoded picture, upright: four bytes a pixel (red, green, blue, opacity), row by row. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  /** `height × width × 4` bytes. */
  readonly rgba: ArrayLike<number>;
}
