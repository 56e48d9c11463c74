import type { MetaFunction } from "@remix-run/node";
import { Outlet, useRouteError } from "@remix-run/react";
import type { ReactNode } from "react";
import { AdminNav } from "~/admin/components/admin-nav";
import { AdminProblem } from "~/admin/components/admin-problem";

export const meta: MetaFunction = () => [
  { title: "Admin – revimg" },
  { name: "robots", content: "noindex" },
];

function Shell({ children }: { children: ReactNode }) {
  return (
    <div className="admin-shell">
      <AdminNav />
      <div className="min-w-0">{children}</div>
    </div>
  );
}

export default function AdminLayout() {
  return (
    <Shell>
      <Outlet />
    </Shell>
  );
}

export function ErrorBoundary() {
  return (
    <Shell>
      <AdminProblem error={useRouteError()} />
    </Shell>
  );
}
