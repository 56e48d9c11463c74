/**
 * The parts of a browser that this package uses, described by what they do. Types for
 * all of them would make every user of the package load the DOM's.
 */

/** An `ImageBitmap`: a decoded picture that threads can hand to each other. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  close(): void;
}

interface CanvasContext {
  fillStyle: string;
  imageSmoothingEnabled: boolean;
  fillRect(x: number, y: number, width: number, height: number): void;
  drawImage(image: Bitmap, ...boxes: number[]): void;
  getImageData(
    x: number,
    y: number,
    width: number,
    height: number,
    options: { colorSpace: "srgb" },
  ): { data: Uint8ClampedArray };
}

interface Canvas {
  getContext(kind: "2d", options: Record<string, unknown>): CanvasContext | null;
}

export interface BrowserWorker {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  terminate(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: ((event: { message?: string; preventDefault?(): void }) => void) | null;
  onmessageerror: (() => void) | null;
}

export interface BrowserCache {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
  delete(url: string): Promise<boolean>;
}

interface BrowserCaches {
  open(name: string): Promise<BrowserCache>;
  keys(): Promise<string[]>;
  delete(name: string): Promise<boolean>;
}

interface BrowserGlobals {
  caches?: BrowserCaches;
  navigator?: { hardwareConcurrency?: number; gpu?: { requestAdapter(): Promise<unknown> } };
  crossOriginIsolated?: boolean;
  document?: { baseURI: string };
  location?: { href: string };
  createImageBitmap?(picture: unknown): Promise<Bitmap>;
  OffscreenCanvas?: new (width: number, height: number) => Canvas;
  Worker?: unknown;
}

/** The page's or the worker's global object; what a browser lacks is undefined. */
export const browser = globalThis as unknown as BrowserGlobals;
