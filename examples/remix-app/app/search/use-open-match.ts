import { useLocation, useNavigate } from "@remix-run/react";
import { useCallback } from "react";

/**
 * The match that is shown in full. It is part of the address, so Back closes it and a
 * reload opens it again.
 */
export function useOpenMatch(): { openId: string | null; open(id: string | null): void } {
  const { pathname, search, state } = useLocation();
  const navigate = useNavigate();
  const openId = new URLSearchParams(search).get("open");
  const cameByOpening = (state as { opened?: boolean } | null)?.opened === true;
  const open = useCallback(
    (id: string | null) => {
      if (id === openId) return;
      if (id === null && cameByOpening) return navigate(-1);
      const parameters = new URLSearchParams(search);
      if (id === null) parameters.delete("open");
      else parameters.set("open", id);
      navigate(`${pathname}?${parameters}`, {
        preventScrollReset: true,
        // Walking from match to match is one step back in all.
        replace: openId !== null,
        state: id === null ? null : { opened: openId === null || cameByOpening },
      });
    },
    [navigate, pathname, search, openId, cameByOpening],
  );
  return { openId, open };
}
