import { useLocation, useNavigate, useNavigation } from "@remix-run/react";
import { thumbnailUrl } from "~/lib/library";
import type { QueryPicture } from "~/lib/query-picture";

/** State that a link to `/?like=` carries, so that its picture has a name at once. */
export interface LikeLocation {
  name: string;
}

/** The search that a clicked picture has started and that is not answered yet. */
export function usePendingLike(): { picture: QueryPicture; cancel(): void } | null {
  const { location } = useNavigation();
  const current = useLocation();
  const navigate = useNavigate();
  const id = new URLSearchParams(location?.search).get("like");
  if (location?.pathname !== "/" || id === null) return null;
  if (location.key === current.key) return null;
  const name = (location.state as LikeLocation | null)?.name ?? "";
  const cancel = () =>
    navigate(current.pathname + current.search, { replace: true, state: current.state });
  return { picture: { url: thumbnailUrl(id), name, id }, cancel };
}
