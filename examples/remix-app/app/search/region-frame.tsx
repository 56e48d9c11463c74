import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { moved, type Region, regionBetween, resized } from "./region";

interface RegionFrameProps {
  url: string;
  /** Shown where `url` can't be. */
  fallback: string;
  region: Region;
  onRegion(region: Region): void;
  describedBy: string;
}

type Gesture =
  | { kind: "draw"; from: { x: number; y: number } }
  | { kind: "move" | "resize"; from: { x: number; y: number }; region: Region };

const step = 0.01;
const largeStep = 0.1;

/** A picture with a rectangle on it that mouse, finger and keyboard can draw and change. */
export function RegionFrame({ url, fallback, region, onRegion, describedBy }: RegionFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const gesture = useRef<Gesture | null>(null);
  const [source, setSource] = useState(url);
  const placeOf = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const begin = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const target = event.target as HTMLElement;
    const kind = target.dataset.gesture as "move" | "resize" | undefined;
    const from = placeOf(event);
    gesture.current = kind ? { kind, from, region } : { kind: "draw", from };
    frame.current?.setPointerCapture(event.pointerId);
    if (kind) target.focus();
    event.preventDefault();
  };
  const go = (event: PointerEvent) => {
    const { current } = gesture;
    if (!current) return;
    const to = placeOf(event);
    const [dx, dy] = [to.x - current.from.x, to.y - current.from.y];
    if (current.kind === "draw") onRegion(regionBetween(current.from, to));
    else if (current.kind === "move") onRegion(moved(current.region, dx, dy));
    else onRegion(resized(current.region, dx, dy));
  };
  const end = () => {
    gesture.current = null;
  };
  const byKeys = (change: typeof moved) => (event: KeyboardEvent) => {
    const by = event.shiftKey ? largeStep : step;
    const steps: Record<string, [number, number]> = {
      ...{ ArrowLeft: [-by, 0], ArrowRight: [by, 0] },
      ...{ ArrowUp: [0, -by], ArrowDown: [0, by] },
    };
    const taken = steps[event.key];
    if (!taken) return;
    event.preventDefault();
    onRegion(change(region, ...taken));
  };
  const percent = (share: number) => `${Math.round(share * 1000) / 10}%`;
  return (
    <>
      <div className="region-room">
        <div
          ref={frame}
          className="region-frame"
          onPointerDown={begin}
          onPointerMove={go}
          onPointerUp={end}
          onPointerCancel={end}
        >
          <img
            src={source}
            alt="What you search with"
            draggable={false}
            className="region-picture"
            onError={() => setSource(fallback)}
          />
          <div
            className="region-rectangle"
            style={{
              ...{ left: percent(region.x), top: percent(region.y) },
              ...{ width: percent(region.width), height: percent(region.height) },
            }}
          >
            <button
              type="button"
              className="region-move"
              data-gesture="move"
              aria-label="Move the part"
              aria-describedby={describedBy}
              onKeyDown={byKeys(moved)}
            />
            <button
              type="button"
              className="region-resize"
              data-gesture="resize"
              aria-label="Change the size of the part"
              aria-describedby={describedBy}
              onKeyDown={byKeys(resized)}
            />
          </div>
        </div>
      </div>
      <p role="status" className="tabular mt-2 text-xs text-muted">
        {percent(region.width)} × {percent(region.height)}, {percent(region.x)} from the left,{" "}
        {percent(region.y)} from the top
      </p>
    </>
  );
}
