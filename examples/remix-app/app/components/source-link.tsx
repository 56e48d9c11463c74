import { webAddress } from "~/lib/format";
import { Icon } from "./icon";

/** Where a picture comes from: a link for a web address, else nothing. */
export function SourceLink({ url, domain }: { url: string | null; domain: string | null }) {
  const href = webAddress(url);
  if (href === null) return null;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className="source-link" title={href}>
      <span className="truncate">{domain ?? href}</span>
      <Icon name="external" className="text-[0.85em]" />
    </a>
  );
}
