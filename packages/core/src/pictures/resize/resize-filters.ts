/** Filters of a resize, named as Pillow names them. */
export const resizeFilters = ["bicubic", "bilinear", "lanczos"] as const;

export type ResizeFilter = (typeof resizeFilters)[number];

interface FilterKernel {
  /** Pixels on each side of the centre that the kernel reaches, at scale 1. */
  support: number;
  /** The weight of a source pixel at distance x from the centre, at scale 1. */
  weight(x: number): number;
}

/** The formulas of Pillow's `Resample.c`; sums of weights are not 1 yet. */
export const filterKernels: Record<ResizeFilter, FilterKernel> = {
  bicubic: { support: 2, weight: cubic },
  bilinear: { support: 1, weight: triangle },
  lanczos: { support: 3, weight: lanczos },
};

/** Keys' cubic convolution, a = -0.5. */
function cubic(x: number): number {
  const a = -0.5;
  const distance = Math.abs(x);
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
  return 0;
}

function triangle(x: number): number {
  const distance = Math.abs(x);
  return distance < 1 ? 1 - distance : 0;
}

/** A sinc that another sinc, three times as wide, brings to 0. */
function lanczos(x: number): number {
  return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

function sinc(x: number): number {
  if (x === 0) return 1;
  const angle = x * Math.PI;
  return Math.sin(angle) / angle;
}
