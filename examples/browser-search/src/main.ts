import { isRevimgError } from "@revimg/core/browser";
import { element } from "./elements";
import { loadModel } from "./model";
import { clearResults, showResults } from "./results";
import { askHealth, SearchProblem, searchWith } from "./search";

const file = element<HTMLInputElement>("file");
const query = element<HTMLImageElement>("query");
const drop = element("drop");
const status = element("status");

/** The search under way: the next one ends it. */
let current: AbortController | undefined;

const embedder = loadModel();
embedder.catch((error: unknown) => {
  element("loading").hidden = true;
  element("model").textContent = "Not available";
  void showProblem(error);
});
void showCollection();

async function search(picture: Blob): Promise<void> {
  current?.abort();
  const controller = new AbortController();
  const { signal } = controller;
  current = controller;
  showQuery(picture);
  clearResults();
  showStatus("Looking at your picture");
  drop.classList.add("busy");
  try {
    const result = await searchWith(await embedder, picture, signal);
    if (!signal.aborted) showResults(result);
  } catch (error) {
    if (!signal.aborted) await showProblem(error);
  } finally {
    if (current === controller) drop.classList.remove("busy");
  }
  void showCollection();
}

function startOver(): void {
  current?.abort();
  clearResults();
  drop.classList.remove("busy");
  showQuery(null);
  showStatus(null);
}

function showQuery(picture: Blob | null): void {
  URL.revokeObjectURL(query.src);
  query.hidden = picture === null;
  drop.classList.toggle("filled", picture !== null);
  if (picture) query.src = URL.createObjectURL(picture);
  else query.removeAttribute("src");
}

/** Null: the beginning, with what will happen. */
function showStatus(text: string | null): void {
  status.textContent = text;
  status.hidden = text === null;
  element("steps").hidden = text !== null;
}

async function showProblem(error: unknown): Promise<void> {
  showStatus("Nothing was searched.");
  const message = element("message");
  message.textContent = await explain(error);
  message.hidden = false;
}

async function explain(error: unknown): Promise<string> {
  if (error instanceof SearchProblem && error.code === "index_mismatch") {
    const [{ id }, { model }] = await Promise.all([embedder, askHealth()]);
    return `This page looks at pictures with ${id}, but the collection was indexed with ${model.id}: their numbers can't be compared. Load the page's model from ${model.id}, or index the pictures with ${id}.`;
  }
  if (error instanceof SearchProblem || isRevimgError(error)) return error.message;
  return "The server could not be reached. Is it still running?";
}

async function showCollection(): Promise<void> {
  try {
    const { count } = await askHealth();
    const pictures = count === 1 ? "1 picture" : `${count.toLocaleString("en")} pictures`;
    element("collection").textContent = pictures;
  } catch {
    element("collection").textContent = "Not reachable";
  }
}

// What is no picture has no preview either.
query.addEventListener("error", () => {
  query.hidden = true;
  drop.classList.remove("filled");
});

function takeFirst(files: FileList | undefined | null): void {
  const picture = files?.[0];
  if (picture) void search(picture);
}

file.addEventListener("change", () => {
  takeFirst(file.files);
  // The same file may be chosen again.
  file.value = "";
});

document.addEventListener("paste", ({ clipboardData }) => takeFirst(clipboardData?.files));

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
document.addEventListener("dragleave", ({ relatedTarget }) => {
  if (!relatedTarget) drop.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  takeFirst(event.dataTransfer?.files);
});

document.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
  if (ctrlKey || metaKey || altKey) return;
  if (key === "Escape") startOver();
  if (key.toLowerCase() === "o") file.click();
});
