import { useEffect, useRef, useState } from "react";

/** A picture, or a quiet word where the browser can't show it. */
export function Picture({ url, alt }: { url: string | null; alt: string }) {
  const image = useRef<HTMLImageElement>(null);
  const [broken, setBroken] = useState(false);
  // An error that came before the page was hydrated fires no event.
  useEffect(() => {
    const { current } = image;
    setBroken(current?.complete === true && current.naturalWidth === 0);
  }, []);
  if (url === null || broken) {
    return <p className="no-preview">No preview</p>;
  }
  return <img ref={image} src={url} alt={alt} draggable={false} onError={() => setBroken(true)} />;
}
