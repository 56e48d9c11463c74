import { Form, NavLink, useLocation } from "@remix-run/react";
import { useEffect, useRef } from "react";

const pages = [
  { to: "/admin", label: "Overview" },
  { to: "/admin/pictures", label: "Pictures" },
  { to: "/admin/add", label: "Add" },
  { to: "/admin/duplicates", label: "Duplicates" },
  { to: "/admin/failures", label: "Failures" },
  { to: "/admin/jobs", label: "Jobs" },
  { to: "/admin/keys", label: "Keys" },
  { to: "/admin/maintenance", label: "Maintenance" },
  { to: "/admin/configuration", label: "Configuration" },
];

/** The pages of the admin, and the way out. */
export function AdminNav() {
  const strip = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the page's own link may lie outside of the strip.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with the page, the current link changes
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>("[aria-current=page]");
    if (strip.current && current) strip.current.scrollLeft = current.offsetLeft - 40;
  }, [pathname]);
  return (
    <nav ref={strip} aria-label="Admin" className="admin-nav">
      {pages.map(({ to, label }) => (
        <NavLink key={to} to={to} end={to === "/admin"} className="admin-link">
          {label}
        </NavLink>
      ))}
      <Form method="post" action="/admin/logout" className="lg:mt-4">
        <button type="submit" className="admin-link w-full">
          Log out
        </button>
      </Form>
    </nav>
  );
}
