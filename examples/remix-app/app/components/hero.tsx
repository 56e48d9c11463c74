import { useLibrary } from "~/hooks/use-library";
import type { LibrarySnapshot } from "~/lib/library";
import { LibraryLine } from "./library-line";
import { PictureField } from "./picture-field";
import { PictureWall } from "./picture-wall";

interface HeroProps {
  library: LibrarySnapshot;
  onPicture: (file: File) => void;
}

/** The page before any search: an empty frame on a wall of indexed pictures. */
export function Hero({ library, onPicture }: HeroProps) {
  const { status, examples } = useLibrary(library);
  return (
    <section className="pt-6 sm:pt-10">
      <div className="grid gap-x-12 gap-y-5 md:grid-cols-2 md:items-end">
        <h1 className="headline">Find a picture by a picture.</h1>
        <div className="max-w-md md:justify-self-end">
          <p className="text-lg text-pretty text-muted">
            Hang one in the empty frame. You get the pictures most like it, where they come from,
            and the words they have in common.
          </p>
          <LibraryLine status={status} />
        </div>
      </div>
      <PictureWall examples={examples}>
        <div className="viewfinder grid size-full place-items-center p-10 text-center">
          <div>
            <PictureField label="Choose a picture" onPicture={onPicture} />
            <p className="needs-script mt-4 text-muted">
              <span className="hint-drop">
                or drop one anywhere, or paste it with <kbd>Ctrl</kbd> <kbd>V</kbd>
              </span>
              <span className="hint-touch">from this device or its camera</span>
            </p>
          </div>
        </div>
      </PictureWall>
    </section>
  );
}
