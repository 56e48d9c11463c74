import { keepPreview, previewOf } from "~/ask/previews";
import type { KeptPicture, UploadKeeper } from "~/lib/app-context";

interface Row extends KeptPicture {
  id: string;
  /** Milliseconds since 1970. */
  keptAt: number;
}

const store = "uploads";
const maxCount = 24;
const maxAgeMs = 86_400_000;
/** 144 bits, as the ids of the server. */
const idBytes = 18;

/**
 * Pictures that this browser has searched with, so that Back and a reload find them. They lie
 * in IndexedDB, for a day and at most 24; no other browser sees them.
 */
export class BrowserUploads implements UploadKeeper {
  #database: Promise<IDBDatabase> | undefined;

  async keep({ name, bytes }: KeptPicture): Promise<string> {
    const id = newId();
    const rows = await this.#rows("readwrite");
    await settled(rows.put({ id, name, bytes, keptAt: Date.now() } satisfies Row));
    await this.#tidy();
    return id;
  }

  async read(id: string): Promise<KeptPicture | null> {
    const rows = await this.#rows("readonly");
    const row = (await settled(rows.get(id))) as Row | undefined;
    if (!row || row.keptAt < Date.now() - maxAgeMs) return null;
    if (previewOf(id) === undefined) {
      keepPreview(id, URL.createObjectURL(new Blob([new Uint8Array(row.bytes)])));
    }
    return { name: row.name, bytes: row.bytes };
  }

  async #tidy(): Promise<void> {
    const rows = await this.#rows("readwrite");
    const byAge = (await settled(rows.index("keptAt").getAllKeys())) as string[];
    const old = IDBKeyRange.upperBound(Date.now() - maxAgeMs);
    const expired = (await settled(rows.index("keptAt").getAllKeys(old))) as string[];
    const surplus = byAge.slice(0, Math.max(0, byAge.length - maxCount));
    for (const id of new Set([...expired, ...surplus])) await settled(rows.delete(id));
  }

  async #rows(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    this.#database ??= openDatabase();
    return (await this.#database).transaction(store, mode).objectStore(store);
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open("revimg", 1);
  request.onupgradeneeded = () => {
    const rows = request.result.createObjectStore(store, { keyPath: "id" });
    rows.createIndex("keptAt", "keptAt");
  };
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(idBytes));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}
