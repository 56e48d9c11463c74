import { useEffect } from "react";
import { PictureField } from "~/ask/picture-field";
import { PrivateSwitch } from "~/ask/private-switch";
import { WordsForm } from "~/ask/words-form";
import { useLibrary } from "~/hooks/use-library";
import type { LibrarySnapshot } from "~/lib/library";
import { RecentSearches } from "~/search/recent-searches";
import { LibraryLine } from "./library-line";
import { PictureWall } from "./picture-wall";

/** When what the first search needs is fetched: after the page itself. */
const idleAfterMs = 500;

interface HeroProps {
  library: LibrarySnapshot;
  /** Why a form that was sent without scripts led back here; null for none. */
  problem: string | null;
}

/** The page before any search: an empty frame on a wall of indexed pictures. */
export function Hero({ library, problem }: HeroProps) {
  const { status, examples } = useLibrary(library);
  useEffect(() => {
    const timer = setTimeout(() => void import("~/search/search-view"), idleAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <section className="pt-4 sm:pt-8">
      <div className="grid gap-x-12 gap-y-4 md:grid-cols-2 md:items-end">
        <h1 className="headline">Search with a picture.</h1>
        <div className="max-w-md md:justify-self-end">
          <p className="text-lg text-pretty text-muted">
            Find copies of it, pictures that look like it, and where they come from.
          </p>
          <LibraryLine status={status} />
        </div>
      </div>
      {problem && (
        <p role="alert" className="mt-6 border border-accent p-4">
          {problem}
        </p>
      )}
      <PictureWall examples={examples}>
        <div className="viewfinder grid size-full place-items-center px-7 py-10 text-center sm:p-10">
          <div className="grid w-full max-w-md justify-items-center gap-4">
            <div className="flex flex-wrap justify-center gap-3">
              <PictureField label="Choose a picture" />
              <PictureField label="Take a photo" icon="camera" camera quiet />
            </div>
            <p className="needs-script hint-drop text-sm text-muted">
              or drop one anywhere, or paste it with <kbd>Ctrl</kbd> <kbd>V</kbd>
            </p>
            <WordsForm
              label="Words, or the address of a picture"
              placeholder="Words, or the address of a picture"
            />
            {library.privateSearch && <PrivateSwitch />}
          </div>
        </div>
      </PictureWall>
      <RecentSearches />
    </section>
  );
}
