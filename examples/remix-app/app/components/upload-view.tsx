import type { LoadPage } from "~/hooks/use-matches";
import type { UploadSearchControls } from "~/hooks/use-upload-search";
import { searchWithFile } from "~/lib/search-client";
import type { UploadSearch } from "~/lib/upload-store";
import { ProblemView } from "./problem-view";
import { SearchView } from "./search-view";
import { Searching } from "./searching";

interface UploadViewProps {
  upload: UploadSearch;
  controls: UploadSearchControls;
}

/** A search with a file of this device, from its start to its outcome. */
export function UploadView({ upload, controls: { start, cancel, retry } }: UploadViewProps) {
  const { file, previewUrl, state } = upload;
  const picture = { url: previewUrl, name: file.name };
  if (state.phase === "searching") return <Searching picture={picture} onCancel={cancel} />;
  if (state.phase === "failed") {
    const { problem } = state;
    return <ProblemView problem={problem} picture={picture} onRetry={retry} onPicture={start} />;
  }
  const loadPage: LoadPage = (cursor, signal) => searchWithFile(file, { cursor, signal });
  return (
    <SearchView
      key={previewUrl}
      answer={state.answer}
      picture={picture}
      loadPage={loadPage}
      onPicture={start}
    />
  );
}
