import { useLocation, useNavigate } from "@remix-run/react";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Problem } from "~/lib/problem";
import { addressOf, emptySearch, mostPictures, type SearchAddress } from "~/search/search-address";
import { isPrivate } from "./private-choice";
import { AskFailed, sendPictures } from "./send-pictures";

/** A static export has no model beside it, and its build leaves out what would read one. */
const isExport = import.meta.env.MODE === "static";

const embedPictures: typeof sendPictures = isExport
  ? sendPictures
  : async (files, signal) =>
      (await import("~/private/embed-privately")).embedPrivately(files, signal);

/** Pictures that are on their way, until the page of their search is there. */
export interface Asking {
  files: readonly File[];
  /** Object URL of the first picture. */
  preview: string;
  isPrivate: boolean;
  problem: Problem | null;
}

export interface Ask {
  asking: Asking | null;
  /** Searches with pictures of this device; with `also`, beside what that asks with. */
  start(files: readonly File[], also?: SearchAddress): void;
  cancel(): void;
  retry(): void;
}

const AskContext = createContext<Ask | null>(null);

export function useAsk(): Ask {
  const ask = useContext(AskContext);
  if (!ask) throw new Error("useAsk() needs an AskProvider around it.");
  return ask;
}

export function AskProvider({ children }: { children: ReactNode }) {
  const navigate = useNavigate();
  const { key } = useLocation();
  const [asking, setAsking] = useState<Asking | null>(null);
  const running = useRef<AbortController | null>(null);
  const last = useRef<() => void>(() => {});

  const start = useCallback(
    async (files: readonly File[], also: SearchAddress = emptySearch) => {
      const chosen = files.slice(0, mostPictures - also.pictures.length);
      const [first] = chosen;
      if (!first) return;
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      last.current = () => start(files, also);
      const isPrivateNow = !isExport && isPrivate();
      const preview = URL.createObjectURL(first);
      const about = { files: chosen, preview, isPrivate: isPrivateNow };
      setAsking({ ...about, problem: null });
      try {
        const ask = isPrivateNow ? embedPictures : sendPictures;
        const parts = await ask(chosen, controller.signal);
        const pictures = [...also.pictures, ...parts];
        if (!controller.signal.aborted) navigate(addressOf({ ...also, region: null, pictures }));
      } catch (error) {
        if (controller.signal.aborted) return;
        if (!(error instanceof AskFailed)) throw error;
        setAsking({ ...about, problem: error.problem });
      }
    },
    [navigate],
  );
  const cancel = useCallback(() => {
    running.current?.abort();
    setAsking(null);
  }, []);
  // The page of the search, or any other that was gone to meanwhile, takes its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what changes
  useEffect(() => {
    running.current?.abort();
    setAsking(null);
  }, [key]);
  const ask = useMemo<Ask>(
    () => ({ asking, start, cancel, retry: () => last.current() }),
    [asking, start, cancel],
  );
  return <AskContext.Provider value={ask}>{children}</AskContext.Provider>;
}
